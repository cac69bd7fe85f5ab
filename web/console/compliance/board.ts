// What the overview counts: pure, from lists that were read a few pages deep.
import type {Item, Page} from '../api';
import {needsPerson} from './words';

export interface Group { reason: string; text: string | null; count: number; only: string | null; soonest: string | null }
export interface Read { items: Item[]; cut: boolean }

// By reason, the largest first; `only` is the key where there is just one.
export function byReason(items: readonly Item[]): Group[] {
  const groups = new Map<string, Group>();
  for (const item of items) {
    const reason = item.reason ?? '';
    const group = groups.get(reason) ?? {reason, text: item.reason_text, count: 0, only: item.key, soonest: null};
    group.count += 1;
    if (group.count > 1) group.only = null;
    if (item.deadline && (group.soonest === null || Date.parse(item.deadline) < Date.parse(group.soonest))) group.soonest = item.deadline;
    groups.set(reason, group);
  }
  return [...groups.values()].sort((a, b) => b.count - a.count || a.reason.localeCompare(b.reason));
}

const day = 86_400_000;
export const endingSoon = (items: readonly Item[], now: number): number =>
  items.filter((item) => item.deadline !== null && Date.parse(item.deadline) - now < day).length;

// The review queue, counted without opening it: opening it is a reading of what it shows, and audited.
const queued = (item: Item): boolean => item.reason === 'patient-unresolved' || item.reason === 'staff-number';
export const unmatched = (held: readonly Item[]): number => held.filter(queued).length;
// Other holds somebody must decide.
export const toDecide = (held: readonly Item[]): number => held.filter((item) => needsPerson(item) && !queued(item)).length;

// The states of work in progress are one tile.
const moving = ['received', 'parsed', 'matched', 'permitted', 'mapped'];
export function tiles(counts: Record<string, number>): {name: string; count: number}[] {
  const count = (name: string) => counts[name] ?? 0;
  const under_way = moving.reduce((sum, name) => sum + count(name), 0);
  return [...['filed', 'held', 'dropped', 'failed'].map((name) => ({name, count: count(name)})),
    {name: 'under_way', count: under_way}, {name: 'noted', count: count('noted')}];
}

// Pages of a list, at most `most` of them.
export async function readPages(ask: (cursor: string | null) => Promise<Page<Item>>, most: number): Promise<Read> {
  const items: Item[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < most; ++page) {
    const got: Page<Item> = await ask(cursor);
    items.push(...got.items);
    cursor = got.next;
    if (cursor === null) return {items, cut: false};
  }
  return {items, cut: true};
}
