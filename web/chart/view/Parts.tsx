// What a message holds, part by part.
import {t} from '../../ground/language';
import type {Message, Part} from '../thread/message';
import {File} from './File';
import {Icon} from './icons';
import {labelOf, sayOr} from './labels';
import {usePage} from './page';
import {Text} from './Text';

function Place({part, needle}: { part: Part & { kind: 'location' }; needle: string }) {
  const page = usePage();
  const {latitude, longitude} = part;
  const there = latitude !== null && longitude !== null;
  const url = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=17/${latitude}/${longitude}`;
  return (
    <div class="place">
      <p class="label"><Icon sign="place" />{t('place.title')}</p>
      {part.text && <Text text={part.text} needle={needle} />}
      {there ? <p><bdi dir="ltr">{latitude}, {longitude}</bdi></p> : <p class="note">{t('words.note.flag.no-coordinates')}</p>}
      {there && <button type="button" class="small noprint" onClick={() => page.ask({sort: 'place', url})}>{t('place.map')}</button>}
    </div>
  );
}

function Labelled({label, text, needle}: { label: string; text: string; needle: string }) {
  return <div class="card"><p class="label">{label}</p>{text && <Text text={text} needle={needle} />}</div>;
}

export function PartView({part, message, needle}: { part: Part; message: Message; needle: string }) {
  switch (part.kind) {
    case 'text': return <Text text={part.text} needle={needle} />;
    case 'location': return <Place part={part} needle={needle} />;
    case 'card': return <Labelled label={t('card.title', {number: part.number, of: part.count})} text={part.text} needle={needle} />;
    case 'labelled': return <Labelled label={part.type === 'unsupported' ? t('words.note.message-type.unsupported', {kind: part.provider || '?'}) : labelOf(part.type)} text={part.text} needle={needle} />;
    case 'reaction': return part.emoji === null ? <p class="note">{t('words.note.message-type.reaction-removed')}</p>
      : <p class="soft">{t('reaction.added')} <bdi class="emoji">{part.emoji}</bdi></p>;
    case 'not-kept': return <p class="note"><Icon sign="alert" />{sayOr(`words.note.not-kept.${part.reason}`, 'words.note.not-kept.other', {file: labelOf(part.type)})}{part.name && <> <bdi class="filename">{part.name}</bdi></>}</p>;
    case 'unseen': return <p class="soft">{t('words.note.flag.no-visible-text')}</p>;
    case 'file': return <File part={part} message={message} needle={needle} />;
  }
}

export const PartsView = ({parts, message, needle}: { parts: Part[]; message: Message; needle: string }) => (
  <>{parts.map((part, i) => <PartView key={i} part={part} message={message} needle={needle} />)}</>
);
