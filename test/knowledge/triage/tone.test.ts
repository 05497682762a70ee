import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { type LabelledMessage, readMessagesCsv } from '../../../knowledge/files/csv.js';
import { keptTone } from '../../../knowledge/triage/kept-tone.js';
import { LEARNT } from '../../../knowledge/triage/learnt-tone.js';
import { toneOf } from '../../../knowledge/triage/tone.js';
import { learnTone } from '../../../knowledge/triage/tone-model.js';
import { triage } from '../../../knowledge/triage/triage.js';
import { processorTime } from '../../support/processor-time.js';

const LANGUAGES = ['en', 'zh'] as const;

async function messagesOf(path: string): Promise<readonly LabelledMessage[]> {
  const file = new URL(path, import.meta.url);
  const { messages, errors } = readMessagesCsv(await readFile(file, 'utf8'), path);
  expect(errors).to.deep.equal([]);
  return messages;
}

describe('what urgency and mood are learnt from', () => {
  it('is what the kept model was learnt from; if not, run `npx tsx tools/learn-triage.ts`', async () => {
    const messages = (
      await Promise.all(LANGUAGES.map((language) => messagesOf(`../../../knowledge/triage/${language}.csv`)))
    ).flat();
    const anew = learnTone(messages);
    const kept = keptTone(LEARNT);
    expect(kept.thresholds).to.deep.equal(anew.thresholds);
    expect(kept.names).to.deep.equal(anew.names);
    for (const kind of ['urgency', 'mood'] as const) {
      for (const [level, weights] of anew[kind].entries()) {
        for (const [i, weight] of weights.entries())
          expect(kept[kind][level]?.[i], `${kind} ${level}: ${anew.names[i]}`).to.be.closeTo(weight, 0.002);
      }
    }
  }).timeout(20_000);

  it('holds no message that it is measured on', async () => {
    for (const language of LANGUAGES) {
      const learnt = new Set(
        (await messagesOf(`../../../knowledge/triage/${language}.csv`)).map(({ text }) => text),
      );
      const measured = await messagesOf(`../../fixtures/triage/${language}.csv`);
      expect(measured.filter(({ text }) => learnt.has(text))).to.deep.equal([]);
      expect(measured).to.have.length.of.at.least(200);
    }
  });

  it('tells alarms and moods of messages that it has not seen, and raises few false alarms', async () => {
    for (const language of LANGUAGES) {
      const measured = await messagesOf(`../../fixtures/triage/${language}.csv`);
      const told = measured.map((message) => ({ ...message, told: triage(message.text) }));
      const share = (part: readonly unknown[], whole: readonly unknown[]): number =>
        part.length / whole.length;
      const isAlarm = (urgency: string): boolean => urgency === 'high' || urgency === 'critical';

      const alarms = told.filter(({ urgency }) => isAlarm(urgency));
      const raised = told.filter((one) => isAlarm(one.told.urgency));
      const right = raised.filter(({ urgency }) => isAlarm(urgency));
      expect(share(right, alarms), `${language}: alarms found`).to.be.at.least(0.78);
      expect(share(right, raised), `${language}: alarms that are some`).to.be.above(0.9);

      const angry = told.filter(({ mood }) => mood === 'angry');
      const called = told.filter((one) => one.told.mood === 'angry');
      const rightly = called.filter(({ mood }) => mood === 'angry');
      expect(share(rightly, angry), `${language}: angry found`).to.be.above(0.7);
      expect(share(rightly, called), `${language}: called angry`).to.be.above(0.9);
    }
  });

  it('takes a long text in the time of its length, whatever is in it', async () => {
    const took = await processorTime(() => {
      for (const long of ['a', 'A', 'aA', '!', '我', 'a '])
        toneOf(`AAA AAA AAA AAA ${long.repeat(40_000 / long.length)}_`);
    });
    expect(took).to.be.below(500);
  });
});
