// One message of the thread as the page shows it: what a single Communication says, before others
// (quotes, reactions, edits) are tied to it in build.ts.
import {viewOf, safeName, type View} from '../fhir/attachment';
import {type Annotation, type Attachment, codesOf, type Communication, type DocumentReference, type Extension, hasCoding, keyOf, type Reference} from '../fhir/types';

// What a message is comes as codes (fhir/definitions); what was said is text, whatever it says.
export interface FilePart {
  kind: 'file'; type: string; name: string; view: View; attachment: Attachment | null;
  state: 'here' | 'pending' | 'withdrawn' | 'unread';   // unread: no scope for documents
}
export type Part = FilePart
  | { kind: 'text'; text: string }
  | { kind: 'labelled'; type: string; text: string; provider: string }   // answer, form, call-permission, unsupported
  | { kind: 'location'; text: string; latitude: number | null; longitude: number | null }
  | { kind: 'card'; text: string; number: number; count: number }
  | { kind: 'reaction'; emoji: string | null }
  | { kind: 'not-kept'; type: string; reason: string; name: string }
  | { kind: 'unseen' };                                                  // nothing that can be seen was said
export type Side = 'in' | 'out';
export type Fate = 'there' | 'deleted' | 'wrong' | 'not-sent' | 'on-hold' | 'sending';
export type Kind = 'text' | 'photo' | 'voice' | 'video' | 'document' | 'place' | 'other';

export interface Version { at: string | null; parts: Part[] }
export interface Reaction { id: string; emoji: string | null; by: Reference | null; side: Side; at: string | null; current: boolean }
export interface Quote { id: string | null; side: Side | null; by: Reference | null; preview: string; type: string | null }
export interface Review { by: Reference | null; name: string | null; at: string }

export interface Message {
  id: string; version: string; resource: Communication;
  at: string | null; time: number; sent: string | null; received: string | null; read: string | null;
  side: Side; author: Reference | null; fate: Fate; reason: string | null;
  parts: Part[]; kinds: Kind[]; flags: string[]; source: string | null; labels: string[]; patientReported: boolean;
  notes: string[]; review: Review | null;
  quote: Quote | null; reactions: Reaction[]; edits: Version[]; editedAt: string | null;
  deletedAt: string | null; deletedBy: Side | null;
}

export const kindSystem = 'urn:chartbridge:cs:kind';
export const flagSystem = 'urn:chartbridge:cs:flag';
export const typeSystem = 'urn:chartbridge:cs:message-type';
export const sourceSystem = 'urn:chartbridge:cs:source';
const ours = 'urn:chartbridge:ext:';
export const markSystem = 'urn:chartbridge:cs:mark';
export const markUrl = `${ours}mark`;

export const kindOf = (one: Communication): string => codesOf(one.category, kindSystem)[0] ?? 'message';
export const timeOf = (text: string | null): number => { const at = text === null ? NaN : Date.parse(text); return Number.isNaN(at) ? 0 : at; };

// A time that no calendar knows is none.
const readableTime = (text: string | undefined): string | null => text && timeOf(text) !== 0 ? text : null;

export function sideOf(one: Communication): Side {
  const type = one.sender?.type ?? keyOf(one.sender).split('/')[0];
  if (type === 'Patient' || type === 'RelatedPerson') return 'in';
  // Without a sender: what the patient reported, or what went to the clinic, came from the other side.
  const toClinic = one.recipient?.some((to) => (to.type ?? keyOf(to).split('/')[0]) === 'Organization');
  if (!one.sender && (toClinic || hasCoding(one.meta?.security, 'PATRPT') || (one.received && !one.sent))) return 'in';
  return 'out';
}

export interface Documents { find: (reference: Reference) => DocumentReference | undefined; readable: boolean }

const extensionOf = (holder: { extension?: Extension[] }, name: string): Extension | undefined => holder.extension?.find((one) => one.url === ours + name);
const innerOf = (group: Extension | undefined, name: string): Extension | undefined => group?.extension?.find((one) => one.url === name);
const typeOf = (one: Communication): string => codesOf(one.category, typeSystem)[0] ?? '';
export const isReaction = (one: Communication): boolean => /^reaction(-removed)?$/.test(typeOf(one));

const fileOf = (attachment: Attachment, type: string): FilePart =>
  ({kind: 'file', type, name: safeName(attachment.title, ''), view: viewOf(attachment), attachment, state: 'here'});

function referred(reference: Reference, type: string, documents: Documents): FilePart {
  const found = documents.find(reference);
  const empty: FilePart = {kind: 'file', type, name: '', view: 'none', attachment: null, state: 'pending'};
  if (!documents.readable) return {...empty, state: 'unread'};
  if (!found) return empty;
  if (found.status === 'entered-in-error') return {...empty, state: 'withdrawn'};
  return fileOf(found.content?.[0]?.attachment ?? {}, type);
}

