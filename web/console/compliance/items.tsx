// Lists of items, told apart by the columns they show; each row ends in its «Why?».
import type {Item} from '../api';
import {type Column, Rows} from '../parts/table';
import {Contact, Kind, messageHref, PatientRef, Standing} from './links';
import {HoldClock, when, When} from './time';
import {kindWord, reasonName, say} from './words';

export type ColumnName = 'kind' | 'came' | 'contact' | 'patient' | 'standing' | 'reason' | 'clock' | 'why';

const all: Record<ColumnName, () => Column<Item>> = {
  kind: () => ({head: say('messages.what'), cell: (item) => <Kind item={item} />}),
  came: () => ({head: say('messages.when'), cell: (item) => <When at={item.received_at} />}),
  contact: () => ({head: say('messages.contact'), cell: (item) => <Contact item={item} />}),
  patient: () => ({head: say('messages.patient'), cell: (item) => <PatientRef reference={item.patient} />}),
  standing: () => ({head: say('messages.progress'), cell: (item) => <Standing item={item} />}),
  reason: () => ({head: say('messages.reason'), cell: (item) => (item.reason ? reasonName(item.reason) : '')}),
  clock: () => ({head: say('messages.clock'), cell: (item) => <HoldClock deadline={item.deadline} />}),
  why: () => ({head: say('messages.why'), hidden: true, end: true, cell: (item) => (
    <a class="why" href={messageHref(item.key)} aria-label={say('messages.why_of', {kind: kindWord(item.kind), when: when(item.received_at)})}>
      {say('messages.why')}</a>)}),
};
export const columns = (names: ColumnName[]): Column<Item>[] => names.map((name) => all[name]());

export const ItemRows = ({name, items, columns: shown}: {name: string; items: Item[]; columns: Column<Item>[]}) =>
  <Rows name={name} rows={items} columns={shown} rowKey={(item) => item.key} />;
