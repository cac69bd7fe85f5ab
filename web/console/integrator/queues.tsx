// What waits where, and since when.
import {t} from '../../ground/language';
import type {Queues as Waiting} from '../api';
import {api} from '../client';
import {useLoad} from '../parts/load';
import {Page, Panel} from '../parts/page';
import {Empty, Here} from '../parts/states';
import {Rows} from '../parts/table';
import {Ago, When} from '../parts/when';
import {word} from '../parts/words';

// What waits comes first, in the order in which messages go through; then what is over.
const order = ['received', 'parsed', 'matched', 'permitted', 'mapped', 'held', 'failed', 'filed', 'noted', 'dropped'];
const inOrder = (rows: Waiting['progress']): Waiting['progress'] => [...rows].sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));

export function Queues() {
  const {now, again} = useLoad(() => api.get<Waiting>('/queues'), 'queues');
  return (
    <Page title={t('queues.title')} lead={t('queues.lead')} actions={<button type="button" onClick={again}>{t('health.again')}</button>}>
      <Here of={now} again={again}>{(all) => (
        <>
          <Panel title={t('queues.messages')}>
            <p>{t('queues.inbox', {count: all.inbox})}</p>
            {all.progress.length === 0 ? <Empty /> : (
              <Rows rows={inOrder(all.progress)} name={t('queues.messages')} rowKey={(row) => row.name} columns={[
                {head: t('queues.state'), wide: true, cell: (row) => <><strong>{word('progress', row.name)}</strong><br /><span class="soft">{word('progress-what', row.name)}</span></>},
                {head: t('queues.count'), cell: (row) => <span class="figure">{row.count.toLocaleString(document.documentElement.lang)}</span>},
                {head: t('queues.oldest'), cell: (row) => (row.oldest ? <><Ago at={row.oldest} /><br /><span class="soft"><When at={row.oldest} /></span></> : <span class="soft">–</span>)},
              ]} />)}
          </Panel>
          <Panel title={t('queues.media')}>
            {all.media.length === 0 ? <Empty /> : (
              <Rows rows={all.media} name={t('queues.media')} rowKey={(row) => row.name} columns={[
                {head: t('queues.state'), wide: true, cell: (row) => <strong>{word('medium-state', row.name)}</strong>},
                {head: t('queues.count'), cell: (row) => <span class="figure">{row.count.toLocaleString(document.documentElement.lang)}</span>},
              ]} />)}
          </Panel>
        </>)}</Here>
    </Page>
  );
}
