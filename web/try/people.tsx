// Who may write: the people of the clinic day, or somebody with a number of one's own.
import {known, t} from '../ground/language';
import type {Person, Sender} from './bridge';

export const newcomer = 'somebody-new';
export interface Newcomer { number: string; name: string }

export const senderOf = (who: string, fresh: Newcomer): Sender => who === newcomer ? fresh : {person: who};

function tagOf(person: Person): string {
  if (person.group !== 'patient') return t(`groups.${person.group}`);
  const key = `consents.${person.consent.replace('+', '-')}`;
  return known(key) ? t(key) : '';
}

interface RowProps { id: string; name: string; lang?: string; tag: string; number: string; chosen: boolean; choose: (id: string) => void }
function Row({id, name, lang, tag, number, chosen, choose}: RowProps) {
  return (
    <label class="person">
      <input type="radio" name="person" value={id} checked={chosen} onChange={() => choose(id)} />
      <bdi class="name" lang={lang || undefined}>{name}</bdi>
      {tag && <span class="badge">{tag}</span>}
      {number && <small><bdi dir="ltr">{number}</bdi></small>}
    </label>
  );
}

interface Props {
  people: Person[]; who: string; choose: (id: string) => void;
  fresh: Newcomer; setFresh: (fresh: Newcomer) => void;
}
export function People({people, who, choose, fresh, setFresh}: Props) {
  return (
    <>
      <fieldset class="people panel">
        <legend>{t('who')}</legend>
        {people.map((one) => <Row key={one.id} id={one.id} name={one.name} lang={one.language} tag={tagOf(one)}
          number={one.number} chosen={one.id === who} choose={choose} />)}
        <Row id={newcomer} name={t('new')} tag={t('yourNumber')} number="" chosen={who === newcomer} choose={choose} />
      </fieldset>
      {who === newcomer && (
        <form class="newcomer" onSubmit={(event) => event.preventDefault()}>
          <label>{t('number')}
            <input type="tel" inputMode="tel" dir="ltr" autocomplete="off" placeholder="+34 600 000 150" value={fresh.number}
              onInput={(event) => setFresh({...fresh, number: event.currentTarget.value})} /></label>
          <label>{t('name')}
            <input type="text" dir="auto" autocomplete="off" maxLength={60} value={fresh.name}
              onInput={(event) => setFresh({...fresh, name: event.currentTarget.value})} /></label>
        </form>
      )}
    </>
  );
}
