import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { knowledgeSection } from '../../../knowledge/serving/config.js';
import { loadConfig } from '../../../src/config.js';
import { FirstlineError } from '../../../src/core/error.js';
import { deskSection } from '../../../src/desk/config.js';
import { engineSections } from '../../../src/engine/config.js';

const sections = [...engineSections, deskSection, knowledgeSection] as const;

describe('a wrong configuration', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'firstline-refused-'));
  });

  after(async () => {
    await rm(folder, { recursive: true });
  });

  /** The problems that a file is refused for, with `FILE` for its path. */
  async function problems(yaml: string, env: Record<string, string> = {}): Promise<string[]> {
    const file = join(folder, 'firstline.yaml');
    await writeFile(file, yaml);
    try {
      await loadConfig({ file, env, sections });
    } catch (error) {
      if (!(error instanceof FirstlineError)) throw error;
      expect(error.code).to.equal('config.invalid');
      expect(error.hint).to.be.a('string');
      const [head, ...lines] = error.message.split('\n');
      expect(head).to.match(
        lines.length === 1 ? /has a problem:$/ : new RegExp(`has ${lines.length} problems:$`),
      );
      return lines.map((line) => line.trim().replace(file, 'FILE'));
    }
    return [];
  }

  const refused: readonly (readonly [what: string, yaml: string, problems: readonly string[]])[] = [
    [
      'an unknown key, with the one that was meant',
      'desk:\n  claim-withn: 5m\n',
      ['FILE:2:3 desk.claim-withn: unknown key, did you mean claim-within?'],
    ],
    [
      'an unknown key at the top',
      '\nlimit:\n  open-cases: 2\n',
      ['FILE:2:1 limit: unknown key, did you mean limits?'],
    ],
    [
      'a key in another spelling',
      'outbox: { giveUpAfter: 1h }\n',
      ['FILE:1:11 outbox.giveUpAfter: unknown key, did you mean give-up-after?'],
    ],
    [
      'a key that stands in the wrong group',
      'zone: Europe/Berlin\n',
      ['FILE:1:1 zone: unknown key, did you mean desk.roster.zone?'],
    ],
    [
      'an unknown key that resembles none, with those that are known',
      'limits:\n  budget: 3\n',
      ['FILE:2:3 limits.budget: unknown key, known here: messages-per-minute, open-cases, message-length'],
    ],
    ['an unknown key without a value', 'dsk:\n', ['FILE:1:1 dsk: unknown key, did you mean desk?']],
    [
      'text where a number belongs',
      'limits:\n  open-cases: three\n',
      ['FILE:2:15 limits.open-cases: found "three", expected a number'],
    ],
    [
      'a fraction where a whole number belongs',
      'limits:\n  open-cases: 1.5\n',
      ['FILE:2:15 limits.open-cases: found 1.5, expected a whole number'],
    ],
    [
      'a number that is too small',
      'limits:\n  open-cases: 0\n',
      ['FILE:2:15 limits.open-cases: found 0, expected at least 1'],
    ],
    [
      'a number that is too large',
      'limits:\n  open-cases: 5000\n',
      ['FILE:2:15 limits.open-cases: found 5000, expected at most 1000'],
    ],
    [
      'a kind of file that is none',
      'files: { allowed: [pdf], blocked: [.exe, images] }\n',
      [
        'FILE:1:20 files.allowed.0: found "pdf", expected an extension such as ".pdf", or a media type such as image/* or application/pdf',
        'FILE:1:42 files.blocked.1: found "images", expected an extension such as ".pdf", or a media type such as image/* or application/pdf',
      ],
    ],
    [
      'a spool smaller than a file',
      'files: { max-size: 20, total-size: 10 }\n',
      ['FILE:1:36 files.total-size: found 10, expected no less than files.max-size'],
    ],
    [
      'an empty list where somebody must be',
      'desk: { people: [] }\n',
      ['FILE:1:17 desk.people: found a list, expected a list of at least 1 entry'],
    ],
    [
      'an entry of a list without a value',
      'knowledge:\n  folders:\n    -\n',
      ['FILE:3:6 knowledge.folders.0: found nothing, expected text'],
    ],
    [
      'a number at an open bound',
      'knowledge: { wrong: 0 }\n',
      ['FILE:1:21 knowledge.wrong: found 0, expected more than 0'],
    ],
    ['another language', 'language: de\n', ['FILE:1:11 language: found "de", expected one of en, zh']],
    ['an empty name', 'name: ""\n', ['FILE:1:7 name: found "", expected text of at least 1 character']],
    [
      'a word where there are three',
      'knowledge:\n  starters: maybe\n',
      ['FILE:2:13 knowledge.starters: found "maybe", expected one of true, false, auto'],
    ],
    [
      'a duration without a unit',
      'desk:\n  claim-within: 5\n',
      ['FILE:2:17 desk.claim-within: found 5, expected a duration such as 90s, 5m, 2h or 3d, from 10s to 7d'],
    ],
    [
      'a duration out of bounds',
      'desk:\n  claim-within: 1s\n',
      [
        'FILE:2:17 desk.claim-within: found "1s", expected a duration such as 90s, 5m, 2h or 3d, from 10s to 7d',
      ],
    ],
    [
      'a list where keys belong',
      'desk:\n  - place: web\n',
      ['FILE:2:3 desk: found a list, expected keys with values below it'],
    ],
    [
      'text in place of the whole file',
      'hello\n',
      ['FILE:1:1 the whole file: found "hello", expected keys with values below it'],
    ],
    [
      'a place that is none',
      'desk: { place: slack }\n',
      ['FILE:1:16 desk.place: found "slack", expected web, or a channel such as slack:T024BE7LD/C024BE91L'],
    ],
    [
      'a thread as the desk',
      'desk: { place: "slack:T/C/1" }\n',
      [
        'FILE:1:16 desk.place: found "slack:T/C/1", expected web, or a channel such as slack:T024BE7LD/C024BE91L',
      ],
    ],
    [
      'a person without a name',
      'desk:\n  people:\n    - id: ana\n',
      ['FILE:3:7 desk.people.0.name: found nothing, expected text'],
    ],
    [
      'a person with an empty name, at its key',
      'desk:\n  people:\n    - id: ana\n      name:\n',
      ['FILE:4:7 desk.people.0.name: found nothing, expected text'],
    ],
    [
      'two people with one id',
      'desk:\n  people:\n    - { id: ana, name: Ana }\n    - { id: ana, name: Anna }\n',
      ['FILE:4:13 desk.people.1.id: found "ana", expected an id that nobody else has'],
    ],
    [
      'a handle that YAML reads as a number and rounds',
      'desk:\n  people:\n    - { id: ana, name: Ana, handles: { discord: 123456789012345678 } }\n',
      [
        "FILE:3:49 desk.people.0.handles.discord: found 123456789012345678, expected the platform's id of the person, in quotes",
      ],
    ],
    [
      'a shift of somebody who is not there',
      'desk:\n  people:\n    - { id: ana, name: Ana }\n  roster:\n    shifts:\n      - people: [ana, bo]\n        hours: always\n',
      [
        'FILE:6:23 desk.roster.shifts.0.people.1: found "bo", expected the id of a person of desk.people (ana)',
      ],
    ],
    [
      'a shift without hours, at the shift',
      'desk:\n  roster:\n    shifts:\n      - people: [sam]\n',
      [
        'FILE:4:9 desk.roster.shifts.0.hours: found nothing, expected always, or days with their hours, as in mon-fri: ["09:00-17:00"]',
      ],
    ],
    [
      'hours that end after the day',
      'desk:\n  roster:\n    shifts:\n      - people: [sam]\n        hours:\n          mon-fri: ["09:00-25:00"]\n',
      [
        'FILE:6:21 desk.roster.shifts.0.hours.mon-fri.0: found "09:00-25:00", expected hours such as 09:00-17:00, 22:00-06:00 or 00:00-24:00',
      ],
    ],
    [
      'hours that last no time',
      'desk:\n  roster:\n    shifts:\n      - people: [sam]\n        hours: { mon: ["09:00-09:00"] }\n',
      [
        'FILE:5:24 desk.roster.shifts.0.hours.mon.0: found "09:00-09:00", expected hours such as 09:00-17:00, 22:00-06:00 or 00:00-24:00',
      ],
    ],
    [
      'a day that is none',
      'desk:\n  roster:\n    shifts:\n      - people: [sam]\n        hours: { monday: ["09:00-10:00"] }\n',
      [
        'FILE:5:18 desk.roster.shifts.0.hours.monday: unknown key, expected a day (mon, tue, wed, thu, fri, sat, sun) or several, as mon-fri or sat,sun',
      ],
    ],
    [
      'a day that is named twice',
      'desk:\n  roster:\n    shifts:\n      - people: [sam]\n        hours: { mon-fri: ["09:00-10:00"], wed: ["11:00-12:00"] }\n',
      ['FILE:5:49 desk.roster.shifts.0.hours.wed: found a list, expected each day once; wed is named before'],
    ],
    [
      'a zone that is none',
      'desk: { roster: { zone: Berlin } }\n',
      [
        'FILE:1:25 desk.roster.zone: found "Berlin", expected a time zone such as Europe/Berlin or Asia/Shanghai',
      ],
    ],
    [
      'a wrong webhook, without repeating what may be a secret',
      'desk: { alarm: { webhook: hooks.example.org/s3cret } }\n',
      [
        'FILE:1:27 desk.alarm.webhook: found another value, expected an address that begins with https:// (or http://)',
      ],
    ],
    [
      'first and longest retry in the wrong order',
      'outbox: { first-retry: 1m, longest-retry: 1s }\n',
      ['FILE:1:43 outbox.longest-retry: found "1s", expected no less than outbox.first-retry'],
    ],
    [
      'a rule with a wrong level, a list with one, and a key that is none',
      'handoff:\n  rules:\n    - name: a\n      urgency: hgih\n    - name: b\n      mood: [angry, cross]\n    - name: c\n      catgory: payroll\n      says: x\n',
      [
        'FILE:4:16 handoff.rules.0.urgency: found "hgih", expected one of low, normal, high, critical, or a list of some of them',
        'FILE:6:21 handoff.rules.1.mood.1: found "cross", expected one of calm, upset, angry',
        'FILE:8:7 handoff.rules.2.catgory: unknown key, did you mean category?',
      ],
    ],
    [
      'a rule without conditions, words where the bot answers, and a name that is taken',
      'handoff:\n  rules:\n    - { name: a, to: person }\n    - { name: b, mood: angry, to: bot, say: hm }\n',
      [
        'FILE:3:7 handoff.rules.0: found keys with values below it, expected at least one of category, urgency, mood, trend, language, audience, says, failures',
        'FILE:4:45 handoff.rules.1.say: found "hm", expected no words where the bot answers itself',
      ],
    ],
    [
      'a name of a rule that is taken',
      'handoff: { rules: [{ name: a, mood: upset }, { name: a, failures: 2 }] }\n',
      ['FILE:1:54 handoff.rules.1.name: found "a", expected each name once'],
    ],
    [
      'words of a rule in one language only',
      'handoff: { rules: [{ name: a, mood: upset, say: { en: Hello } }] }\n',
      ['FILE:1:49 handoff.rules.0.say.zh: found nothing, expected text'],
    ],
    [
      'a key that is given twice',
      'name: A\nname: B\n',
      ['FILE:2:1 this is not valid YAML: Map keys must be unique'],
    ],
    [
      'a value that contains itself',
      'desk: &d\n  alarm: *d\n',
      ['FILE: this cannot be used: it is nested deeper than 50 levels'],
    ],
    [
      'a wrong value behind an alias, where the alias stands',
      'name: &n {}\nlanguage: *n\n',
      [
        'FILE:1:10 name: found keys with values below it, expected text',
        'FILE:2:11 language: found keys with values below it, expected one of en, zh',
      ],
    ],
    [
      'everything that is wrong at once, in the order of the file',
      [
        'nam: Helper',
        'desk:',
        '  people: [{ id: ana, name: Ana }]',
        '  roster: { shifts: [{ people: [ann], hours: always }] }',
        '  reply-within: soon',
        'limits: { open-cases: -1 }',
        '',
      ].join('\n'),
      [
        'FILE:1:1 nam: unknown key, did you mean name?',
        'FILE:4:33 desk.roster.shifts.0.people.0: found "ann", expected the id of a person of desk.people (ana)',
        'FILE:5:17 desk.reply-within: found "soon", expected a duration such as 90s, 5m, 2h or 3d, from 10s to 30d',
        'FILE:6:23 limits.open-cases: found -1, expected at least 1',
      ],
    ],
  ];

  for (const [what, yaml, expected] of refused) {
    it(`refuses ${what}`, async () => {
      expect(await problems(yaml)).to.deep.equal(expected);
    });
  }

  it('refuses what is not YAML, with its line', async () => {
    const [first] = await problems('name: Helper\ndesk: [a, b\nlimits: 3\n');
    expect(first).to.match(/^FILE:\d:\d+ this is not valid YAML: /);
  });

  it('names a wrong variable together with what is wrong in the file', async () => {
    expect(await problems('nmae: X\n', { PORT: '80a', LOG_LEVEL: 'loud' })).to.deep.equal([
      'FILE:1:1 nmae: unknown key, did you mean name?',
      'environment variable PORT: found "80a", expected a whole number from 0 to 65535',
      'environment variable LOG_LEVEL: found "loud", expected one of debug, info, warn, error, silent',
    ]);
  });
});
