// Every hold with its clock, the nearest deadline on top.
import {useLoad} from '../parts/load';
import {Page, Panel} from '../parts/page';
import {Empty, Here} from '../parts/states';
import {byDeadline} from './clock';
import {ItemRows, columns} from './items';
import {readItems} from './read';
import {say} from './words';

export function Holds() {
  const {now, again} = useLoad(() => readItems({progress: 'held'}), 'held');
  return (
    <Page title={say('holds.title')} lead={say('holds.lead')} actions={<button type="button" onClick={again}>{say('action.refresh')}</button>}>
      <Panel>
        <Here of={now} again={again}>{({items, cut}) => (items.length === 0 ? <Empty>{say('holds.none')}</Empty> : (
          <>
            {cut && <p class="soft">{say('holds.more', {count: items.length})}</p>}
            <ItemRows name={say('holds.list')} items={byDeadline(items)} columns={columns(['clock', 'kind', 'reason', 'patient', 'contact', 'came', 'why'])} />
          </>))}</Here>
      </Panel>
    </Page>
  );
}
