import { isList, isObject, textOf } from './json.js';

/** Collects what is wrong, each with the place, worded as Slack words it. */
export class Problems {
  readonly found: string[] = [];
  readonly #actionIds = new Set<string>();

  add(problem: string, path: string): void {
    this.found.push(`${problem} [json-pointer:${path}]`);
  }

  /** The value must be text of at most `most` characters, and not empty. */
  text(value: unknown, path: string, most: number, required = false): void {
    if (value === undefined || value === null) {
      if (required) this.add('missing required field', path);
      return;
    }
    if (typeof value !== 'string') {
      this.add('must be a string', path);
      return;
    }
    if (value.length === 0) this.add('must be more than 0 characters', path);
    if (value.length > most) this.add(`must be less than ${most + 1} characters`, path);
  }

  /** The value must be a text object of one of these types. */
  textObject(value: unknown, path: string, most: number, types: 'plain' | 'any', required = false): void {
    if (value === undefined || value === null) {
      if (required) this.add('missing required field', path);
      return;
    }
    if (!isObject(value)) {
      this.add('must be a text object', path);
      return;
    }
    const allowed = types === 'plain' ? ['plain_text'] : ['plain_text', 'mrkdwn'];
    const type = textOf(value.type) ?? '';
    if (!allowed.includes(type)) this.add(`unsupported type: ${type}`, `${path}/type`);
    const flag = type === 'plain_text' ? 'emoji' : 'verbatim';
    this.only(value, ['type', 'text', flag], path);
    this.text(value.text, `${path}/text`, most, true);
  }

  /** No other fields than these. */
  only(value: object, fields: readonly string[], path: string): void {
    for (const field of Object.keys(value)) {
      if (!fields.includes(field)) this.add(`invalid additional property: ${field}`, path);
    }
  }

