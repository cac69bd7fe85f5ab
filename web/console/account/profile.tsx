import {useState} from 'preact/hooks';
import {type Language, languages, t} from '../../ground/language';
import type {Session} from '../api';
import {api} from '../client';
import {choose} from '../entry/language_switch';
import {Fault} from '../parts/fault';
import {Choose, Field} from '../parts/field';
import {Panel} from '../parts/page';
import {session, setSession} from '../session';

export function Profile() {
  const account = session()?.account;
  const [name, setName] = useState(account?.display_name ?? '');
  const [said, setSaid] = useState(false);
  const [error, setError] = useState<unknown>(null);
  if (!account) return null;
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setSaid(false);
    setError(null);
    try {
      setSession(api.keep(await api.patch<Session>('/account', {display_name: name.trim()})));
      setSaid(true);
    } catch (reason) {
      setError(reason);
    }
  };
  return (
    <Panel title={t('account.profile')}>
      <form class="stack" onSubmit={(event) => void submit(event)}>
        <Fault error={error} />
        <Field label={t('signIn.name')} value={account.name} onValue={() => undefined} readOnly />
        <Field label={t('setUp.displayName')} hint={t('setUp.displayNameHint')} value={name} onValue={setName} autocomplete="name" required maxLength={80} dir="auto" />
        <Choose label={t('frame.language')} value={account.language} onValue={(code) => void choose(code as Language)}
                choices={languages.map((one) => ({value: one.code, text: one.name}))} />
        <div class="actions">
          <button type="submit" class="main">{t('action.save')}</button>
          <span role="status" class="good-word">{said ? t('account.saved') : ''}</span>
        </div>
      </form>
    </Panel>
  );
}
