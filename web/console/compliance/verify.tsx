// Whether the chain of the audit is whole: asked now, and when it was asked last.
import {useState} from 'preact/hooks';
import type {Verification, Verified} from '../api';
import {api} from '../client';
import {useLoad} from '../parts/load';
import {Badge, Failed, Notice} from '../parts/states';
import {CopyButton} from '../parts/copy';
import {Said} from '../parts/said';
import {When} from './time';
import {Foreign, Sentence} from './foreign';
import {actorWord, say} from './words';

export function Verify() {
  const [result, setResult] = useState<Verification | 'running' | null>(null);
  const [error, setError] = useState<unknown>(null);
  const run = (): void => {
    setResult('running');
    setError(null);
    api.post<Verification>('/audit/verify').then(setResult, (reason: unknown) => { setResult(null); setError(reason); });
  };
  const running = result === 'running';
  return (
    <div class="verify">
      {result === null && <LastVerified />}
      <div aria-live="polite">
        {running && <p class="soft"><span class="spin" aria-hidden="true" />{say('verify.running')}</p>}
        {result !== null && result !== 'running' && <Result of={result} />}
      </div>
      {error !== null && <Failed error={error} />}
      <p class="actions"><button type="button" disabled={running} onClick={run}>{say('verify.run')}</button></p>
    </div>
  );
}

function Result({of}: {of: Verification}) {
  // Whole as far as it goes, and nothing to compare it with: a gap of the set-up, no alarm.
  if (!of.intact && of.first_bad === null) {
    return (
      <Notice tone="warn">
        <p>{say('verify.entries', {count: of.entries})}</p>
        <p><Said of={of.said} /></p>
      </Notice>
    );
  }
  const bad = of.first_bad === null ? say('verify.bad_unknown') : say('verify.bad', {seq: of.first_bad});
  return (
    <Notice tone={of.intact ? 'good' : 'bad'}>
      <p><Badge tone={of.intact ? 'good' : 'bad'}>{say(of.intact ? 'verify.intact' : 'verify.broken')}</Badge>{' '}
        {say('verify.entries', {count: of.entries})}</p>
      <p>{of.intact ? say('verify.ok') : bad}</p>
      {!of.intact && <p class="soft"><Said of={of.said} /></p>}
      {of.fingerprint && (
        <p>{say('verify.fingerprint')}<br />
          <span class="fingerprint"><code dir="ltr">{grouped(of.fingerprint)}</code> <CopyButton value={of.fingerprint} name={say('verify.fingerprint')} /></span><br />
          <span class="soft">{say('verify.fingerprint_hint')}</span></p>)}
    </Notice>
  );
}

// Four by four, as one writes it down.
const grouped = (text: string): string => text.replace(/[^0-9a-zA-Z]/g, '').replace(/(.{4})(?=.)/g, '$1 ');

function LastVerified() {
  const {now} = useLoad(() => api.get<Verified | null>('/audit/verified'), 'last-verified');
  if (now.state !== 'here') return null;
  const last = now.value;
  if (!last) return <p class="soft">{say('verify.last_none')}</p>;
  return (
    <p>{last.reason !== 'not-anchored' && (
      <Badge tone={last.intact ? 'good' : 'bad'}>{say(last.intact ? 'verify.intact' : 'verify.broken')}</Badge>)}{' '}
      <Sentence of="compliance.verify.last" with={{when: <When at={last.at} />, who: <Foreign>{actorWord(last)}</Foreign>}} /></p>
  );
}
