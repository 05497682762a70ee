import { ButtonStyle, ComponentType as Kind } from 'discord-api-types/v10';
import { isObject, type Json, type JsonObject, listOf } from '../slack/json.js';
import type { Form } from './refusal.js';

type Path = readonly (string | number)[];

const SELECTS: readonly number[] = [
  Kind.StringSelect,
  Kind.UserSelect,
  Kind.RoleSelect,
  Kind.MentionableSelect,
  Kind.ChannelSelect,
];

/** Gives every component its number, as Discord does, and checks what custom ids have in common. */
class Walk {
  readonly #form: Form;
  readonly #ids = new Set<string>();
  #number = 0;

  constructor(form: Form) {
    this.#form = form;
  }

  number(): number {
    this.#number++;
    return this.#number;
  }

  customId(value: unknown, path: Path): void {
    this.#form.text(value, [...path, 'custom_id'], { min: 1, max: 100, required: true });
    if (typeof value !== 'string') return;
    if (this.#ids.has(value)) {
      this.#form.wrong(
        [...path, 'custom_id'],
        'COMPONENT_CUSTOM_ID_DUPLICATED',
        'Component custom id cannot be duplicated',
      );
    }
    this.#ids.add(value);
  }
}

/** Checks the components of a message: action rows of buttons and menus. Returns them numbered. */
export function messageComponents(value: Json | undefined, form: Form): readonly JsonObject[] {
  const rows = listOf(value);
  if (rows.length > 5)
    form.wrong(['components'], 'BASE_TYPE_BAD_LENGTH', 'Must be between 1 and 5 in length.');
  const walk = new Walk(form);
  return rows.filter(isObject).map((row, index) => {
    const path: Path = ['components', index];
    form.choice(row.type, [...path, 'type'], [Kind.ActionRow]);
    const id = walk.number();
    const parts = listOf(row.components).filter(isObject);
    checkWidth(parts, [...path, 'components'], form);
    const components = parts.map((part, place) =>
      messagePart(part, [...path, 'components', place], form, walk),
    );
    return { type: Kind.ActionRow, id, components };
  });
}

function checkWidth(parts: readonly JsonObject[], path: Path, form: Form): void {
  const selects = parts.filter(({ type }) => SELECTS.includes(Number(type)));
  if (parts.length === 0 || parts.length > 5) {
    form.wrong(path, 'BASE_TYPE_BAD_LENGTH', 'Must be between 1 and 5 in length.');
  } else if (selects.length > 0 && parts.length > 1) {
    form.wrong(path, 'COMPONENT_LAYOUT_WIDTH_EXCEEDED', 'The specified component exceeds the maximum width');
  }
}

function messagePart(part: JsonObject, path: Path, form: Form, walk: Walk): JsonObject {
  const id = walk.number();
  if (part.type === Kind.Button) return button(part, path, form, walk, id);
  if (SELECTS.includes(Number(part.type))) return select(part, path, form, walk, id);
  form.choice(part.type, [...path, 'type'], [Kind.Button, ...SELECTS]);
  return { ...part, id };
}

function button(part: JsonObject, path: Path, form: Form, walk: Walk, id: number): JsonObject {
  const { style, label, emoji, url, disabled } = part;
  form.choice(style, [...path, 'style'], [1, 2, 3, 4, 5, 6]);
  form.text(label, [...path, 'label'], { max: 80 });
  if ((label === undefined || label === '') && !emoji) {
    form.wrong(path, 'BUTTON_COMPONENT_INVALID_LABEL', 'A button must have a label or an emoji');
  }
  if (style === ButtonStyle.Link) {
    form.text(url, [...path, 'url'], { min: 1, max: 512, required: true });
    if (part.custom_id !== undefined) {
      form.wrong(
        path,
        'BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE',
        'A custom id and url cannot both be specified',
      );
    }
  } else {
    walk.customId(part.custom_id, path);
    if (url !== undefined)
      form.wrong(
        [...path, 'url'],
        'BUTTON_COMPONENT_URL_NOT_ALLOWED',
        'A url button must use the link style',
      );
  }
  return { ...part, id, ...(disabled === undefined ? {} : { disabled }) };
}

