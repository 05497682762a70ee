import { isList, isObject, type JsonObject, listOf, objectOf, textOf } from '../slack/json.js';

/** Elements of Adaptive Cards 1.5 that Teams draws, and where each keeps others. */
const ELEMENTS: Readonly<Record<string, { readonly needs: readonly string[]; readonly holds?: string }>> = {
  TextBlock: { needs: ['text'] },
  RichTextBlock: { needs: ['inlines'] },
  Image: { needs: ['url'] },
  ImageSet: { needs: ['images'], holds: 'images' },
  Media: { needs: ['sources'] },
  Container: { needs: ['items'], holds: 'items' },
  ColumnSet: { needs: ['columns'], holds: 'columns' },
  Column: { needs: [], holds: 'items' },
  FactSet: { needs: ['facts'] },
  ActionSet: { needs: ['actions'] },
  Table: { needs: ['columns', 'rows'], holds: 'rows' },
  TableRow: { needs: ['cells'], holds: 'cells' },
  TableCell: { needs: [], holds: 'items' },
  'Input.Text': { needs: ['id'] },
  'Input.Number': { needs: ['id'] },
  'Input.Date': { needs: ['id'] },
  'Input.Time': { needs: ['id'] },
  'Input.Toggle': { needs: ['id', 'title'] },
  'Input.ChoiceSet': { needs: ['id', 'choices'] },
};

const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  'Action.Execute': ['title', 'verb'],
  'Action.Submit': ['title'],
  'Action.OpenUrl': ['title', 'url'],
  'Action.ShowCard': ['title', 'card'],
  'Action.ToggleVisibility': ['title', 'targetElements'],
};

/** Teams shows six buttons of a card at most. */
const MOST_ACTIONS = 6;

/** What Teams would find wrong with an Adaptive Card. */
export function cardProblems(card: unknown): readonly string[] {
  if (!isObject(card)) return ['a card is an object'];
  const problems: string[] = [];
  if (card.type !== 'AdaptiveCard') problems.push(`type is ${String(card.type)}, not AdaptiveCard`);
  const version = textOf(card.version) ?? '';
  if (!/^1\.[0-5]$/.test(version)) problems.push(`version ${version || 'is missing'}: 1.0 to 1.5`);
  if (card.body !== undefined && !isList(card.body)) problems.push('body is no list');
  checkElements(card.body, 'body', problems);
  checkActions(card.actions, 'actions', problems);
  if (
    /^1\.[0-3]$/.test(version) &&
    (card.refresh || actionsOf(card).some(({ type }) => type === 'Action.Execute'))
  ) {
    problems.push(`version ${version}: Action.Execute and refresh need 1.4`);
  }
  const ids = new Set<string>();
  for (const { id } of inputsOf(card)) {
    if (ids.has(id)) problems.push(`two inputs have the id ${id}`);
    ids.add(id);
  }
  const text = JSON.stringify([card.body ?? [], card.actions ?? []]);
  for (const entity of listOf(objectOf(card.msteams).entities).map(objectOf)) {
    const mark = textOf(entity.text) ?? '';
    if (!mark || !text.includes(JSON.stringify(mark).slice(1, -1))) {
      problems.push(`the card does not hold the text of the mention ${mark}`);
    }
  }
  return problems;
}

function checkElements(value: unknown, path: string, problems: string[]): void {
  for (const [i, element] of listOf(value).entries()) checkElement(element, `${path}[${i}]`, problems);
}

