// What could not be filed and waits for a person: what the EHR said of it and which elements were sent; no
// content, neither ours nor the EHR's.
import {useState} from 'preact/hooks';
import {t} from '../../ground/language';
import type {DeadLetter} from '../api';
import {api} from '../client';
import {reasonWhy} from '../compliance/words';
import {CopyButton} from '../parts/copy';
import {Confirm} from '../parts/dialog';
import {type List, useList} from '../parts/load';
import {Page} from '../parts/page';
import {Badge, Empty, Failed, Loading} from '../parts/states';
import {Ago} from '../parts/when';
import {may} from '../session';

// A file of a message is taken up again by itself: the message stands in the chart.
export function replayPath({key, part}: Pick<DeadLetter, 'key' | 'part'>): string {
  const message = `/dead-letters/${encodeURIComponent(key)}`;
  const file = /^media:(\d+)$/.exec(part);
  return file ? `${message}/media/${file[1]}/replay` : `${message}/replay`;
}

export function DeadLetters() {
  const list = useList<DeadLetter>('/dead-letters');
  const [replaying, setReplaying] = useState<DeadLetter | null>(null);
  const [said, setSaid] = useState('');
  const replay = async (one: DeadLetter): Promise<void> => {
    await api.post(replayPath(one));
    list.change((all) => all.filter((other) => other.key !== one.key || other.part !== one.part));
    setSaid(t('dead.replayed', {key: one.key.slice(0, 8)}));
  };
  return (
    <Page title={t('dead.title')} lead={t('dead.lead')} actions={<button type="button" onClick={list.again}>{t('health.again')}</button>}>
      <p role="status" class={said ? 'notice good' : 'unseen'}>{said}</p>
      <Letters list={list} replay={setReplaying} />
      {replaying && (
        <Confirm title={t('dead.replayTitle')} action={t('dead.replay')} run={() => replay(replaying)} close={() => setReplaying(null)}>
          <p>{t('dead.replayText')}</p><p><code class="block" dir="ltr">{replaying.key}</code></p>
        </Confirm>)}
    </Page>
  );
}

function Letters({list, replay}: {list: List<DeadLetter>; replay: (one: DeadLetter) => void}) {
  if (list.state === 'loading' && list.items.length === 0) return <Loading />;
  if (list.state === 'failed' && list.items.length === 0) return <Failed error={list.error} again={list.again} />;
  if (list.items.length === 0) return <Empty>{t('dead.none')}</Empty>;
  return (
    <>
      <ul class="letters">{list.items.map((one) => <Letter key={`${one.key} ${one.part}`} of={one} replay={() => replay(one)} />)}</ul>
      {list.state === 'failed' && <Failed error={list.error} />}
      <p class="more"><span class="soft" role="status">{t(list.more ? 'list.some' : 'list.all', {count: list.items.length})}</span>
        {list.more && <button type="button" disabled={list.busy} onClick={list.more}>{t('list.more')}</button>}</p>
    </>
  );
}

function Letter({of: one, replay}: {of: DeadLetter; replay: () => void}) {
  return (
    <li class="panel letter">
      <header class="panel-head">
        <div><h2>{reasonWhy(one.reason, one.reason_text)}</h2>
          <p class="meta">
            <span>{t('dead.failed')} <strong><Ago at={one.failed_at} /></strong></span>
            <span>{t('dead.attempts')} <strong>{one.attempts}</strong></span>
            <span>{t('dead.status')} <strong dir="ltr">{one.status === null ? t('dead.noAnswer') : `HTTP ${one.status}`}</strong></span>
            {one.part !== 'message' && <code dir="ltr">{one.part}</code>}
            <span>{t('dead.key')} <code dir="ltr">{one.key.slice(0, 8)}…</code> <CopyButton value={one.key} name={t('dead.key')} /></span>
          </p></div>
        {may('deadletters.manage') && <button type="button" onClick={replay}>{t('dead.replay')}<span class="unseen"> {one.key.slice(0, 8)}</span></button>}
      </header>
      {one.outcome.length > 0 && <Outcome of={one} />}
      {one.shape.length > 0 && (
        <details><summary>{t('dead.shape')}</summary>
          <dl class="facts shape">{one.shape.map((part, index) => (
            <div key={`${part.resourceType}-${index}`} class="fact-row"><dt dir="ltr">{part.resourceType}</dt>
              <dd dir="ltr">{part.elements.map((element) => <code key={element} class="block">{element}</code>)}</dd></div>))}</dl>
        </details>)}
    </li>
  );
}

function Outcome({of: one}: {of: DeadLetter}) {
  return (
    <ul class="outcome" aria-label={t('dead.outcome')}>{one.outcome.map((issue, index) => (
      <li key={index}><Badge tone={issue.severity === 'warning' || issue.severity === 'information' ? 'warn' : 'bad'}>{issue.severity}</Badge>{' '}
        <code dir="ltr">{issue.code}</code>{issue.expression.map((path) => <code key={path} dir="ltr" class="path">{path}</code>)}</li>))}</ul>
  );
}
