// The shapes of /api/v1, made of connectors/api/openapi.json when the pages are built (npm run types);
// what stands here besides is what that cannot say. Lists come in pages: `next` is an opaque cursor for
// ?cursor=, or null, and a page may be short although there is a next one. State-changing requests of a
// session bring X-CSRF-Token. Codes of a problem that a page must know: sign-in and session-over (401),
// role, step-up, csrf, session, quarantined, content-first (403), changed, busy, name-taken, in-flight
// (409), link-used, destroyed (410), reason, patient, weak-password (422), blocked (429), starting, ehr-…
// (503).
import type {components} from '../generated/api';

export type * from '../generated/api';
type Schemas = components['schemas'];
export interface Page<T> { items: T[]; next: string | null }
// A service of a later version may say more than these pages know.
export interface Statement { code: string; values: Record<string, string> }
export type Problem = Omit<Schemas['Problem'], 'code'> & {code: string};
export type Criterion = Schemas['ConsentRecord']['exceptions'][number]['criteria'][number];
export type ReasonCount = Schemas['Counts']['by_reason'][number];
export type Part = Schemas['Health']['parts'][number];
