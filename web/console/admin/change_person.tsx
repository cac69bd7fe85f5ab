import {useState} from 'preact/hooks';
import {t} from '../../ground/language';
import type {Link, Person, Role} from '../api';
import {api, ApiError} from '../client';
import {Confirm} from '../parts/dialog';
import {Field} from '../parts/field';
import {RoleChoice} from './role_choice';

interface Change { person: Person; close: () => void; done: (person: Person) => void }
const at = (person: Person): string => `/accounts/${encodeURIComponent(person.id)}`;

// `again`: reads the list anew when somebody else was faster.
export function ChangePerson({person, close, done, again}: Change & {again: () => void}) {
  const [display, setDisplay] = useState(person.display_name);
  const [practitioner, setPractitioner] = useState(person.practitioner ?? '');
  const [chosen, setChosen] = useState<Role[]>(person.roles);
  const [tried, setTried] = useState(false);
  const check = (): boolean => {
    setTried(true);
    return chosen.length > 0;
  };
  const run = async (): Promise<void> => {
    try {
      done(await api.patch<Person>(at(person), {display_name: display.trim(), roles: chosen, practitioner: practitioner.trim() || null, version: person.version}));
    } catch (error) {
      if (error instanceof ApiError && error.code === 'changed') again();
      throw error;
    }
  };
  return (
    <Confirm title={t('people.changeTitle')} action={t('action.save')} broad check={check} run={run} close={close}>
      <div class="stack">
        <Field label={t('people.displayName')} value={display} onValue={setDisplay} autocomplete="off" required maxLength={80} dir="auto" />
        <RoleChoice chosen={chosen} choose={setChosen} missing={tried && chosen.length === 0} />
        <Field label={t('people.practitioner')} hint={t('people.practitionerHint')} value={practitioner} onValue={setPractitioner} autocomplete="off"
               pattern="Practitioner/[A-Za-z0-9\-.]{1,64}" placeholder="Practitioner/…" dir="ltr" spellcheck={false} />
        <p class="soft">{t('people.changeEnds')}</p>
      </div>
    </Confirm>
  );
}

export function DisablePerson({person, close, done}: Change) {
  const run = async (): Promise<void> => done(await api.patch<Person>(at(person), {active: !person.active, version: person.version}));
  const turn = person.active ? 'disable' : 'enable';
  return (
    <Confirm title={t(`people.${turn}Title`)} action={t(`people.${turn}`)} danger={person.active} run={run} close={close}>
      <p><strong><bdi>{person.display_name}</bdi></strong></p>
      <p>{t(`people.${turn}Text`)}</p>
    </Confirm>
  );
}

export function NewFactor({person, close, done}: {person: Person; close: () => void; done: (link: string) => void}) {
  const run = async (): Promise<void> => done((await api.post<Link>(`${at(person)}/invitation`)).link);
  return (
    <Confirm title={t('people.factorTitle')} action={t('people.factorGo')} run={run} done={() => undefined} close={close}>
      <p><strong><bdi>{person.display_name}</bdi></strong></p>
      <p>{t('people.factorText')}</p>
    </Confirm>
  );
}
