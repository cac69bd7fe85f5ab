// Which messages hold what is searched for, and which of them is looked at.
import {useEffect, useMemo, useState} from 'preact/hooks';
import {fold} from '../thread/fold';
import {type Message, plainOf} from '../thread/message';

const folded = new WeakMap<Message, string>();
function foldedOf(message: Message): string {
  let text = folded.get(message);
  if (text === undefined) folded.set(message, text = fold(plainOf(message.parts)));
  return text;
}

export interface Found { query: string; setQuery: (text: string) => void; needle: string; hits: Set<string>; list: string[]; at: number; step: (by: number) => void }

// The newest hit comes first; `look` is told where to go.
export function useSearch(messages: Message[], look: (id: string) => void): Found {
  const [query, setQuery] = useState('');
  const [place, setPlace] = useState<string | null>(null);
  const needle = fold(query.trim());
  const list = useMemo(() => needle === '' ? [] : messages.filter((one) => foldedOf(one).includes(needle)).map((one) => one.id), [messages, needle]);
  const hits = useMemo(() => new Set(list), [list]);
  useEffect(() => {
    const last = list.at(-1) ?? null;
    setPlace(last);
    if (last) look(last);
  }, [needle]);
  const at = Math.max(0, place === null ? list.length - 1 : list.indexOf(place));
  const step = (by: number) => {
    if (list.length === 0) return;
    const next = list[(at + by + list.length) % list.length]!;
    setPlace(next);
    look(next);
  };
  return {query, setQuery, needle, hits, list, at, step};
}