  /** Action ids are unique within a message or view's block. */
  actionId(value: unknown, path: string, block: string): void {
    this.text(value, `${path}/action_id`, 255);
    if (typeof value !== 'string') return;
    const key = `${block} ${value}`;
    if (this.#actionIds.has(key)) this.add(`\`action_id\` "${value}" already exists`, path);
    this.#actionIds.add(key);
  }
}

type Check = (element: Record<string, unknown>, path: string, problems: Problems) => void;

const CONFIRM = ['title', 'text', 'confirm', 'deny', 'style'];

function confirm(value: unknown, path: string, problems: Problems): void {
  if (value === undefined) return;
  if (!isObject(value)) {
    problems.add('must be a confirmation dialog', path);
    return;
  }
  problems.only(value, CONFIRM, path);
  problems.textObject(value.title, `${path}/title`, 100, 'plain', true);
  problems.textObject(value.text, `${path}/text`, 300, 'any', true);
  problems.textObject(value.confirm, `${path}/confirm`, 30, 'plain', true);
  problems.textObject(value.deny, `${path}/deny`, 30, 'plain', true);
}

function options(
  value: unknown,
  path: string,
  problems: Problems,
  bounds: { readonly most: number; readonly least?: number; readonly texts: 'plain' | 'any' },
): void {
  if (!isList(value)) {
    problems.add('missing required field', path);
    return;
  }
  if (value.length < (bounds.least ?? 1))
    problems.add(`no less than ${bounds.least ?? 1} items allowed`, path);
  if (value.length > bounds.most) problems.add(`no more than ${bounds.most} items allowed`, path);
  const values = new Set<string>();
  for (const [i, option] of value.entries()) {
    const at = `${path}/${i}`;
    if (!isObject(option)) {
      problems.add('must be an option', at);
      continue;
    }
    problems.only(option, ['text', 'value', 'description', 'url'], at);
    problems.textObject(option.text, `${at}/text`, 75, bounds.texts, true);
    problems.textObject(option.description, `${at}/description`, 75, bounds.texts);
    problems.text(option.value, `${at}/value`, 150, true);
    if (typeof option.value === 'string' && values.has(option.value))
      problems.add('duplicate value', `${at}/value`);
    values.add(String(option.value));
  }
}

function staticOptions(element: Record<string, unknown>, path: string, problems: Problems): void {
  if (element.option_groups === undefined) {
    options(element.options, `${path}/options`, problems, { most: 100, texts: 'plain' });
    return;
  }
  if (element.options !== undefined) problems.add('options and option_groups exclude each other', path);
  if (!isList(element.option_groups)) {
    problems.add('must be a list', `${path}/option_groups`);
    return;
  }
  for (const [i, group] of element.option_groups.entries()) {
    const at = `${path}/option_groups/${i}`;
    if (!isObject(group)) continue;
    problems.textObject(group.label, `${at}/label`, 75, 'plain', true);
    options(group.options, `${at}/options`, problems, { most: 100, texts: 'plain' });
  }
}

const COMMON = ['type', 'action_id', 'confirm', 'focus_on_load'];

function element(fields: readonly string[], check: Check = () => {}): Check {
  return (value, path, problems) => {
    problems.only(value, [...COMMON, ...fields], path);
    problems.textObject(value.placeholder, `${path}/placeholder`, 150, 'plain');
    confirm(value.confirm, `${path}/confirm`, problems);
    check(value, path, problems);
  };
}

const staticSelect = element(
  ['placeholder', 'options', 'option_groups', 'initial_option', 'initial_options', 'max_selected_items'],
  staticOptions,
);
const anySelect = element([
  'placeholder',
  'initial_user',
  'initial_users',
  'initial_conversation',
  'initial_conversations',
  'initial_channel',
  'initial_channels',
  'default_to_current_conversation',
  'filter',
  'max_selected_items',
  'min_query_length',
  'initial_option',
  'initial_options',
  'response_url_enabled',
]);
const textInput = element(
  [
    'placeholder',
    'initial_value',
    'multiline',
    'min_length',
    'max_length',
    'dispatch_action_config',
    'is_decimal_allowed',
    'min_value',
    'max_value',
  ],
  (value, path, problems) => problems.text(value.initial_value || undefined, `${path}/initial_value`, 3000),
);
const dateInput = element(['placeholder', 'initial_date', 'initial_time', 'initial_date_time', 'timezone']);

const ELEMENTS: Readonly<Record<string, Check>> = {
  button: element(['text', 'url', 'value', 'style', 'accessibility_label'], (value, path, problems) => {
    problems.textObject(value.text, `${path}/text`, 75, 'plain', true);
    problems.text(value.url, `${path}/url`, 3000);
    problems.text(value.value, `${path}/value`, 2000);
    problems.text(value.accessibility_label, `${path}/accessibility_label`, 75);
    if (value.style !== undefined && value.style !== 'primary' && value.style !== 'danger') {
      problems.add('must be one of: primary, danger', `${path}/style`);
    }
  }),
  static_select: staticSelect,
  multi_static_select: staticSelect,
  external_select: anySelect,
  multi_external_select: anySelect,
  users_select: anySelect,
  multi_users_select: anySelect,
  conversations_select: anySelect,
  multi_conversations_select: anySelect,
  channels_select: anySelect,
  multi_channels_select: anySelect,
  overflow: element(['options'], (value, path, problems) => {
    options(value.options, `${path}/options`, problems, { most: 5, texts: 'plain' });
  }),
  radio_buttons: element(['options', 'initial_option'], (value, path, problems) => {
    options(value.options, `${path}/options`, problems, { most: 10, texts: 'any' });
  }),
  checkboxes: element(['options', 'initial_options'], (value, path, problems) => {
    options(value.options, `${path}/options`, problems, { most: 10, texts: 'any' });
  }),
  datepicker: dateInput,
  timepicker: dateInput,
  datetimepicker: dateInput,
  plain_text_input: textInput,
  email_text_input: textInput,
  url_text_input: textInput,
  number_input: textInput,
  file_input: element(['filetypes', 'max_files']),
  image: (value, path, problems) => {
    problems.only(value, ['type', 'image_url', 'alt_text', 'slack_file'], path);
    problems.text(value.alt_text, `${path}/alt_text`, 2000, true);
    if (!value.slack_file) problems.text(value.image_url, `${path}/image_url`, 3000, true);
  },
};

const INPUTS_ONLY = ['plain_text_input', 'email_text_input', 'url_text_input', 'number_input', 'file_input'];
const NOT_INPUTS = ['button', 'overflow', 'image'];

/** Checks one element where it stands: a section's accessory, in an actions block, or in an input. */
export function checkElement(
  value: unknown,
  path: string,
  block: string,
  where: 'accessory' | 'actions' | 'input',
  problems: Problems,
): void {
  if (!isObject(value)) {
    problems.add('must be an element', path);
    return;
  }
  const type = textOf(value.type) ?? '';
  const check = ELEMENTS[type];
  const misplaced =
    (where !== 'input' && INPUTS_ONLY.includes(type)) ||
    (where === 'input' && NOT_INPUTS.includes(type)) ||
    (where === 'actions' && type === 'image');
  if (!check || misplaced) {
    problems.add(`unsupported type: ${type}`, `${path}/type`);
    return;
  }
  if (type !== 'image') problems.actionId(value.action_id, path, block);
  check(value, path, problems);
}
