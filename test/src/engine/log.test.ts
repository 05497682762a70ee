import { expect } from 'chai';
import { type Level, pino } from 'pino';
import { visitorPlace } from '../../../adapters/web/places.js';
import { dialogs } from '../../../main.js';
import { silentLog } from '../../../src/core/ports/ambient.js';
import { dutyAt } from '../../../src/desk/roster.js';
import { createDecide } from '../../../src/engine/decide.js';
import { createTurns } from '../../../src/engine/submit.js';
import { openStore } from '../../../src/store/lowdb/store.js';
import { freshFolder } from '../../support/folders.js';
import { MONDAY_10, office, settingsFor, starterKnowledge } from '../../support/office.js';

const SECRET = 'my salary is 4711 and my password is hunter2';

async function logOf(level: Level, texts = [SECRET, 'human', 'human']): Promise<Record<string, unknown>[]> {
  const fresh = await freshFolder();
  const clock = { now: () => MONDAY_10 };
  const store = await openStore({ folder: fresh.data, clock, log: silentLog });
  const lines: Record<string, unknown>[] = [];
  const log = pino({ level }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const settings = settingsFor();
  const knowledge = await starterKnowledge();
  const turns = createTurns({
    sources: {
      store,
      knowledge: () => knowledge,
      duty: (now) => dutyAt(office, now),
      isStaff: async () => false,
      settings,
    },
    decide: createDecide({ dialogs, settings }),
    clock,
    log,
  });
  for (const [n, text] of texts.entries()) {
    const message = `m${Math.min(n, 1)}`;
    await turns.submit({
      kind: 'message',
      id: `vera/${message}`,
      at: MONDAY_10,
      place: visitorPlace('vera'),
      author: { id: 'vera', name: 'Vera' },
      message,
      text,
      addressed: true,
      private: true,
    });
  }
  await store.close();
  await fresh.dispose();
  return lines;
}

describe('the log', () => {
  it('has one line for a turn, with its correlation id, its outcome and what was decided', async () => {
    const lines = (await logOf('info')).filter((line) => line.msg === 'turn');
    expect(lines.map(({ event, kind, outcome }) => ({ event, kind, outcome }))).to.deep.equal([
      { event: 'vera/m0', kind: 'message', outcome: 'done' },
      { event: 'vera/m1', kind: 'message', outcome: 'done' },
      { event: 'vera/m1', kind: 'message', outcome: 'duplicate' },
    ]);
    expect(lines[0]?.ms).to.be.a('number');
    expect(JSON.stringify(lines)).to.include('handed-off');
  });

  it('names the rule by which a question goes to a person', async () => {
    const lines = await logOf('info', ['This is urgent, I forgot my password']);
    expect(lines.find(({ msg }) => msg === 'turn')?.facts).to.deep.equal([
      'pinged',
      'handed-off:urgent:urgent',
    ]);
  });

  it('has what people wrote at debug only', async () => {
    expect(JSON.stringify(await logOf('info'))).not.to.include('hunter2');
    expect(JSON.stringify(await logOf('debug'))).to.include('hunter2');
  });
});
