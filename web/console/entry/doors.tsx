// The dialogs a request waits at: signing in again, and the second factor once more. The page behind them
// keeps what was typed; after an ended session nobody can read it until its owner is back.
import {useEffect, useState} from 'preact/hooks';
import {t} from '../../ground/language';
import type {Session} from '../api';
import {api, ApiError} from '../client';
import {Dialog} from '../parts/dialog';
import {failure} from '../parts/words';
import {session, setSession} from '../session';
import {CodeField, SignInForm} from './sign_in_form';

type Open = {door: 'signIn' | 'stepUp'; answer: (go: boolean) => void} | null;

export function Doors() {
  const [open, setOpen] = useState<Open>(null);
  useEffect(() => {
    const door = (which: 'signIn' | 'stepUp') => () => new Promise<boolean>((resolve) => {
      setOpen({door: which, answer: (go) => {
        setOpen(null);
        resolve(go);
      }});
    });
    api.doors = {signIn: door('signIn'), stepUp: door('stepUp')};
    return () => { api.doors = {signIn: async () => false, stepUp: async () => false}; };
  }, []);
  if (!open) return null;
  return open.door === 'signIn' ? <SignInAgain answer={open.answer} /> : <StepUp answer={open.answer} />;
}

// Only the same account goes on: what another person typed must not be sent in this one's name.
function SignInAgain({answer}: {answer: (go: boolean) => void}) {
  const who = session();
  const done = (begun: Session): void => {
    setSession(begun);
    answer(begun.account.id === who?.account.id);
  };
  const leave = (): void => {
    answer(false);
    setSession(null);
  };
  return (
    <Dialog title={t('again.title')} close={leave} blocking cover>
      <p>{t('again.text')}</p>
      <SignInForm {...(who ? {name: who.account.name} : {})} done={done}
                  extra={<button type="button" onClick={leave}>{t('again.leave')}</button>} />
    </Dialog>
  );
}

function StepUp({answer}: {answer: (go: boolean) => void}) {
  const [code, setCode] = useState('');
  const [said, setSaid] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    event.stopPropagation();
    setBusy(true);
    setSaid('');
    try {
      setSession(await api.stepUp(code.replace(/\s/g, '')));
      answer(true);
    } catch (error) {
      const wrong = error instanceof ApiError && (error.status === 401 || error.status === 403 || error.status === 422);
      setSaid(wrong ? t('stepUp.wrong') : failure(error));
      setCode('');
      setBusy(false);
    }
  };
  return (
    <Dialog title={t('stepUp.title')} close={() => answer(false)}>
      <form class="stack" onSubmit={(event) => void submit(event)}>
        <p>{t('stepUp.text')}</p>
        <CodeField value={code} onValue={setCode} {...(said ? {error: said} : {})} />
        <div class="actions">
          <button type="submit" class="main" disabled={busy}>{t('stepUp.go')}</button>
          <button type="button" onClick={() => answer(false)}>{t('action.cancel')}</button>
        </div>
      </form>
    </Dialog>
  );
}
