import { checkElement, Problems } from './block-elements.js';
import { isList, isObject, type JsonObject, textOf } from './json.js';

type Surface = 'message' | 'modal' | 'home';

const FIELDS: Readonly<Record<string, readonly string[]>> = {
  section: ['text', 'fields', 'accessory', 'expand'],
  divider: [],
  image: ['image_url', 'slack_file', 'alt_text', 'title'],
  actions: ['elements'],
  context: ['elements'],
  header: ['text'],
  input: ['label', 'element', 'hint', 'optional', 'dispatch_action'],
  rich_text: ['elements'],
  markdown: ['text'],
  video: [
    'video_url',
    'thumbnail_url',
    'alt_text',
    'title',
    'title_url',
    'description',
    'author_name',
    'provider_name',
    'provider_icon_url',
  ],
};

/** What Slack would find wrong with the blocks of a message. */
export function messageBlockProblems(blocks: readonly unknown[]): readonly string[] {
  const problems = new Problems();
  checkBlocks(blocks, 'message', '/blocks', problems);
  return problems.found;
}

/** What Slack would find wrong with a view. */
export function viewProblems(view: JsonObject): readonly string[] {
  const problems = new Problems();
  const path = '/view';
  const type = textOf(view.type);
  if (type !== 'modal' && type !== 'home') {
    problems.add(`unsupported type: ${type ?? ''}`, `${path}/type`);
    return problems.found;
  }
  const common = ['type', 'blocks', 'private_metadata', 'callback_id', 'external_id'];
  const own = ['title', 'submit', 'close', 'clear_on_close', 'notify_on_close', 'submit_disabled'];
  problems.only(view, type === 'modal' ? [...common, ...own] : common, path);
  if (type === 'modal') {
    problems.textObject(view.title, `${path}/title`, 24, 'plain', true);
    problems.textObject(view.submit, `${path}/submit`, 24, 'plain');
    problems.textObject(view.close, `${path}/close`, 24, 'plain');
  }
  problems.text(view.private_metadata || undefined, `${path}/private_metadata`, 3000);
  problems.text(view.callback_id || undefined, `${path}/callback_id`, 255);
  problems.text(view.external_id || undefined, `${path}/external_id`, 255);
  if (!isList(view.blocks)) problems.add('missing required field', `${path}/blocks`);
  else {
    checkBlocks(view.blocks, type, `${path}/blocks`, problems);
    const asks = view.blocks.some((block) => isObject(block) && block.type === 'input');
    if (type === 'modal' && asks && !view.submit) problems.add('missing required field', `${path}/submit`);
  }
  return problems.found;
}

function checkBlocks(blocks: readonly unknown[], surface: Surface, path: string, problems: Problems): void {
  const most = surface === 'message' ? 50 : 100;
  if (blocks.length > most) problems.add(`no more than ${most} items allowed`, path);
  const ids = new Set<string>();
  let markdown = 0;
  for (const [i, block] of blocks.entries()) {
    const at = `${path}/${i}`;
    if (!isObject(block)) {
      problems.add('must be a block', at);
      continue;
    }
    const type = textOf(block.type) ?? '';
    const fields = FIELDS[type];
    if (!fields || (type === 'markdown' && surface !== 'message')) {
      problems.add(`unsupported type: ${type}`, `${at}/type`);
      continue;
    }
    problems.only(block, ['type', 'block_id', ...fields], at);
    problems.text(block.block_id, `${at}/block_id`, 255);
    const id = textOf(block.block_id);
    if (id !== undefined && ids.has(id)) problems.add(`\`block_id\` "${id}" already exists`, at);
    if (id !== undefined) ids.add(id);
    if (type === 'markdown') markdown += textOf(block.text)?.length ?? 0;
    checkBlock(type, block, at, surface, problems);
  }
  if (markdown > 12_000) problems.add('must be less than 12001 characters', path);
}

function checkBlock(type: string, block: JsonObject, at: string, surface: Surface, problems: Problems): void {
  switch (type) {
    case 'section':
      section(block, at, problems);
      return;
    case 'header':
      problems.textObject(block.text, `${at}/text`, 150, 'plain', true);
      return;
    case 'markdown':
      problems.text(block.text, `${at}/text`, 12_000, true);
      return;
    case 'image':
      problems.text(block.alt_text, `${at}/alt_text`, 2000, true);
      problems.textObject(block.title, `${at}/title`, 2000, 'plain');
      if (!block.slack_file) problems.text(block.image_url, `${at}/image_url`, 3000, true);
      return;
    case 'actions':
      for (const [i, element] of listed(block.elements, `${at}/elements`, 25, problems)) {
        checkElement(element, `${at}/elements/${i}`, at, 'actions', problems);
      }
      return;
    case 'context':
      for (const [i, element] of listed(block.elements, `${at}/elements`, 10, problems)) {
        if (isObject(element) && element.type === 'image') {
          checkElement(element, `${at}/elements/${i}`, at, 'accessory', problems);
        } else problems.textObject(element, `${at}/elements/${i}`, 3000, 'any', true);
      }
      return;
    case 'input':
      problems.textObject(block.label, `${at}/label`, 2000, 'plain', true);
      problems.textObject(block.hint, `${at}/hint`, 2000, 'plain');
      if (block.element === undefined) problems.add('missing required field', `${at}/element`);
      else checkElement(block.element, `${at}/element`, at, 'input', problems);
      if (surface === 'message' && !block.dispatch_action) {
        problems.add('input blocks in messages need `dispatch_action`', at); // or nobody could submit them
      }
      return;
    case 'rich_text':
      for (const [i, element] of listed(block.elements, `${at}/elements`, 1000, problems)) {
        const kind = isObject(element) ? (textOf(element.type) ?? '') : '';
        if (!/^rich_text_(section|list|preformatted|quote)$/.test(kind)) {
          problems.add(`unsupported type: ${kind}`, `${at}/elements/${i}/type`);
        }
      }
      return;
    default:
      return;
  }
}

function section(block: JsonObject, at: string, problems: Problems): void {
  if (block.text === undefined && block.fields === undefined) {
    problems.add('missing required field: text or fields', at);
  }
  problems.textObject(block.text, `${at}/text`, 3000, 'any');
  if (block.fields !== undefined) {
    for (const [i, field] of listed(block.fields, `${at}/fields`, 10, problems)) {
      problems.textObject(field, `${at}/fields/${i}`, 2000, 'any', true);
    }
  }
  if (block.accessory !== undefined)
    checkElement(block.accessory, `${at}/accessory`, at, 'accessory', problems);
}

function listed(value: unknown, path: string, most: number, problems: Problems): Iterable<[number, unknown]> {
  if (!isList(value)) {
    problems.add('missing required field', path);
    return [];
  }
  if (value.length === 0) problems.add('no less than 1 items allowed', path);
  if (value.length > most) problems.add(`no more than ${most} items allowed`, path);
  return value.entries();
}
