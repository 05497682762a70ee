import { expect } from 'chai';
import type { Calm } from './options.js';
import { idOf } from './players.js';
import { HURRIES, type Script, SHORT_SCRIPTS } from './scripts.js';
import { type TrialReport, trial } from './trial.js';
import { Violation } from './violation.js';
import { PLATFORMS } from './wire.js';

const SEED = 2026;
const KILLS = 6;

/** One asker, who asks twice: enough to see that something was lost. */
const twice: readonly Script[] = [
  {
    name: 'twice-rec',
    via: 'rec',
    steps: [
      { do: 'say', text: 'I forgot my password' },
      { do: 'say', text: 'how do I connect to the VPN' },
    ],
  },
];

describe('the whole bot, killed again and again', function () {
  this.timeout(180_000);
  let calm: Calm;
  let storms: Readonly<Record<'real' | 'dropping', Promise<TrialReport>>>;

  before(async () => {
    const scripts = [...SHORT_SCRIPTS, ...twice];
    const peace = await trial({ disk: 'real', seed: SEED, scripts, hurries: [], kills: 0 });
    expect(peace.problems).to.deep.equal([]);
    expect(peace.errors).to.deep.equal([]);
    calm = peace.calm;
    // Side by side: most of their time goes into starting processes, one at a time each.
    storms = { real: storm('real'), dropping: storm('dropping') };
    for (const each of Object.values(storms)) each.catch(() => {}); // told by its own test
  });

  function storm(disk: 'real' | 'dropping'): Promise<TrialReport> {
    return trial({ disk, seed: SEED, scripts: SHORT_SCRIPTS, hurries: HURRIES, kills: KILLS, calm });
  }

  function nothingLost(report: TrialReport): void {
    expect(report.problems.join('\n')).to.equal('');
    expect(report.errors).to.deep.equal([]);
    expect(report.kills).to.be.at.least(KILLS);
    expect(report.duplicates).to.equal(0);
    expect(report.acknowledged).to.be.greaterThan(0);
  }

  it('loses nothing that was acknowledged, and does nothing twice', async () => {
    nothingLost(await storms.real);
  });

  it('loses nothing either where the disk drops everything that was not fsynced', async () => {
    nothingLost(await storms.dropping);
  });

  it('is caught when the store forgets an fsync', async () => {
    const failure = await failureOf(
      trial({
        disk: 'forgetful',
        seed: SEED,
        scripts: twice,
        hurries: [],
        kills: 1,
        calm,
        patience: 2_000,
        killOnce: { acknowledged: 1 },
      }),
    );
    expect(failure).to.match(/differs from the calm run|is not what it is in a calm run|ended by itself/);
  });

  it('is caught when the seen-mark is committed apart from the rest', async () => {
    const place = `${PLATFORMS.lookup}:crash/w1-twice-rec`;
    const failure = await failureOf(
      trial({
        disk: 'real',
        fault: 'seen-apart',
        seed: SEED,
        scripts: twice,
        hurries: [],
        kills: 1,
        calm,
        patience: 2_000,
        killOnce: { between: (wave) => `${place}/say/${idOf(wave, 'twice-rec', 0)}` },
      }),
    );
    expect(failure).to.match(/was acknowledged, and 2 s later its effect is not what it is in a calm run/);
  });

  it('passes the same kills where nothing is wrong, or nothing happens in between', async () => {
    for (const [disk, fault] of [
      ['dropping', 'none'],
      ['real', 'seen-apart'],
    ] as const) {
      const options = { disk, fault, seed: SEED, scripts: twice, hurries: [], kills: 1, calm };
      const report = await trial({ ...options, killOnce: { acknowledged: 1 } });
      expect(report.problems).to.deep.equal([]);
      expect(report.kills).to.equal(1);
    }
  });
});

/** What a trial complains about; empty where it does not. */
async function failureOf(running: Promise<TrialReport>): Promise<string> {
  try {
    return (await running).problems.join('\n');
  } catch (error) {
    if (!(error instanceof Violation)) throw error;
    return error.message;
  }
}
