import { isObject, type JsonObject, listOf, objectOf, textOf } from './json.js';
import { displayed, nameOf } from './text.js';
import type { Workspace } from './workspace.js';

/** Blocks as somebody reads them: one line of text for each line on the screen, without the buttons. */
export function linesOf(workspace: Workspace, blocks: readonly unknown[]): readonly string[] {
  return blocks.filter(isObject).flatMap((block) => blockLines(workspace, block));
}

function blockLines(workspace: Workspace, block: JsonObject): readonly string[] {
  switch (block.type) {
    case 'section': {
      const fields = listOf(block.fields).map((field) => textObject(workspace, field));
      const text = block.text === undefined ? [] : [textObject(workspace, block.text)];
      return [...text, ...fields].flatMap((line) => line.split('\n'));
    }
    case 'header':
      return textObject(workspace, block.text).split('\n');
    case 'context':
      return [
        listOf(block.elements)
          .map((element) => contextItem(workspace, element))
          .join(' '),
      ];
    case 'divider':
      return ['———'];
    case 'image':
      return [`(image: ${textOf(block.alt_text) ?? ''})`];
    case 'markdown':
      return (textOf(block.text) ?? '').split('\n');
    case 'input':
      return [`${textObject(workspace, block.label)}: ____`];
    case 'rich_text':
      return richLines(workspace, block);
    default:
      return [];
  }
}

/** The labels of buttons and the like, in order. */
export function buttonsOf(blocks: readonly unknown[]): readonly string[] {
  return blocks.filter(isObject).flatMap((block) => {
    const elements = block.type === 'actions' ? listOf(block.elements) : [block.accessory ?? null];
    return elements.filter(isObject).flatMap((element) => {
      const label = textOf(objectOf(element.text).text) ?? textOf(objectOf(element.placeholder).text);
      return element.type === 'image' ? [] : [label ?? textOf(element.type) ?? ''];
    });
  });
}

function textObject(workspace: Workspace, value: unknown): string {
  const object = objectOf(value);
  const text = textOf(object.text) ?? '';
  return object.type === 'mrkdwn' ? displayed(workspace, text) : text;
}

function contextItem(workspace: Workspace, value: unknown): string {
  const object = objectOf(value);
  return object.type === 'image' ? `(image: ${textOf(object.alt_text) ?? ''})` : textObject(workspace, value);
}

function richLines(workspace: Workspace, block: JsonObject): readonly string[] {
  return listOf(block.elements)
    .flatMap((part) => {
      const { type, elements } = objectOf(part);
      const inner = listOf(elements);
      if (type === 'rich_text_list')
        return inner.map((item) => `• ${richRun(workspace, listOf(objectOf(item).elements))}`);
      return [richRun(workspace, inner)];
    })
    .flatMap((text) => text.split('\n'));
}

function richRun(workspace: Workspace, elements: readonly unknown[]): string {
  return elements
    .map((value) => {
      const element = objectOf(value);
      switch (element.type) {
        case 'user':
          return `@${nameOf(workspace, textOf(element.user_id) ?? '')}`;
        case 'channel':
          return `#${workspace.channels.get(textOf(element.channel_id) ?? '')?.name ?? ''}`;
        case 'usergroup':
          return `@${workspace.groups.get(textOf(element.usergroup_id) ?? '')?.handle ?? ''}`;
        case 'broadcast':
          return `@${textOf(element.range) ?? ''}`;
        case 'emoji':
          return `:${textOf(element.name) ?? ''}:`;
        case 'link':
          return textOf(element.text) ?? textOf(element.url) ?? '';
        case 'date':
          return textOf(element.fallback) ?? '';
        default:
          return textOf(element.text) ?? '';
      }
    })
    .join('');
}
