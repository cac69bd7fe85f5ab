// The launch page's work: which server, which scopes, and the address to sign in at.
import {type Configuration, scopesFor} from './scopes';
import {Closed, hostOf, oauth} from './session';
import {allowed, clientOf, loadSettings, reachable, servers, type Settings} from './settings';
import {openStorage} from './storage';

export type Launch = { go: string } | { choose: string[] };

async function configurationOf(iss: string): Promise<Configuration> {
  try {
    const answer = await fetch(`${iss}/.well-known/smart-configuration`, {headers: {Accept: 'application/json'}, credentials: 'omit', redirect: 'error'});
    return answer.ok ? await answer.json() as Configuration : {};
  } catch { return {}; }
}

function serverOf(settings: Settings, asked: string | null): string | string[] {
  if (asked !== null) {
    const iss = allowed(settings, asked);
    if (iss === null) throw new Closed('closed.issuer', {server: hostOf(asked)});
    return iss;
  }
  const list = servers(settings);
  if (list.length === 0) throw new Closed('closed.none');
  return list.length === 1 ? list[0]! : list;
}

export async function begin(address: URL): Promise<Launch> {
  let settings: Settings;
  try { settings = await loadSettings(); } catch { throw new Closed('closed.settings', {}, true); }
  const launch = address.searchParams.get('launch');
  const iss = serverOf(settings, address.searchParams.get('iss'));
  if (typeof iss !== 'string') return {choose: iss};
  if (!isSecureContext) throw new Closed('closed.insecure');   // no PKCE without crypto.subtle
  if (!openStorage()) throw new Closed('closed.storage');
  // fhirclient obeys further parameters of the address (clientId, patientId, fhirServiceUrl): it must not see them.
  const clean = new URL(address.pathname, address.origin);
  clean.searchParams.set('iss', iss);
  if (launch !== null) clean.searchParams.set('launch', launch);
  history.replaceState(null, '', clean);
  const configuration = await configurationOf(iss);
  const {token_endpoint: token} = configuration;
  if (token && !reachable(settings, iss, token, clean.href)) throw new Closed('closed.connect', {server: hostOf(token)});
  const scope = scopesFor(configuration, launch !== null);
  try {
    const go = await oauth().authorize({iss, clientId: clientOf(settings, iss), scope, redirectUri: new URL('./', clean).href,
      pkceMode: 'required', completeInTarget: true, noRedirect: true});
    if (!/^https?:/.test(go)) throw new Error('address');
    // A server without an authorize endpoint would come straight back, signed in as nobody.
    if (new URL(go).origin + new URL(go).pathname === new URL('./', clean).href) throw new Closed('closed.open', {server: hostOf(iss)});
    return {go};
  } catch (error) {
    if (error instanceof Closed) throw error;
    throw new Closed(error instanceof Error && /PKCE/.test(error.message) ? 'closed.pkce' : 'closed.failed', {server: hostOf(iss)}, true);
  }
}
