// What a rule covers, in words: first the content, then under which conditions.
import {Foreign} from './foreign';
import {type Clause, clausesOf} from './plain';
import {date} from './time';
import {say, topicWord} from './words';

function worded({what, codes}: Clause): string {
  const isDate = what === 'from' || what === 'until';
  return codes.map((code) => (isDate ? date(code) : topicWord(code))).join(', ');
}

export function Topic({text}: {text: string}) {
  const clauses = clausesOf(text);
  if (clauses === null) return <Foreign>{topicWord(text)}</Foreign>;
  const content = clauses.filter((one) => one.what === 'content');
  const rest = clauses.filter((one) => one.what !== 'content');
  const main = content.length > 0 ? content : rest.slice(0, 1);
  const more = content.length > 0 ? rest : rest.slice(1);
  return (
    <>
      <span>{main.map((one) => <Foreign key={one.what}>{worded(one)}</Foreign>)}</span>
      {more.length > 0 && <span class="soft">{more.map((one) => <span key={one.what}> · {say(`clause.${one.what}`)}: <Foreign>{worded(one)}</Foreign></span>)}</span>}
    </>
  );
}
