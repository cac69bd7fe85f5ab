// The thread: messages in the order in which they were said, with quotes, reactions, edits and
// deletions tied to what they speak of. Any order of arrival gives the same thread (P6, P7). A
// message that has not changed stays the same object, so that only what changed is drawn anew.
//
// How an edit reaches us: as a later version of the Communication (its history holds what stood
// before), or as a Communication of kind `edit` that answers the original. A deletion: the flag
// `deleted`, or a Communication of kind `revoke`.
import {type Communication, type DocumentReference, keyOf, keysOf} from '../fhir/types';
import {type Documents, isReaction, kindOf, kindsOf, type Message, messageOf, plainOf, partsOf, type Quote, type Reaction, type Version} from './message';

export interface Source {
  communications: Map<string, Communication>;
  documents: Map<string, DocumentReference>;
  histories: Map<string, Communication[]>;   // by Communication id, newest first
  documentsReadable: boolean;
}

const byTime = (left: Message, right: Message): number =>
  left.time - right.time || (left.received ?? '').localeCompare(right.received ?? '') ||
  (left.resource.meta?.lastUpdated ?? '').localeCompare(right.resource.meta?.lastUpdated ?? '') || left.id.localeCompare(right.id);

const previewLength = 160;
export const shorten = (text: string): string => {
  const letters = [...text.replace(/\s+/g, ' ').trim().slice(0, previewLength * 2)];
  return letters.length > previewLength ? `${letters.slice(0, previewLength).join('')}…` : letters.join('');
};

function quoteOf(target: Message | undefined): Quote {
  if (!target) return {id: null, side: null, by: null, preview: '', type: null};
  const file = target.parts.find((part) => part.kind === 'file' || part.kind === 'not-kept');
  return {id: target.id, side: target.side, by: target.author, preview: shorten(plainOf(target.parts)), type: file && 'type' in file ? file.type : null};
}

// What somebody said; where a file of it is kept is the bridge's to change.
const saidBy = (one: Communication): string => JSON.stringify((one.payload ?? []).filter((part) => !part.contentReference));

// What stood before, oldest first: neighbours in the history that say something else.
function versionsOf(history: Communication[], documents: Documents): { edits: Version[]; editedAt: string | null } {
  const oldestFirst = [...history].reverse();
  const edits: Version[] = [];
  let editedAt: string | null = null;
  for (let i = 1; i < oldestFirst.length; ++i) {
    const [before, after] = [oldestFirst[i - 1]!, oldestFirst[i]!];
    if (saidBy(before) === saidBy(after)) continue;
    edits.push({at: i === 1 ? before.sent ?? before.meta?.lastUpdated ?? null : before.meta?.lastUpdated ?? null, parts: partsOf(before, documents)});
    editedAt = after.meta?.lastUpdated ?? null;
  }
  return {edits, editedAt};
}

// What may stand at another message instead of as a line of its own. Only codes say so.
const isTrace = (one: Message): boolean => one.fate === 'there' && (['edit', 'revoke'].includes(kindOf(one.resource)) || isReaction(one.resource));

export class Builder {
  private kept = new Map<string, { base: Message; ties: string; message: Message }>();

  build(source: Source): Message[] {
    const documents = documentsOf(source);
    const bases = [...source.communications.values()].filter((one) => one.id && kindOf(one) !== 'thread')
      .map((one) => this.base(one, documents)).sort(byTime);
    const byKey = new Map<string, Message>();
    for (const one of bases) for (const key of keysOf(one.resource)) byKey.set(key, one);
    const drafts = new Map(bases.map((one) => [one.id, {...one, reactions: [] as Reaction[], edits: [] as Version[]}]));
    const ties = new Map<string, string[]>();   // by message: every version of what is shown at it
    const tie = (id: string, of: string) => ties.set(id, [...ties.get(id) ?? [], of]);
    const hidden = new Set<string>();
    for (const [id, history] of source.histories) {
      const draft = drafts.get(id);
      if (!draft || history.length < 2) continue;
      Object.assign(draft, versionsOf(history, documents));
      tie(id, `history ${history.map((one) => one.meta?.versionId).join()}`);
    }
    for (const one of bases) {
      const key = keyOf(one.resource.inResponseTo?.[0]);
      const told = key ? byKey.get(key) : undefined;
      // Never at what is itself shown elsewhere: it would be seen nowhere.
      const target = told && told !== one && isTrace(one) && !isTrace(told) ? drafts.get(told.id) : undefined;
      if (target) {
        hidden.add(one.id);
        place(one, target);
        tie(target.id, `${one.id}/${one.version}`);
      } else if (key) {
        drafts.get(one.id)!.quote = quoteOf(told);
      }
    }
    return bases.filter((one) => !hidden.has(one.id)).map((one) => this.keep(one, drafts.get(one.id)!, (ties.get(one.id) ?? []).join()));
  }

  private bases = new WeakMap<Communication, { message: Message; signature: string }>();
  private base(one: Communication, documents: Documents): Message {
    const files = (one.payload ?? []).flatMap((part) => part.contentReference ? [documents.find(part.contentReference)] : []);
    const signature = files.map((file) => file ? `${file.id}/${file.meta?.versionId}` : '-').join() + documents.readable;
    const kept = this.bases.get(one);
    if (kept?.signature === signature) return kept.message;
    const message = messageOf(one, documents);
    this.bases.set(one, {message, signature});
    return message;
  }

  private keep(base: Message, draft: Message, tied: string): Message {
    const ties = JSON.stringify([draft.quote, tied]);
    const kept = this.kept.get(base.id);
    if (kept?.base === base && kept.ties === ties) return kept.message;
    this.kept.set(base.id, {base, ties, message: draft});
    return draft;
  }
}

// Shows `one` at what it speaks of.
function place(one: Message, target: Message): void {
  if (kindOf(one.resource) === 'edit') {
    target.edits.push({at: target.editedAt ?? target.at, parts: target.parts});
    Object.assign(target, {parts: one.parts, kinds: kindsOf(one.parts), editedAt: one.at});
  } else if (kindOf(one.resource) === 'revoke') {
    Object.assign(target, {fate: 'deleted', deletedAt: one.at, deletedBy: one.side});
  } else {
    const part = one.parts.find((each) => each.kind === 'reaction');
    for (const earlier of target.reactions) if (keyOf(earlier.by ?? undefined) === keyOf(one.author ?? undefined)) earlier.current = false;
    target.reactions.push({id: one.id, emoji: part?.kind === 'reaction' ? part.emoji : null, by: one.author, side: one.side, at: one.at, current: true});
  }
}

function documentsOf(source: Source): Documents {
  const byKey = new Map<string, DocumentReference>();
  for (const one of source.documents.values()) for (const key of keysOf(one)) byKey.set(key, one);
  return {find: (reference) => byKey.get(keyOf(reference)), readable: source.documentsReadable};
}
