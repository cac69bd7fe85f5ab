// A SMART app waits for somebody signed in to say whose record it may open (reference: SMART App Launch 2.1,
// standalone launch).
import {useState} from 'preact/hooks';
import {t} from '../../ground/language';
import type {Authorization, Patient} from '../api';
import {api} from '../client';
import {Fault} from '../parts/fault';
import {useLoad} from '../parts/load';
import {Page, Panel} from '../parts/page';
import {Here} from '../parts/states';
import type {PageProps} from '../router';
import {PatientChoice} from './patient_choice';

export function Authorize({params}: PageProps) {
  const path = `/authorizations/${encodeURIComponent(params.id ?? '')}`;
  const {now, again} = useLoad(() => api.get<Authorization>(path), path);
  return (
    <Page title={t('authorize.title')}>
      <Here of={now} again={again}>{(question) => <Answer path={path} question={question} />}</Here>
    </Page>
  );
}

// The service names the address to go on at; it knows the app's addresses, this page only wants the web.
function leave(redirect: string): void {
  const there = new URL(redirect, location.href);
  if (there.protocol !== 'https:' && there.protocol !== 'http:') throw new TypeError('not a web address');
  location.assign(there.href);
}

function Answer({path, question}: {path: string; question: Authorization}) {
  const [patient, setPatient] = useState<Patient | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const end = async (ask: () => Promise<{redirect: string}>): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      leave((await ask()).redirect);
    } catch (reason) {
      setError(reason);
      setBusy(false);
    }
  };
  const chosen = (question.needs_patient ? patient?.reference : question.patient) ?? undefined;
  return (
    <Panel>
      <p><strong><bdi>{question.client}</bdi></strong> {t(question.needs_patient ? 'authorize.choose' : 'authorize.approveOne')}</p>
      {question.needs_patient && <PatientChoice chosen={patient} choose={setPatient} />}
      <Fault error={error} />
      <div class="actions end-row">
        <button type="button" class="main" disabled={chosen === undefined || busy}
                onClick={() => void end(() => api.post(path, {patient: chosen}))}>{t('authorize.approve')}</button>
        <button type="button" disabled={busy} onClick={() => void end(() => api.del(path))}>{t('authorize.deny')}</button>
        {patient && <p class="soft inline">{t('authorize.chosen')} <bdi>{patient.name}</bdi></p>}
      </div>
    </Panel>
  );
}
