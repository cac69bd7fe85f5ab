// The filters of the message list, as the address and the API know them.
import {DateTime} from 'luxon';
import {session} from '../session';
import type {Query} from '../client';

export interface Filter { progress: string; reason: string; kind: string; since: string; patient: string }

export const progresses = ['filed', 'held', 'dropped', 'failed', 'received', 'parsed', 'matched', 'permitted', 'mapped', 'noted'];
export const kinds = ['text', 'image', 'audio', 'video', 'document', 'sticker', 'location', 'contacts', 'reaction', 'interactive', 'button',
  'edit', 'revoke', 'status', 'unsupported', 'unparsable'];
// Those an item can stand at; others come with an address and are then offered too.
export const reasons = ['no-consent', 'consent-pending', 'consent-revoked', 'consent-rejected', 'consent-expired', 'consent-not-yet-valid',
  'denied-by-consent', 'no-matching-provision', 'consent-invalid', 'unresolved-criteria', 'unverified', 'guardian-lapsed', 'consent-unreachable',
  'patient-unresolved', 'staff-number', 'group-message', 'kind-not-documented', 'unparsable', 'unknown-channel', 'foreign-signature',
  'delivered-after-change', 'hold-expired', 'rejected-by-staff', 'dropped-by-staff', 'ehr-refused', 'ehr-ambiguous', 'ehr-forbidden',
  'ehr-unreachable', 'ehr-throttled', 'ehr-unauthorized', 'ehr-in-doubt'];

export function filterOf(query: URLSearchParams): Filter {
  const one = (name: string): string => query.get(name) ?? '';
  const since = one('since');
  return {progress: one('progress'), reason: one('reason'), kind: one('kind'), patient: one('patient'),
    since: /^\d{4}-\d{2}-\d{2}$/.test(since) ? since : ''};
}

// A day begins when the clinic's day begins.
export function queryOf(filter: Filter, zone = session()?.clinic.timezone ?? 'utc'): Query {
  const since = filter.since ? DateTime.fromISO(filter.since, {zone}).toUTC().toISO({suppressMilliseconds: true}) : null;
  const patient = filter.patient && !filter.patient.includes('/') ? `Patient/${filter.patient}` : filter.patient;
  return {progress: filter.progress, reason: filter.reason, kind: filter.kind, patient, since};
}
