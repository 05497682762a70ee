import type { WireCase, WireLine, WireLines } from '../../adapters/web/page/wire.js';
import { Browser } from './browser.js';
import { Gone } from './life.js';
import type { Supervisor } from './supervisor.js';
import { Violation } from './violation.js';

/** A person of the desk in a browser, signed in by a link. */
export class Staff {
  readonly #browser: Browser;
  #signedIn: Promise<void> | undefined;

  constructor(
    private readonly supervisor: Supervisor,
    private readonly person: string,
    speed: number,
  ) {
    this.#browser = new Browser(supervisor, 'staff', speed);
  }

  async send(method: string, path: string, body?: object): Promise<unknown> {
    this.#signedIn ??= this.#signIn();
    await this.#signedIn;
    return this.#browser.send(method, path, body);
  }

  async again(method: string, path: string, body: object): Promise<void> {
    const life = this.supervisor.running;
    if (life) await this.#browser.once(life, method, path, body);
  }

  async case(number: number): Promise<WireCase> {
    return (await this.send('GET', `/api/desk/cases/${number}`)) as WireCase; // what the route answers
  }

  async thread(number: number): Promise<readonly WireLine[]> {
    const { lines } = (await this.send('GET', `/api/desk/cases/${number}/lines`)) as WireLines; // what the route answers
    return lines;
  }

  async #signIn(): Promise<void> {
    for (;;) {
      const life = await this.supervisor.current;
      try {
        const token = (await life.link(this.person)).split('#')[1];
        const answer = await this.#browser.once(life, 'POST', '/api/desk/sign-in', { token });
        if (answer?.status === 200) return;
        // Used by an attempt whose answer was lost: the next link is a new one.
        if (answer && answer.status !== 403)
          throw new Violation(
            `the sign-in was answered with ${answer.status} ${JSON.stringify(answer.body)}`,
          );
      } catch (error) {
        if (!(error instanceof Gone)) throw error;
      }
    }
  }
}
