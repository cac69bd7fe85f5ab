// What the service says in English, on a page in whatever language.
import {exact} from '../../ground/dates';
import {dateLocale} from '../../ground/language';
import {session} from '../session';

export const Said = ({children}: {children: string | null | undefined}) => <span lang="en" dir="auto" class="said">{readable(sentence(children ?? ''))}</span>;

// Instants among its words as people read them, in the clinic's zone and in the sentence's own language.
const readable = (text: string): string =>
  text.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, (at) => exact(at, session()?.clinic.timezone, dateLocale('en', navigator.languages)));

// Findings come as «it opens, and its schema is up to date»; standing alone they begin and end like a sentence.
export function sentence(text: string): string {
  const plain = text.trim();
  if (plain === '') return '';
  // A host or a setting at the beginning keeps its letters.
  const begun = /^\p{L}+[ ,]/u.test(plain) ? plain.charAt(0).toUpperCase() + plain.slice(1) : plain;
  return /[.!?:)»"]$/.test(begun) ? begun : `${begun}.`;
}
