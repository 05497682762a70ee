import { expect } from 'chai';
import type { FaultRule } from '../../support/teams/surface-network.js';
import { type Office, openOffice } from './office.js';

describe('trouble on the way to Teams', function () {
  this.timeout(20_000);
  let office: Office;
  beforeEach(async () => {
    office = await openOffice();
  });
  afterEach(() => office.close());

  const SEND = 'POST conversations/{}/activities';
  const answers = (): number =>
    office.teams.look
      .transcript(office.teams.world.personal(office.vera))
      .filter((line) => line.includes('Scanners are in the basement')).length;

  const once: readonly FaultRule['kind'][] = [
    'error-500',
    'error-502',
    'error-503',
    'error-504',
    'precondition',
    'unauthorized',
    'drop',
    'rate-limit',
  ];
  for (const kind of once) {
    it(`what meets “${String(kind)}” arrives all the same, and once`, async () => {
      office.teams.faults.add({ kind, route: SEND, ...(kind === 'rate-limit' && { retryAfter: 1 }) });
      const before = Date.now();
      await office.dm(office.vera, 'how do I set up a scanner');
      expect(answers()).to.equal(1);
      expect(Object.keys(office.teams.faults.played)).to.deep.equal([kind]);
      // Not before the time that Teams has asked for.
      if (kind === 'rate-limit') expect(Date.now() - before).to.be.at.least(1_000);
    });
  }

  it('what arrived without our knowing is sent again: the one window, and no wider', async () => {
    office.teams.faults.add({ kind: 'accept-then-drop', route: SEND });
    await office.dm(office.vera, 'how do I set up a scanner');
    expect(answers()).to.equal(2);
  });

  it('of a long answer only what is not known to have arrived is sent again', async () => {
    office.teams.faults.add({ kind: 'error-502', route: SEND, skip: 1 });
    await office.dm(office.vera, 'how do I drive a forklift');
    const lines = office.teams.look.transcript(office.teams.world.personal(office.vera)).slice(1);
    expect(lines.length).to.be.greaterThan(1);
    expect(lines.join(' ').match(/keep the fork low/g)).to.have.length(250);
  });

  it('what could not be committed is answered with 5xx and comes again', async () => {
    await office.dm(office.vera, 'how do I set up a printer');
    const sent = office.teams.deliveries.all.find(({ type }) => type === 'message')?.activity ?? {};
    const stopping = office.stage.firstline.stop();
    const answer = await office.teams.deliveries.forge({ ...sent, id: '1799999999999' });
    expect(answer.status === 0 || answer.status >= 500, String(answer.status)).to.equal(true);
    await stopping;
    await office.stage.restart();
  });

  it('a secret that is wrong alarms the owner, and everything arrives once it is right', async () => {
    const { teams } = office;
    const right = teams.appPassword;
    teams.world.setSecret('another one');
    teams.revokeTokens();
    teams.people.dm(office.vera, 'how do I set up a scanner');
    await teams.deliveries.settled();
    const ready = async (): Promise<string> =>
      (await fetch(`http://127.0.0.1:${office.stage.firstline.port}/readyz`)).text();
    let told = '';
    for (let n = 0; n < 100 && !told.includes('secret'); n++) {
      told = await ready();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(told).to.include('the client secret is wrong');
    expect(answers()).to.equal(0);
    teams.world.setSecret(right);
    await office.quiet();
    expect(answers()).to.equal(1);
    expect(JSON.parse(await ready())).to.deep.equal({ ok: true });
  });
});

describe('files in Teams', function () {
  this.timeout(20_000);
  let office: Office;
  beforeEach(async () => {
    office = await openOffice();
  });
  afterEach(() => office.close());

  const PNG = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );

  it('a pasted picture reaches the desk, inside its message', async () => {
    await office.dm(office.vera, 'my chair squeaks and the lamp is blue');
    await office.dm(office.vera, 'look', { files: [{ name: 'chair.png', data: PNG, as: 'image' }] });
    const sent = office.teams.look.posted(office.desk).flatMap(({ attachments }) => attachments);
    const picture = sent.find(({ contentType }) => contentType === 'image/png');
    expect(picture?.contentUrl).to.equal(`data:image/png;base64,${PNG.toString('base64')}`);
  });

  it('any other file is named on both sides as one that cannot be handed over in a channel', async () => {
    await office.dm(office.vera, 'my chair squeaks and the lamp is blue');
    await office.dm(office.vera, 'the log', { files: [{ name: 'chair.log', data: 'squeak' }] });
    expect(office.thread(1).join()).to.match(/“chair.log” \(one of the two platforms does not allow it\)/);
    const mine = office.teams.look.transcript(office.teams.world.personal(office.vera)).join();
    expect(mine).to.match(/“chair.log”/);
  });

  it('a picture of the staff reaches the asker; a file that was attached in the channel is named', async () => {
    await office.dm(office.vera, 'my chair squeaks and the lamp is blue');
    const { id: root } = office.opening(1);
    const files = [{ name: 'lamp.png', data: PNG, as: 'image' as const }];
    await office.say(office.ana, office.desk, 'like this', { root, files });
    const chat = office.teams.world.personal(office.vera);
    expect(JSON.stringify(office.teams.look.posted(chat))).to.include(PNG.toString('base64'));
    await office.say(office.ana, office.desk, 'the form', { root, files: [{ name: 'form.txt', data: 'x' }] });
    expect(office.teams.look.transcript(chat).join()).to.include('the form');
    expect(office.thread(1).join()).to.match(/“file” \(one of the two platforms/);
  });
});
