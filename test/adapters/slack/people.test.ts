import { expect } from 'chai';
import type { Api, Called } from '../../../adapters/slack/api.js';
import { createPeople, type People } from '../../../adapters/slack/people.js';
import type { Answer } from '../../../src/core/json.js';

describe('who is who in Slack', () => {
  let users: Record<string, Answer>;
  let members: string[];
  let channel: Answer;
  let fails: Record<string, Exclude<Called, { ok: true }>>;
  let now: number;
  let calls: string[];
  let people: People;

  beforeEach(() => {
    const user = (id: string, more: Answer = {}): Answer => ({ id, team_id: 'T1', name: id, ...more });
    users = {
      ANA: user('ANA', {
        profile: {
          display_name: 'Ana',
          real_name: 'Ana W',
          is_custom_image: true,
          image_72: 'https://avatars.slack-edge.com/ana_72.png',
        },
        tz: 'Asia/Tokyo',
        locale: 'ja-JP',
      }),
      BEN: user('BEN', {
        profile: {
          display_name: '',
          real_name: 'Ben B',
          image_72: 'https://secure.gravatar.com/avatar/ben.jpg',
        },
      }),
      GUS: user('GUS', { is_restricted: true }),
      ONE: user('ONE', { is_ultra_restricted: true }),
      EXT: user('EXT', { team_id: 'T2' }),
      GRID: user('GRID', { team_id: 'T2', enterprise_user: 'E1' }),
      STR: user('STR', { is_stranger: true }),
      OLD: user('OLD', { deleted: true }),
      BOT: user('BOT', { is_bot: true }),
    };
    members = Object.keys(users);
    channel = { name: 'general' };
    fails = {};
    now = 1_000_000;
    calls = [];
    const api: Api = {
      async call(method, args) {
        calls.push(method);
        const failed = fails[method];
        if (failed) return failed;
        switch (method) {
          case 'users.info': {
            const user = users[String(args.user)];
            return user
              ? { ok: true, answer: { user } }
              : { ok: false, code: 'user_not_found', outcome: { kind: 'refused', reason: 'nobody' } };
          }
          case 'conversations.members': {
            const from = Number(args.cursor ?? 0);
            const next = from + 4 < members.length ? String(from + 4) : '';
            return {
              ok: true,
              answer: { members: members.slice(from, from + 4), response_metadata: { next_cursor: next } },
            };
          }
          case 'conversations.info':
            return { ok: true, answer: { channel } };
          default:
            return { ok: true, answer: { channel: { id: 'D1' } } };
        }
      },
      stop: () => {},
    };
    people = createPeople({
      formerName: async (user) => (user === 'ANA' ? 'Ana of before' : undefined),
      api,
      clock: { now: () => now },
      self: () => ({ team: 'T1', user: 'SELF', bot: 'B1' }),
    });
  });

  it('takes members of the workspace who are in the channel for staff, and nobody else', async () => {
    const found: string[] = [];
    for (const id of [...Object.keys(users), 'NOBODY']) if (await people.isStaff(id, 'C1')) found.push(id);
    expect(found).to.deep.equal(['ANA', 'BEN', 'GRID']);
    members = ['BEN'];
    people.forget('C1');
    expect(await people.isStaff('ANA', 'C1')).to.equal(false);
  });

  it('asks again after a short while, and at once when it is told of a change', async () => {
    expect(await people.isStaff('ANA', 'C1')).to.equal(true);
    const before = calls.length;
    expect(await people.isStaff('ANA', 'C1')).to.equal(true);
    expect(calls.length, 'from memory').to.equal(before);
    users.ANA = { ...users.ANA, deleted: true };
    people.forget('ANA');
    expect(await people.isStaff('ANA', 'C1')).to.equal(false);
    members = members.filter((id) => id !== 'BEN');
    expect(await people.isStaff('BEN', 'C1')).to.equal(true);
    now += 30_001;
    expect(await people.isStaff('BEN', 'C1')).to.equal(false);
  });

  it('says nothing about staff where Slack does not answer', async () => {
    fails['conversations.members'] = { ok: false, outcome: { kind: 'unknown', reason: 'down' } };
    const said = await people.isStaff('ANA', 'C1').catch((error: unknown) => error);
    expect(said).to.be.instanceOf(Error);
  });

  it('takes a channel with a guest, or shared with others, for one that outsiders read', async () => {
    members = ['SELF', 'ANA', 'BOT', 'OLD'];
    expect(await people.hasOutsiders('C1')).to.equal(false);
    for (const id of ['GUS', 'ONE', 'EXT', 'STR']) {
      members = ['ANA', id];
      people.forget('C1');
      expect(await people.hasOutsiders('C1'), id).to.equal(true);
    }
    members = ['ANA'];
    for (const more of [{ is_ext_shared: true }, { is_pending_ext_shared: true }]) {
      channel = more;
      people.forget('C1');
      expect(await people.hasOutsiders('C1')).to.equal(true);
    }
  });

  it('takes a channel that it knows nothing of for one that outsiders read', async () => {
    members = ['ANA'];
    fails['conversations.info'] = { ok: false, outcome: { kind: 'refused', reason: 'no' } };
    expect(await people.hasOutsiders('C1')).to.equal(true);
    fails = { 'conversations.members': { ok: false, outcome: { kind: 'refused', reason: 'no' } } };
    expect(await people.hasOutsiders('C2')).to.equal(true);
  });

  it('names people as their colleagues see them, and by their id, as guests, where nobody knows', async () => {
    await people.meet(['ANA', 'BEN', 'GUS', 'NOBODY']);
    expect(people.author('ANA')).to.deep.equal({
      id: 'ANA',
      name: 'Ana',
      zone: 'Asia/Tokyo',
      locale: 'ja-JP',
      avatar: 'https://avatars.slack-edge.com/ana_72.png',
    });
    expect(people.author('BEN')).to.deep.equal({ id: 'BEN', name: 'Ben B' });
    expect(people.author('GUS')).to.deep.equal({ id: 'GUS', name: 'GUS', guest: true });
    expect(people.author('NOBODY')).to.deep.equal({ id: 'NOBODY', name: 'NOBODY', guest: true });
    fails['users.info'] = { ok: false, outcome: { kind: 'unknown', reason: 'down' } };
    await people.meet(['EXT']); // a name is no reason to lose a message
    expect(people.author('EXT')).to.deep.equal({ id: 'EXT', name: 'EXT', guest: true });
  });

  it('says why a direct message cannot be opened', async () => {
    fails['conversations.open'] = { ok: false, outcome: { kind: 'later', reason: 'missing_scope' } };
    expect(await people.direct('ANA')).to.deep.equal({ kind: 'later', reason: 'missing_scope' });
    fails = {};
    expect(await people.direct('ANA')).to.equal('D1');
  });

  it('are called as before where Slack does not say who they are, and then are no members', async () => {
    fails['users.info'] = { ok: false, outcome: { kind: 'unknown', reason: 'no answer' } };
    await people.meet(['ANA', 'BEN']);
    expect(people.author('ANA')).to.deep.equal({ id: 'ANA', name: 'Ana of before', guest: true });
    expect(people.author('BEN')).to.deep.equal({ id: 'BEN', name: 'BEN', guest: true });
    delete fails['users.info'];
    await people.meet(['ANA']);
    expect(people.author('ANA').name).to.equal('Ana');
  });
});
