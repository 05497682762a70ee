/** What an element may be given: attributes, and listeners under `on`. */
export interface Props {
  readonly class?: string | undefined;
  readonly on?: Readonly<Record<string, (event: Event) => void>>;
  /** Any other attribute; false and undefined leave it out, true writes it empty. */
  readonly [attribute: string]: unknown;
}

/** A child: an element, text shown letter by letter, or nothing. */
export type Child = Node | string | undefined | false;

/** Makes an element. Text always arrives as text. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === false || name === 'on') continue;
    element.setAttribute(name, value === true ? '' : String(value));
  }
  for (const [name, listener] of Object.entries(props.on ?? {})) element.addEventListener(name, listener);
  element.append(
    ...children.filter((child): child is Node | string => child !== undefined && child !== false),
  );
  return element;
}

/** An element of the page's HTML, which has it. */
export function find<T extends HTMLElement>(id: string, type: new () => T): T {
  const element = document.getElementById(id);
  if (element instanceof type) return element;
  throw new Error(`the page has no ${type.name} #${id}`);
}

/** HTML that the server made from Markdown, as nodes. The only place where HTML is read. */
export function fromHtml(html: string): DocumentFragment {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  const fragment = document.createDocumentFragment();
  fragment.append(...parsed.body.childNodes);
  return fragment;
}

/** Puts elements into a list in this order, and leaves alone those that stand right: focus and reading stay. */
export function place(list: HTMLElement, elements: readonly HTMLElement[]): void {
  const wanted = new Set<Element>(elements);
  for (const child of [...list.children]) if (!wanted.has(child)) child.remove();
  for (const [index, element] of elements.entries()) {
    const there = list.children[index];
    if (there !== element) list.insertBefore(element, there ?? null);
  }
}

const SVG = 'http://www.w3.org/2000/svg';

/** Outlines on a grid of 24, drawn in the colour of the text. */
const ICONS = {
  send: 'M4 12l16-8-6 16-3-7-7-1z',
  link: 'M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.6-5.7L12 7 M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.6 5.7L12 17',
  down: 'M12 5v14 M6 13l6 6 6-6',
  back: 'M15 5l-7 7 7 7',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  clock: 'M12 7v5l3 2 M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z',
  warning:
    'M12 9v4 M12 17h.01 M10.3 4.2 2.6 17.5A2 2 0 0 0 4.3 20.5h15.4a2 2 0 0 0 1.7-3L13.7 4.2a2 2 0 0 0-3.4 0z',
  bell: 'M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15z M10 21h4',
  pause: 'M8 5v14 M16 5v14',
  play: 'M7 5l12 7-12 7z',
  source: 'M6 3h9l4 4v14H6z M14 3v5h5 M9 13h6 M9 17h6',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8z M4.5 20.5a7.5 7.5 0 0 1 15 0',
  note: 'M5 4h14v11l-5 5H5z M14 20v-5h5',
  out: 'M10 4H5v16h5 M14 8l4 4-4 4 M8 12h10',
  inbox: 'M4 13l3-8h10l3 8v6H4z M4 13h5l1 3h4l1-3h5',
  clip: 'M20 11.5l-8.2 8.2a5 5 0 0 1-7.1-7.1l8.5-8.5a3.4 3.4 0 0 1 4.8 4.8l-8.4 8.4a1.7 1.7 0 0 1-2.4-2.4l7.6-7.6',
  file: 'M6 3h9l4 4v14H6z',
} as const;

/** The name of an icon. */
export type IconName = keyof typeof ICONS;

/** A small picture beside words, silent for screen readers. */
export function icon(name: IconName): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', 'icon');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', ICONS[name]);
  svg.append(path);
  return svg;
}
