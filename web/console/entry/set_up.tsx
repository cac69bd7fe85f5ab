// The one-time link: who you are and a password, then the second factor, then the recovery codes.
import {useState} from 'preact/hooks';
import {language, t} from '../../ground/language';
import type {Enrolment} from '../api';
import {api, ApiError} from '../client';
import {CopyButton} from '../parts/copy';
import {Fault} from '../parts/fault';
import {Field} from '../parts/field';
import {Page} from '../parts/page';
import {NewPassword, strength} from '../parts/password';
import {Qr} from '../parts/qr';
import {RecoveryCodes} from '../parts/recovery';
import {failure} from '../parts/words';
import {CodeField} from './sign_in_form';

type Step = {at: 'names'} | {at: 'factor'; enrolment: Enrolment} | {at: 'recovery'; codes: string[]};

export function SetUp({link}: {link: string}) {
  const [step, setStep] = useState<Step>({at: 'names'});
  const number = {names: 1, factor: 2, recovery: 3}[step.at];
  const title = t(`setUp.${step.at}.title`);
  return (
    <div class="broad">
      <Page key={step.at} title={title} lead={t(`setUp.${step.at}.lead`)} above={<p class="step">{t('setUp.step', {number, count: 3})}</p>} take={number > 1}>
        {step.at === 'names' && <Names link={link} done={(enrolment) => setStep({at: 'factor', enrolment})} />}
        {step.at === 'factor' && <Factor link={link} enrolment={step.enrolment} done={(codes) => setStep({at: 'recovery', codes})} />}
        {step.at === 'recovery' && <Kept codes={step.codes} />}
      </Page>
    </div>
  );
}

function Names({link, done}: {link: string; done: (enrolment: Enrolment) => void}) {
  const [name, setName] = useState('');
  const [display, setDisplay] = useState('');
  const [password, setPassword] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const code = error instanceof ApiError ? error.code : '';
  const state = strength(password, name);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (state === 'short' || state === 'name') return;
    setBusy(true);
    setError(null);
    try {
      done(await api.openly<Enrolment>('/setup/begin', {link, name: name.trim(), display_name: display.trim(), password, language: language()}));
    } catch (reason) {
      setError(reason);
      setBusy(false);
    }
  };
  return (
    <form class="stack" onSubmit={(event) => void submit(event)}>
      {code !== 'name-taken' && code !== 'weak-password' && <Fault error={error} />}
      <Field label={t('setUp.displayName')} hint={t('setUp.displayNameHint')} value={display} onValue={setDisplay} autocomplete="name" required maxLength={80} dir="auto" />
      <Field label={t('signIn.name')} hint={t('setUp.nameHint')} value={name} onValue={setName} autocomplete="username" autocapitalize="none" spellcheck={false}
             required maxLength={64} error={code === 'name-taken' ? failure(error) : null} />
      <NewPassword label={t('signIn.password')} value={password} onValue={setPassword} names={[name]} error={code === 'weak-password' ? failure(error) : null} />
      <div class="actions"><button type="submit" class="main" disabled={busy}>{t('action.next')}</button></div>
    </form>
  );
}

function Factor({link, enrolment, done}: {link: string; enrolment: Enrolment; done: (codes: string[]) => void}) {
  const [code, setCode] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const wrong = error instanceof ApiError && (error.code === 'wrong' || error.status === 401);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      done((await api.openly<{recovery: string[]}>('/setup/end', {link, code: code.replace(/\s/g, '')})).recovery);
    } catch (reason) {
      setError(reason);
      setCode('');
      setBusy(false);
    }
  };
  const spaced = enrolment.secret.replace(/(.{4})(?=.)/g, '$1 ');
  return (
    <form class="stack" onSubmit={(event) => void submit(event)}>
      {!wrong && <Fault error={error} />}
      <div class="factor">
        <Qr text={enrolment.uri} name={t('setUp.qr')} />
        <div class="stack">
          <p>{t('setUp.byHand')}</p>
          <p><code class="block secret" dir="ltr">{spaced}</code></p>
          <p><CopyButton value={enrolment.secret} name={t('setUp.secret')} /></p>
        </div>
      </div>
      <CodeField value={code} onValue={setCode} {...(wrong ? {error: t('stepUp.wrong')} : {})} />
      <div class="actions"><button type="submit" class="main" disabled={busy}>{t('setUp.confirm')}</button></div>
    </form>
  );
}

function Kept({codes}: {codes: string[]}) {
  const [kept, setKept] = useState(false);
  return (
    <div class="stack">
      <RecoveryCodes codes={codes} />
      <label class="tick"><input type="checkbox" checked={kept} onChange={(event) => setKept(event.currentTarget.checked)} />{t('setUp.kept')}</label>
      <div class="actions"><button type="button" class="main" disabled={!kept} onClick={() => { location.hash = '#/sign-in'; }}>{t('setUp.toSignIn')}</button></div>
    </div>
  );
}
