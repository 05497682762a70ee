import { expect } from 'chai';
import { type Calm, calmRun, type TrialReport, trial } from './trial.js';
import type { Over } from './world.js';

const SEED = 2026;
/** One wave of conversations; `npm run chaos` plays thousands of messages. */
const MESSAGES = 30;

describe('the whole bot on a Slack in which everything goes wrong', function () {
  this.timeout(180_000);

  for (const over of ['socket', 'http'] as const) {
    it(`loses nothing and says nothing twice (${over})`, async () => {
      const calm: Calm = await calmRun(over, SEED);
      const report = await trial({ over, seed: SEED, messages: MESSAGES, waves: 1, calm, kills: 2.5 });
      tell(over, report);
      expect(report.problems.join('\n')).to.equal('');
      expect(report.twice).to.equal(0);
      expect(report.said).to.be.at.least(MESSAGES);
      expect(report.kills).to.be.at.least(3);
      expect(report.redeliveries).to.be.greaterThan(0);
      expect(Object.keys(report.faults)).to.include.members(['drop', 'accept-then-drop', 'error-500']);
    });
  }
});

function tell(over: Over, report: TrialReport): void {
  const { said, posted, attempts, kills, socketLosses, lookedUp, problems, twice, faults } = report;
  const faulty = Object.values(faults).reduce((sum, count) => sum + count, 0);
  process.stdout.write(
    `      ${over}: ${said} messages of people and ${posted} of the bot, ${attempts} deliveries of events, ` +
      `${faulty} faulty calls, ${socketLosses} socket losses, ${kills} kills, ${lookedUp} found by look-up: ` +
      `${problems.length - twice} lost, ${twice} twice\n`,
  );
}
