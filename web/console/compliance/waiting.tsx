// What waits for a person, most pressing first.
import {href} from '../router';
import {Empty} from '../parts/states';
import {messagesHref} from './links';
import {say} from './words';

export function Waiting({unmatched, decide, soon, failed}: {unmatched: number; decide: number; soon: number; failed: number}) {
  const rows = [
    {count: soon, key: 'home.person_soon', to: href('compliance/holds'), tone: 'bad'},
    {count: failed, key: 'home.person_failed', to: messagesHref({progress: 'failed'}), tone: 'bad'},
    {count: unmatched, key: 'home.person_review', to: href('review'), tone: 'warn'},
    {count: decide, key: 'home.person_hold', to: href('compliance/holds'), tone: 'warn'},
  ].filter((row) => row.count > 0);
  if (rows.length === 0) return <Empty>{say('home.person_none')}</Empty>;
  return <ul class="waiting">{rows.map((row) => (
    <li key={row.key} class={row.tone}><a href={row.to}>{say(row.key, {count: row.count})}</a></li>))}</ul>;
}
