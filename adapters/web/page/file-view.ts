import { h, icon } from './dom.js';
import { language, t } from './language.js';
import type { WireFile } from './wire.js';

/** The files of a line: pictures as pictures, all others by name and size. */
export function drawFiles(files: readonly WireFile[]): HTMLElement {
  return h('ul', { class: 'files' }, ...files.map(drawFile));
}

/** Bytes as people read them. */
export function drawSize(bytes: number): string {
  const large = bytes >= (1024 * 1024) / 10;
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: large ? 'megabyte' : 'kilobyte',
    maximumFractionDigits: large ? 1 : 0,
  }).format(large ? bytes / (1024 * 1024) : Math.max(1, bytes / 1024));
}

function drawFile(file: WireFile): HTMLElement {
  const words = [h('span', { class: 'label' }, file.name), h('span', { class: 'size' }, drawSize(file.size))];
  if (file.refused !== undefined) {
    const label = h('span', { class: 'label' }, file.name);
    return h(
      'li',
      { class: 'refused' },
      icon('warning'),
      label,
      h('span', { class: 'size' }, t('fileRefused')),
    );
  }
  if (file.digest === undefined) return h('li', {}, icon('file'), ...words);
  const area = document.body.classList.contains('desk') ? 'desk' : 'chat';
  const address = `/api/${area}/files/${file.digest}?name=${encodeURIComponent(file.name)}`;
  if (!file.picture) {
    const link = h('a', { href: address, download: file.name }, icon('file'), ...words);
    return h('li', {}, link);
  }
  const image = h('img', { src: address, alt: file.name, loading: 'lazy', decoding: 'async' });
  const link = h(
    'a',
    { href: address, target: '_blank', rel: 'noopener', title: `${file.name} · ${drawSize(file.size)}` },
    image,
  );
  // A picture that is not there, or is none: then its name has to do.
  image.addEventListener('error', () => link.replaceChildren(icon('file'), ...words), { once: true });
  return h('li', { class: 'picture' }, link);
}
