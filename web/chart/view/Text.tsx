// Words from the record: always text, each line in its own direction, addresses opened only after a
// question, what is searched for marked.
import {Fragment} from 'preact';
import {useState} from 'preact/hooks';
import {t} from '../../ground/language';
import {find} from '../thread/fold';
import {directionOf, hasOverride, linesOf, piecesOf, readable} from '../thread/lines';
import {usePage} from './page';

export function Marked({text, needle}: { text: string; needle: string }) {
  const ranges = find(text, needle);
  if (ranges.length === 0) return <>{text}</>;
  return <>{ranges.map((one, i) => (
    <Fragment key={one.from}>{text.slice(i === 0 ? 0 : ranges[i - 1]!.to, one.from)}<mark>{text.slice(one.from, one.to)}</mark></Fragment>
  ))}{text.slice(ranges.at(-1)!.to)}</>;
}

function Line({line, needle}: { line: string; needle: string }) {
  const page = usePage();
  if (line.trim() === '') return <div class="line"><br /></div>;
  return (
    <div class="line" dir="auto">{piecesOf(line).map((piece, i) => piece.link === null
      ? <Marked key={i} text={piece.text} needle={needle} />
      : <button key={i} type="button" class="link" dir="ltr" onClick={() => page.ask({sort: 'link', url: piece.link!})}>
        <Marked text={piece.text} needle={needle} /></button>)}
    </div>
  );
}

const shownAtOnce = 2000;
const linesAtOnce = 40;

export function Text({text, needle = ''}: { text: string; needle?: string }) {
  const [whole, setWhole] = useState(false);
  const lines = linesOf(readable(text));
  const long = text.length > shownAtOnce || lines.length > linesAtOnce;
  const shown = long && !whole && needle === '' ? linesOf(readable(text).slice(0, shownAtOnce)).slice(0, linesAtOnce) : lines;
  return (
    <>
      <div class="text" dir={directionOf(text)}>{shown.map((line, i) => <Line key={i} line={line} needle={needle} />)}</div>
      {long && needle === '' && <button type="button" class="small noprint" aria-expanded={whole} onClick={() => setWhole(!whole)}>{t(whole ? 'text.less' : 'text.more')}</button>}
      {hasOverride(text) && <p class="note">{t('text.override')}</p>}
    </>
  );
}
