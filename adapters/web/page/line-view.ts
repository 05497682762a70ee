import { type Child, fromHtml, h, icon } from './dom.js';
import { drawFiles } from './file-view.js';
import { withoutGaps } from './gaps.js';
import { t } from './language.js';
import { drawForm } from './line-form.js';
import type { Outgoing } from './outgoing.js';
import { dateOf, timeOf } from './time.js';
import type { WireButton, WireLine } from './wire.js';

/**
 * Called when a button is pressed; the buttons are disabled until it resolves, and stay so when it says true. Text says
 * what is wrong with the fields of its form.
 */
export type OnPress = (
  button: WireButton,
  line: WireLine,
  fields?: Readonly<Record<string, string>>,
) => Promise<boolean | string>;

/** What a line says: title, body, fields, quotes (folded or open), files, source. */
export function drawContent(line: WireLine, quotesOpen = true): readonly Child[] {
  if (line.deleted) return [h('p', { class: 'gone' }, t('deleted'))];
  return [
    line.title !== undefined && h('h3', { class: 'title' }, line.title),
    line.inReplyTo && drawAnswered(line.inReplyTo),
    drawBody(line),
    line.fields && drawFields(line.fields),
    line.quotes && line.quotes.length > 0 && drawQuotes(line.quotes, quotesOpen),
    line.files && line.files.length > 0 && drawFiles(line.files),
    line.source && drawSource(line.source),
  ];
}

function drawAnswered({ who, text }: NonNullable<WireLine['inReplyTo']>): HTMLElement {
  return h(
    'blockquote',
    { class: 'answered' },
    who !== undefined && h('span', { class: 'who' }, who),
    h('span', { class: 'plain' }, text),
  );
}

function drawBody(line: WireLine): Child {
  if (line.html !== undefined) {
    const body = h('div', { class: 'prose' });
    body.append(fromHtml(line.html));
    closeGaps(body);
    for (const link of body.querySelectorAll('a[target]')) {
      link.setAttribute('title', t('opensInNewTab'));
    }
    return body;
  }
  return line.text !== '' && h('div', { class: 'plain' }, line.text);
}

function closeGaps(root: HTMLElement): void {
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    if (!node.parentElement?.closest('pre, code')) node.nodeValue = withoutGaps(node.nodeValue ?? '');
  }
}

/** A field that is wider than this, in Latin letters, takes two columns, and then a row of its own. */
const WIDE = 20;
const LONG = 44;

function drawFields(fields: NonNullable<WireLine['fields']>): HTMLElement {
  const pairs = fields.map(({ label, value }) => {
    const width = [...value].reduce((sum, letter) => sum + (letter > '\u2e7f' ? 2 : 1), 0);
    const kind = width > LONG ? 'long' : width > WIDE ? 'wide' : undefined;
    return h('div', { class: kind }, h('dt', {}, label), h('dd', {}, value));
  });
  return h('dl', { class: 'fields' }, ...pairs);
}

/** A quote that is longer than this is cut to a few lines until somebody wants it whole. */
const CUT = 240;

function drawQuotes(quotes: NonNullable<WireLine['quotes']>, open: boolean): HTMLElement {
  const lines = quotes.map(({ who, at, text }) => {
    const body = h('span', { class: 'plain' }, text);
    const name = h('span', { class: 'who' }, who, ' ', h('time', { datetime: iso(at) }, timeOf(at)));
    if (text.length <= CUT && text.split('\n').length <= 4) return h('li', {}, name, body);
    body.classList.add('cut');
    const more = h('button', { type: 'button', class: 'link' }, t('showAll'));
    more.addEventListener('click', () => {
      body.classList.remove('cut');
      more.remove();
    });
    return h('li', {}, name, body, more);
  });
  return h(
    'details',
    { class: 'quotes', open },
    h('summary', {}, t('conversationSoFar')),
    h('ol', {}, ...lines),
  );
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
      reviewed !== undefined && '\u00a0· ', // the dot stays with the name where the line breaks
      reviewed !== undefined && h('span', { class: 'reviewed' }, reviewed),
    ),
  );
}

/** Buttons below a line, or what was chosen. */
export function drawButtons(line: WireLine, press: OnPress): HTMLElement | undefined {
  if (line.deleted) return undefined;
  if (line.chosen !== undefined) {
    // A rating's buttons are labelled 1 to 5, and nothing else is.
    const label = /^[1-5]$/.test(line.chosen) ? t('stars', { n: line.chosen }) : line.chosen;
    return h('p', { class: 'chosen' }, icon('check'), t('chosen', { label }));
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
      if (button.action === 'comment') {
        const form = drawForm(
          (fields) => press(button, line, fields),
          () => {
            form.replaceWith(group);
            element.focus();
          },
        );
        group.replaceWith(form);
        form.querySelector('textarea')?.focus();
        return;
      }
      if (group.getAttribute('aria-busy') === 'true' || element.getAttribute('aria-disabled') === 'true')
        return;
      group.setAttribute('aria-busy', 'true');
      element.classList.add('pressed');
      // Not `disabled`: the pressed button keeps the focus.
      for (const one of elements) one.setAttribute('aria-disabled', 'true');
      const used = await press(button, line);
      group.removeAttribute('aria-busy');
      if (used === true) return;
      element.classList.remove('pressed');
      for (const one of elements) one.removeAttribute('aria-disabled');
    });
    return element;
  });
  group.append(...elements);
  return group;
}

/** Why a message is still not there. */
export function unsentWords({ state, error }: Outgoing): string {
  if (state !== 'refused') return t('unsent');
  if (error === 'file-gone') return t('fileGone');
  return error === 'too-large' ? t('tooLarge') : t('refused');
}

/** A message that is on its way, as its writer sees it. */
export function drawOutgoing(text: string, files: Outgoing['files'] = []): readonly Child[] {
  return [text !== '' && h('div', { class: 'plain' }, text), files.length > 0 && drawFiles(files)];
}

/** A time for machines. */
export function iso(at: number): string {
  return new Date(at).toISOString();
}
