import { type Answer, call, explain } from './api.js';
import { Cases, type Filter, isAsked } from './desk-cases.js';
import { createCaseList } from './desk-list.js';
import { act, createThread, showReply } from './desk-thread.js';
import { find, h, icon } from './dom.js';
import { switchLanguage, t } from './language.js';
import { listen } from './live.js';
import { createNotifier } from './notify.js';
import { createOutbox, type Outbox } from './outgoing.js';
import { Seen } from './seen.js';
import { toast } from './toast.js';
import type { WireCase, WireCases, WireLines, WireMe } from './wire.js';

const AGAIN_AFTER = 3_000;
const CLOCK = 30_000;

const cases = new Cases();
const seen = new Seen();
let me: WireMe | undefined;
let outbox: Outbox | undefined;
let selected: number | undefined;
let stop: (() => void) | undefined;
/** Down to which number the resolved cases were loaded. */
let olderThan: number | undefined;
/** The first list has come: what is pinged from now on is news. */
let listed = false;

const notifier = createNotifier(find('notify', HTMLButtonElement), (number) => {
  location.hash = String(number);
});
const thread = createThread({
  me: () => me?.me.id ?? '',
  outbox: () => outbox,
  onBack: () => {
    location.hash = '';
  },
});
const list = createCaseList({ cases, seen, onFilter: choose, onMore: loadResolved });

dress();
void arrive();

async function arrive(): Promise<void> {
  const answer = await call<WireMe>('GET', '/api/desk/me');
  if (!answer.ok && answer.error === 'signed-out') return showSignedOut();
  if (!answer.ok) {
    showLost(explain(answer));
    setTimeout(arrive, answer.wait ?? AGAIN_AFTER);
    return;
  }
  me = answer.value;
  thread.allow(me.files);
  showLost(undefined);
  find('panes', HTMLElement).hidden = false;
  for (const id of ['pause', 'sign-out', 'notify']) find(id, HTMLElement).hidden = false;
  notifier.draw();
  find('who', HTMLElement).textContent = t('signedInAs', { name: me.me.name });
  outbox = createOutbox({
    name: `desk-${me.me.id}`,
    told: () => ({}),
    onChange: () => outbox && thread.showUnsent(outbox.all),
    onDone: showReply,
    onSignedOut: showSignedOut,
  });
  showPause(me);
  addEventListener('hashchange', () => void select());
  await select();
  setInterval(draw, CLOCK); // waiting times grow
}

/** Shows the case of the address, and listens to it. */
async function select(): Promise<void> {
  const wanted = /^#(\d{1,15})$/.exec(location.hash)?.[1];
  const number = wanted === undefined ? undefined : Number(wanted);
  selected = number;
  stop?.();
  stop = undefined;
  let found = number === undefined ? undefined : cases.get(number);
  if (number !== undefined && !found) {
    const answer = await call<WireCase>('GET', `/api/desk/cases/${number}`);
    if (selected !== number) return; // another one was chosen meanwhile
    if (answer.ok) {
      found = answer.value;
      cases.apply({ reset: false, cases: [found] });
    } else if (answer.error === 'not-found') {
      toast(t('noSuchCase', { number }));
    } else {
      toast(explain(answer));
    }
  }
  document.body.dataset.view = found ? 'thread' : 'list';
  thread.open(found);
  if (outbox) thread.showUnsent(outbox.all);
  stop = listen({
    events: found ? `/api/desk/events?case=${found.number}` : '/api/desk/events',
    ask: (since) => ask(found?.number, since),
    onLines: (fresh) => thread.take(fresh),
    on: { cases: (data) => takeCases(JSON.parse(data) as WireCases) }, // the server's own event
    onState: (state) => {
      showLost(state === 'lost' ? t('connectionLost') : undefined);
      if (state === 'live') outbox?.retry();
    },
    onSignedOut: showSignedOut,
  });
  draw();
}

/** What a page without a stream would have missed. */
async function ask(
  number: number | undefined,
  since: number | undefined,
): Promise<Answer<WireLines | undefined>> {
  const list = await call<WireCases>('GET', '/api/desk/cases');
  if (!list.ok) return list;
  takeCases(list.value);
  if (number === undefined) return { ok: true, value: undefined };
  return call('GET', `/api/desk/cases/${number}/lines${since === undefined ? '' : `?since=${since}`}`);
}

