import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** Ends the child when its standard input closes: it then goes even where the test itself is killed. */
export const GOES_WITH_ITS_PARENT = `data:text/javascript,${encodeURIComponent(
  'process.stdin.resume().on("end", () => process.exit(1)).unref();',
)}`;

const READY_WITHIN = 20_000;

/** How a child is started. */
export interface FirstlineProcessOptions {
  /** Its working folder: a `firstline.yaml` or `.env` that lies there counts. */
  readonly folder: string;
  /** Its data folder. */
  readonly data: string;
  /** Without one, any port that is free. */
  readonly port?: number;
}

/** The built command line as a process of its own, `start` with nothing configured but what its folder holds. */
export class FirstlineProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | null>;
  #stdout = '';
  #stderr = '';

  private constructor({ folder, data, port = 0 }: FirstlineProcessOptions) {
    // Nothing is inherited from the machine that could configure it.
    this.#child = spawn(process.execPath, ['--import', GOES_WITH_ITS_PARENT, cli, 'start'], {
      cwd: folder,
      env: { PATH: process.env.PATH ?? '', DATA_DIR: data, PORT: String(port) },
    });
    this.#child.stdout?.on('data', (chunk) => {
      this.#stdout += String(chunk);
    });
    this.#child.stderr?.on('data', (chunk) => {
      this.#stderr += String(chunk);
    });
    this.#ended = new Promise((resolve) => {
      this.#child.on('error', () => resolve(null));
      this.#child.on('close', (code) => resolve(code));
    });
  }

  /** Resolves once it has printed where it is to be found. */
  static async start(options: FirstlineProcessOptions): Promise<FirstlineProcess> {
    const started = new FirstlineProcess(options);
    const until = Date.now() + READY_WITHIN;
    const ended = started.#ended.then(() => 'ended' as const);
    while (started.#find(CHAT) === undefined || started.#find(STOPS) === undefined) {
      const tick = new Promise<'tick'>((resolve) => setTimeout(resolve, 10, 'tick'));
      const what = await Promise.race([ended, tick]);
      if (what === 'tick' && Date.now() < until) continue;
      await started.kill();
      throw new Error(`firstline did not become ready.\n${started.log}`);
    }
    return started;
  }

  /** Where the chat page is, as it was printed. */
  get chatUrl(): string {
    return this.#find(CHAT) ?? '';
  }

  /** The sign-in link that was printed; it works once. */
  get signInLink(): string {
    return this.#find(SIGN_IN) ?? '';
  }

  /** The port that it listens on. */
  get port(): number {
    return Number(new URL(this.chatUrl).port);
  }

  /** What it printed for a reader. */
  get banner(): string {
    return this.#stdout;
  }

  /** Everything that it printed, to find out what went wrong. */
  get log(): string {
    return `--- stdout\n${this.#stdout}--- stderr\n${this.#stderr}---`;
  }

  /** SIGKILL: it has no time for anything. Harmless where it has ended. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  /** SIGTERM, and how it ended: the exit code, and after how many milliseconds. */
  async stop(): Promise<{ readonly code: number | null; readonly ms: number }> {
    const from = performance.now();
    this.#child.kill('SIGTERM');
    return { code: await this.#ended, ms: performance.now() - from };
  }

  #find(pattern: RegExp): string | undefined {
    return pattern.exec(this.#stdout)?.[1];
  }
}

const CHAT = /Chat\s+(http\S+)\s/;
const SIGN_IN = /(http\S+\/desk\/sign-in#\S+)\s/;
/** The last line of what is printed at the start. */
const STOPS = /(Ctrl\+C)/;
