// What the payload of a message says: the patient's words, or one of the sentences that the bridge
// itself writes (mappings/tables), which are shown in the reader's language.
import {flags, sentences} from '../../../mappings/tables/kinds.json';
import {codes, otherwise} from '../../../mappings/tables/not-kept.json';

export type Words =
  | { kind: 'text'; text: string }
  | { kind: 'location'; text: string; latitude: number | null; longitude: number | null }
  | { kind: 'card'; text: string; number: string; count: string }
  | { kind: 'form'; text: string }
  | { kind: 'call'; text: string }
  | { kind: 'reaction'; emoji: string | null }
  | { kind: 'not-kept'; label: string; code: string }
  | { kind: 'said'; sentence: string };

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const pattern = (sentence: string): RegExp =>
  new RegExp(`^${escape(sentence).replace(/\\\{[a-z]+\\\}/g, '([^\\n]+?)')}$`, 'u');
const said: Record<string, string> = {[sentences.empty]: 'empty', [sentences['answer-empty']]: 'answer-empty', [sentences['contact-card-empty']]: 'card-empty'};
const reaction = pattern(sentences['reaction-added']);
const card = pattern(sentences['contact-card']);
const call = pattern(sentences['call-permission']);
const notKept: [RegExp, string][] = [...codes.map((one): [RegExp, string] => [pattern(one.sentence), one.code]), [pattern(otherwise), 'otherwise']];
export const mediaLabels = ['Photo', 'Video', 'Voice note', 'Audio file', 'Document', 'Sticker'];

function location(lines: string[]): Words {
  const last = lines.at(-1) ?? '';
  const [, latitude, longitude] = /^geo:(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)$/.exec(last) ?? [];
  const text = lines.slice(1, latitude === undefined ? undefined : -1).join('\n');
  return {kind: 'location', text, latitude: latitude === undefined ? null : Number(latitude), longitude: longitude === undefined ? null : Number(longitude)};
}

export function wordsOf(text: string): Words {
  const lines = text.split('\n');
  const first = lines[0] ?? '';
  const rest = lines.slice(1).join('\n');
  if (first === sentences.location || first === sentences['location-unreadable']) return location(lines);
  const cards = card.exec(first);
  if (cards && rest) return {kind: 'card', text: rest, number: cards[1]!, count: cards[2]!};
  if (first === sentences.form && rest) return {kind: 'form', text: rest};
  if (lines.length > 1) return {kind: 'text', text};
  if (said[first]) return {kind: 'said', sentence: said[first]};
  if (first === sentences['reaction-removed']) return {kind: 'reaction', emoji: null};
  const reacted = reaction.exec(first);
  if (reacted && reacted[1]!.length <= 64) return {kind: 'reaction', emoji: reacted[1]!};
  const called = call.exec(first);
  if (called) return {kind: 'call', text: called[1]!};
  for (const [one, code] of notKept) {
    const label = one.exec(first)?.[1];
    if (label && mediaLabels.includes(label)) return {kind: 'not-kept', label, code};
  }
  return {kind: 'text', text};
}

// The bridge's notes, by the key of their translation; null: somebody else's words.
export function noteOf(text: string): string | null {
  for (const flag of flags) {
    if (text === flag.note.in) return `note.${flag.code}.in`;
    if (text === flag.note.out) return `note.${flag.code}.out`;
  }
  return text === sentences['time-implausible'] ? 'note.time-implausible' : null;
}
