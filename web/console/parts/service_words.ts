// What the service says in English, in the reader's language. The English sentence is the key (messages/*/service.json);
// {{name}} stands for what the service puts in. A sentence that is not there stays English and says so.
import type {Language} from '../../ground/language';

export interface Spoken { text: string; lang: Language }
export type Sentences = Record<string, string>;
interface Template { pattern: RegExp; names: string[]; text: string; literal: number }
interface Known { exact: Map<string, string>; templates: Template[] }

const files = import.meta.glob<Sentences>('../messages/*/service.json', {eager: true, import: 'default'});
const longest = 2000;
const hole = /{{(\w+)}}/;

// Sentences come with and without their capital and their full stop.
const fold = (text: string): string => {
  const plain = text.trim().replace(/\.$/, '');
  return plain.charAt(0).toLowerCase() + plain.slice(1);
};
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function compiled(sentence: string, text: string): Template {
  const parts = fold(sentence).split(hole);  // words and names take turns
  const words = parts.filter((_, index) => index % 2 === 0);
  return {pattern: new RegExp(`^${words.map(escaped).join('(.+?)')}$`, 'su'), names: parts.filter((_, index) => index % 2 === 1),
    text, literal: words.join('').length};
}

function read(sentences: Sentences): Known {
  const all = Object.entries(sentences);
  return {
    exact: new Map(all.filter(([key]) => !hole.test(key)).map(([key, text]) => [fold(key), text])),
    templates: all.filter(([key]) => hole.test(key)).map(([key, text]) => compiled(key, text)).sort((a, b) => b.literal - a.literal),
  };
}

const unstopped = (text: string): string => text.replace(/\.$/, '');
// «Media are …»; a host, a file or a setting keeps its letters.
export const capital = (text: string): string => (/^\p{L}+[ ,]/u.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text);

export function translator(language: Language, sentences: Sentences): (text: string) => string | null {
  const known = read(sentences);
  // Left-to-right names in a right-to-left sentence keep their own order.
  const apart = (value: string): string => (language === 'he' ? `\u2068${value}\u2069` : value);

  // «transactions, A and B»: a list whose members are all known.
  const listed = (value: string): string | null => {
    const members = value.split(/, | and /).map((one) => single(one));
    return members.length > 1 && members.every((one) => one !== null)
      ? new Intl.ListFormat(language).format(members as string[]) : null;
  };
  // A value may be a sentence itself; one that runs on into another clause must be.
  const valued = (value: string): string | null => {
    const said = whole(value);
    return said !== null ? unstopped(said) : listed(value) ?? (/; |\. \p{Lu}/u.test(value) ? null : apart(value));
  };
  const filled = ({names, text}: Template, values: string[]): string | null => {
    const said = new Map(names.map((name, index) => [name, valued(values[index] ?? '')]));
    return [...said.values()].includes(null) ? null : text.replace(/{{(\w+)}}/g, (_, name: string) => said.get(name) ?? '');
  };
  const single = (text: string): string | null => {
    const plain = fold(text);
    const exact = known.exact.get(plain);
    if (exact !== undefined) return exact;
    for (const one of known.templates) {
      const found = one.pattern.exec(plain);
      const said = found && filled(one, found.slice(1));
      if (said) return said;
    }
    return null;
  };
  // Several sentences or clauses in a row; each must be known.
  const row = (parts: string[], join: (said: string[]) => string): string | null => {
    const said = parts.length > 1 ? parts.map((one) => single(one)) : [];
    return said.length > 0 && said.every((one) => one !== null) ? join(said as string[]) : null;
  };
  const sentencesOf = (text: string): string | null => row(text.split(/(?<=\.) (?=[\p{Lu}[])/u),
    (said) => said.map((one) => `${capital(unstopped(one))}.`).join(' '));
  const clausesOf = (text: string): string | null => row(text.split('; '), (said) => said.map(unstopped).join('; '));
  const whole = (text: string): string | null => known.exact.get(fold(text)) ?? sentencesOf(text) ?? single(text) ?? clausesOf(text);

  return (text) => (text.length > longest ? null : whole(text));
}

const translators = new Map<Language, (text: string) => string | null>();

export function inWordsOf(language: Language, text: string): Spoken {
  const sentences = files[`../messages/${language}/service.json`];
  if (!sentences) return {text, lang: 'en'};
  const translate = translators.get(language) ?? translator(language, sentences);
  translators.set(language, translate);
  const said = translate(text);
  return said === null ? {text, lang: 'en'} : {text: said, lang: language};
}
