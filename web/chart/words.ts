// The words of this page, and the catalogue that it shares with the service: a language is loaded when it is spoken.
import type {Messages} from '../ground/language';

const of = async (own: Promise<{default: object}>, shared: Promise<{default: object}>): Promise<object> =>
  ({...(await own).default, words: (await shared).default});

export const messages: Messages = {
  en: () => of(import('./messages/en.json'), import('../../words/en.json')),
  es: () => of(import('./messages/es.json'), import('../../words/es.json')),
  he: () => of(import('./messages/he.json'), import('../../words/he.json')),
};
