// The one way to /api/v1. What is typed is never lost: a request that meets an ended session, or one
// that wants the second factor again, waits for a dialog over the page and is then sent once more.
import type {Problem, Session} from './api';

const base = '/api/v1';

export class ApiError extends Error {
  constructor(readonly status: number, readonly problem: Problem | null, readonly retryAfter: number | null = null) {
    super(problem?.code ?? `http-${status}`);
  }
  get code(): string { return this.problem?.code ?? ''; }
}
// Nothing came back: the service or the network is away.
export class Unreachable extends Error {}

// What the frame opens when the service asks for a person. True: go on with the request.
export interface Doors { signIn: () => Promise<boolean>; stepUp: () => Promise<boolean> }
export type Query = Record<string, string | number | null | undefined>;

// Whether this browser has signed in at all; the cookie itself is out of a page's sight. Without it nobody is
// asked who is there: a first visit shows the sign-in at once. Where storage is closed the service is asked.
const hint = {
  there(): boolean { try { return localStorage.getItem('chartbridge.session') !== null; } catch { return true; } },
  put(there: boolean): void {
    try {
      if (there) localStorage.setItem('chartbridge.session', 'yes');
      else localStorage.removeItem('chartbridge.session');
    } catch { /* then it is asked each time */ }
  },
};

interface Asked { method: string; path: string; body?: unknown; accept?: string; plain?: boolean }

export class Client {
  doors: Doors = {signIn: async () => false, stepUp: async () => false};
  onAlive: () => void = () => undefined;  // an answer came in the name of a session: its idle clock starts anew
  private csrf = '';
  private readonly open: {signIn?: Promise<boolean>; stepUp?: Promise<boolean>} = {};

  constructor(private readonly send: typeof fetch = (...asked) => fetch(...asked)) {}

  get<T>(path: string, query?: Query): Promise<T> { return this.json<T>({method: 'GET', path: withQuery(path, query)}); }
  post<T>(path: string, body: unknown = {}): Promise<T> { return this.json<T>({method: 'POST', path, body}); }
  patch<T>(path: string, body: unknown): Promise<T> { return this.json<T>({method: 'PATCH', path, body}); }
  del<T = void>(path: string): Promise<T> { return this.json<T>({method: 'DELETE', path}); }
  // A whole list: page after page, with the line of heads only once. All of it or an error, never a part.
  async csv(path: string, query?: Query): Promise<Blob> {
    const parts: string[] = [];
    for (let cursor: string | null = null; parts.length === 0 || cursor !== null;) {
      const answer = await this.ask({method: 'GET', path: withQuery(path, {...query, limit: 200, cursor}), accept: 'text/csv'});
      const text = await answer.text();
      parts.push(parts.length === 0 ? text : text.replace(/^[^\n]*\n/, ''));
      cursor = answer.headers.get('X-Next-Cursor');
    }
    return new Blob(parts, {type: 'text/csv'});
  }
  async bytes(path: string): Promise<Blob> { return (await this.ask({method: 'GET', path, accept: '*/*'})).blob(); }

  // Who is signed in, or null. Opens no dialog.
  async session(): Promise<Session | null> {
    if (!hint.there()) return null;
    try {
      return this.keep(await this.json<Session>({method: 'GET', path: '/session', plain: true}));
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) {
        hint.put(false);
        return null;
      }
      throw error;
    }
  }
  async signIn(name: string, password: string, code: string): Promise<Session> {
    return this.keep(await this.json<Session>({method: 'POST', path: '/session', body: {name, password, code}, plain: true}));
  }
  async stepUp(code: string): Promise<Session> {
    return this.keep(await this.json<Session>({method: 'POST', path: '/session/step-up', body: {code}, plain: true}));
  }
  async signOut(): Promise<void> {
    await this.json<void>({method: 'DELETE', path: '/session', plain: true});
    this.csrf = '';
    hint.put(false);
  }
  // Requests of somebody who is not signed in, the set-up for one: refused is refused.
  openly<T>(path: string, body: unknown): Promise<T> { return this.json<T>({method: 'POST', path, body, plain: true}); }

  keep(session: Session): Session {
    this.csrf = session.csrf;
    hint.put(true);
    return session;
  }

  private async json<T>(asked: Asked): Promise<T> {
    const answer = await this.ask(asked);
    return (answer.status === 204 ? undefined : await answer.json()) as T;
  }

  private async ask(asked: Asked): Promise<Response> {
    for (let round = 0; ; ++round) {
      const answer = await this.once(asked);
      if (answer.ok) {
        this.onAlive();
        return answer;
      }
      const error = await toError(answer);
      if (asked.plain || round === 3 || !(await this.mend(error))) throw error;
    }
  }

  private async once(asked: Asked): Promise<Response> {
    const headers: Record<string, string> = {Accept: asked.accept ?? 'application/json'};
    if (asked.method !== 'GET' && this.csrf) headers['X-CSRF-Token'] = this.csrf;
    if (asked.body !== undefined) headers['Content-Type'] = 'application/json';
    try {
      return await this.send(base + asked.path, {
        method: asked.method, headers, credentials: 'same-origin', cache: 'no-store',
        ...(asked.body === undefined ? {} : {body: JSON.stringify(asked.body)})});
    } catch {
      throw new Unreachable();
    }
  }

  // Another tab may have moved the session on: then its token is read anew without asking anybody.
  private async mend(error: ApiError): Promise<boolean> {
    if (error.status === 401 && error.code !== 'wrong') return this.through('signIn');
    if (error.status === 403 && error.code === 'step-up') return this.through('stepUp');
    if (error.status === 403 && error.code === 'csrf') return (await this.session()) !== null;
    return false;
  }

  // Several requests may wait at one door.
  private through(door: 'signIn' | 'stepUp'): Promise<boolean> {
    const waiting = this.open[door];
    if (waiting) return waiting;
    const opened = this.doors[door]().finally(() => { delete this.open[door]; });
    this.open[door] = opened;
    return opened;
  }
}

export const api = new Client();

export function withQuery(path: string, query: Query = {}): string {
  const parts = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return parts.length === 0 ? path : `${path}?${new URLSearchParams(parts.map(([name, value]) => [name, String(value)]))}`;
}

async function toError(answer: Response): Promise<ApiError> {
  const wait = Number(answer.headers.get('Retry-After'));
  let problem: Problem | null = null;
  try {
    problem = await answer.json() as Problem;
  } catch { /* a proxy's page; the status says enough */ }
  return new ApiError(answer.status, problem, Number.isFinite(wait) && wait > 0 ? wait : null);
}
