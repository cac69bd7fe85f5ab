// What happened to a message later: edits with what stood before, reactions, receipts.
import {clock, dateTime, exact} from '../../ground/dates';
import {t} from '../../ground/language';
import type {Reference} from '../fhir/types';
import type {Message, Side} from '../thread/message';
import {useAuthor} from './Author';
import {Icon} from './icons';
import {PartsView} from './Parts';
import {usePage} from './page';

export function Edits({message}: { message: Message }) {
  const {zone} = usePage();
  if (message.edits.length === 0) return null;
  return (
    <details class="edits">
      <summary>{message.editedAt ? t('edits.at', {at: dateTime(message.editedAt, zone)}) : t('edits.title')}</summary>
      <ol>{message.edits.map((one, i) => (
        <li key={i}><p class="soft">{one.at ? t('edits.before', {at: exact(one.at, zone)}) : t('edits.earlier')}</p>
          <PartsView parts={one.parts} message={message} needle="" /></li>
      ))}</ol>
    </details>
  );
}

export const Name = ({by, side}: { by: Reference | null; side: Side | null }) => <bdi>{useAuthor(by, side).name}</bdi>;

export function Reactions({message}: { message: Message }) {
  const page = usePage();
  if (message.reactions.length === 0) return null;
  return (
    <ul class="reactions" aria-label={t('reaction.list')}>{message.reactions.map((one) => {
      return (
        <li key={one.id} id={`m-${one.id}`} tabIndex={-1} class={one.current && one.emoji !== null ? '' : 'past'} title={one.at ? exact(one.at, page.zone) : ''}>
          {one.emoji === null ? <span class="soft">{t('reaction.back')}</span> : <bdi class="emoji">{one.emoji}</bdi>} <Name by={one.by} side={one.side} />
          {one.at && <> <span class="soft">{clock(one.at, page.zone)}</span></>}{!one.current && <span class="soft"> {t('reaction.replaced')}</span>}
        </li>
      );
    })}</ul>
  );
}

export function Receipt({message}: { message: Message }) {
  const {zone} = usePage();
  if (message.side === 'in' || message.fate === 'not-sent' || message.fate === 'wrong') return null;
  const [sign, text] = message.read ? ['checks' as const, t('receipt.read', {at: clock(message.read, zone)})]
    : message.received ? ['checks' as const, t('receipt.delivered', {at: clock(message.received, zone)})] : ['check' as const, t('receipt.sent')];
  return <span class={`receipt${message.read ? ' read' : ''}`}><Icon sign={sign} />{text}</span>;
}
