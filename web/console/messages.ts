// All words of the console: every file of messages/LANGUAGE/ has its own top-level names, merged here. The sentences
// of the service are apart: parts/service_words.ts. Reasons have their words in one table of the service's own.
import reasons from '../../bridge/flow/reasons.json';
import type {Messages} from '../ground/language';

type Code = 'en' | 'es' | 'he';
type Row = Partial<Record<'name' | 'why' | 'next', Record<Code, string>>>;

const files = import.meta.glob<object>(['./messages/*/*.json', '!./messages/*/service.json'], {eager: true, import: 'default'});

const reasonsIn = (code: Code): object => Object.fromEntries(Object.entries(reasons as Record<string, Row>).map(([reason, row]) =>
  [reason, {name: row.name?.[code], why: row.why?.[code], ...(row.next ? {next: row.next[code]} : {})}]));

function of(code: Code): object {
  const own = Object.entries(files).filter(([path]) => path.startsWith(`./messages/${code}/`));
  const all = Object.assign({}, ...own.map(([, words]) => words)) as {compliance?: {reason?: object}};
  return {...all, compliance: {...all.compliance, reason: {...all.compliance?.reason, ...reasonsIn(code)}}};
}

export const messages: Messages = {en: of('en'), es: of('es'), he: of('he')};
