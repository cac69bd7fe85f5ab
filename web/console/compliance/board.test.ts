import {describe, expect, it} from 'vitest';
import type {Item, Page, ReasonCount} from '../api';
import {byReason, endingSoon, tiles, toDecide, unmatched} from './board';
import {filterOf, queryOf} from './filter';
import {readPages} from './read';

const item = (key: string, reason: Item['reason'], deadline: string | null = null): Item => ({key, id: null, provider_type: null, refers_to: null, channel: 'main', contact: null, kind: 'text', source: 'live', direction: 'in', progress: 'held', reason,
  reason_text: null, patient: null, resources: [], media: [], received_at: '2026-11-22T10:00:00Z', sent_at: null, deadline, conversation: null, attempts: 0});
const because = (progress: Item['progress'], reason: string, count: number, ending = 0): ReasonCount => ({progress, reason, reason_text: null, count, first_deadline: null, ending});
const counts = [because('dropped', 'consent-revoked', 700), because('failed', 'ehr-refused', 2), because('held', 'consent-invalid', 1, 1),
  because('held', 'no-consent', 1200, 4), because('held', 'patient-unresolved', 1), because('held', 'staff-number', 2)];
const held = byReason(counts, 'held');

describe('the overview', () => {
  it('shows the reasons of one progress, the most first', () => {
    expect(held.map(({reason, count}) => [reason, count])).toEqual([['no-consent', 1200], ['staff-number', 2], ['consent-invalid', 1], ['patient-unresolved', 1]]);
    expect(byReason(counts, 'dropped').map(({reason}) => reason)).toEqual(['consent-revoked']);
    expect(byReason([], 'held')).toEqual([]);
  });
  it('tells what waits for a person from what ends by itself', () => {
    expect([toDecide(held), unmatched(held), endingSoon(held)]).toEqual([1, 3, 5]);
  });
  it('shows every progress in one tile, those under way together', () => {
    expect(tiles({filed: 3, parsed: 1, mapped: 2, held: 1})).toEqual([{name: 'filed', count: 3}, {name: 'held', count: 1}, {name: 'dropped', count: 0},
      {name: 'failed', count: 0}, {name: 'under_way', count: 3}, {name: 'noted', count: 0}]);
  });
  it('reads so many pages and says when there are more', async () => {
    const ask = async (cursor: string | null): Promise<Page<Item>> => ({items: [item(cursor ?? 'first', null)], next: cursor === '3' ? null : String(Number(cursor ?? 0) + 1)});
    expect(await readPages(ask, 2)).toMatchObject({cut: true, items: [{key: 'first'}, {key: '1'}]});
    expect((await readPages(ask, 9)).cut).toBe(false);
  });
});

describe('the filters of the list', () => {
  it('begin a day when the clinic\'s day begins, and drop what is no date', () => {
    const filter = filterOf(new URLSearchParams('since=2026-11-22&progress=held&patient=noa-levi'));
    expect(queryOf(filter, 'Asia/Jerusalem')).toMatchObject({since: '2026-11-21T22:00:00Z', progress: 'held', patient: 'Patient/noa-levi'});
    expect(filterOf(new URLSearchParams('since=yesterday')).since).toBe('');
  });
});
