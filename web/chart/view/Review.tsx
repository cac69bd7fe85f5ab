// «Reviewed by, when», where the server takes it; otherwise nothing is offered.
import {useState} from 'preact/hooks';
import {dateTime} from '../../ground/dates';
import {t} from '../../ground/language';
import {Refusal} from '../fhir/door';
import type {Message} from '../thread/message';
import {setReviewed} from '../thread/review';
import {Icon} from './icons';
import {usePage} from './page';
import {Name} from './Traces';

export function Review({message}: { message: Message }) {
  const page = usePage();
  const [state, setState] = useState<'rest' | 'busy' | 'conflict' | 'forbidden' | 'failed'>('rest');
  if (message.review) {
    const {by, name, at} = message.review;
    return <span class="review"><Icon sign="check" /><span>{t('review.by')} {name === null ? <Name by={by} side="out" /> : <bdi>{name}</bdi>}, {dateTime(at, page.zone)}</span></span>;
  }
  if (message.side === 'out' || message.fate === 'wrong') return null;
  // Until the server has said whether it takes the mark, its place is kept: nothing moves afterwards.
  if (page.review === null) return <button type="button" class="small later noprint" disabled>{t('review.set')}</button>;
  if (page.review !== 'yes') return null;
  const mark = async () => {
    const by = await page.reviewer();
    if (!by) return;
    setState('busy');
    try {
      page.store.put(await setReviewed(page.session.door, message.id, by, new Date().toISOString(), t('words.code.mark.reviewed')));
      page.say(t('review.done'));
    } catch (error) {
      const kind = error instanceof Refusal ? error.kind : 'failed';
      setState(kind === 'conflict' ? 'conflict' : kind === 'forbidden' || kind === 'unauthorised' ? 'forbidden' : 'failed');
    }
  };
  return (
    <>
      <button type="button" class="small noprint" disabled={state === 'busy'} onClick={() => void mark()}>{t('review.set')}</button>
      {state !== 'rest' && state !== 'busy' && <span class="note" role="alert">{t(`review.${state}`)}</span>}
    </>
  );
}
