// From nothing to a number that delivers: each step with what to copy from or to the provider, and its test.
import {useState} from 'preact/hooks';
import {t} from '../../ground/language';
import type {Channel, Step} from '../api';
import {api} from '../client';
import {Copyable} from '../parts/copy';
import {Fault} from '../parts/fault';
import {useList} from '../parts/load';
import {Page} from '../parts/page';
import {Badge, Empty, Failed, Loading, type Tone} from '../parts/states';
import {Said} from '../parts/said';
import {word, wordOf} from '../parts/words';

export const toneOf: Record<Step['state'], Tone> = {ok: 'good', warning: 'warn', fault: 'bad', unknown: 'plain'};

export function Channels() {
  const list = useList<Channel>('/channels');
  const put = (channel: string, step: Step): void => list.change((all) => all.map((one) =>
    (one.id === channel ? {...one, steps: one.steps.map((old) => (old.id === step.id ? step : old))} : one)));
  return (
    <Page title={t('channels.title')} lead={t('channels.lead')}>
      {list.state === 'loading' && list.items.length === 0 && <Loading />}
      {list.state === 'failed' && <Failed error={list.error} again={list.again} />}
      {list.state === 'here' && list.items.length === 0 && <Empty>{t('channels.none')}</Empty>}
      {list.items.map((one) => <Card key={one.id} channel={one} put={(step) => put(one.id, step)} />)}
      {list.more && <p><button type="button" disabled={list.busy} onClick={list.more}>{t('list.more')}</button></p>}
    </Page>
  );
}

function Card({channel, put}: {channel: Channel; put: (step: Step) => void}) {
  const done = channel.steps.filter((one) => one.state === 'ok').length;
  const all = channel.steps.length;
  return (
    <section class="panel channel">
      <header class="panel-head">
        <h2><bdi>{word('channel-kind', channel.kind)}</bdi> <span class="soft">·</span> <bdi>{channel.id}</bdi></h2>
        <Badge tone={done === all ? 'good' : 'warn'}>{t('channels.done', {done, all})}</Badge>
      </header>
      <p class="soft">{t('channels.number')} <code dir="ltr">{channel.phone_number_id}</code></p>
      <progress max={all} value={done} aria-label={t('channels.progress')} />
      <ol class="steps">{channel.steps.map((one) => <StepCard key={one.id} channel={channel.id} step={one} put={put} />)}</ol>
    </section>
  );
}

const stepWords = (step: Step, part: 'title' | 'explain'): string => wordOf('step', step.id, part) ?? step.id;

function StepCard({channel, step, put}: {channel: string; step: Step; put: (step: Step) => void}) {
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const test = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      put(await api.post<Step>(`/channels/${encodeURIComponent(channel)}/steps/${encodeURIComponent(step.id)}/test`));
      setTried(true);
    } catch (reason) {
      setError(reason);
    }
    setBusy(false);
  };
  return (
    <li class={`step-card is-${step.state}`}>
      <div class="panel-head">
        <h3>{stepWords(step, 'title')}</h3>
        <Badge tone={toneOf[step.state]}>{t(`channels.state.${step.state}`)}</Badge>
      </div>
      <p>{stepWords(step, 'explain')}</p>
      {step.values.length > 0 && (
        <dl class="facts">{step.values.map((one) => (
          <div key={one.label} class="fact-row">
            <dt>{word('label', one.label)}</dt>
            <dd>{one.said ? <Said of={[one.said]} /> : one.copy ? <Copyable value={one.value ?? ''} name={word('label', one.label)} /> : <bdi>{one.value}</bdi>}</dd>
          </div>))}</dl>)}
      <div class="result">
        <button type="button" class="small" disabled={busy} onClick={() => void test()}>{t(busy ? 'channels.testing' : 'channels.test')}
          <span class="unseen">: {stepWords(step, 'title')}</span></button>
        <p class="inline" role={tried ? 'status' : undefined}>{(tried || step.state !== 'unknown') && <Said of={step.said} />}</p>
      </div>
      <Fault error={error} />
    </li>
  );
}
