// Who is signed in, for the pages. What a role may do is decided by the service; what is asked here only
// keeps pages from offering what would be refused.
import {useEffect, useState} from 'preact/hooks';
import type {Session} from './api';

export type Grant = Session['grants'][string];

let current: Session | null = null;
const listeners = new Set<() => void>();

export const session = (): Session | null => current;
export function setSession(next: Session | null): void {
  current = next;
  for (const listener of listeners) listener();
}
// The grant, or undefined where there is none.
export const may = (permission: string): Grant | undefined => current?.grants[permission];
// Numbers alone open no page.
export const mayAny = (permissions: string[]): boolean =>
  permissions.some((one) => may(one) !== undefined && may(one) !== 'counters');

export function useSession(): Session | null {
  const [, turn] = useState(0);
  useEffect(() => {
    const listener = (): void => turn((count) => count + 1);
    listeners.add(listener);
    return () => { listeners.delete(listener); };
  }, []);
  return current;
}
