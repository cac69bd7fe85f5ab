// Who opened the page, for which patient, at which server: a SMART session, or the open demo.
import 'fhirclient/build/fhir-client.pure.min.js';
import type Client from 'fhirclient/lib/Client';
import {Door, type Keys, noKeys} from '../fhir/door';
import {everything, Grants} from './scopes';
import {allowed, loadSettings, servers, type Settings} from './settings';
import {openStorage} from './storage';

interface Oauth {
  ready: () => Promise<Client>;
  authorize: (parameters: Record<string, unknown>) => Promise<string>;
}
declare global { interface Window { FHIR: { oauth2: Oauth } } }
export const oauth = (): Oauth => window.FHIR.oauth2;

export interface Session {
  door: Door;
  grants: Grants;
  patient: string | null;   // null: to be chosen (open demo only)
  user: string | null;      // Practitioner/… as the server named them
  open: boolean;            // the demo without a launch
}
// Why nothing is shown; `key` names the sentence.
export class Closed extends Error {
  constructor(readonly key: string, readonly values: Record<string, string> = {}, readonly again = false) { super(key); }
}

function keysOf(client: Client): Keys {
  return {
    header: () => client.getAuthorizationHeader(),
    renew: async () => {
      if (!client.state.tokenResponse?.refresh_token) return false;
      try { await client.refresh(); return true; } catch { return false; }
    },
  };
}

// Errors of the launch, in our words: the server's text may hold anything.
function closedBy(error: unknown): Closed {
  const text = error instanceof Error ? error.message : '';
  if (/^access_denied/.test(text)) return new Closed('closed.denied', {}, true);
  if (/No state found|No 'state'/.test(text)) return new Closed('closed.state', {}, true);
  return new Closed('closed.failed', {}, true);
}

async function smartSession(settings: Settings): Promise<Session> {
  if (!openStorage()) throw new Closed('closed.storage');
  let client: Client;
  try { client = await oauth().ready(); } catch (error) { throw closedBy(error); }
  const {state} = client;
  // What lies in the storage of this window is checked like what came by the address.
  const base = allowed(settings, state.serverUrl);
  if (base === null) throw new Closed('closed.issuer', {server: hostOf(state.serverUrl)});
  if (!state.tokenResponse?.access_token) throw new Closed('closed.token', {}, true);
  const grants = new Grants(state.tokenResponse.scope, state.scope ?? '');
  const missing = grants.missing();
  if (missing.length > 0) throw new Closed('closed.scope', {scopes: missing.map((one) => `patient/${one}.rs`).join(', ')}, true);
  if (!client.patient.id) throw new Closed('closed.patient', {}, true);
  return {door: new Door(base, keysOf(client)), grants, patient: client.patient.id, user: client.getFhirUser(), open: false};
}

export const hostOf = (text: string): string => { try { return new URL(text).host; } catch { return text.slice(0, 60); } };

const smartKey = 'SMART_KEY';
function resumes(): boolean {
  const {searchParams} = new URL(location.href);
  if (searchParams.has('state') || searchParams.has('error')) return true;
  if (searchParams.has('patient')) return false;
  try { return sessionStorage.getItem(smartKey) !== null; } catch { return false; }
}

export async function openSession(): Promise<Session> {
  let settings: Settings;
  try { settings = await loadSettings(); } catch { throw new Closed('closed.settings', {}, true); }
  if (resumes()) return smartSession(settings);
  if (settings.demo && settings.embedded) {
    return {door: new Door(settings.embedded, noKeys), grants: everything, patient: null, user: null, open: true};
  }
  throw new Closed('closed.launch', {}, servers(settings).length > 0);
}
