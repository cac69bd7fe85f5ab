import type {Messages} from '../ground/language';
import en from './messages/en.json';
import es from './messages/es.json';
import he from './messages/he.json';

export const messages: Messages = {en, es, he};
