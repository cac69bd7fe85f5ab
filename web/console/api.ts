// The shapes of /api/v1 as the console reads them; connectors/api/openapi.json says the same to
// everybody else, and a test compares the two with what the server answers.
// Errors are application/problem+json: {type, title, status, detail, code, pointer?}; `pointer` is the
// member of the body that is wrong. Codes a page must know: sign-in and session-over (401), role,
// step-up, csrf, session, quarantined, content-first (403), changed, busy, name-taken (409),
// link-used, destroyed (410), unknown-member, missing-member, type, reason, patient, weak-password
// (422), blocked (429), starting, ehr-… (503). Lists come in pages: {items, next} where `next` is an
// opaque cursor for ?cursor=, or null; limit is 1 to 200, 50 without it, and a page may be short
// although there is a next one. State-changing requests of a session bring X-CSRF-Token; a body is
// application/json, at most 64 KiB, without members that are not named here. Unknown query
// parameters are refused. Instants are RFC 3339 UTC texts.

export type Role = 'admin' | 'integrator' | 'clinician' | 'front-desk' | 'compliance' | 'auditor';
export interface Page<T> { items: T[]; next: string | null }
export interface Problem { type: string; title: string; status: number; detail: string; code: string; values?: Record<string, string>; pointer?: string }
// What the service says: `statement.CODE` of words/<language>.json with its values.
export interface Statement { code: string; values: Record<string, string> }

// ---- sign-in: open to everybody
// GET  /session                      -> Session | 401
// POST /session {name,password,code} -> Session (sets the cookie) | 401 wrong | 429 blocked (Retry-After)
// DELETE /session                    -> 204 (Clear-Site-Data)
// POST /session/step-up {code}       -> Session (a new cookie) | 401 wrong | 429
// POST /setup/begin {link,name,display_name,password,language} -> Enrolment | 410 link used | 409 name taken | 422 weak password
// POST /setup/end {link,code}        -> {recovery: string[]} | 422 wrong code | 410
export interface Session {
  account: { id: string; name: string; display_name: string; language: string; practitioner: string | null };
  roles: Role[];
  grants: Record<string, 'yes' | 'own' | 'counters' | 'masked' | 'with-reason' | 'second-person'>; // by permission; absent: no
  csrf: string;
  idle_until: string; until: string; stepped_up_until: string | null;
  clinic: { id: string; name: string; timezone: string; languages: string[] };
  demo: boolean; embedded_chart: boolean;
}
export interface Enrolment { secret: string; uri: string }

// ---- one's own account
// GET /sessions -> Page<OwnSession>; DELETE /sessions/{id} -> 204
// POST /account/password {old,new} -> 204; POST /account/recovery -> {recovery: string[]} (step-up)
// PATCH /account {display_name?,language?} -> Session
export interface OwnSession { id: string; created: string; seen: string; address: string; agent: string; current: boolean }

// ---- apps (SMART) that wait for the person who is signed in to say whose record they may open
// GET /authorizations/{id} -> Authorization; POST {patient?} or DELETE -> {redirect}: where the browser goes now
//   | 404 over, or somebody else's | 422 patient
export interface Authorization { client: string; needs_patient: boolean; patient: string | null }

// ---- people (permission accounts.manage)
// GET /accounts -> Page<Person>; POST /accounts {name,display_name,roles,practitioner?,language} -> Person & {link} (step-up)
// PATCH /accounts/{id} {roles?,active?,display_name?,practitioner?,version} -> Person | 409 changed meanwhile (step-up)
// POST /accounts/{id}/invitation -> {link} (a new factor; ends all sessions) (step-up)
// GET /tokens -> Page<Token>; POST /tokens {name,role,days} -> Token & {token} (step-up); DELETE /tokens/{id}
// GET /roles -> {roles: Role[], rows: {permission, words, grants: Record<Role, string>}[]} (everybody signed in)
// Creating answers 201. Roles compliance and auditor are given by somebody of compliance (403 otherwise).
export interface Person { id: string; name: string; display_name: string; roles: Role[]; active: boolean; enrolled: boolean;
  practitioner: string | null; language: string; created: string; version: number }
export interface Token { id: string; name: string; role: Role; made_by: string; created: string; until: string; revoked: string | null }

