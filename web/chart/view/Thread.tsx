// A patient's thread with its tools: loads, follows what is new, finds, filters, jumps, prints.
import type {ComponentChildren} from 'preact';
import {useEffect, useMemo, useRef, useState} from 'preact/hooks';
import {dateTime, dayKey} from '../../ground/dates';
import {t} from '../../ground/language';
import type {Store} from '../load/store';
import {Days} from '../thread/days';
import type {Message} from '../thread/message';
import {DayView} from './DayView';
import {placeOf} from './Message';
import {usePage} from './page';
import {useSearch} from './search';
import {seeEverything} from './seen';
import {type Filter, Tools} from './Tools';

const passes = (filter: Filter) => (one: Message): boolean =>
  filter === 'all' || (filter === 'unreviewed' ? one.side === 'in' && one.review === null && one.fate !== 'wrong' : one.kinds.includes(filter));

// Twice: places that were not drawn yet have an estimated height.
export function scrollTo(id: string, focus = true): void {
  const go = () => document.getElementById(placeOf(id))?.scrollIntoView({block: 'center'});
  go();
  requestAnimationFrame(() => { go(); if (focus) document.getElementById(placeOf(id))?.focus({preventScroll: true}); });
}
const end = () => document.documentElement.scrollHeight;
const nearEnd = () => end() - (scrollY + innerHeight) < 160;
function toEnd(): void {
  let left = 6;
  const go = () => { scrollTo_(end()); if (--left > 0) requestAnimationFrame(go); };
  go();
}
const scrollTo_ = (top: number) => window.scrollTo({top, behavior: 'instant'});

// Photos that come in push the end out of view: it is followed until the reader moves.
function useSettling(drawn: boolean): void {
  useEffect(() => {
    const main = document.getElementById('thread');
    if (!drawn || !main) return undefined;
    const observer = new ResizeObserver(() => scrollTo_(end()));
    const stop = () => observer.disconnect();
    observer.observe(main);
    for (const one of moves) addEventListener(one, stop, {once: true, passive: true});
    return () => { stop(); for (const one of moves) removeEventListener(one, stop); };
  }, [drawn]);
}
const moves = ['wheel', 'touchstart', 'pointerdown', 'keydown'] as const;

// Keeps the end in view on the first page, and tells of new messages later.
function useFollow(store: Store, say: (text: string) => void): [number, () => void] {
  const {reading, fresh} = store.snapshot;
  const [unseen, setUnseen] = useState(0);
  const wasNear = useRef(true);
  const drawn = reading !== 'first';
  useEffect(() => { if (drawn) toEnd(); }, [drawn]);
  useSettling(drawn);
  useEffect(() => {
    const look = () => { wasNear.current = nearEnd(); if (wasNear.current) setUnseen(0); };
    addEventListener('scroll', look, {passive: true});
    return () => removeEventListener('scroll', look);
  }, []);
  useEffect(() => {
    if (fresh.length === 0) return;
    say(t('live.new', {count: fresh.length}));
    if (wasNear.current) toEnd(); else setUnseen((count) => count + fresh.length);
  }, [fresh]);
  return [unseen, () => { setUnseen(0); toEnd(); }];
}

function Reading({store}: { store: Store }) {
  const {reading, live, error, messages} = store.snapshot;
  if (reading === 'first') return <p class="state" role="status">{t('reading')}</p>;
  if (reading === 'failed') return <p class="state bad" role="alert">{t(error?.kind === 'unauthorised' ? 'live.ended' : 'thread.failed')}</p>;
  if (reading === 'older') return <p class="state" role="status">{t('thread.older')}</p>;
  if (messages.length === 0) return <p class="state">{t('thread.empty')}</p>;
  return live === 'on' ? <p class="state">{t('thread.beginning')}</p> : null;
}

export function Thread({store, head}: { store: Store; head: ComponentChildren }) {
  const page = usePage();
  const {messages, reading, live} = store.snapshot;
  const [filter, setFilter] = useState<Filter>('all');
  const days = useMemo(() => new Days(), [store]);
  const shown = useMemo(() => messages.filter(passes(filter)), [messages, filter]);
  const found = useSearch(shown, (id) => requestAnimationFrame(() => scrollTo(id, false)));
  const [unseen, down] = useFollow(store, page.say);
  const list = days.of(shown, page.zone);
  page.onJump((id) => { if (!shown.some((one) => one.id === id)) setFilter('all'); setTimeout(() => scrollTo(id), 0); });
  const toDate = (date: string) => {
    const target = shown.find((one) => one.at !== null && dayKey(one.at, page.zone) >= date) ?? shown.at(-1);
    if (target) { page.jump(target.id); page.say(t('date.gone', {at: target.at ? dateTime(target.at, page.zone) : ''})); }
  };
  const print = () => void seeEverything(() => document.querySelector('.file.reading') !== null).then(() => window.print());
  const edge = (one: Message | undefined) => one?.at ? dayKey(one.at, page.zone) : '';
  return (
    <>
      <div class="lead">{head}
      <Tools query={found.query} setQuery={found.setQuery} found={found.list.length} at={found.at} step={found.step} filter={filter} setFilter={setFilter}
        first={edge(shown[0])} last={edge(shown.at(-1))} toDate={toDate} print={print} />
      </div>
      {live !== 'on' && reading !== 'failed' && <p class={`banner ${live}`} role="alert">{t(`live.${live}`)}</p>}
      <main id="thread" tabIndex={-1} aria-label={t('thread.title')} aria-busy={reading === 'first'}>
        <h2 class="unseen">{t('thread.title')}</h2>
        {!page.session.grants.reads('DocumentReference') && <p class="banner" role="note">{t('scope.documents')}</p>}
        {page.review !== null && page.review !== 'yes' && <p class="state cannot noprint">{t(`review.cannot.${page.review}`)}</p>}
        <Reading store={store} />
        {shown.length === 0 && messages.length > 0 && <p class="state">{t('filter.empty')}</p>}
        {list.map((one) => <DayView key={one.key} day={one} needle={found.needle} hits={found.hits} current={found.list[found.at] ?? null} />)}
      </main>
      {unseen > 0 && <button type="button" class="main fresh noprint" onClick={down}>{t('live.down', {count: unseen})}</button>}
    </>
  );
}
