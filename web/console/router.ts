// Pages by the fragment of the address: #/compliance/holds?state=open. Names, numbers and words of patients
// stay out of it (P8): a search lives in its page; an address carries references and keys only.
import type {ComponentType} from 'preact';
import {useEffect, useState} from 'preact/hooks';

export interface PageProps { params: Record<string, string>; query: URLSearchParams }
export interface Route {
  path: string;             // 'compliance/patients/:id'
  title: string;            // key of its words
  nav?: boolean;            // stands in the navigation of its area
  needs?: string[];         // one of these permissions; none: everybody who sees the area
  page: ComponentType<PageProps>;
}
export interface Place { path: string; query: URLSearchParams }

export function parse(hash: string): Place {
  const [path = '', query = ''] = splitOnce(hash.replace(/^#?\/?/, ''), '?');
  return {path: path.replace(/\/+$/, ''), query: new URLSearchParams(query)};
}

export function match(routes: Route[], path: string): {route: Route; params: Record<string, string>} | null {
  for (const route of routes) {
    const params = fits(route.path.split('/'), path.split('/'));
    if (params) return {route, params};
  }
  return null;
}

// The last name may be '*name': it takes all that is left («Patient/12»).
function fits(wanted: string[], given: string[]): Record<string, string> | null {
  const params: Record<string, string> = {};
  for (const [index, name] of wanted.entries()) {
    const part = given[index];
    if (part === undefined || part === '') return name === part ? params : null;
    if (name.startsWith('*')) return {...params, [name.slice(1)]: given.slice(index).map(decode).join('/')};
    if (name.startsWith(':')) params[name.slice(1)] = decode(part);
    else if (name !== part) return null;
  }
  return wanted.length === given.length ? params : null;
}

export const href = (path: string, query: Record<string, string> = {}): string => {
  const asked = new URLSearchParams(query).toString();
  return `#/${path}${asked ? `?${asked}` : ''}`;
};
export const go = (path: string, query: Record<string, string> = {}): void => { location.hash = href(path, query); };
// Changes the address without a new entry in the history: filters.
export const stay = (path: string, query: Record<string, string> = {}): void => {
  history.replaceState(null, '', href(path, query));
  window.dispatchEvent(new Event('hashchange'));
};

// Whether somebody has moved since the console was opened: only then does focus follow.
let moves = 0;
export const moved = (): boolean => moves > 0;

export function usePlace(): Place {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const turn = (): void => {
      ++moves;
      setHash(location.hash);
    };
    window.addEventListener('hashchange', turn);
    return () => window.removeEventListener('hashchange', turn);
  }, []);
  return parse(hash);
}

function decode(text: string): string {
  try { return decodeURIComponent(text); } catch { return text; }
}

function splitOnce(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
