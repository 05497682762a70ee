import { isList, isObject, type JsonObject, listOf, objectOf, textOf } from '../slack/json.js';
import { cardProblems } from './cards.js';
import { escaped } from './html.js';
import type { Place } from './model.js';
import { bad, Refusal } from './refusal.js';
import type { World } from './world.js';

/** About 28 KB of UTF-16. Teams counts what it makes of a message, the fake what was sent. */
export const MOST_BYTES = 28 * 1024;

const FORMATS = ['plain', 'markdown', 'xml'];
const ADAPTIVE = 'application/vnd.microsoft.card.adaptive';
const CONSENT = 'application/vnd.microsoft.teams.card.file.consent';
const FILE_INFO = 'application/vnd.microsoft.teams.card.file.info';
const OTHER_CARDS = ['hero', 'thumbnail', 'signin', 'oauth', 'receipt'].map(
  (name) => `application/vnd.microsoft.card.${name}`,
);

/** What a message of the bot says, checked as Teams checks it. */
export interface Content {
  readonly text: string;
  readonly textFormat: string;
  readonly summary: string | undefined;
  readonly attachments: readonly JsonObject[];
  readonly entities: readonly JsonObject[];
}

/** Reads a message that the bot sends or changes; refuses what Teams would. */
export function contentOf(world: World, place: Place, activity: JsonObject): Content {
  const json = JSON.stringify(withoutData(activity));
  const bytes = Math.max(2 * json.length, Buffer.byteLength(json));
  if (bytes > MOST_BYTES) {
    throw new Refusal(
      413,
      'MessageSizeTooBig',
      `Message size too large: ${bytes} bytes, ${MOST_BYTES} at most.`,
    );
  }
  const { text, textFormat, summary } = activity;
  for (const [name, value] of Object.entries({ text, textFormat, summary })) {
    if (value !== undefined && value !== null && typeof value !== 'string') throw bad(`${name} is no text`);
  }
  const format = textOf(textFormat) ?? 'markdown';
  if (!FORMATS.includes(format)) throw bad(`textFormat ${format} is unknown`);
  if (activity.attachments !== undefined && activity.attachments !== null && !isList(activity.attachments)) {
    throw bad('attachments is no list');
  }
  const attachments = listOf(activity.attachments);
  for (const [i, attachment] of attachments.entries()) checkAttachment(world, attachment, i, place);
  const words = textOf(text) ?? '';
  if (words.trim() === '' && attachments.length === 0)
    throw bad('the message has neither text nor attachments', 'BadSyntax');
  const entities = listOf(activity.entities).filter(isObject);
  for (const entity of entities) if (entity.type === 'mention') checkMention(world, place, entity, words);
  for (const attachment of attachments.filter(isObject)) {
    for (const entity of listOf(objectOf(objectOf(attachment.content).msteams).entities).filter(isObject)) {
      if (entity.type === 'mention') checkMention(world, place, entity, undefined);
    }
  }
  return {
    text: words,
    textFormat: format,
    summary: textOf(summary),
    attachments: attachments.filter(isObject),
    entities,
  };
}

/** Inline pictures have a limit of their own. */
function withoutData(activity: JsonObject): JsonObject {
  const attachments = listOf(activity.attachments).map((attachment) => {
    const one = objectOf(attachment);
    return textOf(one.contentUrl)?.startsWith('data:') ? { ...one, contentUrl: 'data:' } : attachment;
  });
  return { ...activity, ...(activity.attachments !== undefined && { attachments }) };
}

/** The text must hold the entity's, letter by letter, and somebody of the place must be meant. */
function checkMention(world: World, place: Place, entity: JsonObject, text: string | undefined): void {
  const mark = textOf(entity.text) ?? '';
  const mentioned = objectOf(entity.mentioned);
  const id = textOf(mentioned.id) ?? '';
  const name = textOf(mentioned.name) ?? '';
  if (!/^<at>[\s\S]+<\/at>$/.test(mark))
    throw bad(`the mention's text ${mark || 'is missing'}: <at>name</at>`);
  if (text !== undefined && !text.includes(mark)) throw bad(`the text does not hold the mention ${mark}`);
  const known =
    id === world.bot ||
    [...world.membersOf(place)].some((one) => one === id || world.person(one).aadId === id);
  if (!known) throw bad(`the mentioned ${id || 'id'} is no member of the conversation`);
  if (mark !== `<at>${name}</at>` && mark !== `<at>${escaped(name)}</at>`)
    throw bad(`the mention's text ${mark} and name ${name} differ`);
}

function checkAttachment(world: World, value: unknown, i: number, place: Place): void {
  const at = `attachments[${i}]`;
  if (!isObject(value)) throw bad(`${at} is no attachment`);
  const type = textOf(value.contentType);
  if (!type) throw bad(`${at}.contentType is missing`);
  if (type === ADAPTIVE) {
    const problems = cardProblems(value.content);
    if (problems.length > 0) throw bad(`${at}.content: ${problems.join('; ')}`, 'BadSyntax');
    return;
  }
  if (type === CONSENT) {
    if (place.kind !== 'personal') throw bad(`${at}: a file consent card goes to a personal chat only`);
    const content = objectOf(value.content);
    if (!textOf(value.name)) throw bad(`${at}.name is missing`);
    if (typeof content.sizeInBytes !== 'number') throw bad(`${at}.content.sizeInBytes is missing`);
    return;
  }
  if (type === FILE_INFO) {
    if (!textOf(value.contentUrl) || !textOf(value.name)) throw bad(`${at} needs contentUrl and name`);
    if (!world.files.has(textOf(objectOf(value.content).uniqueId) ?? '')) {
      throw bad(`${at}.content.uniqueId is no file that was uploaded`);
    }
    return;
  }
  if (OTHER_CARDS.includes(type)) return;
  if (/^image\/(png|jpe?g|gif|\*)$/.test(type)) {
    const url = textOf(value.contentUrl) ?? '';
    if (/^https:\/\//.test(url)) return;
    const data = /^data:image\/(png|jpe?g|gif);base64,([\w+/=]+)$/.exec(url)?.[2];
    if (data === undefined) throw bad(`${at}.contentUrl is neither https nor the data of a picture`);
    if (Buffer.from(data, 'base64').length > 1024 * 1024) {
      throw new Refusal(413, 'MessageSizeTooBig', `${at}: an inline picture has 1 MB at most.`);
    }
    return;
  }
  throw bad(`${at}.contentType ${type} is not supported`);
}
