// Codes of the service in the reader's language (words/<language>.json), and what went wrong.
import {known, t} from '../../ground/language';
import type {Statement} from '../api';
import {ApiError, Unreachable} from '../client';

// A code comes from outside: only what looks like one of ours is looked up.
const plain = /^[\w.:-]{1,64}$/;

// The words of `code`, or of a part of them («reason», «no-consent», «why»); null where there are none.
export function wordOf(group: string, code: string, part = ''): string | null {
  const key = `words.${group}.${code.replace(/[.:]/g, '-')}${part && `.${part}`}`;
  if (!plain.test(code) || !known(key)) return null;
  const said: unknown = t(key, {returnObjects: true, skipInterpolation: true});
  return typeof said === 'string' ? said : null;
}
export const word = (group: string, code: string): string => wordOf(group, code) ?? code;

// A statement as a text: for titles and names; Said shows it.
export function statement({code, values}: Statement): string {
  const text = wordOf('statement', code);
  return text === null ? code : text.replace(/{{(\w+)}}/g, (_, name: string) => (Object.hasOwn(values, name) ? values[name] ?? '' : ''));
}

const waits = (error: ApiError): boolean => error.status === 429 && error.retryAfter !== null;

export function failure(error: unknown): string {
  if (error instanceof Unreachable) return t('failure.unreachable');
  if (!(error instanceof ApiError)) return t('failure.page');
  if (waits(error)) return t('failure.wait', {wait: span(error.retryAfter ?? 0)});
  if (wordOf('statement', error.code)) return statement({code: error.code, values: error.problem?.values ?? {}});
  const byStatus = `failure.status.${error.status}`;
  return known(byStatus) ? t(byStatus) : t('failure.other', {status: error.status});
}

// «40 seconds», «3 minutes», «2 hours».
export function span(seconds: number): string {
  if (seconds < 90) return t('span.second', {count: Math.ceil(seconds)});
  if (seconds < 5400) return t('span.minute', {count: Math.ceil(seconds / 60)});
  return t('span.hour', {count: Math.ceil(seconds / 3600)});
}
