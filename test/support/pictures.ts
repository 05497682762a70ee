import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

/** The environment variable that names the folder for pictures; without it none are taken. */
export const PICTURES_VARIABLE = 'FIRSTLINE_TEST_SCREENSHOTS';

const WIDTHS = { wide: { width: 1280, height: 800 }, narrow: { width: 390, height: 844 } };
const SCHEMES = ['light', 'dark'] as const;

/** Widths of the pages in the README's picture, which is 1400 wide. */
const SIDE_BY_SIDE = { chat: 420, desk: 920 } as const satisfies Readonly<Record<PageName, number>>;
const SIDE_HEIGHT = 900;
const README_PICTURE = fileURLToPath(new URL('../../docs/chat-and-desk.png', import.meta.url));

/** Which page a picture shows. */
export type PageName = 'chat' | 'desk';

/** Takes pictures of the pages of a test in every look: wide and narrow, light and dark. */
export class Pictures {
  readonly #folder: string | undefined = process.env[PICTURES_VARIABLE];
  readonly #language: string;
  readonly #pages: Readonly<Record<PageName, Page>>;
  #taken = 0;

  constructor(language: string, pages: Readonly<Record<PageName, Page>>) {
    this.#language = language;
    this.#pages = pages;
  }

  /** One state of these pages, in every look. */
  async take(state: string, ...names: readonly PageName[]): Promise<void> {
    if (this.#folder === undefined) return;
    this.#taken += 1;
    await mkdir(this.#folder, { recursive: true });
    for (const name of names) {
      const page = this.#pages[name];
      for (const [width, viewport] of Object.entries(WIDTHS)) {
        await page.setViewportSize(viewport);
        for (const colorScheme of SCHEMES) {
          await page.emulateMedia({ colorScheme });
          const file = [
            this.#language,
            String(this.#taken).padStart(2, '0'),
            state.replaceAll(' ', '-'),
            name,
            width,
            colorScheme,
          ].join('-');
          await page.screenshot({ path: join(this.#folder, `${file}.png`) });
        }
      }
      await page.setViewportSize(WIDTHS.wide);
      await page.emulateMedia({ colorScheme: 'light' });
    }
  }

  /** Both pages as they are, and where the pictures lie. */
  async ofFailure(): Promise<string> {
    const folder = this.#folder ?? tmpdir();
    const paths: string[] = [];
    for (const [name, page] of Object.entries(this.#pages)) {
      const path = join(folder, `firstline-failure-${this.#language}-${name}.png`);
      await page.screenshot({ path });
      paths.push(path);
    }
    return paths.join(', ');
  }

  /** Both pages in one picture, for the README. */
  async sideBySide(): Promise<void> {
    if (this.#folder === undefined) return;
    const shots: string[] = [];
    for (const [name, width] of Object.entries(SIDE_BY_SIDE)) {
      const page = this.#pages[name as PageName]; // a key of the literal below
      await page.setViewportSize({ width, height: SIDE_HEIGHT });
      const shot = await page.screenshot();
      shots.push(`<img src="data:image/png;base64,${shot.toString('base64')}">`);
      await page.setViewportSize(WIDTHS.wide);
    }
    const frame = await this.#pages.chat.context().newPage();
    await frame.setViewportSize({ width: 1400, height: SIDE_HEIGHT + 40 });
    await frame.setContent(`<style>
      body { margin: 0; padding: 20px; display: flex; justify-content: space-between; background: #dfe5e3; }
      img { border-radius: 12px; box-shadow: 0 2px 14px rgb(0 0 0 / 18%); }
    </style>${shots.join('')}`);
    await mkdir(dirname(README_PICTURE), { recursive: true });
    await frame.screenshot({ path: README_PICTURE });
    await frame.close();
  }
}
