// One message of the thread as the page shows it: what a single Communication says, before others
// (quotes, reactions, edits) are tied to it in build.ts.
import {viewOf, safeName, type View} from '../fhir/attachment';
import {type Attachment, codesOf, type Communication, type DocumentReference, hasCoding, keyOf, type Reference} from '../fhir/types';
import {mediaLabels, noteOf, type Words, wordsOf} from './words';

export interface FilePart {
  kind: 'file'; label: string; name: string; view: View; attachment: Attachment | null;
  state: 'here' | 'pending' | 'withdrawn' | 'unread';   // unread: no scope for documents
}
export type Part = Words | FilePart;
export type Side = 'in' | 'out';
export type Fate = 'there' | 'deleted' | 'wrong' | 'not-sent' | 'on-hold' | 'sending';
export type Kind = 'text' | 'photo' | 'voice' | 'video' | 'document' | 'place' | 'other';

export interface Version { at: string | null; parts: Part[] }
export interface Reaction { id: string; emoji: string | null; by: Reference | null; side: Side; at: string | null; current: boolean }
export interface Quote { id: string | null; side: Side | null; by: Reference | null; preview: string; label: string | null }
export interface Review { by: Reference | null; name: string | null; at: string }

export interface Message {
  id: string; version: string; resource: Communication;
  at: string | null; time: number; sent: string | null; received: string | null; read: string | null;
  side: Side; author: Reference | null; fate: Fate; reason: string | null;
  parts: Part[]; kinds: Kind[]; flags: string[]; source: string | null; labels: string[]; patientReported: boolean;
  notes: { key: string | null; text: string }[]; review: Review | null;
  quote: Quote | null; reactions: Reaction[]; edits: Version[]; editedAt: string | null; editedMark: boolean;
  deletedAt: string | null; deletedBy: Side | null;
}

export const kindSystem = 'urn:chartbridge:cs:kind';
export const flagSystem = 'urn:chartbridge:cs:flag';
export const sourceSystem = 'urn:chartbridge:cs:source';
export const readExtension = 'urn:chartbridge:ext:read';
export const reviewed = 'Reviewed';

export const kindOf = (one: Communication): string => codesOf(one.category, kindSystem)[0] ?? 'message';
export const timeOf = (text: string | null): number => { const at = text === null ? NaN : Date.parse(text); return Number.isNaN(at) ? 0 : at; };

// A time that no calendar knows is none.
const readableTime = (text: string | undefined): string | null => text && timeOf(text) !== 0 ? text : null;

export function sideOf(one: Communication): Side {
  const type = one.sender?.type ?? keyOf(one.sender).split('/')[0];
  if (type === 'Patient' || type === 'RelatedPerson') return 'in';
  // Without a sender: what the patient reported, or what went to the clinic, came from the patient's side.
  if (!one.sender && (hasCoding(one.meta?.security, 'PATRPT') || (one.received && !one.sent))) return 'in';
  return 'out';
}

export interface Documents { find: (reference: Reference) => DocumentReference | undefined; readable: boolean }

function fileOf(attachment: Attachment, label: string): FilePart {
  const known = mediaLabels.includes(label) ? label : '';
  const title = attachment.title && attachment.title !== known ? attachment.title : '';
  return {kind: 'file', label: known, name: safeName(title, ''), view: viewOf(attachment), attachment, state: 'here'};
}

function referred(reference: Reference, documents: Documents): FilePart {
  const label = reference.display ?? '';
  const found = documents.find(reference);
  const empty: FilePart = {kind: 'file', label: mediaLabels.includes(label) ? label : '', name: '', view: 'none', attachment: null, state: 'pending'};
  if (!documents.readable) return {...empty, state: 'unread'};
  if (!found) return empty;
  if (found.status === 'entered-in-error') return {...empty, state: 'withdrawn'};
  return fileOf(found.content?.[0]?.attachment ?? {}, label);
}

