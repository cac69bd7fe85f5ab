// One message: who, when, what was said, and all that is known about it.
import {useEffect, useState} from 'preact/hooks';
import {clock, day, exact} from '../../ground/dates';
import {known, t} from '../../ground/language';
import type {Message, Quote} from '../thread/message';
import {AuthorName, useAuthor} from './Author';
import {Icon, type Sign} from './icons';
import {Origin} from './Origin';
import {labelOf} from './labels';
import {PartsView} from './Parts';
import {usePage} from './page';
import {Review} from './Review';
import {useSeen} from './seen';
import {Edits, Reactions, Receipt} from './Traces';

export const placeOf = (id: string): string => `m-${id}`;

function When({message}: { message: Message }) {
  const {zone} = usePage();
  if (message.at === null) return <span class="soft">{t('message.noTime')}</span>;
  const said = message.at.includes('T') ? clock(message.at, zone) : day(message.at, zone);
  return <time dateTime={message.at} title={exact(message.at, zone)}>{said}</time>;
}

const signs: Record<string, Sign> = {forwarded: 'forward', 'frequently-forwarded': 'forward', edited: 'pen'};
// The stronger mark says the weaker one, too.
function marks({flags, editedAt}: Message): string[] {
  const often = flags.includes('frequently-forwarded');
  const edited = editedAt !== null || flags.includes('edited');
  return [...flags.filter((flag) => (flag === 'forwarded' && !often) || flag === 'frequently-forwarded' || flag === 'group'), ...(edited ? ['edited'] : [])];
}
const explained = ['forwarded', 'frequently-forwarded', 'group', 'time-of-receipt'];

function Badges({message}: { message: Message }) {
  return (
    <>
      {message.patientReported && <span class="badge">{t('badge.reported')}</span>}
      {marks(message).map((flag) => <span key={flag} class="badge">{signs[flag] && <Icon sign={signs[flag]} />}{t(`words.code.flag.${flag}`)}</span>)}
      {message.source && <span class="badge">{known(`words.code.source.${message.source}`) ? t(`words.code.source.${message.source}`) : message.source}</span>}
      {message.labels.map((code) => <span key={code} class="badge warn"><Icon sign="lock" />{known(`label.${code}`) ? t(`label.${code}`) : <bdi>{code}</bdi>}</span>)}
      {message.fate !== 'there' && <span class="badge bad"><Icon sign={message.fate === 'deleted' ? 'bin' : 'alert'} />{t(`fate.${message.fate}`)}</span>}
    </>
  );
}

// Older messages may still be on their way.
function MissingQuote() {
  const {store} = usePage();
  const [whole, setWhole] = useState(store.snapshot.reading === 'whole');
  useEffect(() => {
    const look = () => setWhole(store.snapshot.reading === 'whole');
    look();
    return store.listen(look);
  }, [store]);
  return <p class="quote missing">{t(whole ? 'quote.missing' : 'quote.older')}</p>;
}

function QuoteView({quote, id}: { quote: Quote; id: string }) {
  const page = usePage();
  const author = useAuthor(quote.by, quote.side);
  return (
    <a class="quote" href={`#${placeOf(id)}`} onClick={(event) => { event.preventDefault(); page.jump(id); }}>
      <span class="unseen">{t('quote.title')} </span><bdi class="who">{author.name}</bdi>
      <span class="said">{quote.type !== null && <span class="label">{labelOf(quote.type)} </span>}<bdi>{quote.preview}</bdi></span>
    </a>
  );
}

// What was filed in error stays readable, but not at a glance.
function Body({message, needle}: { message: Message; needle: string }) {
  const parts = <PartsView parts={message.parts} message={message} needle={needle} />;
  if (message.fate === 'wrong') return <details class="withdrawn"><summary>{t('fate.show')}</summary>{parts}</details>;
  return <div class={message.fate === 'deleted' ? 'withdrawn' : 'body'}>{parts}{message.parts.length === 0 && <p class="soft">{t('message.empty')}</p>}</div>;
}

function Fate({message}: { message: Message }) {
  const {zone} = usePage();
  if (message.fate === 'deleted') {
    const by = t(message.deletedBy === 'out' ? 'fate.byClinic' : 'fate.bySender');
    return <p class="note">{message.deletedAt ? t('fate.deletedAt', {by, at: exact(message.deletedAt, zone)}) : t('fate.deletedBy', {by})}</p>;
  }
  return message.reason ? <p class="note"><bdi>{message.reason}</bdi></p> : null;
}

export function MessageView({message, needle, current}: { message: Message; needle: string; current: boolean }) {
  const page = usePage();
  const versions = message.version !== '' && message.version !== '1' && message.edits.length === 0;
  const place = useSeen<HTMLLIElement>(versions ? () => void page.store.history(message) : null);
  const author = useAuthor(message.author, message.side, message.resource);
  return (
    <li ref={place} id={placeOf(message.id)} tabIndex={-1} class={`message ${message.side} ${message.fate}${current ? ' current' : ''}`}>
      <div class="bubble">
        <div class="head">
          <AuthorName author={author} /><span class="unseen">{t(`direction.${message.side}`)}</span>
          <When message={message} /><Badges message={message} />
        </div>
        {message.quote && (message.quote.id === null ? <MissingQuote /> : <QuoteView quote={message.quote} id={message.quote.id} />)}
        <Fate message={message} />
        <Body message={message} needle={needle} />
        {explained.filter((flag) => message.flags.includes(flag) && !(flag === 'forwarded' && message.flags.includes('frequently-forwarded')))
          .map((flag) => <p class="note" key={flag}>{t(`words.note.flag.${flag}`)}</p>)}
        {message.notes.map((note, i) => <p class="note" key={i}><bdi>{note}</bdi></p>)}
        <Edits message={message} />
        <Reactions message={message} />
        <div class="foot"><Receipt message={message} /><Review message={message} /><Origin message={message} /></div>
      </div>
    </li>
  );
}
