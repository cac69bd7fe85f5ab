import {describe, expect, it} from 'vitest';
import type {Decision, Explained} from '../api';
import {deciding, tell} from './story';
import {recordOf, restsOn} from './decision';

const item = (more: Partial<Explained>): Explained => ({key: 'k', id: null, provider_type: null, refers_to: null, channel: 'main', contact: '34600000115', kind: 'text', source: 'live', direction: 'in', progress: 'held',
  reason: null, reason_text: null, patient: null, resources: [], media: [], received_at: '2026-11-22T10:00:00Z', sent_at: null, deadline: null, conversation: 'c', attempts: 0,
  filing: 0, content_destroyed: false, next_try: null, statuses: [], link: null, match: null, filings: [], refusals: [],
  decisions: [], audit: [], text: [], can: [], ...more});
const decision = (more: Partial<Decision>): Decision => ({part: 'message', stage: 'map', decision: 'permit', reason: 'permitted-by-consent', reason_text: '', rule: null, basis: [], because: [],
  at: '2026-11-22T10:00:01Z', ...more});
const keys = (of: Explained): string[] => tell(of).map((line) => line.key);

describe('the story of a message', () => {
  it('tells why the patient without a consent is held, and until when', () => {
    const held = item({reason: 'no-consent', patient: 'Patient/carmen-ruiz', deadline: '2026-11-25T10:00:00Z',
      decisions: [decision({stage: 'match', decision: 'one' as 'permit', reason: '', at: '2026-11-22T10:00:00Z'}), decision({decision: 'deny', reason: 'no-consent'})]});
    expect(keys(held)).toEqual(['story.in.known', 'story.match.one', 'story.deny', 'story.held.until']);
    expect(tell(held).at(-1)?.at).toBe('2026-11-25T10:00:00Z');
  });

  it('tells of a withdrawal whose content, and with it the contact, is gone', () => {
    const dropped = item({progress: 'dropped', reason: 'consent-revoked', contact: null, patient: 'Patient/tomer-azulay',
      decisions: [decision({decision: 'deny', reason: 'consent-revoked', basis: ['Consent/tomer-wa/_history/2'], because: [{consent: 'Consent/tomer-wa/_history/2', path: ''}]})]});
    expect(keys(dropped)).toEqual(['story.in.unknown', 'story.matched', 'story.deny', 'story.dropped']);
  });

  it('keeps the order of time, whatever the order of arrival', () => {
    const filed = item({progress: 'filed', decisions: [decision({stage: 'push', at: '2026-11-22T10:00:09Z'}), decision({stage: 'map', at: '2026-11-22T10:00:03Z'})]});
    expect(tell(filed).filter((line) => line.decision).map((line) => line.values['stage'])).toEqual(['map', 'push']);
  });

  it('has an end for every progress, and for decisions of a kind it does not know', () => {
    for (const progress of ['received', 'parsed', 'matched', 'permitted', 'mapped'] as const) expect(keys(item({progress})).at(-1)).toBe('story.under_way');
    expect(keys(item({progress: 'held'})).at(-1)).toBe('story.held.open');
    expect(keys(item({decisions: [decision({decision: 'perhaps' as 'hold'})]}))).toContain('story.decided');
  });
});

describe('what a decision rests on', () => {
  it('is the last answer about the message itself, not about a photo', () => {
    const last = decision({decision: 'hold', reason: 'consent-invalid', at: '2026-11-22T10:00:05Z'});
    const photo = decision({part: 'media:0', decision: 'deny', reason: 'denied-by-consent', at: '2026-11-22T10:00:06Z'});
    expect(deciding(item({decisions: [last, photo, decision({})]}))).toBe(last);
    expect(deciding(item({decisions: [photo]}))).toBe(photo);
    expect(deciding(item({decisions: [decision({stage: 'match', decision: 'one' as 'permit'})]}))).toBeNull();
  });


  it('names each record once, with its version and every place that decided', () => {
    const basis = ['Consent/a/_history/3', 'Consent/b'];
    const of = decision({basis, because: [{consent: basis[0] ?? '', path: 'provision'}, {consent: basis[0] ?? '', path: 'provision.provision[1]'}]});
    expect(restsOn(of)).toEqual([{record: 'Consent/a', version: '3', paths: ['provision', 'provision.provision[1]']}, {record: 'Consent/b', version: null, paths: []}]);
    expect(recordOf('Consent/x/_history/12')).toEqual({record: 'Consent/x', version: '12'});
  });
});