export function partsOf(one: Communication, documents: Documents): Part[] {
  return (one.payload ?? []).flatMap((part): Part[] => {
    if (part.contentString) return [wordsOf(part.contentString)];
    if (part.contentAttachment) return [fileOf(part.contentAttachment, '')];
    return part.contentReference ? [referred(part.contentReference, documents)] : [];
  });
}

function kindOfPart(part: Part): Kind {
  if (part.kind === 'text') return 'text';
  if (part.kind === 'location') return 'place';
  if (part.kind === 'not-kept') return kindOfLabel(part.label);
  if (part.kind !== 'file') return 'other';
  if (part.view === 'audio') return 'voice';
  if (part.view === 'none') return kindOfLabel(part.label);
  return part.view === 'image' ? 'photo' : part.view === 'video' ? 'video' : 'document';
}
function kindOfLabel(label: string): Kind {
  const kinds: Record<string, Kind> = {Photo: 'photo', Sticker: 'photo', Video: 'video', 'Voice note': 'voice', 'Audio file': 'voice'};
  return kinds[label] ?? 'document';
}
export const kindsOf = (parts: Part[]): Kind[] => [...new Set(parts.map(kindOfPart))];

export function reviewOf(one: Communication): Review | null {
  const marks = (one.note ?? []).filter((note) => note.text === reviewed && note.time);
  const last = marks.sort((left, right) => timeOf(left.time ?? null) - timeOf(right.time ?? null)).at(-1);
  return last ? {by: last.authorReference ?? null, name: last.authorString ?? null, at: last.time!} : null;
}

function fateOf(one: Communication, flags: string[]): Fate {
  if (flags.includes('deleted')) return 'deleted';
  const fates: Record<string, Fate> = {'entered-in-error': 'wrong', 'not-done': 'not-sent', stopped: 'not-sent', 'on-hold': 'on-hold', preparation: 'sending', 'in-progress': 'sending'};
  return fates[one.status ?? ''] ?? 'there';
}

const shownLabels = (one: Communication): string[] => (one.meta?.security ?? [])
  .map((coding) => coding.code ?? '').filter((code) => code && !['N', 'L', 'M', 'U', 'PATRPT'].includes(code));

export function messageOf(one: Communication, documents: Documents): Message {
  const flags = codesOf(one.category, flagSystem);
  const side = sideOf(one);
  const [sent, received] = [readableTime(one.sent), readableTime(one.received)];
  const at = sent ?? received;
  const parts = partsOf(one, documents);
  return {
    id: one.id ?? '', version: one.meta?.versionId ?? '', resource: one,
    at, time: timeOf(at ?? one.meta?.lastUpdated ?? null), sent, received,
    read: one.extension?.find((extension) => extension.url === readExtension)?.valueDateTime ?? null,
    side, author: one.sender ?? null, fate: fateOf(one, flags), reason: one.statusReason?.text ?? one.statusReason?.coding?.[0]?.display ?? null,
    parts, kinds: kindsOf(parts), flags, source: (one.meta?.tag ?? []).find((tag) => tag.system === sourceSystem)?.code ?? null,
    labels: shownLabels(one), patientReported: hasCoding(one.meta?.security, 'PATRPT'),
    notes: (one.note ?? []).filter((note) => !(note.text === reviewed && note.time)).map((note) => ({key: noteOf(note.text), text: note.text})),
    review: reviewOf(one), quote: null, reactions: [], edits: [], editedAt: null, editedMark: flags.includes('edited'),
    deletedAt: null, deletedBy: flags.includes('deleted') ? side : null,
  };
}

// The words of a message as one text: for search, quotes and announcements.
export function plainOf(parts: Part[]): string {
  return parts.map((part) => {
    if (part.kind === 'file') return part.name;
    if (part.kind === 'reaction') return part.emoji ?? '';
    return 'text' in part ? part.text : '';
  }).filter(Boolean).join('\n');
}
