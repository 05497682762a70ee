import type { Case } from '../../src/core/case.js';
import { type Answered, type Content, type FileRef, wordsOfFiles } from '../../src/core/content.js';
import type { Reply } from '../../src/core/event.js';
import { PICTURES } from '../../src/core/file-rules.js';
import { contentOf, type NumberedLine, standing } from '../../src/core/line.js';
import { type Person, personName } from '../../src/core/roster.js';
import { type ToHtml, webUrl } from './markdown.js';
import type { WireCase, WireFile, WireLine, WirePerson, WireReply } from './page/wire.js';

/** What an asker may see of a line of their place; undefined for what stays inside. */
export function renderForAsker(line: NumberedLine, toHtml: ToHtml): WireLine | undefined {
  // A note never stands in a place; this is the last door before the asker, and it is shut all the same.
  if (line.voice === 'note') return undefined;
  if (line.state === 'received' || line.state === 'delivered') return renderLine(line, toHtml);
  // Taken back, or not there yet: its number only, so that a page that had drawn the line removes it.
  return { n: line.n, seq: line.seq, at: line.at, voice: line.voice, state: line.state, text: '' };
}

/** A line as the desk sees it, with whatever became of it. */
export function renderLine(line: NumberedLine, toHtml: ToHtml): WireLine {
  const reactions = standing(line.reactions);
  return {
    n: line.n,
    seq: line.seq,
    at: line.at,
    voice: line.voice,
    state: line.state,
    ...(line.author ? { author: line.author } : {}),
    ...(line.message === undefined ? {} : { message: line.message }),
    ...(line.reason === undefined ? {} : { reason: line.reason }),
    // A refused line that never had a copy on its way has nothing to send again.
    ...(canRetry(line) ? { retry: true as const } : {}),
    ...(line.edited === undefined ? {} : { edited: line.edited }),
    ...(reactions.length ? { reactions: [...new Set(reactions.map(({ emoji }) => emoji))] } : {}),
    ...(line.deleted ? { deleted: true, text: '' } : renderContent(contentOf(line), toHtml)),
  };
}

function canRetry({ voice, state, deleted, copies }: NumberedLine): boolean {
  return voice === 'staff' && state === 'failed' && !deleted && copies !== undefined && copies.length > 0;
}

type WireContent = Pick<
  WireLine,
  'text' | 'html' | 'title' | 'source' | 'fields' | 'quotes' | 'inReplyTo' | 'buttons' | 'chosen' | 'files'
>;

function renderContent(content: Content, toHtml: ToHtml): WireContent {
  const { source } = content;
  const url = webUrl(source?.url);
  return {
    // Where there are no words but the names of the files, the files say it.
    text: content.text === wordsOfFiles(content.files ?? []) ? '' : content.text,
    ...(content.format === 'markdown' ? { html: toHtml(content.text) } : {}),
    ...(content.title === undefined ? {} : { title: content.title }),
    ...(source
      ? {
          source: {
            title: source.title,
            ...(url === undefined ? {} : { url }),
            ...(source.reviewed === undefined ? {} : { reviewed: source.reviewed }),
          },
        }
      : {}),
    ...(content.fields ? { fields: content.fields } : {}),
    ...(content.quotes ? { quotes: content.quotes } : {}),
    ...(content.inReplyTo ? { inReplyTo: renderAnswered(content.inReplyTo) } : {}),
    ...(content.buttons ? { buttons: content.buttons } : {}),
    ...(content.chosen === undefined ? {} : { chosen: content.chosen }),
    ...(content.files ? { files: content.files.map(renderFile) } : {}),
  };
}

function renderAnswered({ who, text }: Answered): NonNullable<WireLine['inReplyTo']> {
  return { ...(who === undefined ? {} : { who }), text };
}

function renderFile({ name, type, size, digest, refused }: FileRef): WireFile {
  return {
    name,
    size,
    ...(digest === undefined ? {} : { digest }),
    ...(digest !== undefined && PICTURES.has(type) ? { picture: true as const } : {}),
    ...(refused === undefined ? {} : { refused }),
  };
}

/** The answer inside the acknowledgement. */
export function renderReply(reply: Reply, at: number, toHtml: ToHtml): WireReply {
  if (reply.kind !== 'card') return reply;
  const content = renderContent(reply.content, toHtml);
  return { kind: 'card', line: { n: -1, seq: 0, at, voice: 'bot', state: 'delivered', ...content } };
}

/** A case as the desk lists it, with names in place of ids. */
export function renderCase(found: Case, people: readonly Person[]): WireCase {
  const named = (id: string): WirePerson => {
    return { id, name: personName(people, id) };
  };
  return {
    number: found.number,
    state: found.state,
    revision: found.revision,
    openedAt: found.openedAt,
    question: found.question,
    reason: found.reason,
    asker: {
      name: found.asker.name,
      platform: found.asker.platform,
      ...(found.asker.zone === undefined ? {} : { zone: found.asker.zone }),
    },
    ...(found.triage?.category === undefined ? {} : { category: found.triage.category }),
    ...(found.triage ? { urgency: found.triage.urgency, mood: found.triage.mood } : {}),
    ...(found.holder === undefined ? {} : { holder: named(found.holder) }),
    pinged: found.pinged.map(named),
    everybody: found.everybody,
    ...(found.waitingSince === undefined ? {} : { waitingSince: found.waitingSince }),
    ...(found.resolvedAt === undefined ? {} : { resolvedAt: found.resolvedAt }),
    lines: found.lines,
    timeline: found.timeline.map((entry) => ({
      at: entry.at,
      what: entry.what,
      ...(entry.person === undefined ? {} : { person: named(entry.person).name }),
      ...(entry.note === undefined ? {} : { note: entry.note }),
    })),
  };
}
