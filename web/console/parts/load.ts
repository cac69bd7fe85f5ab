// Things that come from the service: one, or a list that comes in pages.
import {useCallback, useEffect, useRef, useState} from 'preact/hooks';
import type {Page} from '../api';
import {api, type Query} from '../client';

export type Loaded<T> = {state: 'loading'} | {state: 'failed'; error: unknown} | {state: 'here'; value: T};
export interface Load<T> { now: Loaded<T>; again: () => void; set: (value: T) => void }

// `key` names what is asked for: another key asks anew. Answers to an older key are dropped.
export function useLoad<T>(ask: () => Promise<T>, key: string): Load<T> {
  const [now, setNow] = useState<Loaded<T>>({state: 'loading'});
  const turn = useRef(0);
  const begin = useCallback((quiet: boolean) => {
    const mine = ++turn.current;
    if (!quiet) setNow({state: 'loading'});
    ask().then((value) => { if (mine === turn.current) setNow({state: 'here', value}); },
               (error: unknown) => { if (mine === turn.current) setNow({state: 'failed', error}); });
  }, [key]);
  useEffect(() => {
    begin(false);
    return () => { ++turn.current; };
  }, [key]);
  return {now, again: () => begin(now.state === 'here'), set: (value) => setNow({state: 'here', value})};
}

export interface List<T> {
  items: T[];
  state: 'loading' | 'failed' | 'here';
  error: unknown;
  more: (() => void) | null;  // null: that was all
  busy: boolean;              // the next page is on its way
  again: () => void;
  change: (turn: (items: T[]) => T[]) => void;
}

export function useList<T>(path: string, query: Query = {}): List<T> {
  const asked = JSON.stringify([path, query]);
  const [items, setItems] = useState<T[]>([]);
  const [state, setState] = useState<List<T>['state']>('loading');
  const [error, setError] = useState<unknown>(null);
  const [next, setNext] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const turn = useRef(0);
  const fetchPage = useCallback((cursor: string | null) => {
    const mine = ++turn.current;
    if (cursor === null) setState('loading');
    setBusy(true);
    api.get<Page<T>>(path, {...query, cursor}).then((page) => {
      if (mine !== turn.current) return;
      setItems((before) => (cursor === null ? page.items : [...before, ...page.items]));
      setNext(page.next);
      setState('here');
      setBusy(false);
    }, (reason: unknown) => {
      if (mine !== turn.current) return;
      setError(reason);
      setState('failed');
      setBusy(false);
    });
  }, [asked]);
  useEffect(() => {
    setItems([]);
    setNext(null);
    fetchPage(null);
    return () => { ++turn.current; };
  }, [asked]);
  return {items, state, error, busy, more: next === null ? null : () => fetchPage(next),
          again: () => fetchPage(null), change: (make) => setItems(make)};
}
