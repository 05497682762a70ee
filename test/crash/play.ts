import { seeded } from '../support/random.js';
import { call } from './browser.js';
import type { FarEndReader } from './far-end-reader.js';
import { Gone, type Life, sleep } from './life.js';
import { SPEED, type TrialOptions } from './options.js';
import { recordedAsker, webAsker } from './players.js';
import { Barrier, Conversation, hurry, type Stage } from './scenario.js';
import type { Via } from './scripts.js';
import type { Supervisor } from './supervisor.js';
import type { Played } from './verify.js';
import { Violation } from './violation.js';

/** A little more than the time in which a case is to be claimed. */
const JUMP = 6.2 * 3_600_000;

/** Waves of conversations, and the storm that goes over them. */
export class Play {
  readonly played: Played[] = [];
  readonly stage: Omit<Stage, 'barrier'>;
  waves = 0;
  readonly #random: () => number;
  #barrier: Barrier | undefined;
  readonly #waiting: (() => void)[] = [];

  constructor(
    private readonly options: TrialOptions,
    private readonly supervisor: Supervisor,
    private readonly now: () => number,
    readonly far: { readonly [Platform in Exclude<Via, 'web'>]: FarEndReader },
  ) {
    this.#random = seeded(options.seed);
    this.stage = {
      supervisor,
      speed: SPEED,
      random: seeded(options.seed + 1),
      counts: { acknowledged: 0, redelivered: 0 },
      patience: options.patience ?? 60_000,
      expected: options.calm?.expected ?? new Map(),
      redeliver: options.calm ? 0.35 : 0,
      later: new Set(),
      empty: () => this.#empty(),
      ...(options.calm ? {} : { quiet: (ticking: boolean) => this.#quiet(ticking) }),
    };
  }

  async play(): Promise<void> {
    const { kills, calm } = this.options;
    let finished = false;
    const over = (): boolean => finished;
    const storm = this.#storm(over);
    const waves = async (): Promise<void> => {
      do {
        await this.#wave(String(++this.waves), calm === undefined);
        this.options.progress?.(`wave ${this.waves}: ${this.supervisor.counts.kills} kills`);
      } while (this.supervisor.counts.kills < kills && this.options.killOnce === undefined);
      await this.#delivered();
      finished = true;
    };
    await Promise.all([storm, waves()]);
  }

  async #wave(wave: string, oneByOne: boolean): Promise<void> {
    const { scripts, hurries } = this.options;
    const active = oneByOne ? 1 : scripts.length + hurries.length;
    const barrier = new Barrier(active, () => this.supervisor.jump(JUMP));
    this.#barrier = barrier;
    const stage: Stage = { ...this.stage, barrier };
    const plays = scripts.map((script) => async () => {
      const asker = this.#asker(script.via, script.name, wave);
      await new Conversation(script, asker, wave, stage).play();
      this.played.push({ name: script.name, wave, asker });
      if (!oneByOne) barrier.leave();
    });
    const hurried = hurries.map((each) => async () => {
      const asker = this.#asker(each.via, each.name, wave);
      await hurry(each, asker, wave, stage);
      this.played.push({ name: each.name, wave, asker, hurried: each.texts });
      if (!oneByOne) barrier.leave();
    });
    if (oneByOne) for (const play of plays) await play();
    else await Promise.all([...plays, ...hurried].map((play) => play()));
    const late = await Promise.allSettled(this.stage.later);
    for (const each of late) if (each.status === 'rejected') throw each.reason;
    this.stage.later.clear();
  }

  #asker(via: Via, name: string, wave: string) {
    if (via === 'web') return webAsker(this.supervisor, SPEED);
    const user = `w${wave}-${name}`;
    return recordedAsker(this.supervisor, this.far[via], { platform: via, user, name: 'Rae', now: this.now });
  }