// The texts of a message, as its type wants them shown.
function saidIn(one: Communication, type: string, texts: string[]): Part[] {
  const all = texts.join('\n');
  switch (type) {
    case 'reaction': return [{kind: 'reaction', emoji: all}];
    case 'reaction-removed': return [{kind: 'reaction', emoji: null}];
    case 'location': {
      const place = extensionOf(one, 'geolocation');
      const [latitude, longitude] = ['latitude', 'longitude'].map((name) => innerOf(place, name)?.valueDecimal ?? null) as [number | null, number | null];
      return [{kind: 'location', text: all, latitude, longitude}];
    }
    case 'contacts': return texts.map((text, i) => ({kind: 'card', text, number: i + 1, count: texts.length}));
    case 'answer': case 'form': case 'call-permission': case 'unsupported':
      return [{kind: 'labelled', type, text: all, provider: extensionOf(one, 'provider-type')?.valueString ?? ''}];
    default: return texts.map((text) => ({kind: 'text', text}));
  }
}

export function partsOf(one: Communication, documents: Documents): Part[] {
  const type = typeOf(one);
  const payload = one.payload ?? [];
  const files = payload.flatMap((part): Part[] => part.contentAttachment ? [fileOf(part.contentAttachment, type)]
    : part.contentReference ? [referred(part.contentReference, type, documents)] : []);
  const lost = (one.extension ?? []).filter((extension) => extension.url === `${ours}file-not-kept`)
    .map((file): Part => ({kind: 'not-kept', type: innerOf(file, 'type')?.valueCoding?.code ?? '', reason: innerOf(file, 'reason')?.valueCoding?.code ?? 'other', name: safeName(innerOf(file, 'title')?.valueString, '')}));
  const unseen: Part[] = codesOf(one.category, flagSystem).includes('no-visible-text') ? [{kind: 'unseen'}] : [];
  return [...saidIn(one, type, payload.flatMap((part) => part.contentString ? [part.contentString] : [])), ...unseen, ...files, ...lost];
}

const kindsOfType: Record<string, Kind> = {image: 'photo', sticker: 'photo', video: 'video', voice: 'voice', audio: 'voice'};
function kindOfPart(part: Part): Kind {
  if (part.kind === 'text') return 'text';
  if (part.kind === 'location') return 'place';
  if (part.kind === 'not-kept') return kindsOfType[part.type] ?? 'document';
  if (part.kind !== 'file') return 'other';
  if (part.view === 'none' || part.view === 'pdf') return kindsOfType[part.type] ?? 'document';
  return part.view === 'image' ? 'photo' : part.view === 'audio' ? 'voice' : 'video';
}
export const kindsOf = (parts: Part[]): Kind[] => [...new Set(parts.map(kindOfPart))];

// Coded; version 0.1.0 wrote this very text and no code.
function isReview(note: Annotation): boolean {
  const mark = extensionOf(note, 'mark')?.valueCoding;
  return Boolean(note.time) && (mark ? mark.system === markSystem && mark.code === 'reviewed' : note.text === 'Reviewed');
}

export function reviewOf(one: Communication): Review | null {
  const marks = (one.note ?? []).filter(isReview);
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
  const flags = [...codesOf(one.category, flagSystem), ...(one.meta?.tag ?? []).filter((tag) => tag.system === flagSystem).map((tag) => tag.code ?? '')];
  const side = sideOf(one);
  const [sent, received] = [readableTime(one.sent), readableTime(one.received)];
  const at = sent ?? received;
  const parts = partsOf(one, documents);
  return {
    id: one.id ?? '', version: one.meta?.versionId ?? '', resource: one,
    at, time: timeOf(at ?? one.meta?.lastUpdated ?? null), sent, received,
    read: extensionOf(one, 'read')?.valueDateTime ?? null,
    side, author: one.sender ?? null, fate: fateOf(one, flags), reason: one.statusReason?.text ?? one.statusReason?.coding?.[0]?.display ?? null,
    parts, kinds: kindsOf(parts), flags, source: (one.meta?.tag ?? []).find((tag) => tag.system === sourceSystem)?.code ?? null,
    labels: shownLabels(one), patientReported: hasCoding(one.meta?.security, 'PATRPT'),
    // What a note of the bridge says in words, its codes have said already.
    notes: (one.note ?? []).filter((note) => !isReview(note) && !extensionOf(note, 'statement')).map((note) => note.text),
    review: reviewOf(one), quote: null, reactions: [], edits: [], editedAt: null,
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
