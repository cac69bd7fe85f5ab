// What the overview shows of the counts: pure.
import type {ReasonCount} from '../api';
import {needsPerson} from './words';

// Of one progress by reason, the largest first.
export const byReason = (counts: readonly ReasonCount[], progress: string): ReasonCount[] =>
  counts.filter((one) => one.progress === progress).sort((a, b) => b.count - a.count || a.reason.localeCompare(b.reason));

const sum = (counts: readonly ReasonCount[], number: (one: ReasonCount) => number): number => counts.reduce((all, one) => all + number(one), 0);
export const endingSoon = (held: readonly ReasonCount[]): number => sum(held, (one) => one.ending);

// The review queue, counted without opening it: opening it is a reading of what it shows, and audited.
const queued = ({reason}: ReasonCount): boolean => reason === 'patient-unresolved' || reason === 'staff-number';
export const unmatched = (held: readonly ReasonCount[]): number => sum(held.filter(queued), (one) => one.count);
// Other holds somebody must decide.
export const toDecide = (held: readonly ReasonCount[]): number => sum(held.filter((one) => needsPerson(one) && !queued(one)), (one) => one.count);

// The states of work in progress are one tile.
const moving = ['received', 'parsed', 'matched', 'permitted', 'mapped'];
export function tiles(counts: Record<string, number>): {name: string; count: number}[] {
  const count = (name: string) => counts[name] ?? 0;
  const under_way = moving.reduce((sum, name) => sum + count(name), 0);
  return [...['filed', 'held', 'dropped', 'failed'].map((name) => ({name, count: count(name)})),
    {name: 'under_way', count: under_way}, {name: 'noted', count: count('noted')}];
}
