// Search, filter by kind, jump to a date, print.
import {t} from '../../ground/language';
import type {Kind} from '../thread/message';
import {Icon} from './icons';

export type Filter = 'all' | Kind | 'unreviewed';
const filters: Filter[] = ['all', 'unreviewed', 'text', 'photo', 'voice', 'video', 'document', 'place', 'other'];

interface Props {
  query: string; setQuery: (text: string) => void; found: number; at: number; step: (by: number) => void;
  filter: Filter; setFilter: (filter: Filter) => void;
  first: string; last: string; toDate: (date: string) => void; print: () => void;
}

function Search({query, setQuery, found, at, step}: Pick<Props, 'query' | 'setQuery' | 'found' | 'at' | 'step'>) {
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Enter') { event.preventDefault(); step(event.shiftKey ? -1 : 1); }
    if (event.key === 'Escape') setQuery('');
  };
  return (
    <div class="search" role="search">
      <label class="unseen" for="search">{t('search.label')}</label>
      <span class="field"><Icon sign="search" />
        <input id="search" type="search" dir={query === '' ? undefined : 'auto'} autocomplete="off" spellcheck={false} placeholder={t('search.label')} value={query}
          onInput={(event) => setQuery(event.currentTarget.value)} onKeyDown={keys} /></span>
      {query.trim() !== '' && <>
        <span class="found" role="status">{found === 0 ? t('search.none') : t('search.place', {at: at + 1, of: found})}</span>
        <button type="button" class="square" disabled={found === 0} onClick={() => step(-1)} aria-label={t('search.previous')}><Icon sign="up" /></button>
        <button type="button" class="square" disabled={found === 0} onClick={() => step(1)} aria-label={t('search.next')}><Icon sign="down" /></button>
      </>}
    </div>
  );
}

export function Tools(props: Props) {
  return (
    <section class="tools noprint" aria-label={t('tools')}>
      <Search {...props} />
      <div class="field">
        <label class="unseen" for="filter">{t('filter.label')}</label>
        <select id="filter" value={props.filter} onChange={(event) => props.setFilter(event.currentTarget.value as Filter)}>
          {filters.map((one) => <option key={one} value={one}>{t(`filter.${one}`)}</option>)}
        </select>
      </div>
      <div class="field">
        <label class="unseen" for="date">{t('date.label')}</label>
        <input id="date" type="date" title={t('date.label')} min={props.first} max={props.last}
          onChange={(event) => { const {value, validity} = event.currentTarget; if (value && validity.valid) props.toDate(value); }} />
      </div>
      <button type="button" class="square" onClick={props.print} aria-label={t('print')} title={t('print')}><Icon sign="print" /></button>
    </section>
  );
}
