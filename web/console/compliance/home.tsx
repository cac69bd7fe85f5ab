// The overview: how much is where, why things stay out of the charts, what waits for a person, and whether
// the audit is intact. Every number leads to what it counts.
import type {Counts} from '../api';
import {api} from '../client';
import {may} from '../session';
import {Page, Panel} from '../parts/page';
import {Empty, Failed, Loading} from '../parts/states';
import {type Load, useLoad} from '../parts/load';
import {byReason, endingSoon, tiles, toDecide, unmatched} from './board';
import {When} from './time';
import {messagesHref} from './links';
import {Reasons} from './reasons';
import {Verify} from './verify';
import {Waiting} from './waiting';
import {say} from './words';

export function Home() {
  const list = may('message.list');
  const lists = list !== undefined && list !== 'counters';
  const counts = useLoad(() => api.get<Counts>('/messages/counts'), 'counts');
  const held = counts.now.state === 'here' ? byReason(counts.now.value.by_reason, 'held') : null;
  const audit = may('audit.read') === 'yes' && <Panel title={say('verify.title')}><Verify /></Panel>;
  return (
    <Page title={say('home.title')} lead={say('home.lead')}>
      {list && <Tiles of={counts} links={lists} />}
      {lists ? (
        <div class="board">
          <Panel title={say('home.held')}><Why of={counts} progress="held" none={say('home.held_none')} /></Panel>
          <div class="board-side">
            <Panel title={say('home.dropped')}><Why of={counts} progress="dropped" none={say('home.dropped_none')} /></Panel>
            {held && (
              <Panel title={say('home.person')}>
                <Waiting unmatched={may('identity.resolve') ? unmatched(held) : 0} decide={toDecide(held)}
                         soon={endingSoon(held)}
                         failed={counts.now.state === 'here' ? counts.now.value.counts['failed'] ?? 0 : 0} />
              </Panel>)}
            {audit}
          </div>
        </div>) : <>{list && <p class="notice">{say('home.counters_only')}</p>}{audit}</>}
    </Page>
  );
}

function Tiles({of, links}: {of: Load<Counts>; links: boolean}) {
  if (of.now.state === 'loading') return <Loading />;
  if (of.now.state === 'failed') return <Failed error={of.now.error} again={of.again} />;
  const {counts, oldest_unfiled} = of.now.value;
  return (
    <section aria-label={say('home.progress')}>
      <ul class="tiles">{tiles(counts).map(({name, count}) => (
        <li key={name} class={`tile ${name} ${count === 0 ? 'zero' : ''}`}>
          <span class="tile-count">{count}</span>
          {/* Work in progress has five states and no list of its own. */}
          {links && name !== 'under_way' ? <a class="tile-name" href={messagesHref({progress: name})}>{say(`home.tile.${name}`)}</a>
            : <span class="tile-name">{say(`home.tile.${name}`)}</span>}
          <span class="soft tile-hint">{say(`home.tile.hint.${name}`)}</span>
        </li>))}
      </ul>
      {oldest_unfiled && <p class="soft oldest">{say('home.oldest', {when: ''})}<When at={oldest_unfiled} /></p>}
    </section>
  );
}

function Why({of, progress, none}: {of: Load<Counts>; progress: string; none: string}) {
  if (of.now.state === 'loading') return <Loading />;
  if (of.now.state === 'failed') return <Failed error={of.now.error} again={of.again} />;
  const groups = byReason(of.now.value.by_reason, progress);
  return groups.length === 0 ? <Empty>{none}</Empty> : <Reasons groups={groups} progress={progress} />;
}
