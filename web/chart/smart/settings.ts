// What /chart/settings.json says: which servers may launch this page. Any other `iss` is refused.
// `client_id` is how the issuers know this page; the embedded chart knows it by a name of its own.
// `connect` are further origins of theirs, such as the token endpoint's.
export interface Settings { issuers: string[]; connect: string[]; embedded: string | null; client_id: string; demo: boolean }

interface Raw { issuers?: unknown; connect?: unknown; embedded?: unknown; client_id?: unknown; demo?: unknown }

const embeddedClient = 'chartbridge-chart';
const trimmed = (text: string): string => text.replace(/\/+$/, '');

export function readSettings(raw: Raw, page: string): Settings {
  const list = (value: unknown): string[] => (Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []);
  const embedded = raw.embedded === true ? '/fhir' : typeof raw.embedded === 'string' && raw.embedded ? raw.embedded : null;
  return {
    issuers: list(raw.issuers).map((one) => trimmed(new URL(one, page).href)),
    connect: list(raw.connect).map((one) => new URL(one).origin),
    embedded: embedded === null ? null : trimmed(new URL(embedded, page).href),
    client_id: typeof raw.client_id === 'string' && raw.client_id ? raw.client_id : embeddedClient,
    demo: raw.demo === true,
  };
}

export async function loadSettings(): Promise<Settings> {
  const answer = await fetch(new URL('settings.json', location.href), {cache: 'no-store', credentials: 'same-origin'});
  if (!answer.ok) throw new Error(`settings ${answer.status}`);
  return readSettings(await answer.json() as Raw, location.href);
}

export const servers = (settings: Settings): string[] =>
  [...new Set([...(settings.embedded ? [settings.embedded] : []), ...settings.issuers])];

// The server that is meant, in the spelling of the settings; null when it may not launch us.
export function allowed(settings: Settings, iss: string): string | null {
  let asked: string;
  try { asked = trimmed(new URL(iss).href); } catch { return null; }
  return servers(settings).find((one) => one === asked) ?? null;
}

// Whether the page's policy lets it speak to that address of the server's.
export function reachable(settings: Settings, iss: string, address: string, page: string): boolean {
  try { return [new URL(iss).origin, new URL(page).origin, ...settings.connect].includes(new URL(address).origin); } catch { return false; }
}

export const clientOf = (settings: Settings, iss: string): string => iss === settings.embedded ? embeddedClient : settings.client_id;
