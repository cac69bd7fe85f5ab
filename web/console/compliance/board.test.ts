import {describe, expect, it} from 'vitest';
import type {Item, Page} from '../api';
import {byReason, endingSoon, readPages, tiles, toDecide, unmatched} from './board';
import {filterOf, queryOf} from './filter';

const item = (key: string, reason: string | null, deadline: string | null = null): Item => ({key, channel: 'main', contact: null, kind: 'text', source: 'live', direction: 'in', progress: 'held', reason,
  reason_text: null, patient: null, resources: [], media: [], received_at: '2026-11-22T10:00:00Z', sent_at: null, deadline, conversation: null, attempts: 0});
const held = [item('a', 'no-consent', '2026-11-25T10:00:00Z'), item('b', 'consent-invalid', '2026-11-22T18:00:00Z'), item('c', 'no-consent', '2026-11-24T10:00:00Z'), item('d', 'patient-unresolved')];

describe('the overview', () => {
  it('counts holds by reason, the most first, with the nearest clock, and leads to a single one at once', () => {
    expect(byReason(held).map(({reason, count, only, soonest}) => [reason, count, only, soonest])).toEqual([
      ['no-consent', 2, null, '2026-11-24T10:00:00Z'], ['consent-invalid', 1, 'b', '2026-11-22T18:00:00Z'], ['patient-unresolved', 1, 'd', null]]);
  });
  it('tells what waits for a person from what ends by itself', () => {
    expect([toDecide(held), unmatched(held), endingSoon(held, Date.parse('2026-11-22T10:00:00Z'))]).toEqual([1, 1, 1]);
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