function checkElement(element: unknown, path: string, problems: string[]): void {
  if (!isObject(element)) {
    problems.push(`${path} is no element`);
    return;
  }
  const implied = path.includes('columns[') ? 'Column' : path.includes('cells[') ? 'TableCell' : '';
  const type = textOf(element.type) ?? implied;
  const known = ELEMENTS[type];
  if (!known && element.fallback === 'drop') return;
  if (!known && isObject(element.fallback)) {
    checkElement(element.fallback, `${path}.fallback`, problems);
    return;
  }
  if (!known) {
    problems.push(`${path}.type ${type || 'is missing'}: no element of Adaptive Cards 1.5`);
    return;
  }
  for (const field of known.needs) {
    const value = element[field];
    if (value === undefined || (value === '' && field !== 'text'))
      problems.push(`${path}.${field} is missing`);
    if (field === 'text' && typeof value !== 'string') problems.push(`${path}.text is no text`);
  }
  if (element.selectAction !== undefined) checkAction(element.selectAction, `${path}.selectAction`, problems);
  if (type === 'ActionSet') checkActions(element.actions, `${path}.actions`, problems);
  if (type === 'Input.ChoiceSet') {
    for (const [i, choice] of listOf(element.choices).map(objectOf).entries()) {
      if (!textOf(choice.title) || textOf(choice.value) === undefined) {
        problems.push(`${path}.choices[${i}] needs title and value`);
      }
    }
  }
  if (type === 'RichTextBlock') {
    for (const [i, run] of listOf(element.inlines).entries()) {
      if (typeof run === 'string') continue;
      const { type: kind, text, selectAction } = objectOf(run);
      if (kind !== 'TextRun' || typeof text !== 'string')
        problems.push(`${path}.inlines[${i}] is no TextRun with text`);
      if (selectAction !== undefined)
        checkAction(selectAction, `${path}.inlines[${i}].selectAction`, problems);
    }
  }
  if (type === 'FactSet') {
    for (const [i, fact] of listOf(element.facts).map(objectOf).entries()) {
      if (textOf(fact.title) === undefined || textOf(fact.value) === undefined) {
        problems.push(`${path}.facts[${i}] needs title and value`);
      }
    }
  }
  if (known.holds) checkElements(element[known.holds], `${path}.${known.holds}`, problems);
}

function checkActions(value: unknown, path: string, problems: string[]): void {
  const actions = listOf(value);
  if (actions.length > MOST_ACTIONS)
    problems.push(`${path}: ${actions.length} buttons, ${MOST_ACTIONS} at most`);
  for (const [i, action] of actions.entries()) checkAction(action, `${path}[${i}]`, problems);
}

function checkAction(value: unknown, path: string, problems: string[]): void {
  const action = objectOf(value);
  const type = textOf(action.type) ?? '';
  const needs = ACTIONS[type];
  if (!needs) {
    problems.push(`${path}.type ${type || 'is missing'}: no action of Adaptive Cards 1.5`);
    return;
  }
  for (const field of needs) {
    if (path.endsWith('selectAction') && field === 'title') continue;
    if (action[field] === undefined || action[field] === '') problems.push(`${path}.${field} is missing`);
  }
  if (type === 'Action.OpenUrl' && !/^(https?|mailto|msteams):/.test(textOf(action.url) ?? '')) {
    problems.push(`${path}.url is no address`);
  }
  if (
    type === 'Action.Execute' &&
    action.data !== undefined &&
    !isObject(action.data) &&
    !textOf(action.data)
  ) {
    problems.push(`${path}.data is neither text nor an object`);
  }
  if (action.fallback !== undefined && action.fallback !== 'drop') {
    checkAction(action.fallback, `${path}.fallback`, problems);
  }
  if (type === 'Action.ShowCard') {
    const card = objectOf(action.card);
    checkElements(card.body, `${path}.card.body`, problems);
    checkActions(card.actions, `${path}.card.actions`, problems);
  }
}

export interface CardInput {
  readonly id: string;
  readonly value: string;
  readonly required: boolean;
  readonly choices: readonly string[] | undefined;
}

/** Every input of a card, with what stands in it at first. */
export function inputsOf(value: unknown): readonly CardInput[] {
  if (isList(value)) return value.flatMap(inputsOf);
  if (!isObject(value)) return [];
  const type = textOf(value.type) ?? '';
  if (!type.startsWith('Input.')) return Object.values(value).flatMap(inputsOf);
  return [
    {
      id: textOf(value.id) ?? '',
      value: textOf(value.value) ?? (type === 'Input.Toggle' ? 'false' : ''),
      required: value.isRequired === true,
      choices:
        type === 'Input.ChoiceSet'
          ? listOf(value.choices).map((choice) => textOf(objectOf(choice).value) ?? '')
          : undefined,
    },
  ];
}

/**
 * Every action of a card that somebody can click, those of cards that open inside it too. An old client does not know
 * Action.Execute and shows its `fallback` instead, if it has one.
 */
export function actionsOf(value: unknown, old = false): readonly JsonObject[] {
  if (isList(value)) return value.flatMap((one) => actionsOf(one, old));
  if (!isObject(value)) return [];
  const type = textOf(value.type) ?? '';
  if (old && type === 'Action.Execute') return isObject(value.fallback) ? actionsOf(value.fallback, old) : [];
  const own = type.startsWith('Action.') ? [value] : [];
  const inner = Object.entries(value).filter(
    ([key]) => key !== 'data' && key !== 'fallback' && key !== 'refresh',
  );
  return [...own, ...inner.flatMap(([, one]) => actionsOf(one, old))];
}