function takeCases(fresh: WireCases): void {
  const asked = (found: WireCase | undefined): boolean =>
    found !== undefined && me !== undefined && isAsked(found, me.me.id);
  const before = new Set(
    fresh.cases.filter(({ number }) => asked(cases.get(number))).map(({ number }) => number),
  );
  cases.apply(fresh);
  for (const found of fresh.cases) {
    const inSight = found.number === selected && document.visibilityState === 'visible';
    if (listed && asked(found) && !before.has(found.number) && !inSight) notifier.tell(found);
  }
  listed = true;
  const current = selected === undefined ? undefined : cases.get(selected);
  if (current) thread.update(current);
  showPause(fresh);
  draw();
}

function draw(): void {
  if (!me) return;
  const current = selected === undefined ? undefined : cases.get(selected);
  if (current && document.visibilityState === 'visible') seen.mark(current.number, current.lines);
  list.draw(me.me.id, selected);
  notifier.count(cases.waiting(me.me.id));
  // There is nothing to choose from, which the list says.
  find('thread-empty', HTMLElement).classList.toggle('nothing', list.empty);
}

function choose(filter: Filter): void {
  list.show(filter);
  if (filter === 'resolved') {
    olderThan = undefined;
    void loadResolved();
  }
  draw();
}

/** The next resolved cases below those that were loaded. Says whether there may be more. */
async function loadResolved(): Promise<boolean> {
  const query = olderThan === undefined ? '' : `&before=${olderThan}`;
  const answer = await call<WireCases>('GET', `/api/desk/cases?open=false${query}`);
  if (!answer.ok) {
    toast(explain(answer));
    return true;
  }
  olderThan = answer.value.cases.at(-1)?.number ?? olderThan;
  cases.apply({ reset: false, cases: answer.value.cases });
  draw();
  return answer.value.cases.length > 0;
}

function showPause({ paused, pausedBy }: Pick<WireMe, 'paused' | 'pausedBy'>): void {
  const words = pausedBy === undefined ? t('pausedBannerNobody') : t('pausedBanner', { name: pausedBy });
  const banner = find('paused', HTMLElement);
  if (banner.textContent !== (paused ? words : '')) banner.textContent = paused ? words : '';
  const button = find('pause', HTMLButtonElement);
  const label = paused ? t('resumeBot') : t('pauseBot');
  if (button.title === label) return;
  button.title = label;
  button.dataset.action = paused ? 'resume' : 'pause';
  button.replaceChildren(icon(paused ? 'play' : 'pause'), h('span', { class: 'wide' }, label));
}

function showLost(text: string | undefined): void {
  const bar = find('lost', HTMLElement);
  if (bar.textContent !== (text ?? '')) bar.textContent = text ?? '';
}

function showSignedOut(): void {
  stop?.();
  stop = undefined;
  find('panes', HTMLElement).hidden = true;
  for (const id of ['pause', 'sign-out', 'notify']) find(id, HTMLElement).hidden = true;
  find('who', HTMLElement).textContent = '';
  const main = find('signed-out', HTMLElement);
  main.hidden = false;
  main.replaceChildren(
    icon('person'),
    h('h2', { class: 'strong' }, t('signedOutTitle')),
    h('p', {}, t('signedOutText')),
    h('p', { hidden: document.body.dataset.trial !== 'true' }, t('signedOutTrial')),
  );
}

/** The words and pictures that do not change. */
function dress(): void {
  find('part', HTMLElement).textContent = t('desk');
  const other = find('language', HTMLButtonElement);
  other.textContent = t('languageSwitch');
  other.setAttribute('aria-label', t('languageSwitchLabel'));
  other.addEventListener('click', switchLanguage);
  const out = find('sign-out', HTMLButtonElement);
  out.title = t('signOut');
  out.append(icon('out'), h('span', { class: 'wide' }, t('signOut')));
  out.addEventListener('click', async () => {
    const answer = await call('POST', '/api/desk/sign-out');
    if (answer.ok) location.reload();
    else toast(explain(answer));
  });
  const pause = find('pause', HTMLButtonElement);
  pause.addEventListener('click', async () => {
    pause.disabled = true;
    const action = pause.dataset.action ?? 'pause';
    await act(action, '', 0);
    pause.disabled = false;
  });
  document.addEventListener('visibilitychange', draw);
}
