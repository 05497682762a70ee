import { expect } from 'chai';
import { type Office, openOffice } from './office.js';

const VPN =
  'firstline: **Connect to the VPN** / Open the VPN client and **sign in** with your usual account. / -# Source: [Connect to the VPN](<https://help.example.com/it/vpn>) · reviewed 2026-09-15';
const BUTTONS = '[That helped] [Ask a person]';

describe('asking in Discord', function () {
  this.timeout(30_000);
  let office: Office;
  before(async () => {
    office = await openOffice();
  });
  after(() => office.close());

  it('answers a direct message, with source and buttons', async () => {
    const nia = office.person('Nia');
    expect(await office.dm(nia, 'how do I connect to the VPN?')).to.deep.equal([`${VPN} ${BUTTONS}`]);
  });

  it('shows “That helped” once it was pressed, and takes it once', async () => {
    const { discord } = office;
    const pia = office.person('Pia');
    await office.dm(pia, 'how do I connect to the VPN?');
    const direct = discord.world.dm(pia);
    const seen = await office.press(pia, direct, 'That helped');
    expect(seen.ok).to.equal(true);
    expect(discord.look.transcript(direct).slice(1)).to.deep.equal([
      `${VPN} / ✓ That helped (edited)`,
      'firstline: Good to hear.',
    ]);
  });

  it('hands over to a person, who is pinged, claims and replies under their name', async () => {
    const { discord, ana } = office;
    const { look, world } = discord;
    const moe = office.person('Moe');
    await office.dm(moe, 'my chair is broken');
    const opening = office.opening(1);
    expect(look.notifications.map(({ target, id, message }) => ({ target, id, message }))).to.deep.equal([
      { target: 'user', id: ana, message: opening.id },
    ]);
    const { ok } = await office.press(ana, office.desk, 'Claim');
    expect(ok).to.equal(true);
    await office.say(ana, opening.id, 'I bring you a new one');
    await office.dm(moe, 'thank you, Ana');
    expect(look.transcript(world.dm(moe))).to.deep.equal([
      'Moe: my chair is broken',
      'firstline: I am asking **Ana Weber**. Your question is with them as #1; the reply comes here.',
      'firstline: Ana Weber has taken over.',
      'firstline: **Ana Weber** / I bring you a new one',
      'Moe: thank you, Ana',
    ]);
    expect(office.thread(1)).to.deep.equal([
      'firstline: Claimed by Ana Weber.',
      'Ana: I bring you a new one {✅ ×1}',
      'Moe: thank you, Ana',
    ]);
    await office.press(ana, office.desk, 'Resolve');
    expect(look.transcript(world.dm(moe)).slice(5).join('\n')).to.match(/#1 is closed.*\n?.*How was it\?/);
  });
});
