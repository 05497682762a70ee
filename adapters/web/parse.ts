import * as z from 'zod';
import { ACTIONS } from '../../src/core/actions.js';
import { type FileRef, wordsOfFiles } from '../../src/core/content.js';
import type { ActionEvent, JoinEvent } from '../../src/core/event.js';
import type { Author } from '../../src/core/event-base.js';
import type { DeleteEvent, EditEvent, MessageEvent } from '../../src/core/message-events.js';
import type { PlaceKey } from '../../src/core/place.js';
import { casePlace, DESK_PLACE } from './places.js';

/** Made by the page, once for each thing done: the same when it is sent again. */
const id = z.uuid();
const zone = z.string().max(64).refine(isZone, 'no time zone').optional().catch(undefined);
const locale = z
  .string()
  .regex(/^[A-Za-z0-9-]{2,35}$/)
  .optional()
  .catch(undefined);
/** The body limit is the real one; how long a message may be is for the engine to say, politely. */
const text = z.string().refine((value) => value.trim() !== '', 'empty');

/** Tokens of what was uploaded. */
const files = z.array(z.string().max(2_000)).max(100).optional();

function saysSomething({ text, files }: { text: string; files?: readonly string[] | undefined }): boolean {
  return text.trim() !== '' || (files !== undefined && files.length > 0);
}

const actions = new Set<string>(Object.values(ACTIONS));

const press = {
  id,
  action: z.string().refine((value) => actions.has(value), 'unknown action'),
  value: z.string().max(200),
  version: z.number().int(),
  message: z.string().max(200).optional(),
};

/** What pages send, checked where it comes in. */
export const shapes = {
  visit: z.object({ zone, locale, resume: z.string().max(200).optional() }),
  resume: z.object({ resume: z.string().max(200) }),
  message: z.object({ id, text: z.string(), zone, locale, files }).refine(saysSomething, 'empty'),
  edit: z.object({ revision: id, text, zone, locale }),
  press: z.object({
    ...press,
    zone,
    locale,
    fields: z.record(z.string().max(64), z.string().max(4_000)).optional(),
  }),
  deskMessage: z.object({ id, text: z.string(), files }).refine(saysSomething, 'empty'),
  deskPress: z.object({ ...press, case: z.number().int().positive().optional() }),
  token: z.object({ token: z.string().max(2_000) }),
} as const;

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Somebody who does something in a place of the web, and the beginning of the ids of what they do. */
export interface Doer {
  readonly prefix: string;
  readonly author: Author;
  readonly place: PlaceKey;
}

/** A visitor, in their own place. */
export function visitorDoer(
  visitor: string,
  place: PlaceKey,
  told: { readonly word: string; readonly zone?: string | undefined; readonly locale?: string | undefined },
): Doer {
  return {
    prefix: `web:v/${visitor}`,
    place,
    author: {
      id: visitor,
      name: `${told.word} ${visitor.slice(-4)}`,
      ...(told.zone === undefined ? {} : { zone: told.zone }),
      ...(told.locale === undefined ? {} : { locale: told.locale }),
    },
  };
}

/** Somebody of the desk, in the thread of a case or at the desk itself. */
export function deskDoer(person: { readonly id: string; readonly name: string }, number?: number): Doer {
  return {
    prefix: `web:d/${encodeURIComponent(person.id)}`,
    place: number === undefined ? DESK_PLACE : casePlace(number),
    author: { id: person.id, name: person.name },
  };
}

/** They opened the chat for the first time. */
export function joinEvent(doer: Doer, at: number): JoinEvent {
  return { kind: 'join', id: `${doer.prefix}/join`, at, place: doer.place, author: doer.author };
}

/** They wrote. */
export function messageEvent(
  doer: Doer,
  at: number,
  sent: { readonly id: string; readonly text: string },
  files: readonly FileRef[] = [],
): MessageEvent {
  return {
    kind: 'message',
    id: `${doer.prefix}/m/${sent.id}`,
    at,
    place: doer.place,
    author: doer.author,
    message: sent.id,
    text: sent.text.trim() === '' ? wordsOfFiles(files) : sent.text,
    ...(files.length > 0 && { files }),
    addressed: true,
    private: true,
  };
}

/** They changed what they wrote. A revision is named at random, so that two windows never share one. */
export function editEvent(
  doer: Doer,
  at: number,
  message: string,
  sent: { revision: string; text: string },
): EditEvent {
  return {
    kind: 'edit',
    id: `${doer.prefix}/m/${message}/e/${sent.revision}`,
    at,
    place: doer.place,
    author: doer.author,
    message,
    text: sent.text,
  };
}

/** They took back what they wrote. */
export function deleteEvent(doer: Doer, at: number, message: string): DeleteEvent {
  return {
    kind: 'delete',
    id: `${doer.prefix}/m/${message}/d`,
    at,
    place: doer.place,
    author: doer.author,
    message,
  };
}

/** What a page sends when a button is pressed. */
export interface Press {
  readonly id: string;
  readonly action: string;
  readonly value: string;
  readonly version: number;
  readonly message?: string | undefined;
  readonly fields?: Readonly<Record<string, string>> | undefined;
}

/** They pressed a button. */
export function actionEvent(doer: Doer, at: number, pressed: Press): ActionEvent {
  return {
    kind: 'action',
    id: `${doer.prefix}/a/${pressed.id}`,
    at,
    place: doer.place,
    author: doer.author,
    action: pressed.action,
    value: pressed.value,
    version: pressed.version,
    ...(pressed.message === undefined ? {} : { message: pressed.message }),
    ...(pressed.fields === undefined ? {} : { fields: pressed.fields }),
  };
}
