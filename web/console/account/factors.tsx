// The password and the recovery codes: what replaces the old ones ends them at once.
import {useState} from 'preact/hooks';
import {t} from '../../ground/language';
import type {Recovery} from '../api';
import {api, ApiError} from '../client';
import {Confirm} from '../parts/dialog';
import {Fault} from '../parts/fault';
import {Field} from '../parts/field';
import {Panel} from '../parts/page';
import {NewPassword, strength} from '../parts/password';
import {RecoveryCodes} from '../parts/recovery';
import {failure} from '../parts/words';
import {session} from '../session';

export function PasswordPanel() {
  const [old, setOld] = useState('');
  const [fresh, setFresh] = useState('');
  const [said, setSaid] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const name = session()?.account.name ?? '';
  const code = error instanceof ApiError ? error.code : '';
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (['none', 'short', 'name'].includes(strength(fresh, name))) return;
    setSaid(false);
    setError(null);
    try {
      await api.post('/account/password', {old, new: fresh});
      setOld('');
      setFresh('');
      setSaid(true);
    } catch (reason) {
      setError(reason);
    }
  };
  return (
    <Panel title={t('account.password')}>
      <form class="stack" onSubmit={(event) => void submit(event)}>
        {code !== 'wrong' && code !== 'weak-password' && <Fault error={error} />}
        <Field label={t('account.oldPassword')} type="password" autocomplete="current-password" value={old} onValue={setOld} required dir="ltr"
               error={code === 'wrong' ? t('account.wrongOld') : null} />
        <NewPassword label={t('account.newPassword')} value={fresh} onValue={setFresh} names={[name]} error={code === 'weak-password' ? failure(error) : null} />
        <div class="actions">
          <button type="submit" class="main">{t('account.changePassword')}</button>
          <span role="status" class="good-word">{said ? t('account.passwordChanged') : ''}</span>
        </div>
      </form>
    </Panel>
  );
}

export function RecoveryPanel() {
  const [asking, setAsking] = useState(false);
  const [codes, setCodes] = useState<string[] | null>(null);
  const make = async (): Promise<void> => { setCodes((await api.post<Recovery>('/account/recovery')).recovery); };
  return (
    <Panel title={t('recovery.list')}>
      {codes ? <RecoveryCodes codes={codes} /> : <p>{t('recovery.what')}</p>}
      {!codes && <div class="actions"><button type="button" onClick={() => setAsking(true)}>{t('recovery.make')}</button></div>}
      {asking && <Confirm title={t('recovery.make')} action={t('recovery.make')} run={make} close={() => setAsking(false)}><p>{t('recovery.ends')}</p></Confirm>}
    </Panel>
  );
}
