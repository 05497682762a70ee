import { contentType } from '../slack/content-types.js';
import { isObject, type Json, type JsonObject, listOf, textOf } from '../slack/json.js';
import { messageComponents } from './components.js';
import { ALL_ALLOWED, type Allowed, allowedOf } from './mentions.js';
import { type Attachment, MESSAGE_FLAGS as FLAGS } from './model.js';
import { Form, Refusal } from './refusal.js';
import type { World } from './world.js';

/** A file of a multipart request; `index` is the n of `files[n]`. */
export interface Upload {
  readonly index: string;
  readonly name: string;
  readonly data: Buffer;
}

/** A message's payload that has passed. A field that was not sent is absent. */
export interface CheckedMessage {
  readonly content?: string;
  readonly embeds?: readonly JsonObject[];
  readonly components?: readonly JsonObject[];
  /** The files that were sent, and of an edit the ones that stay. */
  readonly attachments?: readonly Attachment[];
  readonly allowed: Allowed;
  readonly flags: number;
  readonly nonce?: string | number;
  readonly enforceNonce: boolean;
  readonly tts: boolean;
}

/** 10 MB, for a bot in a guild without boosts. */
export const LARGEST_FILE = 10 * 1024 * 1024;
const LARGEST_REQUEST = 25 * 1024 * 1024;
const NOT_MODELLED = ['poll', 'sticker_ids', 'shared_client_theme'];
const COMPONENTS_V2 = 1 << 15;

interface Circumstances {
  readonly uploads: readonly Upload[];
  /** Where the payload stands in the request, for the paths of errors. */
  readonly under: readonly string[];
  readonly kind: 'message' | 'webhook' | 'reply' | 'edit';
  /** Attachments that an edited message has. */
  readonly present?: readonly Attachment[];
}

/** Refuses a message's payload as Discord does, or returns what it says. */
export function checkMessage(
  world: World,
  body: JsonObject,
  { uploads, kind, under, present = [] }: Circumstances,
): CheckedMessage {
  const sizes = uploads.map(({ data }) => data.length);
  if (
    sizes.some((size) => size > LARGEST_FILE) ||
    sizes.reduce((sum, size) => sum + size, 0) > LARGEST_REQUEST
  ) {
    throw new Refusal('tooLarge');
  }
  const form = new Form(under);
  if (typeof body.content !== 'number') form.text(body.content, ['content'], { max: 2000 });
  const { nonce } = body;
  if (nonce !== undefined && nonce !== null && typeof nonce !== 'number')
    form.text(nonce, ['nonce'], { max: 25 });
  for (const name of NOT_MODELLED) {
    const value = body[name];
    if (value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0)) {
      form.wrong([name], 'NOT_IN_THE_FAKE', `The fake Discord does not know ${name}.`);
    }
  }
  const embeds = checkEmbeds(body.embeds, form);
  const components = messageComponents(body.components, form);
  const allowed =
    kind === 'edit' && body.allowed_mentions === undefined
      ? ALL_ALLOWED
      : allowedOf(body.allowed_mentions, form);
  const flags = checkFlags(body.flags, kind, form);
  const attachments = checkAttachments(world, body.attachments, uploads, present, form);
  form.check();
  const content = body.content === null || body.content === undefined ? '' : String(body.content).trim();
  return {
    ...(body.content !== undefined && { content }),
    ...(body.embeds !== undefined && { embeds }),
    ...(body.components !== undefined && { components }),
    ...((body.attachments !== undefined || uploads.length > 0) && { attachments }),
    allowed,
    flags,
    ...((typeof nonce === 'string' || typeof nonce === 'number') && { nonce }),
    enforceNonce: body.enforce_nonce === true,
    tts: body.tts === true,
  };
}

interface Showable {
  readonly content?: string;
  readonly embeds?: readonly unknown[];
  readonly components?: readonly unknown[];
  readonly attachments?: readonly unknown[];
}

/** Refuses with 50006 what would show nothing. */
export function refuseEmpty({
  content = '',
  embeds = [],
  components = [],
  attachments = [],
}: Showable): void {
  const parts = embeds.length + components.length + attachments.length;
  if (content === '' && parts === 0) throw new Refusal('emptyMessage');
}

