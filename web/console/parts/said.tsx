// What the service says: codes with values, in the reader's language.
import {Fragment} from 'preact';
import {exact} from '../../ground/dates';
import {dateLocale, language} from '../../ground/language';
import type {Statement} from '../api';
import {session} from '../session';
import {word, wordOf} from './words';

export const Said = ({of}: {of: readonly Statement[]}) => (
  <span class="said">{of.map((one, index) => <Fragment key={index}>{index > 0 && ' '}<One of={one} /></Fragment>)}</span>);

// A value is text and nothing else, cut off from the direction of the sentence.
function One({of: {code, values}}: {of: Statement}) {
  const text = wordOf('statement', code);
  if (text === null) return <code class="code" dir="ltr">{code}</code>;
  return <>{text.split(/{{(\w+)}}/).map((part, index) => (index % 2 === 0 ? part
    : <bdi key={index} lang={part === 'detail' ? 'en' : undefined}>{Object.hasOwn(values, part) ? readable(part, values[part] ?? '') : ''}</bdi>))}</>;
}

// Instants as people read them, in the clinic's zone; states by their names.
const readable = (name: string, value: string): string => (name === 'progress' ? word('progress', value)
  : /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value)
    ? exact(value, session()?.clinic.timezone, dateLocale(language(), navigator.languages)) : value);
