import { type Child, fromHtml, h, icon } from './dom.js';
import { language, t } from './language.js';
import { dateOf, timeOf } from './time.js';
import type { WireButton, WireLine } from './wire.js';

/** Called when a button is pressed; the buttons are disabled until it resolves, and stay so when it says true. */
export type OnPress = (button: WireButton, line: WireLine) => Promise<boolean>;

/** What a line says: title, body, fields, quotes, files, source. */
export function drawContent(line: WireLine): readonly Child[] {
  if (line.deleted) return [h('p', { class: 'gone' }, t('deleted'))];
  return [
    line.title !== undefined && h('h3', { class: 'title' }, line.title),
    drawBody(line),
    line.fields && drawFields(line.fields),
    line.quotes && line.quotes.length > 0 && drawQuotes(line.quotes),
    line.files && h('ul', { class: 'files' }, ...line.files.map(drawFile)),
    line.source && drawSource(line.source),
  ];
}

function drawBody(line: WireLine): Child {
  if (line.html !== undefined) {
    const body = h('div', { class: 'prose' });
    body.append(fromHtml(line.html));
    for (const link of body.querySelectorAll('a[target]')) {
      link.setAttribute('title', t('opensInNewTab'));
    }
    return body;
  }
  return line.text !== '' && h('div', { class: 'plain' }, line.text);
}

/** A field with more characters than this gets a row of its own. */
const LONG = 40;

function drawFields(fields: NonNullable<WireLine['fields']>): HTMLElement {
  const pairs = fields.map(({ label, value }) =>
    h('div', { class: value.length > LONG ? 'long' : undefined }, h('dt', {}, label), h('dd', {}, value)),
  );
  return h('dl', { class: 'fields' }, ...pairs);
}

function drawQuotes(quotes: NonNullable<WireLine['quotes']>): HTMLElement {
  const lines = quotes.map(({ who, at, text }) =>
    h(
      'li',
      {},
      h('span', { class: 'who' }, who, ' ', h('time', { datetime: iso(at) }, timeOf(at))),
      h('span', { class: 'plain' }, text),
    ),
  );
  return h(
    'details',
    { class: 'quotes', open: true },
    h('summary', {}, t('conversationSoFar')),
    h('ol', {}, ...lines),
  );
}

function drawFile(file: { readonly name: string; readonly size: number }): HTMLElement {
  const size = new Intl.NumberFormat(language, {
    style: 'unit',
    unit: file.size < 1_000_000 ? 'kilobyte' : 'megabyte',
    maximumFractionDigits: 1,
  }).format(file.size / (file.size < 1_000_000 ? 1_000 : 1_000_000));
  return h('li', {}, icon('file'), `${file.name} (${size})`);
}

function drawSource(source: NonNullable<WireLine['source']>): HTMLElement {
  const name =
    source.url === undefined
      ? h('span', {}, source.title)
      : h(
          'a',
          { href: source.url, target: '_blank', rel: 'noopener noreferrer', title: t('opensInNewTab') },
          source.title,
        );
  const reviewed =
    source.reviewed === undefined ? undefined : t('reviewed', { date: dateOf(source.reviewed) });
  return h(
    'p',
    { class: 'source' },
    icon('source'),
    h(
      'span',
      {},
      t('from'),
      name,
      reviewed !== undefined && h('span', { class: 'reviewed' }, ` · ${reviewed}`),
    ),
  );
}

/** Buttons below a line, or what was chosen. */
export function drawButtons(line: WireLine, press: OnPress): HTMLElement | undefined {
  if (line.deleted) return undefined;
  if (line.chosen !== undefined) {
    return h('p', { class: 'chosen' }, icon('check'), t('chosen', { label: line.chosen }));
  }
  if (!line.buttons || line.buttons.length === 0) return undefined;
  const rating = line.buttons.every(({ action }) => action === 'rate');
  const group = h('div', { class: rating ? 'buttons rating' : 'buttons', role: 'group' });
  const elements = line.buttons.map((button) => {
    const element = h(
      'button',
      {
        type: 'button',
        class: `choice ${button.style ?? ''}`.trim(),
        ...(rating
          ? { 'aria-label': t('stars', { n: button.label }), title: t('stars', { n: button.label }) }
          : {}),
      },
      rating ? '★' : button.label,
    );
    element.addEventListener('click', async () => {
      if (group.getAttribute('aria-busy') === 'true' || element.getAttribute('aria-disabled') === 'true')
        return;
      group.setAttribute('aria-busy', 'true');
      element.classList.add('pressed');
      // Not `disabled`: the pressed button keeps the focus.
      for (const one of elements) one.setAttribute('aria-disabled', 'true');
      const used = await press(button, line);
      group.removeAttribute('aria-busy');
      if (used) return;
      element.classList.remove('pressed');
      for (const one of elements) one.removeAttribute('aria-disabled');
    });
    return element;
  });
  group.append(...elements);
  return group;
}

/** A time for machines. */
export function iso(at: number): string {
  return new Date(at).toISOString();
}
