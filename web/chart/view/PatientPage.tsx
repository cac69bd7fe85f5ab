// Everything about one patient: who it is, the thread, and the questions that the page asks.
import type {ComponentChildren} from 'preact';
import {useEffect, useMemo, useRef, useState} from 'preact/hooks';
import {birthDate} from '../../ground/dates';
import {language, t} from '../../ground/language';
import {Refusal} from '../fhir/door';
import type {Patient} from '../fhir/types';
import {Names} from '../load/names';
import {Store} from '../load/store';
import type {Session} from '../smart/session';
import {nameOf} from '../thread/people';
import type {Reviewer} from '../thread/review';
import {LinkQuestion, NameQuestion, PhotoDialog} from './Dialogs';
import {type Page, PageContext, type Photo, type Question} from './page';
import {type Right, rightToReview} from './rights';
import {Thread} from './Thread';
import {Top} from './Top';

export const zoneOfReader = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

function About({patient, count, whole}: { patient: Patient; count: number; whole: boolean }) {
  const sex = patient.gender && ['male', 'female', 'other'].includes(patient.gender) ? t(`gender.${patient.gender}`) : '';
  return (
    <div class="person">
      <h1><bdi>{nameOf(patient.name) || t('patient.unnamed')}</bdi></h1>
      <p class="about">{patient.birthDate ? t('patient.born', {date: birthDate(patient.birthDate)}) : t('patient.birthUnknown')}{sex && <> · {sex}</>}
        {' · '}{whole ? t('messages', {count}) : t('messagesSoFar', {count})}</p>
    </div>
  );
}

function useDialogs(session: Session, names: Names) {
  const [question, ask] = useState<Question | null>(null);
  const [photo, zoom] = useState<Photo | null>(null);
  const [naming, setNaming] = useState<((name: string | null) => void) | null>(null);
  const own = useRef<string | null>(null);
  const reviewer = async (): Promise<Reviewer | null> => {
    if (session.user) return {reference: session.user, name: names.of({reference: session.user})?.name ?? ''};
    if (own.current) return {reference: null, name: own.current};
    if (!session.open) return null;
    const name = await new Promise<string | null>((answer) => setNaming(() => answer));
    setNaming(null);
    own.current = name;
    return name ? {reference: null, name} : null;
  };
  const dialogs = (
    <>
      {question && <LinkQuestion question={question} close={() => ask(null)} />}
      {photo && <PhotoDialog photo={photo} close={() => zoom(null)} />}
      {naming && <NameQuestion answer={naming} />}
    </>
  );
  return {ask, zoom, reviewer, dialogs};
}

export function PatientPage({session, id, back}: { session: Session; id: string; back: ComponentChildren }) {
  const names = useMemo(() => new Names(session.door, session.grants), [session]);
  const store = useMemo(() => new Store(session.door, session.grants, id), [session, id]);
  const [patient, setPatient] = useState<Patient | Refusal | null>(null);
  const [review, setReview] = useState<Right | null>(null);
  const [said, say] = useState('');
  const [, turn] = useState(0);
  const {ask, zoom, reviewer, dialogs} = useDialogs(session, names);
  useEffect(() => {
    const again = () => turn((count) => count + 1);
    const stops = [store.listen(again)];
    setPatient(null);
    session.door.read<Patient>(`Patient/${encodeURIComponent(id)}`).then(setPatient, (error: unknown) => setPatient(error instanceof Refusal ? error : new Refusal('failed')));
    void store.start();
    void rightToReview(session).then(setReview);
    if (session.user) names.of({reference: session.user});
    return () => { stops.forEach((stop) => stop()); store.stop(); };
  }, [store, names]);
  const jumper = useRef<(one: string) => void>(() => undefined);
  const stamp = `${language()} ${review}`;
  // The same object as long as nothing of it changes: all messages listen to it.
  const page = useMemo<Page>(() => ({session, store, names, stamp, zone: zoneOfReader(), ask, zoom, say, review, reviewer,
    jump: (one) => jumper.current(one), onJump: (jump) => { jumper.current = jump; }}), [session, store, names, stamp]);
  if (patient instanceof Refusal) return <><Top back={back} /><main id="thread" tabIndex={-1}><p class="state bad" role="alert">{t(patient.kind === 'missing' ? 'patient.missing' : `refusal.${patient.kind}`)}</p></main></>;
  return (
    <PageContext.Provider value={page}>
      <Thread store={store} head={<Top back={back}>{patient && <About patient={patient} count={store.snapshot.messages.length} whole={store.snapshot.reading === 'whole'} />}</Top>} />
      <p class="unseen" role="status" aria-live="polite">{said}</p>
      {dialogs}
    </PageContext.Provider>
  );
}
