// A session ends by itself after a time without a request. Two minutes before, somebody is asked; all tabs of
// one browser share what they know.
import {useEffect, useRef, useState} from 'preact/hooks';
import {t} from '../../ground/language';
import {api} from '../client';
import {Dialog} from '../parts/dialog';
import {session, setSession} from '../session';

const warning = 120_000;
const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('chartbridge.session');

export async function signOut(): Promise<void> {
  try {
    await api.signOut();
  } finally {
    channel?.postMessage('out');
    location.replace('#/');
    setSession(null);
  }
}

// The service's clock and this one may differ: what counts is the time from now on, at most 15 minutes.
const length = (): number => {
  const until = Date.parse(session()?.idle_until ?? '') - Date.now();
  return until > 60_000 && until < 3_600_000 ? until : 900_000;
};

export function Idle() {
  const whole = useRef(length());
  const end = useRef(Date.now() + whole.current);
  const [left, setLeft] = useState(whole.current);
  useEffect(() => {
    const alive = (): void => { end.current = Date.now() + whole.current; };
    let told = 0;
    api.onAlive = () => {
      alive();
      if (Date.now() - told > 5000) channel?.postMessage('alive');
      told = Date.now();
    };
    const heard = (event: MessageEvent): void => {
      if (event.data === 'alive') alive();
      if (event.data === 'out') setSession(null);
    };
    channel?.addEventListener('message', heard);
    const timer = setInterval(() => setLeft(end.current - Date.now()), 1000);
    return () => {
      clearInterval(timer);
      channel?.removeEventListener('message', heard);
      api.onAlive = () => undefined;
    };
  }, []);
  // At the end the first request finds out, and the dialog of the ended session covers the page.
  const over = left <= 0;
  useEffect(() => {
    if (over) void stayIn();
  }, [over]);
  if (over || left > warning) return null;
  const seconds = Math.max(0, Math.ceil(left / 1000));
  return (
    <Dialog title={t('idle.title')} close={() => void stayIn()}>
      <p>{t('idle.text')}</p>
      <p class="clock" role="timer" dir="ltr">{Math.floor(seconds / 60)}:{String(seconds % 60).padStart(2, '0')}</p>
      <div class="actions">
        <button type="button" class="main" onClick={() => void stayIn()}>{t('idle.stay')}</button>
        <button type="button" onClick={() => void signOut()}>{t('frame.signOut')}</button>
      </div>
    </Dialog>
  );
}

// Asks the service for anything in the name of the session.
async function stayIn(): Promise<void> {
  try {
    await api.get('/session');
  } catch { /* ended: its dialog has been open, or the next request says so */ }
}
