// The page: opens a session, then shows the patient it is for, the choice of the demo, or one sentence.
import {useEffect, useState} from 'preact/hooks';
import {t} from '../../ground/language';
import {Closed, openSession, type Session} from '../smart/session';
import {PatientPage} from './PatientPage';
import {People, usePatients} from './People';
import {Top} from './Top';

// Whether somebody had begun to sign in before the page was closed.
const begun = ({key}: Closed): boolean => key !== 'closed.launch' && key !== 'closed.settings';

export function ClosedView({closed}: { closed: Closed }) {
  return (
    <>
      <Top />
      <main id="thread" tabIndex={-1} class="closed">
        <h1>{t('closed.title')}</h1>
        <p role="alert">{t(closed.key, closed.values)}</p>
        {closed.key === 'closed.storage' && <p><a class="button main" href={location.href} target="_blank" rel="noopener">{t('closed.window')}</a></p>}
        {closed.again && <p><a class="button main" href="launch.html">{t(begun(closed) ? 'closed.again' : 'closed.signIn')}</a></p>}
      </main>
    </>
  );
}

const wanted = (): string | null => /^Patient\/([A-Za-z0-9.-]{1,64})$/.exec(new URLSearchParams(location.search).get('patient') ?? '')?.[1] ?? null;

function Demo({session}: { session: Session }) {
  const [id, setId] = useState(wanted());
  const patients = usePatients(session);
  useEffect(() => {
    const back = () => setId(wanted());
    addEventListener('popstate', back);
    return () => removeEventListener('popstate', back);
  }, []);
  const choose = (next: string | null) => {
    history.pushState(null, '', next === null ? location.pathname : `?patient=Patient/${encodeURIComponent(next)}`);
    setId(next);
    document.getElementById('thread')?.focus({preventScroll: true});
  };
  const back = id === null ? null : <button type="button" class="square back noprint" onClick={() => choose(null)} aria-label={t('people.all')} title={t('people.all')}><span aria-hidden="true">☰</span></button>;
  return (
    <div class={`columns${id === null ? ' choosing' : ''}`}>
      <People patients={patients} chosen={id} choose={choose} />
      <div class="column">
        {id !== null ? <PatientPage key={id} session={session} id={id} back={back} />
          : <><Top /><main id="thread" tabIndex={-1}><h1 class="unseen">{t('title')}</h1><p class="state">{t('people.choose')}</p></main></>}
      </div>
    </div>
  );
}

export function App() {
  const [session, setSession] = useState<Session | Closed | null>(null);
  useEffect(() => { openSession().then(setSession, (error: unknown) => setSession(error instanceof Closed ? error : new Closed('closed.failed', {}, true))); }, []);
  document.title = t('title');
  if (session === null) return <><Top /><main id="thread" tabIndex={-1}><h1 class="unseen">{t('title')}</h1><p class="state" role="status">{t('reading')}</p></main></>;
  if (session instanceof Closed) return <ClosedView closed={session} />;
  return session.patient === null ? <Demo session={session} /> : <PatientPage session={session} id={session.patient} back={null} />;
}
