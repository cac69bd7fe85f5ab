import {describe, expect, it} from 'vitest';
import type {ConsentRecord} from '../api';
import {inPlainWords, timeLine} from './plain';

const record = (more: Partial<ConsentRecord>): ConsentRecord => ({reference: 'Consent/noa-wa', version: '1', status: 'active', in_force: true, scope: 'patient-privacy', category: [],
  given: '2026-10-23T09:00:00Z', changed: null, channels: [], from: null, until: null, source: null, wording: null, language: null, provision: 'deny', actions: [], purposes: [], exceptions: [], problem: null, ...more});
const keys = (of: ConsentRecord, former = false): string[] => inPlainWords(of, former).map((line) => line.key);

const text = [{what: 'content', codes: ['whatsapp-text']}];

describe('a consent in plain sentences', () => {
  it('says what is allowed, and from when until when', () => {
    const said = inPlainWords(record({from: '2026-10-23', until: '2028-10-22', exceptions: [{type: 'permit', criteria: text}]}));
    expect(said.map((line) => line.key)).toEqual(['plain.in_force', 'plain.from_until', 'plain.only']);
    expect(said[2]?.topics).toEqual([text]);
  });
  it('never says of a withdrawn record what it once allowed', () => {
    expect(keys(record({status: 'inactive', in_force: false, exceptions: [{type: 'permit', criteria: text}], until: '2028-10-22'}))).toEqual(['plain.withdrawn']);
  });
  it('reads a deny without exceptions as nothing, a permit without exceptions as everything', () => {
    expect(keys(record({}))).toContain('plain.nothing');
    expect(keys(record({provision: 'permit'}))).toContain('plain.all');
    expect(keys(record({provision: 'permit', exceptions: [{type: 'deny', criteria: text}]}))).toContain('plain.all_but');
  });
  it('tells a former version from one in force, and an undated one from a dated one', () => {
    expect(keys(record({in_force: false}), true)[0]).toBe('plain.former');
    expect(keys(record({given: null}))[0]).toBe('plain.in_force_undated');
    expect(keys(record({in_force: false}))[0]).toBe('plain.not_in_force');
  });
  it('names the place in a record that cannot be read', () =>
    expect(inPlainWords(record({in_force: false, problem: 'Consent.provision.period'})).at(-1)?.values['problem']).toBe('Consent.provision.period'));
});

describe('the time line', () => {
  it('puts the withdrawal above what it withdrew, with or without a time of change', () => {
    const now = record({version: '2', status: 'inactive', in_force: false});
    expect(timeLine([now], [record({in_force: false})]).map(({record: one}) => one.version)).toEqual(['2', '1']);
    const dated = {...now, changed: '2026-11-22T08:00:00Z'};
    expect(timeLine([record({reference: 'Consent/paper', changed: '2026-11-01T00:00:00Z'}), dated], []).map(({record: one}) => one.reference)).toEqual(['Consent/noa-wa', 'Consent/paper']);
  });
});
