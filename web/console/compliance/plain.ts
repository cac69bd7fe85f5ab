// A Consent record in plain sentences: keys and values, no words. The record's own words (wording, source,
// exceptions) are handed through and never interpreted.
import type {ConsentRecord, Criterion} from '../api';

export interface Plain { key: string; values: Record<string, string>; topics?: Criterion[][] }
// `former`: a later version of the same record has taken its place.
export interface Version { record: ConsentRecord; former: boolean }

function standing(record: ConsentRecord, former: boolean): Plain {
  const values = {given: record.given ?? '', status: record.status};
  const dated = record.given ? '' : '_undated';
  if (record.in_force) return {key: `plain.in_force${dated}`, values};
  if (former && record.status === 'active') return {key: `plain.former${dated}`, values};
  const words: Record<string, string> = {inactive: 'withdrawn', rejected: 'declined', proposed: 'asked', draft: 'asked', 'entered-in-error': 'mistaken'};
  return {key: `plain.${words[record.status] ?? 'not_in_force'}`, values};
}

function period({from, until}: ConsentRecord): Plain[] {
  if (from && until) return [{key: 'plain.from_until', values: {from, until}}];
  if (from) return [{key: 'plain.from', values: {from}}];
  return until ? [{key: 'plain.until', values: {until}}] : [];
}

function scope(record: ConsentRecord): Plain[] {
  const permits = record.exceptions.filter((one) => one.type === 'permit').map((one) => one.criteria);
  const denies = record.exceptions.filter((one) => one.type === 'deny').map((one) => one.criteria);
  const listed = (key: string, topics: Criterion[][]): Plain[] => (topics.length > 0 ? [{key, values: {}, topics}] : []);
  if (record.provision === 'deny') return permits.length > 0 ? listed('plain.only', permits) : [{key: 'plain.nothing', values: {}}];
  if (record.provision === 'permit') return denies.length > 0 ? listed('plain.all_but', denies) : [{key: 'plain.all', values: {}}];
  return [...listed('plain.only', permits), ...listed('plain.never', denies)];
}

export function inPlainWords(record: ConsentRecord, former = false): Plain[] {
  const problem = record.problem ? [{key: 'plain.problem', values: {problem: record.problem}}] : [];
  // What a record that no longer counts would have allowed is not said as if it were so.
  const over = ['inactive', 'rejected', 'entered-in-error'].includes(record.status);
  return [standing(record, former), ...(over ? [] : [...(former ? [] : period(record)), ...scope(record)]), ...problem];
}

// Every version of every record, the newest on top: by when it changed, else when it was given, else by number.
export function timeLine(current: readonly ConsentRecord[], history: readonly ConsentRecord[]): Version[] {
  const all = [...current.map((record) => ({record, former: false})), ...history.map((record) => ({record, former: true}))];
  const at = ({record}: Version) => Date.parse(record.changed ?? '') || 0;
  const given = ({record}: Version) => Date.parse(record.given ?? '') || 0;
  return all.sort((a, b) => at(b) - at(a) || given(b) - given(a)
    || a.record.reference.localeCompare(b.record.reference) || Number(b.record.version) - Number(a.record.version));
}
