// Name, password and code in one form. What was wrong is never said: the same words for all three.
import type {ComponentChildren} from 'preact';
import {useState} from 'preact/hooks';
import {t} from '../../ground/language';
import type {Session} from '../api';
import {api, ApiError} from '../client';
import {Field} from '../parts/field';
import {failure} from '../parts/words';

// `name`: of the person whose session has ended; only they go on here.
export function SignInForm({name: fixed, done, extra}: {name?: string; done: (session: Session) => void; extra?: ComponentChildren}) {
  const [name, setName] = useState(fixed ?? '');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [recovery, setRecovery] = useState(false);
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState('');
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setSaid('');
    try {
      done(await api.signIn(name.trim(), password, code.replace(/\s/g, '')));
    } catch (error) {
      setSaid(error instanceof ApiError && error.status === 401 ? t('signIn.wrong') : failure(error));
      setCode('');
      setBusy(false);
    }
  };
  return (
    <form class="stack" onSubmit={(event) => void submit(event)}>
      {said && <p class="notice bad" role="alert">{said}</p>}
      <Field label={t('signIn.name')} value={name} onValue={setName} autocomplete="username" autocapitalize="none"
             spellcheck={false} required readOnly={fixed !== undefined} />
      <Field label={t('signIn.password')} value={password} onValue={setPassword} type="password" autocomplete="current-password" required
             autofocus={fixed !== undefined} />
      <CodeField recovery={recovery} value={code} onValue={setCode} />
      <p><button type="button" class="link" onClick={() => { setRecovery(!recovery); setCode(''); }}>
        {t(recovery ? 'signIn.useCode' : 'signIn.useRecovery')}</button></p>
      <div class="actions"><button type="submit" class="main" disabled={busy}>{t('signIn.go')}</button>{extra}</div>
    </form>
  );
}

export function CodeField({recovery, value, onValue, error}: {recovery?: boolean; value: string; onValue: (value: string) => void; error?: string}) {
  return recovery
    ? <Field label={t('signIn.recovery')} hint={t('signIn.recoveryHint')} error={error ?? null} value={value} onValue={onValue} class="code"
             autocomplete="off" autocapitalize="characters" spellcheck={false} maxLength={16} required dir="ltr" />
    : <Field label={t('signIn.code')} hint={t('signIn.codeHint')} error={error ?? null} value={value} onValue={onValue} class="code"
             inputMode="numeric" autocomplete="one-time-code" pattern="[0-9 ]{6,7}" maxLength={7} required dir="ltr" />;
}
