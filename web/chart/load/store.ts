// Loads a patient's thread: the newest page first, older ones in the background, then what is new
// every few seconds while the page is in view. Tells its listeners after each change.
import {type Door, Refusal} from '../fhir/door';
import type {Communication, DocumentReference, Resource} from '../fhir/types';
import type {Grants} from '../smart/scopes';
import {Builder, type Source} from '../thread/build';
import {kindOf, type Message} from '../thread/message';

export type Reading = 'first' | 'older' | 'whole' | 'failed';
export type Live = 'on' | 'broken' | 'ended';
export interface Snapshot { messages: Message[]; reading: Reading; live: Live; error: Refusal | null; fresh: string[] }

export const pageSize = 200;
const pollEvery = 4000;
const pollBroken = 15000;

export class Store {
  private readonly source: Source;
  private readonly builder = new Builder();
  private readonly stopper = new AbortController();
  private readonly listeners = new Set<() => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asked = new Set<string>();
  snapshot: Snapshot = {messages: [], reading: 'first', live: 'on', error: null, fresh: []};

  constructor(private readonly door: Door, private readonly grants: Grants, private readonly patient: string) {
    this.source = {communications: new Map(), documents: new Map(), histories: new Map(), documentsReadable: grants.reads('DocumentReference')};
  }

  listen(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async start(): Promise<void> {
    document.addEventListener('visibilitychange', this.wake);
    try {
      await Promise.all([this.readMessages(), this.readDocuments()]);
      this.change({reading: 'whole'});
      this.later(pollEvery);
    } catch (error) { this.fail(error, 'failed'); }
  }

  stop(): void {
    this.stopper.abort();
    clearTimeout(this.timer);
    document.removeEventListener('visibilitychange', this.wake);
  }

  // A message that came back from an update.
  put(one: Communication): void {
    if (this.take(this.source.communications, [one]).changed) this.change({});
  }

  // What stood before, asked for when a message that has versions comes into view, and again
  // whenever it changes after that.
  async history({id, version}: { id: string; version: string }): Promise<void> {
    const mark = `${id}/${version}`;
    if (!version || version === '1' || this.asked.has(mark)) return;
    this.asked.add(mark);
    try {
      const found = await this.door.all<Communication>(`Communication/${id}/_history`, '', this.stopper.signal);
      this.source.histories.set(id, found);
      this.change({});
    } catch { /* a server without history: the message stands as it is */ }
  }

  private query(rest: string): string { return `patient=${encodeURIComponent(this.patient)}&${rest}`; }

  private async readMessages(): Promise<void> {
    for await (const page of this.door.pages<Communication>('Communication', this.query(`_sort=-sent&_count=${pageSize}`), this.stopper.signal)) {
      this.take(this.source.communications, page);
      this.change({reading: 'older'});
      await turn();
    }
  }

  private async readDocuments(): Promise<void> {
    if (!this.grants.reads('DocumentReference')) return;
    for await (const page of this.door.pages<DocumentReference>('DocumentReference', this.query(`_count=${pageSize}`), this.stopper.signal)) {
      this.take(this.source.documents, page);
      if (this.snapshot.reading !== 'first') this.change({});
      await turn();
    }
  }

  // What of a page was not there before, and whether anything of it is news. A server that tells no
  // version is read by content.
  private take<T extends Resource>(to: Map<string, T>, page: T[]): { added: string[]; changed: boolean } {
    const added: string[] = [];
    let changed = false;
    for (const one of page) {
      if (!one.id) continue;
      const there = to.get(one.id);
      if (there && (there.meta?.versionId ? there.meta.versionId === one.meta?.versionId : JSON.stringify(there) === JSON.stringify(one))) continue;
      if (!there) added.push(one.id);
      to.set(one.id, one);
      changed = true;
      if (this.source.histories.has(one.id)) void this.history({id: one.id, version: one.meta?.versionId ?? ''});
    }
    return {added, changed};
  }

  // The server's own clock: the newest change that has been seen of a type.
  private since(resources: Iterable<Resource>): string {
    let last = '';
    for (const one of resources) {
      const at = one.meta?.lastUpdated ?? '';
      if (at && (!last || Date.parse(at) > Date.parse(last))) last = at;
    }
    return last ? `_lastUpdated=ge${encodeURIComponent(last)}&` : '';
  }

  private news<T extends Resource>(type: string, known: Map<string, T>): Promise<T[]> {
    return this.door.all<T>(type, this.query(`${this.since(known.values())}_count=${pageSize}`), this.stopper.signal, true);
  }

  private poll = async (): Promise<void> => {
    if (document.hidden) return;   // `wake` comes back
    try {
      const {communications, documents} = this.source;
      const messages = this.take(communications, await this.news<Communication>('Communication', communications));
      const papers = this.take(documents, this.grants.reads('DocumentReference') ? await this.news<DocumentReference>('DocumentReference', documents) : []);
      if (messages.changed || papers.changed || this.snapshot.live !== 'on') {
        this.change({live: 'on', error: null, fresh: messages.added.filter((id) => kindOf(communications.get(id)!) !== 'thread')});
      }
      this.later(pollEvery);
    } catch (error) { this.fail(error, this.snapshot.reading); }
  };

  private later(pause: number): void {
    clearTimeout(this.timer);
    if (!this.stopper.signal.aborted) this.timer = setTimeout(() => void this.poll(), pause);
  }
  private wake = (): void => {
    if (!document.hidden && this.snapshot.reading === 'whole' && this.snapshot.live !== 'ended') this.later(0);
  };

  private fail(error: unknown, reading: Reading): void {
    if (this.stopper.signal.aborted) return;
    const refusal = error instanceof Refusal ? error : new Refusal('failed');
    const ended = refusal.kind === 'unauthorised' || refusal.kind === 'forbidden';
    this.change({reading, live: ended ? 'ended' : 'broken', error: refusal, fresh: []});
    if (!ended && reading === 'whole') this.later(pollBroken);
  }

  private change(part: Partial<Snapshot>): void {
    if (this.stopper.signal.aborted) return;
    this.snapshot = {...this.snapshot, fresh: [], ...part, messages: this.builder.build(this.source)};
    for (const listener of this.listeners) listener();
  }
}

// Lets the browser draw and answer between two pages.
const turn = (): Promise<void> => new Promise((go) => setTimeout(go, 0));
