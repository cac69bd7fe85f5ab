// What went wrong, in the reader's language.
import {known, t} from '../../ground/language';
import {ApiError, Unreachable} from '../client';

const waits = (error: ApiError): boolean => error.status === 429 && error.retryAfter !== null;

export function failure(error: unknown): string {
  if (error instanceof Unreachable) return t('failure.unreachable');
  if (!(error instanceof ApiError)) return t('failure.page');
  if (waits(error)) return t('failure.wait', {wait: span(error.retryAfter ?? 0)});
  const byCode = `failure.code.${error.code}`;
  if (error.code && known(byCode)) return t(byCode);
  const byStatus = `failure.status.${error.status}`;
  return known(byStatus) ? t(byStatus) : t('failure.other', {status: error.status});
}

// What the service itself says about it, where the words above do not say it all.
export function explained(error: unknown): string | null {
  if (!(error instanceof ApiError) || waits(error) || known(`failure.code.${error.code}`)) return null;
  return error.problem?.detail || null;
}

// «40 seconds», «3 minutes», «2 hours».
export function span(seconds: number): string {
  if (seconds < 90) return t('span.second', {count: Math.ceil(seconds)});
  if (seconds < 5400) return t('span.minute', {count: Math.ceil(seconds / 60)});
  return t('span.hour', {count: Math.ceil(seconds / 3600)});
}

// A word of the service that has a translation, or the word itself.
export const word = (group: string, name: string): string => (known(`${group}.${name}`) ? t(`${group}.${name}`) : name);
