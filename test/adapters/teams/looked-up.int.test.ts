import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { json, LookupService } from '../../support/lookup-service.js';
import { type Office, openOffice } from './office.js';
import { until } from './stage.js';

describe('an answer that is looked up, in Teams', function () {
  this.timeout(60_000);
  let office: Office;
  let service: LookupService;

  beforeEach(async () => {
    service = await LookupService.start();
    office = await openOffice({
      yaml: `lookups: { timeout: 10s, hosts: [{ origin: "${service.origin}" }] }`,
    });
    await writeFile(
      join(office.stage.folder, 'balance.md'),
      `---
id: balance
language: en
title: Your canteen balance
category: canteen
phrasings: [what is my canteen balance, canteen card balance, money on my canteen card, balance of the canteen card]
lookup:
  url: ${service.origin}/cards/{asker.id}
  values: { amount: $.amount }
---
There are {amount} euros on your card.
`,
    );
    await office.stage.restart();
  });
  afterEach(async () => {
    await office.close();
    await service.stop();
  });

  it('is waited for with the sign that the bot is typing', async () => {
    service.serve = (call, response) => setTimeout(() => json({ amount: 12 })(call, response), 1_500);
    await office.dm(office.vera, 'what is my canteen balance');
    const place = office.teams.world.personal(office.vera);
    await until(
      () => office.teams.look.transcript(place).join('\n').includes('There are 12 euros on your card.'),
      20_000,
    );
    expect(office.teams.look.typing(place)).to.be.greaterThan(0);
    expect(service.calls[0]?.url).to.equal(`/cards/${office.teams.world.person(office.vera).aadId}`);
  });

  it('goes to the personal chat where it was asked in a channel (rule 6)', async () => {
    service.serve = json({ amount: 12 });
    const { id } = await office.mention(office.vera, office.general, 'what is my canteen balance');
    const place = office.teams.world.personal(office.vera);
    await until(
      () => office.teams.look.transcript(place).join('\n').includes('There are 12 euros on your card.'),
      20_000,
    );
    expect(office.teams.look.transcript(office.general, id).join('\n')).not.to.include('12 euros');
  });
});
