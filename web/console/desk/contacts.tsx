// The waiting contacts as one list to move through with the arrow keys.
import type {Ref} from 'preact';
import type {Waiting} from '../api';
import {Foreign} from '../compliance/foreign';
import {When} from '../compliance/time';
import {kindWord, reasonName} from '../compliance/words';
import type {Asked} from './chosen';
import {strokeOf} from './keys';
import {say} from './words';

interface ContactsSettings {
  items: Waiting[];
  chosen: string | null;
  place: Ref<HTMLUListElement>;
  choose: (key: string) => void;
  ask: (asked: Asked) => void;
  open: () => void;
}

const idOf = (key: string): string => `waiting-${key}`;

export function Contacts({items, chosen, place, choose, ask, open}: ContactsSettings) {
  const at = items.findIndex((item) => item.key === chosen);
  const press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const stroke = strokeOf(event.key, at, items.length, items[at]?.candidates.length ?? 0);
    if (stroke === null) return;
    event.preventDefault();
    if (stroke === 'open') open();
    else if (stroke === 'not_ours') ask({what: 'reject'});
    else if (stroke === 'search') document.getElementById('search-patient')?.querySelector('input')?.focus();
    else if (stroke === 'help') document.getElementById('key-list')?.click();
    else if ('choose' in stroke) fileFor(items[at], stroke.choose, ask);
    else show(items[stroke.to], choose);
  };
  return (
    <ul ref={place} class="contacts" role="listbox" tabIndex={0} aria-label={say('list')} onKeyDown={press}
        aria-activedescendant={chosen ? idOf(chosen) : undefined}>
      {items.map((item) => (
        <li key={item.key} id={idOf(item.key)} role="option" aria-selected={item.key === chosen} onClick={() => choose(item.key)}>
          <span class="contact-line"><strong>{item.contact ? <Foreign>{item.contact}</Foreign> : say('no_contact')}</strong> <When at={item.received_at} /></span>
          <span class="contact-line"><span class="soft">{kindWord(item.kind)}</span>
            <span class={`hits ${item.candidates.length > 0 ? 'some' : ''}`}>{item.reason === 'staff-number' ? reasonName('staff-number') : say('likely_count', {count: item.candidates.length})}</span></span>
          {item.preview && <span class="contact-preview" dir="auto">{item.preview}</span>}
        </li>))}
    </ul>
  );
}

function fileFor(item: Waiting | undefined, index: number, ask: (asked: Asked) => void): void {
  const candidate = item?.candidates[index];
  if (candidate) ask({what: 'file', patient: candidate.patient});
}

function show(item: Waiting | undefined, choose: (key: string) => void): void {
  if (!item) return;
  choose(item.key);
  document.getElementById(idOf(item.key))?.scrollIntoView({block: 'nearest'});
}
