// Where fhirclient keeps the launch between two pages: sessionStorage. Browsers close it inside frames
// of other origins (Debian's Chromium, every private window, Safari). There the way to the sign-in and
// back is kept in the name of the frame, which only pages shown in that frame can read: our own and the
// sign-in's, which is handed the code anyway. A token is never written there: it stays in memory, and a
// reload begins anew.
const prefix = 'chartbridge:';

function works(): boolean {
  try {
    sessionStorage['chartbridge.probe'] = '1';
    delete sessionStorage['chartbridge.probe'];
    return true;
  } catch { return false; }
}

export function keptIn(name: string): Record<string, string> {
  if (!name.startsWith(prefix)) return {};
  try {
    const kept: unknown = JSON.parse(name.slice(prefix.length));
    return Object.fromEntries(Object.entries(kept ?? {}).filter(([, value]) => typeof value === 'string'));
  } catch { return {}; }
}

// An object that behaves as sessionStorage does for fhirclient: plain properties with texts.
export function namedStorage(frame: { name: string }): Record<string, string> {
  const store = keptIn(frame.name);
  frame.name = '';
  const write = () => {
    const safe = Object.entries(store).filter(([, value]) => !value.includes('access_token'));
    frame.name = safe.length === Object.keys(store).length && safe.length > 0 ? prefix + JSON.stringify(Object.fromEntries(safe)) : '';
    return true;
  };
  return new Proxy(store, {
    set: (_, key, value) => { store[String(key)] = String(value); return write(); },
    deleteProperty: (_, key) => { delete store[String(key)]; return write(); },
  });
}

// Whether a launch can be kept at all; call it before fhirclient is used.
export function openStorage(): boolean {
  if (works()) return true;
  if (self === top) return false;
  Object.defineProperty(window, 'sessionStorage', {value: namedStorage(window), configurable: true});
  return true;
}
