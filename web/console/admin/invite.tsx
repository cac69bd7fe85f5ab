import {useState} from 'preact/hooks';
import {languages, language, t} from '../../ground/language';
import type {NewPerson, Person, Role} from '../api';
import {api} from '../client';
import {Confirm} from '../parts/dialog';
import {Choose, Field} from '../parts/field';
import {RoleChoice} from './role_choice';

// The link's dialog takes this one's place.
const nothing = (): void => undefined;

export function Invite({close, done}: {close: () => void; done: (person: Person, link: string) => void}) {
  const [name, setName] = useState('');
  const [display, setDisplay] = useState('');
  const [practitioner, setPractitioner] = useState('');
  const [tongue, setTongue] = useState<string>(language());
  const [chosen, setChosen] = useState<Role[]>([]);
  const [tried, setTried] = useState(false);
  const check = (): boolean => {
    setTried(true);
    return chosen.length > 0;
  };
  const run = async (): Promise<void> => {
    const made = await api.post<NewPerson>('/accounts', {name: name.trim(), display_name: display.trim(), roles: chosen, language: tongue,
      ...(practitioner.trim() ? {practitioner: practitioner.trim()} : {})});
    done(made, made.link);
  };
  return (
    <Confirm title={t('people.inviteTitle')} action={t('people.invite')} broad check={check} run={run} done={nothing} close={close}>
      <div class="stack">
        <Field label={t('people.displayName')} value={display} onValue={setDisplay} autocomplete="off" required maxLength={80} dir="auto" />
        <Field label={t('signIn.name')} hint={t('people.nameHint')} value={name} onValue={setName} autocomplete="off" autocapitalize="none" spellcheck={false} required maxLength={64} />
        <RoleChoice chosen={chosen} choose={setChosen} missing={tried && chosen.length === 0} />
        <Field label={t('people.practitioner')} hint={t('people.practitionerHint')} value={practitioner} onValue={setPractitioner} autocomplete="off"
               pattern="Practitioner/[A-Za-z0-9\-.]{1,64}" placeholder="Practitioner/…" dir="ltr" spellcheck={false} />
        <Choose label={t('frame.language')} value={tongue} onValue={setTongue} choices={languages.map((one) => ({value: one.code, text: one.name}))} />
      </div>
    </Confirm>
  );
}
