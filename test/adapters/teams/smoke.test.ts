import { openOffice } from './office.js';
import type { Log } from '../../../src/core/ports/ambient.js';
const show = (a: object, m: string) => { const e = (a as any).err; console.log(m, e ? (e.stack ?? e) : JSON.stringify(a).slice(0,300)); };
const log: Log = { debug: process.env.DEBUG ? show : () => {}, info() {}, warn: show, error: show };
describe('smoke', function () {
  this.timeout(30000);
  it('works', async () => {
    const o = await openOffice({ log });
    try {
      console.log(await o.dm(o.vera, 'I forgot my password'));
      console.log(await o.dm(o.vera, 'my chair is <b>broken</b> and the coffee machine sings'));
      console.log(o.teams.look.transcript(o.desk));
      console.log(await o.press(o.ana, o.desk, 'Claim'));
      await o.say(o.ana, o.desk, 'Which **floor**?', { root: o.opening(1).id });
      await o.dm(o.vera, 'the third\nfloor');
      console.log(o.thread(1));
      console.log(o.teams.look.transcript(o.teams.world.personal(o.vera)));
      await o.press(o.ana, o.desk, 'Resolve');
      const m = await o.mention(o.liu, o.general, '我忘了密码');
      console.log(o.teams.look.transcript(o.general, m.id));
      console.log(o.teams.look.refused, o.teams.look.counts());
      console.log(JSON.stringify(o.teams.deliveries.lost), o.teams.deliveries.redeliveries);
    } finally { await o.close(); }
  });
});
