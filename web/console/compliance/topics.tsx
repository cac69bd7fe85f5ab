// What a rule covers, in words: first the content, then under which conditions.
import {Foreign} from './foreign';
import type {Criterion} from '../api';
import {word} from '../parts/words';
import {date} from './time';
import {topicWord} from './words';

function worded({what, codes}: Criterion): string {
  const isDate = what === 'from' || what === 'until';
  return codes.map((code) => (isDate ? date(code) : topicWord(code))).join(', ');
}

export function Topic({of}: {of: Criterion[]}) {
  if (of.length === 0) return <Foreign>{word('criterion', 'everything')}</Foreign>;
  const content = of.filter((one) => one.what === 'content');
  const rest = of.filter((one) => one.what !== 'content');
  const main = content.length > 0 ? content : rest.slice(0, 1);
  const more = content.length > 0 ? rest : rest.slice(1);
  return (
    <>
      <span>{main.map((one) => <Foreign key={one.what}>{worded(one)}</Foreign>)}</span>
      {more.length > 0 && <span class="soft">{more.map((one) => <span key={one.what}> · {word('criterion', one.what)}: <Foreign>{worded(one)}</Foreign></span>)}</span>}
    </>
  );
}
