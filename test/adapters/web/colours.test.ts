import { readFile } from 'node:fs/promises';
import { expect } from 'chai';

describe('the colours of the pages', () => {
  for (const scheme of ['light', 'dark'] as const) {
    it(`are readable in the ${scheme} scheme: 4.5 to 1 for words, 3 to 1 for borders of controls`, async () => {
      const css = await readFile(new URL('../../../adapters/web/page/base.css', import.meta.url), 'utf8');
      const [light = '', dark = ''] = css.split('@media (prefers-color-scheme: dark)');
      const colours = new Map(
        [...(scheme === 'light' ? light : dark).matchAll(/--([a-z-]+): (#[0-9a-f]{6})/g)].map(
          ([, name = '', value = '']) => [name, value],
        ),
      );
      const words: readonly (readonly [string, string])[] = [
        ['text', 'bg'],
        ['text', 'surface'],
        ['text', 'sunken'],
        ['text', 'accent-soft'],
        ['text', 'danger-soft'],
        ['muted', 'bg'],
        ['muted', 'surface'],
        ['muted', 'sunken'],
        ['muted', 'accent-soft'],
        ['accent', 'surface'],
        ['accent', 'bg'],
        ['accent-strong', 'accent-soft'],
        ['on-accent', 'accent'],
        ['on-accent', 'accent-strong'],
        ['on-mine', 'mine'],
        ['on-note', 'note'],
        ['on-note', 'bg'],
        ['danger', 'bg'],
        ['danger', 'danger-soft'],
        ['warn', 'warn-soft'],
        ['warn', 'surface'],
        ['warn', 'accent-soft'],
      ];
      for (const [front, back] of words) {
        expect(contrast(colours, front, back), `${front} on ${back}`).to.be.at.least(4.5);
      }
      expect(contrast(colours, 'edge-strong', 'surface')).to.be.at.least(3);
      expect(contrast(colours, 'edge-strong', 'bg')).to.be.at.least(3);
    });
  }
});

/** Contrast of two colours as WCAG 2 defines it. */
function contrast(colours: ReadonlyMap<string, string>, front: string, back: string): number {
  const luminance = (name: string): number => {
    const hex = colours.get(name);
    if (hex === undefined) throw new Error(`there is no colour --${name}`);
    const [red = 0, green = 0, blue = 0] = [1, 3, 5]
      .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [lighter = 0, darker = 0] = [luminance(front), luminance(back)].sort((one, other) => other - one);
  return (lighter + 0.05) / (darker + 0.05);
}
