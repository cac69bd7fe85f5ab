// All words of the console: every file of messages/LANGUAGE/ has its own top-level names, merged here. The sentences
// of the service are apart: parts/service_words.ts.
import type {Messages} from '../ground/language';

const files = import.meta.glob<object>(['./messages/*/*.json', '!./messages/*/service.json'], {eager: true, import: 'default'});

function of(code: string): object {
  const own = Object.entries(files).filter(([path]) => path.startsWith(`./messages/${code}/`));
  return Object.assign({}, ...own.map(([, words]) => words)) as object;
}

export const messages: Messages = {en: of('en'), es: of('es'), he: of('he')};
