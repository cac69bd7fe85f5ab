// I1: any change of any resource redraws, whatever the server calls it.
import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';
import {Door, noKeys} from '../fhir/door';
import type {Communication, DocumentReference, Resource} from '../fhir/types';
import {everything} from '../smart/scopes';
import {Store} from './store';

const base = 'https://ehr.example/fhir';
// A server whose pages hold `size` resources at most, whatever is asked for.
class Server {
  readonly records = new Map<string, Resource>();
  readonly histories = new Map<string, Resource[]>();
  asked: string[] = [];
  private clock = 0;
  constructor(readonly size: number, readonly versions = true) { vi.stubGlobal('fetch', async (url: string) => this.answer(new URL(url))); }

  put(one: Resource): void {
    const key = `${one.resourceType}/${one.id}`;
    const version = String(Number(this.histories.get(key)?.length ?? 0) + 1);
    const kept = {...one, meta: {...(this.versions ? {versionId: version} : {}), lastUpdated: new Date(Date.UTC(2026, 2, 1) + ++this.clock * 1000).toISOString()}};
    this.records.set(key, kept);
    this.histories.set(key, [kept, ...this.histories.get(key) ?? []]);
  }

  private answer(url: URL): Response {
    const path = url.pathname.slice('/fhir/'.length);
    this.asked.push(path + url.search);
    const [type, id, rest] = path.split('/');
    const since = url.searchParams.get('_lastUpdated')?.slice(2) ?? '';
    const all = rest ? this.histories.get(`${type}/${id}`)! : [...this.records.values()].filter((one) => one.resourceType === type && one.meta!.lastUpdated! >= since);
    const from = Number(url.searchParams.get('_from') ?? 0);
    const next = new URL(url);
    next.searchParams.set('_from', String(from + this.size));
    return Response.json({resourceType: 'Bundle', link: from + this.size < all.length ? [{relation: 'next', url: next.href}] : [],
      entry: all.slice(from, from + this.size).map((resource) => ({resource}))});
  }
}
const said = (id: string, text: string, more: Partial<Communication> = {}): Communication =>
  ({resourceType: 'Communication', id, status: 'completed', sent: '2026-03-01T08:00:00Z', sender: {reference: 'Patient/p'}, payload: [{contentString: text}], ...more});

let store: Store;
async function opened(server: Server): Promise<ReturnType<typeof vi.fn>> {
  store = new Store(new Door(base, noKeys), everything, 'p');
  const starting = store.start();
  await vi.advanceTimersByTimeAsync(1000);
  await starting;
  expect(store.snapshot.reading).toBe('whole');
  const redrawn = vi.fn();
  store.listen(redrawn);
  server.asked = [];
  return redrawn;
}
const tenSeconds = () => vi.advanceTimersByTimeAsync(10000);
const textsShown = () => store.snapshot.messages.map((one) => [one.fate, ...one.parts.map((part) => 'text' in part ? part.text : part.kind)]);

describe('the store of a thread', () => {
  beforeEach(() => { vi.useFakeTimers(); });
  afterEach(() => { store.stop(); vi.useRealTimers(); vi.unstubAllGlobals(); });

  it.each([true, false])('I1: an undo of the newest message is seen within 10 s (versions told: %s)', async (versions) => {
    const server = new Server(200, versions);
    server.put(said('a', 'first'));
    server.put(said('b', 'filed into the wrong chart'));
    const redrawn = await opened(server);
    server.put(said('b', 'filed into the wrong chart', {status: 'entered-in-error'}));
    await tenSeconds();
    expect(redrawn).toHaveBeenCalled();
    expect(textsShown()).toEqual([['there', 'first'], ['wrong', 'filed into the wrong chart']]);
  });

  it('does not redraw when nothing has changed', async () => {
    const server = new Server(200);
    server.put(said('a', 'first'));
    const redrawn = await opened(server);
    await tenSeconds();
    expect(server.asked.length).toBeGreaterThan(1);
    expect(redrawn).not.toHaveBeenCalled();
  });

  it('sees edits, receipts, reviews and files of messages that stand', async () => {
    const server = new Server(200);
    server.put(said('a', 'see the letter', {payload: [{contentString: 'see the letter'}, {contentReference: {reference: 'DocumentReference/d'}}]}));
    const redrawn = await opened(server);
    const paper: DocumentReference = {resourceType: 'DocumentReference', id: 'd', status: 'current', content: [{attachment: {contentType: 'image/png', url: 'Binary/1'}}]};
    const changes: [Resource, () => unknown][] = [
      [said('a', 'see this letter'), () => store.snapshot.messages[0]?.parts[0]],
      [said('a', 'see this letter', {extension: [{url: 'urn:chartbridge:ext:read', valueDateTime: '2026-03-01T09:00:00Z'}]}), () => store.snapshot.messages[0]?.read],
      [said('a', 'see this letter', {note: [{text: 'Reviewed', time: '2026-03-01T09:00:00Z', authorString: 'Dr.'}]}), () => store.snapshot.messages[0]?.review],
      [paper, () => redrawn.mock.calls.length],
      [{...paper, status: 'entered-in-error'} as Resource, () => redrawn.mock.calls.length]];
    for (const [resource, look] of changes) {
      const before = JSON.stringify(look());
      server.put(resource);
      await tenSeconds();
      expect(JSON.stringify(look())).not.toBe(before);
    }
  });

  it('reads the history of a message anew when it is edited again', async () => {
    const server = new Server(200);
    server.put(said('a', 'one'));
    server.put(said('a', 'two'));
    await opened(server);
    await store.history(store.snapshot.messages[0]!);
    expect(store.snapshot.messages[0]?.edits).toHaveLength(1);
    server.put(said('a', 'three'));
    await tenSeconds();
    expect(store.snapshot.messages[0]?.edits.map((one) => one.parts)).toEqual([[{kind: 'text', text: 'one'}], [{kind: 'text', text: 'two'}]]);
  });

  it('follows a server that gives ten at a time, when it reads and when it looks for news', async () => {
    const server = new Server(10);
    for (let i = 0; i < 47; ++i) server.put(said(`m${i}`, `${i}`));
    await opened(server);
    expect(store.snapshot.messages).toHaveLength(47);
    for (let i = 47; i < 72; ++i) server.put(said(`m${i}`, `${i}`));
    await tenSeconds();
    expect(store.snapshot.messages).toHaveLength(72);
  });
});
