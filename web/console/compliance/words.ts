// Codes of the server in the words of the reader's language. A code that has no words here falls back to
// what the server says of it, then to the code itself, so that nothing is ever blank.
import {known as knownKey, language, t} from '../../ground/language';
import type {AuditEntry, Item} from '../api';
import {inWordsOf} from '../parts/service_words';

export const say = (key: string, values?: Record<string, unknown>): string => t(`compliance.${key}`, values);
export const known = (key: string): boolean => knownKey(`compliance.${key}`);

// Event names carry dots, which separate keys in the message files.
const tail = (code: string): string => code.replaceAll('.', '_');

// A code comes from outside: only what looks like one of ours is looked up.
const plain = /^[\w-]{1,64}$/;

function worded(family: string, code: string, fallback: string | null | undefined, part = ''): string {
  const key = `compliance.${family}.${tail(code)}${part}`;
  return plain.test(tail(code)) && knownKey(key) && typeof t(key) === 'string' ? t(key)
    : fallback ? inWordsOf(language(), fallback).text : code;
}

export const progressWord = (progress: string): string => worded('progress', progress, null);
export const kindWord = (kind: string): string => worded('kind', kind, null);
export const sourceWord = (source: string): string => worded('source', source, null);
export const stageWord = (stage: string): string => worded('stage', stage, null);
export const mediaWord = (state: string): string => worded('media', state, null);
export const topicWord = (topic: string): string => worded('topic', topic, null);
export const statusWord = (status: string): string => worded('status', status, null);
export const languageWord = (code: string): string => worded('language', code.slice(0, 2), code);

// «No consent», for badges and filters. Readings say how many rows: «messages-25».
export function reasonName(reason: string): string {
  const rows = /^[a-z]+-(\d{1,6})$/.exec(reason);
  return rows ? say('rows', {count: Number(rows[1])}) : worded('reason', reason, null, '.name');
}
// A whole sentence; what the server said stands in for a code that is new to this page.
export const reasonWhy = (reason: string, server?: string | null): string => worded('reason', reason, server, '.why');
// What a person may do about it; empty where there is nothing to do.
export const reasonNext = (reason: string): string => {
  const word = worded('reason', reason, null, '.next');
  return word === reason ? '' : word;
};

export const ruleWord = (rule: string): string => {
  const word = worded('rule', rule, null);
  return word === rule ? '' : word;
};

export const eventWord = (entry: AuditEntry): string => worded('event', entry.event, entry.sentence || entry.event);

export const actorWord = (entry: Pick<AuditEntry, 'actor' | 'actor_name'>): string =>
  entry.actor_name || worded('actor', entry.actor.replace(':', '_'), entry.actor);

// «message», «media:1»: which part of an item a decision was about.
export function partWord(part: string): string {
  const [name, number] = part.split(':');
  if (name === 'media' && number !== undefined) return say('part.media', {number: Number(number) + 1});
  return worded('part', part, null);
}

// Reasons that wait for somebody's decision. Quarantine ends by consent or by its clock, an EHR or consent
// store that does not answer is asked again by itself.
const byItself = new Set(['no-consent', 'consent-pending', 'consent-expired', 'consent-unreachable',
  'ehr-unreachable', 'ehr-throttled', 'ehr-unauthorized', 'ehr-in-doubt']);
export const needsPerson = (item: Pick<Item, 'progress' | 'reason'>): boolean =>
  item.progress === 'failed' || (item.progress === 'held' && !byItself.has(item.reason ?? ''));