function checkFlags(value: Json | undefined, kind: Circumstances['kind'], form: Form): number {
  if (value === undefined || value === null) return 0;
  if (typeof value !== 'number') {
    form.wrong(['flags'], 'NUMBER_TYPE_COERCE', `Value "${JSON.stringify(value)}" is not int.`);
    return 0;
  }
  if ((value & COMPONENTS_V2) !== 0) {
    form.wrong(['flags'], 'NOT_IN_THE_FAKE', 'The fake Discord knows components of version 1 only.');
  }
  const settable =
    FLAGS.suppressEmbeds | FLAGS.suppressNotifications | (kind === 'reply' ? FLAGS.ephemeral : 0);
  return value & settable; // Discord ignores flags that cannot be set
}

function checkAttachments(
  world: World,
  value: Json | undefined,
  uploads: readonly Upload[],
  present: readonly Attachment[],
  form: Form,
): readonly Attachment[] {
  const described = listOf(value).filter(isObject);
  const kept =
    value === undefined
      ? present
      : present.filter(({ id }) => described.some((one) => String(one.id) === id));
  for (const [index, one] of described.entries()) {
    const known =
      uploads.some((upload) => upload.index === String(one.id)) ||
      present.some(({ id }) => id === String(one.id));
    if (!known) form.wrong(['attachments', index, 'id'], 'ATTACHMENT_NOT_FOUND', 'Attachment not found');
    form.text(one.description, ['attachments', index, 'description'], { max: 1024 });
  }
  if (uploads.length + kept.length > 10) {
    form.wrong(['attachments'], 'BASE_TYPE_MAX_LENGTH', 'Must be 10 or fewer in length.');
  }
  const made = uploads.map((upload): Attachment => {
    const more = described.find((one) => String(one.id) === upload.index);
    const filename = safeName(textOf(more?.filename) ?? upload.name);
    return {
      id: world.ids.next(),
      filename,
      description: textOf(more?.description),
      contentType: contentType(filename), // whatever the part says, Discord looks for itself
      data: upload.data,
    };
  });
  return [...kept, ...made];
}

/** Discord keeps letters, digits, dots, dashes and underscores; spaces become underscores. */
function safeName(name: string): string {
  return name.replaceAll(/\s/g, '_').replaceAll(/[^\p{L}\p{N}._-]/gu, '') || 'unknown';
}

function checkEmbeds(value: Json | undefined, form: Form): readonly JsonObject[] {
  const embeds = listOf(value).filter(isObject);
  if (embeds.length > 10) form.wrong(['embeds'], 'BASE_TYPE_MAX_LENGTH', 'Must be 10 or fewer in length.');
  let sum = 0;
  for (const [index, embed] of embeds.entries()) {
    const at = ['embeds', index];
    const text = (
      part: Json | undefined,
      path: readonly (string | number)[],
      max: number,
      required = false,
    ) => {
      form.text(part, [...at, ...path], { max, ...(required && { min: 1, required }) });
      if (typeof part === 'string') sum += [...part].length;
    };
    const author = isObject(embed.author) ? embed.author : {};
    const footer = isObject(embed.footer) ? embed.footer : {};
    text(embed.title, ['title'], 256);
    text(embed.description, ['description'], 4096);
    text(author.name, ['author', 'name'], 256);
    text(footer.text, ['footer', 'text'], 2048);
    address(embed.url, [...at, 'url'], form);
    const fields = listOf(embed.fields).filter(isObject);
    if (fields.length > 25)
      form.wrong([...at, 'fields'], 'BASE_TYPE_MAX_LENGTH', 'Must be 25 or fewer in length.');
    for (const [place, field] of fields.entries()) {
      text(field.name, ['fields', place, 'name'], 256, true);
      text(field.value, ['fields', place, 'value'], 1024, true);
    }
    const shown = [embed.title, embed.description, author.name, footer.text, embed.image, embed.thumbnail];
    if (!shown.some(Boolean) && fields.length === 0) form.required([...at, 'description']);
  }
  if (sum > 6000)
    form.wrong(['embeds'], 'MAX_EMBED_SIZE_EXCEEDED', 'Embed size exceeds maximum size of 6000');
  return embeds.map((embed) => ({
    ...embed,
    type: 'rich',
    content_scan_version: 0,
    ...(Array.isArray(embed.fields) && {
      fields: listOf(embed.fields)
        .filter(isObject)
        .map((field) => ({ inline: false, ...field })),
    }),
  }));
}

function address(value: Json | undefined, path: readonly (string | number)[], form: Form): void {
  if (typeof value === 'string' && !/^https?:\/\/\S+$/.test(value)) {
    const message = `Scheme "${value.split(':')[0]}" is not supported. Scheme must be one of ('http', 'https').`;
    form.wrong(path, 'URL_TYPE_INVALID_SCHEME', message);
  }
}
