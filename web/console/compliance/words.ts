// Codes of the service on the working pages. A code without words stays as it is, so that nothing is ever blank;
// a sentence that an earlier version recorded is shown as recorded.
import {known as knownKey, t} from '../../ground/language';
import type {AuditEntry, Item} from '../api';
import {word, wordOf} from '../parts/words';

export const say = (key: string, values?: Record<string, unknown>): string => t(`compliance.${key}`, values);
export const known = (key: string): boolean => knownKey(`compliance.${key}`);

export const progressWord = (progress: string): string => word('progress', progress);
export const kindWord = (kind: string): string => word('kind', kind);
export const sourceWord = (source: string): string => word('source', source);
export const stageWord = (stage: string): string => word('stage', stage);
export const mediaWord = (state: string): string => word('medium-state', state);
export const topicWord = (topic: string): string => word('topic', topic);
export const statusWord = (status: string): string => word('consent-status', status);
export const languageWord = (code: string): string => (known(`language.${code.slice(0, 2)}`) ? say(`language.${code.slice(0, 2)}`) : code);

// Version 0.1.0 wrote sentences where a code stands now.
const recorded = (text: string): string => (/\s/.test(text) ? say('recorded', {text}) : text);
const ofReason = (reason: string, part: string): string | null => wordOf('reason', reason, part) ?? wordOf('audit-reason', reason, part);

// «No consent», for badges and filters. Readings say how many rows: «messages-25».
export function reasonName(reason: string): string {
  const rows = /^[a-z]+-(\d{1,6})$/.exec(reason);
  return rows ? say('rows', {count: Number(rows[1])}) : ofReason(reason, 'name') ?? recorded(reason);
}
// A whole sentence. `kept`: the text that was kept with a reason which has no words here.
export const reasonWhy = (reason: string, kept?: string | null): string => ofReason(reason, 'why') ?? recorded(kept || reason);
// What a person may do about it; empty where there is nothing to do.
export const reasonNext = (reason: string): string => ofReason(reason, 'next') ?? '';

export const ruleWord = (rule: string): string => wordOf('rule', rule) ?? '';

export const eventWord = (entry: Pick<AuditEntry, 'event'>): string => word('event', entry.event);

export const actorWord = (entry: Pick<AuditEntry, 'actor' | 'actor_name'>): string => entry.actor_name || word('actor', entry.actor);

// «message», «media:1»: which part of an item a decision was about.
export function partWord(part: string): string {
  const [name, number] = part.split(':');
  if (name === 'media' && number !== undefined) return say('part.media', {number: Number(number) + 1});
  return known(`part.${part}`) ? say(`part.${part}`) : part;
}

// Reasons that wait for somebody's decision. Quarantine ends by consent or by its clock, an EHR or consent
// store that does not answer is asked again by itself.
const byItself = new Set(['no-consent', 'consent-pending', 'consent-expired', 'consent-unreachable',
  'ehr-unreachable', 'ehr-throttled', 'ehr-unauthorized', 'ehr-in-doubt']);
export const needsPerson = (item: {progress: Item['progress']; reason: string | null}): boolean =>
  item.progress === 'failed' || (item.progress === 'held' && !byItself.has(item.reason ?? ''));
