import { isObject, type JsonObject, listOf, objectOf, textOf } from './json.js';
import type { Inputs } from './surface.js';

/** An element that people can act on, and the block it stands in. */
export interface Found {
  readonly blockId: string;
  readonly element: JsonObject;
}

/** Every interactive element of these blocks. */
export function elementsOf(blocks: readonly unknown[]): readonly Found[] {
  return blocks.filter(isObject).flatMap((block) => {
    const within =
      block.type === 'actions'
        ? listOf(block.elements)
        : block.type === 'section'
          ? [block.accessory ?? null]
          : block.type === 'input'
            ? [block.element ?? null]
            : [];
    const blockId = textOf(block.block_id) ?? '';
    return within.filter(isObject).map((element) => ({ blockId, element }));
  });
}

/** The one element with this action id (and value); throws with what there is instead. */
export function findElement(blocks: readonly unknown[], actionId: string, value?: string): Found {
  const all = elementsOf(blocks);
  const found = all.find(({ element }) => {
    return element.action_id === actionId && (value === undefined || element.value === value);
  });
  if (found) return found;
  const there = all.map(({ element }) =>
    `${textOf(element.action_id)} ${textOf(element.value) ?? ''}`.trim(),
  );
  throw new Error(
    `there is no ${actionId} ${value ?? ''} to click; there is: ${there.join(', ') || 'nothing'}`,
  );
}

function optionsOf(element: JsonObject): readonly JsonObject[] {
  const groups = listOf(element.option_groups).flatMap((group) => listOf(objectOf(group).options));
  return [...listOf(element.options), ...groups].filter(isObject);
}

function option(element: JsonObject, value: string): JsonObject {
  const found = optionsOf(element).find((one) => one.value === value);
  if (!found) {
    const there = optionsOf(element).map((one) => textOf(one.value));
    throw new Error(`there is no option ${value}; there is: ${there.join(', ')}`);
  }
  return found;
}

/** What an element's value looks like in `state.values` and in an action. */
export function chosenValue(element: JsonObject, value: string | readonly string[]): JsonObject {
  const type = textOf(element.type) ?? '';
  const one = typeof value === 'string' ? value : (value[0] ?? '');
  const many = typeof value === 'string' ? [value] : value;
  if (type === 'checkboxes' || type === 'multi_static_select') {
    return { type, selected_options: many.map((each) => option(element, each)) };
  }
  if (type === 'static_select' || type === 'radio_buttons' || type === 'overflow') {
    return { type, selected_option: option(element, one) };
  }
  if (type === 'users_select') return { type, selected_user: one };
  if (type === 'multi_users_select') return { type, selected_users: many };
  if (type === 'conversations_select') return { type, selected_conversation: one };
  if (type === 'channels_select') return { type, selected_channel: one };
  if (type === 'datepicker') return { type, selected_date: one };
  if (type === 'timepicker') return { type, selected_time: one };
  if (type === 'datetimepicker') return { type, selected_date_time: Number(one) };
  return { type, value: one };
}

/** What an element shows before anybody touched it. */
export function initialValue(element: JsonObject): JsonObject {
  const type = textOf(element.type) ?? '';
  if (element.initial_option !== undefined) return { type, selected_option: element.initial_option };
  if (element.initial_options !== undefined) return { type, selected_options: element.initial_options };
  if (type === 'checkboxes' || type === 'multi_static_select') return { type, selected_options: [] };
  if (type === 'static_select' || type === 'radio_buttons') return { type, selected_option: null };
  if (type === 'users_select') return { type, selected_user: element.initial_user ?? null };
  if (type === 'multi_users_select') return { type, selected_users: element.initial_users ?? [] };
  if (type === 'datepicker') return { type, selected_date: element.initial_date ?? null };
  return { type, value: element.initial_value ?? null };
}

/** The values of a view's inputs: what was given, else what is there already or was there initially. */
export function valuesOf(
  blocks: readonly unknown[],
  inputs: Inputs,
  before: Readonly<Record<string, Record<string, JsonObject>>>,
): Record<string, Record<string, JsonObject>> {
  const values: Record<string, Record<string, JsonObject>> = {};
  const unused = new Set(Object.keys(inputs));
  for (const { blockId, element } of elementsOf(blocks)) {
    if (element.type === 'button' || element.type === 'overflow') continue;
    const actionId = textOf(element.action_id) ?? '';
    const key = [`${blockId}/${actionId}`, actionId, blockId].find((name) => inputs[name] !== undefined);
    const given = key === undefined ? undefined : inputs[key];
    if (key !== undefined) unused.delete(key);
    const value = given === undefined ? before[blockId]?.[actionId] : chosenValue(element, given);
    values[blockId] = { ...values[blockId], [actionId]: value ?? initialValue(element) };
  }
  if (unused.size > 0) throw new Error(`the view has no input ${[...unused].join(', ')}`);
  return values;
}

/** Labels of required inputs that are empty, and of texts of the wrong length: Slack's client does not send those. */
export function unfilled(
  blocks: readonly unknown[],
  values: Record<string, Record<string, JsonObject>>,
): readonly string[] {
  return blocks.filter(isObject).flatMap((block) => {
    if (block.type !== 'input') return [];
    const element = objectOf(block.element);
    const value = values[textOf(block.block_id) ?? '']?.[textOf(element.action_id) ?? ''] ?? {};
    const label = textOf(objectOf(block.label).text) ?? '';
    const filled = Object.entries(value).some(([key, it]) => {
      return key !== 'type' && it !== null && it !== '' && !(Array.isArray(it) && it.length === 0);
    });
    if (!filled) return block.optional === true ? [] : [label];
    const length = textOf(value.value)?.length;
    const most = typeof element.max_length === 'number' ? element.max_length : 3000;
    const least = typeof element.min_length === 'number' ? element.min_length : 0;
    return length !== undefined && (length > most || length < least) ? [label] : [];
  });
}