  /** Starts, kills and starts again, until there were enough kills and everything is played. */
  async #storm(over: () => boolean): Promise<void> {
    const { supervisor, options } = this;
    const { kills, killOnce } = options;
    if (killOnce !== undefined && 'between' in killOnce) supervisor.hangAt = killOnce.between('1');
    for (;;) {
      const left =
        killOnce === undefined ? kills - supervisor.counts.kills : supervisor.counts.kills === 0 ? 1 : 0;
      const life = await supervisor.start(killOnce === undefined && left > 0 ? this.#early() : undefined);
      if (!life) continue;
      if (left > 0) supervisor.prepare();
      const ended = supervisor.watch(life);
      ended.catch(() => {});
      if (left <= 0) {
        supervisor.peaceful = true;
        await this.#until(over, ended, life);
        return;
      }
      if (killOnce) {
        if ('acknowledged' in killOnce)
          await this.#until(() => this.stage.counts.acknowledged >= killOnce.acknowledged, ended, life);
        else await Promise.race([life.report('between'), ended]);
        supervisor.hangAt = undefined;
      } else await Promise.race([this.#late(life), ended]);
      await supervisor.kill(life);
      const { kills: done } = supervisor.counts;
      if (done % 50 === 0)
        options.progress?.(`${done} kills, ${this.stage.counts.acknowledged} acknowledged`);
    }
  }

  /** Whether the next life ends before it is ready, and when: half of those while the folder is being opened. */
  #early(): number | undefined {
    const random = this.#random;
    if (random() >= 0.3) return undefined;
    const recent = this.supervisor.counts.startMs.slice(-5);
    const usual = recent.length ? recent.reduce((sum, each) => sum + each, 0) / recent.length : 600;
    return random() < 0.5 ? random() * 40 : random() * usual;
  }

  /** How long a life lasts that has become ready: not long; some end while a snapshot is being taken. */
  async #late(life: Life): Promise<void> {
    const random = this.#random;
    // While timers are due, some reach the ticker's first beat, and end around it.
    if (this.#barrier?.ticking && random() < 0.7) return sleep(950 + random() * 250);
    if (random() < 0.88) return sleep(random() < 0.8 ? random() * 200 : random() * 1_000);
    const began = life.report('snapshot').then(() => sleep(random() * 12));
    began.catch(() => {}); // told by `ended`
    return Promise.race([began, sleep(600)]);
  }

  async #until(done: () => boolean, ended: Promise<never>, life: Life): Promise<void> {
    while (!done()) {
      await Promise.race([sleep(5), ended]);
      if (life.over) await ended;
    }
  }

  /** Nothing is on its way: the outbox is empty, and stays so. */
  async #quiet(ticking: boolean): Promise<void> {
    if (ticking) await sleep(1_200); // the ticker's next beat
    await this.#delivered();
  }

  async #delivered(): Promise<void> {
    const until = performance.now() + 60_000;
    for (let empty = 0; empty < 2; await sleep(5)) {
      if (performance.now() > until) throw new Violation('the outbox is not empty after a minute in peace');
      empty = (await this.#effects()) === 0 ? empty + 1 : 0;
    }
  }

  /** Resolves once the outbox was seen empty after this call. Those who wait share the looking. */
  #empty(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (this.#waiting.length === 1) void this.#look();
    });
  }

  async #look(): Promise<void> {
    while (this.#waiting.length) {
      const asked = this.#waiting.length;
      if ((await this.#effects()) === 0) for (const resolve of this.#waiting.splice(0, asked)) resolve();
      else await sleep(8);
    }
  }

  /** Effects in the outbox; undefined where the process has just gone. */
  async #effects(): Promise<number | undefined> {
    const life = await this.supervisor.current;
    try {
      if (life.port === 0) return await sleep(150).then(() => 0); // the faulty composition has no figures
      const { body } = await call(life, { method: 'GET', path: '/metrics' });
      return Number(/^firstline_outbox_effects (\d+)$/m.exec(String(body))?.[1]);
    } catch (error) {
      if (!(error instanceof Gone)) throw error;
      await Promise.race([life.ended, sleep(20)]);
      return undefined;
    }
  }
}
