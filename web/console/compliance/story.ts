// «Why was this forwarded or not?» as a list of sentences in the order things happened. Pure: keys of the
// message files and their values, no words and no markup.
import type {Decision, Explained} from '../api';

export type Tone = 'plain' | 'good' | 'wait' | 'bad';
export interface Line { key: string; tone: Tone; at: string | null; values: Record<string, string>; decision?: Decision }

const toneOf: Record<string, Tone> = {permit: 'good', one: 'good', hold: 'wait', several: 'wait', none: 'wait', deny: 'bad', staff: 'wait'};
const matches = new Set(['one', 'several', 'none', 'staff']);
const consentAsked = new Set(['permit', 'deny', 'hold']);

function arrival(item: Explained): Line {
  const who = item.contact ? 'known' : 'unknown';
  const key = item.direction === 'out' ? 'story.out' : `story.in.${who}`;
  return {key, tone: 'plain', at: item.received_at, values: {kind: item.kind, contact: item.contact ?? '', channel: item.channel ?? ''}};
}

function match(item: Explained): Line[] {
  if (item.patient) return [{key: 'story.matched', tone: 'good', at: null, values: {patient: item.patient}}];
  if (item.reason === 'patient-unresolved') return [{key: 'story.unmatched', tone: 'wait', at: null, values: {}}];
  return [];
}

function asked(decision: Decision): Line {
  const matched = decision.stage === 'match' && matches.has(decision.decision);
  const key = matched ? `story.match.${decision.decision}` : consentAsked.has(decision.decision) ? `story.${decision.decision}` : 'story.decided';
  return {key, tone: toneOf[decision.decision] ?? 'plain', at: decision.at, decision,
    values: {part: decision.part, stage: decision.stage, reason: decision.reason, text: decision.reason_text, decision: decision.decision}};
}

function end(item: Explained): Line {
  const values = {reason: item.reason ?? '', text: item.reason_text ?? '', patient: item.patient ?? '', count: String(item.resources.length)};
  const tone: Record<string, Tone> = {filed: 'good', held: 'wait', dropped: 'bad', failed: 'bad'};
  const told = ['filed', 'held', 'dropped', 'failed', 'noted'].includes(item.progress);
  const dated = item.progress === 'held' && item.deadline !== null ? '.until' : item.progress === 'held' ? '.open' : '';
  return {key: told ? `story.${item.progress}${dated}` : 'story.under_way', tone: tone[item.progress] ?? 'plain',
    at: item.progress === 'held' ? item.deadline : null, values: {...values, progress: item.progress}};
}

export function tell(item: Explained): Line[] {
  const decisions = [...item.decisions].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  // A match that the server recorded as a decision says more than what we would guess from the item.
  const matched = decisions.some((decision) => decision.stage === 'match');
  return [arrival(item), ...(matched ? [] : match(item)), ...decisions.map(asked), end(item)];
}

// Those of the gate; a look for the patient is told in the story.
export const ofTheGate = (item: Explained): Decision[] => item.decisions.filter((decision) => consentAsked.has(decision.decision));

// The decision that made the item what it is now: the last one about the message itself.
export function deciding(item: Explained): Decision | null {
  const about = ofTheGate(item);
  const message = about.filter((decision) => decision.part === 'message');
  return (message.length > 0 ? message : about).reduce<Decision | null>(
    (last, one) => (last === null || Date.parse(one.at) >= Date.parse(last.at) ? one : last), null);
}
