// All words of the console: the files of messages/LANGUAGE/, each with top-level names of its own, and under `words`
// the catalogue of the service, which says every code. A language is loaded when it is spoken.
import type {Language, Messages} from '../ground/language';

const own = import.meta.glob<object>('./messages/*/*.json', {import: 'default'});
const shared = import.meta.glob<object>('../../words/??.json', {import: 'default'});

async function of(code: Language): Promise<object> {
  const files = Object.entries({...own, ...shared}).filter(([path]) => path.includes(`/${code}/`) || path.endsWith(`/${code}.json`));
  const loaded = await Promise.all(files.map(async ([path, load]) => (path in shared ? {words: await load()} : load())));
  return Object.assign({}, ...loaded) as object;
}

export const messages: Messages = {en: () => of('en'), es: () => of('es'), he: () => of('he')};
