import { IANAZone } from 'luxon';
import * as z from 'zod';
import { duration } from '../core/duration.js';
import { LANGUAGES } from '../core/language.js';
import { parsePlace, placeKey } from '../core/place.js';
import type { Person, Roster, Shift } from '../core/roster.js';
import type { DeskSettings } from '../core/settings.js';
import { ALWAYS, hoursSchema } from './hours.js';

/** The desk of the web: where cases are worked unless another place is named. */
export const WEB_DESK = placeKey({ platform: 'web', workspace: 'desk', channel: 'cases' });

/** Who is on duty, round the clock, while nobody is configured: this very object, so that a trial can be told. */
export const TRIAL_PERSON: Person = { id: 'sam', name: 'Sam', handles: {} };

const language = z.enum(LANGUAGES);

const person = z.strictObject({
  /** Short and lasting: shifts, links and histories name it. */
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, { error: 'a short id of small letters, digits, dots and hyphens' }),
  /** As askers and colleagues see it. */
  name: z.string().trim().min(1).max(80),
  /** The language that this person is best asked in. */
  language: language.optional(),
  /** How each platform knows the person: platform to user id. */
  handles: z
    .record(z.string(), z.string({ error: "the platform's id of the person, in quotes" }).min(1))
    .default({}),
});

const shift = z.strictObject({
  /** Ids of people, in the order in which they are asked. */
  people: z.array(z.string()).min(1),
  /** `always`, or days with hours in the zone of the roster. */
  hours: hoursSchema,
});

const roster = z.strictObject({
  /** IANA zone that the hours are in. */
  zone: z
    .string()
    .refine((zone) => IANAZone.isValidZone(zone), {
      error: 'a time zone such as Europe/Berlin or Asia/Shanghai',
    })
    .default('UTC'),
  /** Absent: everybody of `people`, in that order, round the clock. */
  shifts: z.array(shift).min(1).optional(),
});

const desk = z.strictObject({
  /** Where cases are worked: `web`, or the key of a channel of a platform. */
  place: z
    .string()
    .transform((text, context) => {
      if (text === 'web') return WEB_DESK;
      const place = parsePlace(text);
      if (place?.workspace && place.channel && place.thread === undefined) return placeKey(place);
      context.addIssue({ code: 'custom', message: 'web, or a channel such as slack:T024BE7LD/C024BE91L' });
      return z.NEVER;
    })
    .prefault('web'),
  /** The language of everything that the desk is told. */
  language: language.default('en'),
  /** Who works at the desk. */
  people: z.array(person).min(1).default([TRIAL_PERSON]),
  roster: roster.prefault({}),
  /** No claim for so long: the next person is pinged, at last everybody on duty. */
  'claim-within': duration({ min: '10s', max: '7d' }).prefault('5m'),
  /** A claimed case in which the asker waits for so long: its holder is asked. */
  'reply-within': duration({ min: '10s', max: '30d' }).prefault('30m'),
  /** A reply to a case resolved less than this ago reopens it. */
  'reopen-within': duration({ min: '0s', max: '365d' }).prefault('3d'),
  alarm: z
    .strictObject({
      /** Told by a POST when the desk cannot be reached. An address with a secret in it is not repeated in messages. */
      webhook: z
        .url({ protocol: /^https?$/, error: 'an address that begins with https:// (or http://)' })
        .meta({ secret: true })
        .nullable()
        .default(null),
    })
    .prefault({}),
});

// The names in a desk that may be wrong in every other way.
const name = z.string().optional().catch(undefined);
const looseRoster = z.object({
  shifts: z.array(z.object({ people: z.array(name).catch([]) }).catch({ people: [] })).catch([]),
});
const looseNames = z
  .object({
    people: z.array(z.object({ id: name }).catch({ id: undefined })).catch([]),
    roster: looseRoster.catch({ shifts: [] }),
  })
  .catch({ people: [], roster: { shifts: [] } });

/** What the key `desk` becomes. */
export interface DeskConfig {
  readonly settings: DeskSettings;
  /** The second route to the owner. */
  readonly alarm: { readonly webhook?: string };
}

/** The key `desk` of firstline.yaml. */
export const deskSection = {
  key: 'desk',
  schema: desk
    .superRefine(checkNames, { when: () => true })
    .transform(toDeskConfig)
    .prefault({}),
} as const;

// Runs whatever else is wrong, so that one start names every problem: nothing of its shape is known yet.
function checkNames(found: z.output<typeof desk>, context: z.RefinementCtx): void {
  const loose = looseNames.parse(found);
  const known = new Set<string>();
  for (const [index, { id }] of loose.people.entries()) {
    if (id !== undefined && known.has(id)) {
      context.addIssue({
        code: 'custom',
        path: ['people', index, 'id'],
        message: 'an id that nobody else has',
      });
    }
    if (id !== undefined) known.add(id);
  }
  for (const [index, { people }] of loose.roster.shifts.entries()) {
    for (const [at, id] of people.entries()) {
      if (id === undefined || known.size === 0 || known.has(id)) continue;
      const path = ['roster', 'shifts', index, 'people', at];
      context.addIssue({
        code: 'custom',
        path,
        message: `the id of a person of desk.people (${[...known].join(', ')})`,
      });
    }
  }
}

function toDeskConfig(found: z.output<typeof desk>): DeskConfig {
  const people = found.people.map(toPerson);
  const everybody: Shift = { people: people.map(({ id }) => id), hours: ALWAYS };
  const deskRoster: Roster = { zone: found.roster.zone, people, shifts: found.roster.shifts ?? [everybody] };
  return {
    settings: {
      place: found.place,
      language: found.language,
      roster: deskRoster,
      claimWithin: found['claim-within'],
      replyWithin: found['reply-within'],
      reopenWithin: found['reopen-within'],
    },
    alarm: found.alarm.webhook === null ? {} : { webhook: found.alarm.webhook },
  };
}

function toPerson(found: z.output<typeof person>): Person {
  const { language: spoken, ...rest } = found;
  if (spoken !== undefined) return { ...rest, language: spoken };
  // Written out, the default is still the trial: whoever asks compares by identity.
  const trial = rest.id === TRIAL_PERSON.id && rest.name === TRIAL_PERSON.name;
  return trial && Object.keys(rest.handles).length === 0 ? TRIAL_PERSON : rest;
}
