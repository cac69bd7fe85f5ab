// What every part of the page may ask for.
import {createContext} from 'preact';
import {useContext} from 'preact/hooks';
import type {Names} from '../load/names';
import type {Store} from '../load/store';
import type {Session} from '../smart/session';
import type {Reviewer} from '../thread/review';
import type {Right} from './rights';

export interface Question { sort: 'link' | 'place'; url: string }
export interface Photo { url: string; name: string; said: string }
export interface Page {
  session: Session; store: Store; names: Names; zone: string; stamp: string;   // stamp changes with language and rights
  ask: (question: Question) => void;
  zoom: (photo: Photo) => void;
  jump: (id: string) => void;
  onJump: (jump: (id: string) => void) => void;   // the thread says how
  say: (sentence: string) => void;
  review: Right | null; reviewer: () => Promise<Reviewer | null>;
}

export const PageContext = createContext<Page | null>(null);
export function usePage(): Page {
  const page = useContext(PageContext);
  if (!page) throw new Error('outside of the page');
  return page;
}
