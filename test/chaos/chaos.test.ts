import { expect } from 'chai';
import { calmRun } from './calm.js';
import { checkRage } from './report.js';
import { SCRIPTS } from './scripts.js';
import { type TrialReport, trial } from './trial.js';

const SEED = 2026;
/** It goes on until there were so many, however slow the machine is. */
const DEATHS = 2;
/**
 * What is played with the desk on each platform, so that on each somebody asks twice; the 16 pairs with everything that
 * happens in them are `npm run chaos`.
 */
const PLAYED: Readonly<Record<string, { readonly script: string; readonly asking: readonly string[] }>> = {
  web: { script: 'Brief', asking: ['slack', 'teams'] },
  slack: { script: 'Brief', asking: ['web', 'discord'] },
  discord: { script: 'Regretter', asking: ['discord', 'teams'] },
  teams: { script: 'Brief', asking: ['web', 'slack'] },
};

describe('people on every platform at once, while everything goes wrong', function () {
  this.timeout(600_000); // a busy machine
  const reports = new Map<string, Promise<TrialReport>>();

  // Side by side: most of the time is waiting.
  before(() => {
    for (const [desk, played] of Object.entries(PLAYED)) {
      const report = play(desk, played);
      report.catch(() => {}); // told by the test
      reports.set(desk, report);
    }
  });

  for (const desk of Object.keys(PLAYED)) {
    it(`nothing is lost or said twice with the desk on ${desk}`, async () => {
      const report = await reports.get(desk);
      if (!report) throw new Error('unreachable: it was begun');
      tell(report);
      expect([...report.problems, ...checkRage(report)].join('\n')).to.equal('');
      expect(report.kills).to.be.at.least(DEATHS);
    });
  }
});

async function play(desk: string, { script, asking }: (typeof PLAYED)[string]): Promise<TrialReport> {
  // Slack's events come over its sockets where it has the desk, else over HTTP.
  const world = { desk, asking, seed: SEED, http: desk !== 'slack' };
  const scripts = SCRIPTS.filter(({ name }) => name === script);
  const calm = await calmRun(world, scripts);
  return trial({ ...world, scripts, calm, messages: 1, waves: 1, kills: 1.5, deaths: DEATHS });
}

function tell({ desk, pairs, platforms, kills, placed, lookedUp, problems, twice }: TrialReport): void {
  const all = [...pairs.values()];
  const sum = (of: readonly number[]): number => of.reduce((total, count) => total + count, 0);
  const said = sum(all.map((counts) => counts.said));
  const losses = sum(all.flatMap((counts) => Object.values(counts.losses)));
  const failed = sum([...platforms.values()].map((counts) => counts['calls failed'] ?? 0));
  process.stdout.write(
    `      ${[...pairs.keys()].map((asker) => `${asker}-${desk}`).join(', ')}: ${said} messages of people, ` +
      `${failed} faulty calls, ${kills} kills (${placed} placed), ${lookedUp} found by look-up, ` +
      `${losses} not told for good: ${problems.length - twice} lost, ${twice} twice\n`,
  );
}
