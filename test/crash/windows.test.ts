import { expect } from 'chai';
import { loadConfig, sections, startFirstline } from '../../main.js';
import { silentLog } from '../../src/core/ports/ambient.js';
import type { Channel } from '../../src/core/ports/channel.js';
import { FailingDisk, type Trouble } from '../support/disks.js';
import { freshFolder } from '../support/folders.js';
import { createRecordingChannel } from '../support/recording-channel.js';
import { World } from '../support/world.js';

// What the crash test found, each in its smallest form: the moment between two commits, held open.

describe('between the delivery of a message and the commit of its receipt', () => {
  let world: World;
  afterEach(() => world.close());

  /** A channel whose answers wait from now on, or from when it is told to hold them, until they are let go. */
  function holding(now: boolean) {
    let held = now;
    let release = (): void => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const wrap = (channel: Channel): Channel => ({
      ...channel,
      async deliver(outgoing, signal) {
        const outcome = await channel.deliver(outgoing, signal);
        if (held) await released;
        return outcome;
      },
    });
    const hold = (): void => {
      held = true;
    };
    return { wrap, hold, release: () => release() };
  }

  it('a button that is pressed shows what was chosen', async () => {
    const { wrap, release } = holding(true);
    world = await World.create({ wrap });
    world.hurried = true;
    await world.ask('I forgot my password');
    const [, answer] = await world.lines();
    const button = answer?.content.buttons?.[0];
    expect(answer?.state).to.equal('pending');
    await world.submit({
      kind: 'action',
      id: 'quick',
      at: world.now,
      place: world.place(),
      author: { id: 'vera', name: 'Vera' },
      action: button?.action ?? '',
      value: button?.value ?? '',
      version: button?.version ?? 0,
      message: answer?.effect ?? '', // on the web a message is named by its effect
    });
    release();
    await world.settle();
    const [, settled] = await world.lines();
    expect(settled?.content.chosen).to.equal('That helped');
    expect(settled?.content.buttons).to.equal(undefined);
    expect(settled?.state).to.equal('delivered');
  });

  it('an answer that waits to be taken back is taken back although a person takes over', async () => {
    const { wrap, hold, release } = holding(false);
    world = await World.create({ wrap });
    const question = await world.ask('I forgot my password');
    hold();
    world.hurried = true;
    await world.ask('hello');
    await world.remove(question);
    await world.ask('human');
    release();
    await world.settle();
    const [, answer] = await world.lines();
    expect(answer).to.include({ state: 'delivered', deleted: true });
  });
});

describe('a store that fails while messages are on their way', () => {
  it('leaves no rejection that nobody handles', async () => {
    const { data, dispose } = await freshFolder();
    const unhandled: unknown[] = [];
    const note = (error: unknown): void => void unhandled.push(error);
    process.on('unhandledRejection', note);
    try {
      const trouble: Trouble = {};
      const channel = createRecordingChannel({ platform: 'rec', delay: 50 });
      const firstline = await startFirstline({
        config: await loadConfig({ env: { PORT: '0', DATA_DIR: data }, sections }),
        log: silentLog,
        channels: [channel],
        storage: { disk: new FailingDisk(trouble) },
      });
      await channel.receive({
        kind: 'message',
        id: 'e1',
        at: Date.now(),
        place: 'rec:w/c',
        author: { id: 'vera', name: 'Vera' },
        message: 'm1',
        text: 'hello',
        addressed: true,
        private: true,
      });
      trouble.syncs = 0;
      expect((await firstline.failed).message).to.match(/failed/);
      await new Promise((resolve) => setTimeout(resolve, 100));
      await firstline.stop();
      expect(unhandled).to.deep.equal([]);
    } finally {
      process.off('unhandledRejection', note);
      await dispose();
    }
  });
});
