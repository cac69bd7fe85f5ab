// Where this account is signed in; each session but this one can be ended here.
import {useState} from 'preact/hooks';
import {t} from '../../ground/language';
import type {OwnSession} from '../api';
import {api} from '../client';
import {Confirm} from '../parts/dialog';
import {useList} from '../parts/load';
import {Panel} from '../parts/page';
import {Badge} from '../parts/states';
import {Table} from '../parts/table';
import {Ago, When} from '../parts/when';
import {browserOf} from './browser';

export function OwnSessions() {
  const list = useList<OwnSession>('/sessions');
  const [ending, setEnding] = useState<OwnSession | null>(null);
  const end = async (one: OwnSession): Promise<void> => {
    await api.del(`/sessions/${encodeURIComponent(one.id)}`);
    list.change((all) => all.filter((other) => other.id !== one.id));
  };
  return (
    <Panel title={t('sessions.title')}>
      <p class="soft">{t('sessions.text')}</p>
      <Table of={list} name={t('sessions.title')} rowKey={(one) => one.id} columns={[
        {head: t('sessions.browser'), cell: (one) => <bdi>{browserOf(one.agent) ?? t('sessions.unknown')}</bdi>},
        {head: t('sessions.address'), cell: (one) => <code dir="ltr">{one.address}</code>},
        {head: t('sessions.begun'), cell: (one) => <When at={one.created} />},
        {head: t('sessions.seen'), cell: (one) => <Ago at={one.seen} />},
        {head: t('list.actions'), end: true, hidden: true, cell: (one) => (one.current
          ? <Badge tone="good">{t('sessions.this')}</Badge>
          : <button type="button" class="small" onClick={() => setEnding(one)}>{t('sessions.end')}<span class="unseen"> {browserOf(one.agent) ?? ''} {one.address}</span></button>)},
      ]} />
      {ending && <Confirm title={t('sessions.endTitle')} action={t('sessions.end')} danger run={() => end(ending)} close={() => setEnding(null)}>
        <p>{t('sessions.endText')}</p></Confirm>}
    </Panel>
  );
}