function select(part: JsonObject, path: Path, form: Form, walk: Walk, id: number): JsonObject {
  walk.customId(part.custom_id, path);
  form.text(part.placeholder, [...path, 'placeholder'], { max: 150 });
  const { min_values = 1, max_values = 1 } = part;
  range(min_values, [...path, 'min_values'], 0, 25, form);
  range(max_values, [...path, 'max_values'], 1, 25, form);
  if (part.type !== Kind.StringSelect) return { ...part, min_values, max_values, id };
  const options = listOf(part.options).filter(isObject);
  if (options.length === 0 || options.length > 25) {
    form.wrong([...path, 'options'], 'BASE_TYPE_BAD_LENGTH', 'Must be between 1 and 25 in length.');
  }
  if (Number(max_values) > options.length && options.length <= 25) {
    form.wrong(
      [...path, 'options'],
      'BASE_TYPE_BAD_LENGTH',
      `Must be between ${String(max_values)} and 25 in length.`,
    );
  }
  const values = new Set<Json | undefined>();
  for (const [index, option] of options.entries()) {
    const at = [...path, 'options', index];
    form.text(option.label, [...at, 'label'], { min: 1, max: 100, required: true });
    form.text(option.value, [...at, 'value'], { min: 1, max: 100, required: true });
    form.text(option.description, [...at, 'description'], { max: 100 });
    if (values.has(option.value)) {
      form.wrong(
        [...at, 'value'],
        'SELECT_COMPONENT_OPTION_VALUE_DUPLICATED',
        'The specified option value is already used',
      );
    }
    values.add(option.value);
  }
  return { ...part, min_values, max_values, id };
}

function range(value: Json, path: Path, min: number, max: number, form: Form): void {
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    form.wrong(path, 'NUMBER_TYPE_COERCE', `Value "${String(value)}" is not int.`);
  } else if (value < min) {
    form.wrong(path, 'NUMBER_TYPE_MIN', `int value should be greater than or equal to ${min}.`);
  } else if (value > max)
    form.wrong(path, 'NUMBER_TYPE_MAX', `int value should be less than or equal to ${max}.`);
}

/** Checks a modal: its title, and one input in each row or label. Returns its components numbered. */
export function modalComponents(data: JsonObject, form: Form): readonly JsonObject[] {
  form.text(data.title, ['title'], { min: 1, max: 45, required: true });
  form.text(data.custom_id, ['custom_id'], { min: 1, max: 100, required: true });
  const rows = listOf(data.components).filter(isObject);
  if (rows.length === 0 || rows.length > 5) {
    form.wrong(['components'], 'BASE_TYPE_BAD_LENGTH', 'Must be between 1 and 5 in length.');
  }
  const walk = new Walk(form);
  return rows.map((row, index) => {
    const path: Path = ['components', index];
    const id = walk.number();
    if (row.type === Kind.Label) {
      form.text(row.label, [...path, 'label'], { min: 1, max: 45, required: true });
      form.text(row.description, [...path, 'description'], { max: 100 });
      const component = isObject(row.component) ? row.component : {};
      return { ...row, id, component: modalInput(component, [...path, 'component'], form, walk, false) };
    }
    form.choice(row.type, [...path, 'type'], [Kind.ActionRow, Kind.Label]);
    const parts = listOf(row.components).filter(isObject);
    if (parts.length !== 1)
      form.wrong([...path, 'components'], 'BASE_TYPE_BAD_LENGTH', 'Must be 1 in length.');
    return {
      ...row,
      id,
      components: parts.map((part, place) =>
        modalInput(part, [...path, 'components', place], form, walk, true),
      ),
    };
  });
}

function modalInput(part: JsonObject, path: Path, form: Form, walk: Walk, inRow: boolean): JsonObject {
  const id = walk.number();
  if (part.type === Kind.StringSelect && !inRow) return select(part, path, form, walk, id);
  form.choice(part.type, [...path, 'type'], [Kind.TextInput, ...(inRow ? [] : [Kind.StringSelect])]);
  walk.customId(part.custom_id, path);
  form.choice(part.style, [...path, 'style'], [1, 2]);
  if (inRow) form.text(part.label, [...path, 'label'], { min: 1, max: 45, required: true });
  form.text(part.placeholder, [...path, 'placeholder'], { max: 100 });
  form.text(part.value, [...path, 'value'], { max: 4000 });
  if (part.min_length !== undefined) range(part.min_length, [...path, 'min_length'], 0, 4000, form);
  if (part.max_length !== undefined) range(part.max_length, [...path, 'max_length'], 1, 4000, form);
  return { ...part, id };
}
