// Lists that a page needs whole, as deep as is sensible.
import type {Item, Page} from '../api';
import {api, type Query} from '../client';

export interface Read { items: Item[]; cut: boolean }

const deep = 5;
const perPage = 100;

// Pages of a list, at most `most` of them.
export async function readPages(ask: (cursor: string | null) => Promise<Page<Item>>, most: number): Promise<Read> {
  const items: Item[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < most; ++page) {
    const got: Page<Item> = await ask(cursor);
    items.push(...got.items);
    cursor = got.next;
    if (cursor === null) return {items, cut: false};
  }
  return {items, cut: true};
}

export const readItems = (query: Query): Promise<Read> =>
  readPages((cursor) => api.get<Page<Item>>('/messages', {...query, limit: perPage, cursor}), deep);