// ---- messages
// GET /messages?progress&reason&kind&patient&since&cursor&limit -> Page<Item> (Accept: text/csv gives CSV, step-up, export)
// GET /messages/{key} -> Explained; GET /messages/counts -> Counts
// POST /messages/{key}/content {reason?} -> Content  (audited; compliance needs a reason and step-up)
// GET /messages/{key}/media/{n} -> bytes, Content-Disposition: attachment (after a content view)
// POST /messages/{key}/release {attempts} | /drop {policy,attempts} (step-up) | /file {patient,attempts} -> Item
//   | 409 busy or changed meanwhile; policy: dropped-by-staff or rejected-by-staff
// A CSV answer that has more rows behind it carries X-Next-Cursor.
// by_reason: of the items that have one; `ending`: how many deadlines come within a day.
export interface ReasonCount { progress: Item['progress']; reason: string; reason_text: string | null; count: number; first_deadline: string | null; ending: number }
export interface Counts { counts: Record<string, number>; oldest_unfiled: string | null; by_reason: ReasonCount[] }
export interface Item {
  key: string; channel: string; contact: string | null; kind: string; source: 'live' | 'echo' | 'history' | 'import';
  direction: 'in' | 'out'; progress: 'received' | 'parsed' | 'matched' | 'permitted' | 'mapped' | 'filed' | 'held' | 'noted' | 'dropped' | 'failed';
  reason: string | null; reason_text: string | null; patient: string | null; resources: string[];
  media: { part: string; state: string; reason: string | null; content_type: string | null }[];
  received_at: string; sent_at: string | null; deadline: string | null; conversation: string | null; attempts: number;
}
export interface Decision { part: string; stage: string; decision: 'permit' | 'deny' | 'hold'; reason: string; reason_text: string;
  rule: string | null /* R0 to R14 */; basis: string[]; because: { consent: string; path: string }[]; at: string }
export interface Explained extends Item { decisions: Decision[]; audit: AuditEntry[]; text: string[]; can: ('release' | 'drop' | 'file' | 'content')[] }
export interface Content { text: string | null; contact: string | null; caption: string | null }

// ---- review queue (front desk; permission identity.resolve)
// GET /review?cursor -> Page<Waiting>; POST /review/{key}/file {patient,attempts} | /reject {attempts} -> Item | 409 somebody was faster
export interface Waiting extends Item { preview: string | null; candidates: { patient: Patient; available: boolean; why: Statement[] }[] }

// ---- patients and consent
// POST /patients/search {name?|identifier?|phone?: one of them} -> Page<Patient> (keeps names out of addresses);
// GET /patients?name|identifier|phone -> the same; GET /patients/{id} -> Patient (id without "Patient/")
// GET /patients/{id}/consents -> ConsentStatus; GET /patients/{id}/messages -> Page<Item>
// GET /patients/{id}/reads?cursor -> Page<AuditEntry>  (who read this patient)
// POST /launches {patient} -> {url}  (opens the embedded chart's viewer for this patient; embedded chart only)
export interface Patient { reference: string; name: string; birth_date: string | null; phones: string[]; active: boolean; identifiers: string[] }
export interface ConsentRecord { reference: string; version: string; status: string; in_force: boolean; scope: string | null; category: string[];
  given: string | null; changed: string | null /* meta.lastUpdated of this version */; channels: string[] /* channels its rules name */; from: string | null; until: string | null; source: string | null; wording: string | null; language: string | null;
  provision: 'permit' | 'deny' | null; actions: string[]; purposes: string[]; exceptions: { type: 'permit' | 'deny'; criteria: Criterion[] }[]; problem: string | null /* the place in the record that cannot be read safely */ }
export interface Criterion { what: string; codes: string[] }
export interface ConsentStatus { patient: Patient; decision: { decision: 'permit' | 'deny' | 'hold'; reason: string; reason_text: string; basis: string[];
  because: { consent: string; path: string }[] };
  consents: ConsentRecord[]; history: ConsentRecord[]; held: Item[]; dropped: Item[]; sentences: string[] }

// ---- audit
// Who is granted `own` sees the own actions only; `subject` is a pseudonym unless `about` names whom.
// GET /audit?about&cursor&limit -> Page<AuditEntry>  (Accept: text/csv exports, step-up)
// POST /audit/verify -> {intact: boolean, entries: number, first_bad: number|null, said: Statement[], sentence: string, head: string, fingerprint: string}
// GET /audit/verified -> Verified | null: the last time; leaves no entry
export interface Verified { at: string; actor: string; actor_name: string | null; intact: boolean }
export interface AuditEntry { seq: number; at: string; event: string; actor: string; actor_name: string | null; outcome: number;
  subject: string | null; what: string | null; basis: string[]; reason: string | null; sentence: string }

// ---- integrator
// GET /health -> {parts: Part[], rung: {name: string, said: Statement[], why: string}, version: string}
// GET /queues -> {progress: {name,count,oldest: string|null}[], inbox: number, media: {name,count}[]}
// GET /dead-letters?cursor -> Page<DeadLetter>; POST /dead-letters/{key}/replay -> Item, of a file …/media/{n}/replay
export interface Part { part: string; state: 'ok' | 'warning' | 'fault' | 'unknown'; said: Statement[]; advice: Statement[]; checked_at: string }
export interface DeadLetter { key: string; part: string /* message, media:0 */; reason: string; reason_text: string; failed_at: string; attempts: number; status: number | null;
  outcome: { severity: string; code: string; expression: string[] }[]; shape: { resourceType: string; elements: string[] }[] }

// ---- channels (admin)
// GET /channels -> Page<Channel>; POST /channels/{id}/steps/{step}/test -> Step
export interface Step { id: string; values: { label: string; value: string | null; said: Statement | null; copy: boolean }[];
  state: 'ok' | 'warning' | 'fault' | 'unknown'; said: Statement[] }
export interface Channel { id: string; kind: string; phone_number_id: string; steps: Step[] }
