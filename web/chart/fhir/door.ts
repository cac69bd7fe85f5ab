// The one way to the FHIR server that launched the page. No address of another origin or outside its
// base is ever asked: the token must not travel (reference/fhir.md section 10).
import type {Bundle, Resource} from './types';

export type RefusalKind = 'unreachable' | 'unauthorised' | 'forbidden' | 'missing' | 'conflict' | 'elsewhere' | 'failed';
export class Refusal extends Error {
  constructor(readonly kind: RefusalKind, readonly status = 0) { super(`${kind} ${status}`); }
}
const kinds: Record<number, RefusalKind> = {401: 'unauthorised', 403: 'forbidden', 404: 'missing', 405: 'forbidden', 409: 'conflict',
  410: 'missing', 412: 'conflict', 501: 'forbidden'};

export interface Keys {
  header: () => string | null;      // Authorization
  renew: () => Promise<boolean>;    // after a 401; false: the session has ended
}
export const noKeys: Keys = {header: () => null, renew: async () => false};

export class Door {
  readonly base: string;
  constructor(base: string, private readonly keys: Keys) { this.base = base.replace(/\/*$/, '/'); }

  // Absolute or relative to the base; refused when it leads out of it.
  address(path: string): string {
    const url = new URL(path, this.base);
    if (!url.href.startsWith(this.base)) throw new Refusal('elsewhere');
    return url.href;
  }

  async ask(path: string, init: RequestInit & { headers: Record<string, string> }): Promise<Response> {
    const url = this.address(path);
    let answer = await this.once(url, init);
    if (answer.status === 401 && await this.keys.renew()) answer = await this.once(url, init);
    if (!answer.ok) throw new Refusal(kinds[answer.status] ?? 'failed', answer.status);
    return answer;
  }

  private async once(url: string, init: RequestInit & { headers: Record<string, string> }): Promise<Response> {
    const header = this.keys.header();
    const headers = header ? {...init.headers, Authorization: header} : init.headers;
    try {
      return await fetch(url, {...init, headers, cache: 'no-store', credentials: 'same-origin', redirect: 'error'});
    } catch (error) {
      if (init.signal?.aborted) throw error;
      throw new Refusal('unreachable');
    }
  }

  // In the background: a look for news, which keeps nobody signed in. Only our own server knows the header, another
  // one may refuse a request across origins for it.
  async read<T extends Resource>(path: string, signal?: AbortSignal, background = false): Promise<T> {
    const ours = new URL(this.base, location.href).origin === location.origin;
    const headers = {Accept: 'application/fhir+json', ...(background && ours ? {'X-Background': '1'} : {})};
    const answer = await this.ask(path, {headers, signal: signal ?? null});
    try { return await answer.json() as T; } catch { throw new Refusal('failed', answer.status); }
  }

  // A search, page by page; resources of other types (outcomes, includes) are left out.
  // `path` is a type, or a resource with /_history.
  async *pages<T extends Resource>(path: string, query: string, signal?: AbortSignal, background = false): AsyncGenerator<T[]> {
    const type = path.split('/')[0]!;
    let next: string | null = query ? `${path}?${query}` : path;
    const seen = new Set<string>();
    while (next !== null && !seen.has(next)) {
      seen.add(next);
      const bundle: Bundle = await this.read<Bundle>(next, signal, background);
      yield (bundle.entry ?? []).flatMap((one) => one.resource?.resourceType === type ? [one.resource as T] : []);
      next = (bundle.link ?? []).find((one) => one.relation === 'next')?.url ?? null;
    }
  }

  async all<T extends Resource>(path: string, query: string, signal?: AbortSignal, background = false): Promise<T[]> {
    const found: T[] = [];
    for await (const page of this.pages<T>(path, query, signal, background)) found.push(...page);
    return found;
  }

  // Only over the version that was read: 409 or 412 is a `conflict`.
  async update<T extends Resource>(resource: T): Promise<T> {
    const version = resource.meta?.versionId;
    const headers: Record<string, string> = {Accept: 'application/fhir+json', 'Content-Type': 'application/fhir+json', Prefer: 'return=representation'};
    if (version) headers['If-Match'] = `W/"${version}"`;
    const answer = await this.ask(`${resource.resourceType}/${resource.id}`, {method: 'PUT', headers, body: JSON.stringify(resource)});
    const text = await answer.text();
    const back = text ? JSON.parse(text) as T : null;
    return back?.resourceType === resource.resourceType ? back : this.read<T>(`${resource.resourceType}/${resource.id}`);
  }
}
