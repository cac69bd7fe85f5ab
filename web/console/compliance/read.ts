// Lists that a page needs whole, as deep as is sensible.
import type {Item, Page} from '../api';
import {api, type Query} from '../client';
import {type Read, readPages} from './board';

const deep = 5;
const perPage = 100;

export const readItems = (query: Query): Promise<Read> =>
  readPages((cursor) => api.get<Page<Item>>('/messages', {...query, limit: perPage, cursor}), deep);
