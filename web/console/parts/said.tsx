// What the service says: in the reader's language where its sentence is known there, else in English.
import {exact} from '../../ground/dates';
import {dateLocale, language, type Language} from '../../ground/language';
import {session} from '../session';
import {capital, inWordsOf} from './service_words';

// A sentence of its own.
export function Said({children}: {children: string | null | undefined}) {
  const {text, lang} = inWordsOf(language(), children ?? '');
  return <Spoken lang={lang}>{sentence(text)}</Spoken>;
}

// A few words, such as a title: they end as they come.
export function SaidWords({children}: {children: string}) {
  const {text, lang} = inWordsOf(language(), children);
  return <Spoken lang={lang}>{text}</Spoken>;
}

// A value that may be words («not set») or a thing of its own (a path, a URL).
export function SaidValue({children}: {children: string}) {
  const {text, lang} = inWordsOf(language(), children);
  return lang === 'en' ? <bdi>{text}</bdi> : <Spoken lang={lang}>{text}</Spoken>;
}

const Spoken = ({lang, children}: {lang: Language; children: string}) =>
  <span lang={lang} dir={lang === 'he' ? 'rtl' : 'ltr'} class="said">{readable(children, lang)}</span>;

// Instants among its words as people read them, in the clinic's zone and in the sentence's own language.
const readable = (text: string, lang: Language): string => text.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g,
  (at) => exact(at, session()?.clinic.timezone, dateLocale(lang, navigator.languages)));

// Findings come as «it opens, and its schema is up to date»; standing alone they begin and end like a sentence.
export function sentence(text: string): string {
  const plain = text.trim();
  if (plain === '') return '';
  // A host or a setting at the beginning keeps its letters.
  const begun = capital(plain);
  return /[.!?:)»"]\u2069?$/.test(begun) ? begun : `${begun}.`;
}
