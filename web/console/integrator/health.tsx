// How each outside part is, in words, and on which rung the EHR is written to (design.md section 7).
import {t} from '../../ground/language';
import type {Health, Part} from '../api';
import {api} from '../client';
import {Said} from '../parts/said';
import {useLoad} from '../parts/load';
import {Page, Panel} from '../parts/page';
import {Badge, Here, Notice, type Tone} from '../parts/states';
import {Ago} from '../parts/when';
import {word, wordOf} from '../parts/words';

const toneOf: Record<Part['state'], Tone> = {ok: 'good', warning: 'warn', fault: 'bad', unknown: 'plain'};
const order: Part['state'][] = ['fault', 'warning', 'unknown', 'ok'];

export function HealthPage() {
  const {now, again} = useLoad(() => api.get<Health>('/health'), 'health');
  return (
    <Page title={t('health.title')} lead={t('health.lead')} actions={<button type="button" onClick={again}>{t('health.again')}</button>}>
      <Here of={now} again={again}>{(health) => (
        <>
          <Overall parts={health.parts} />
          <ul class="parts">{[...health.parts].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state)).map((one, index) => <PartCard key={`${one.part}-${index}`} part={one} />)}</ul>
          <Panel title={t('health.rung')}>
            <div class="rung"><span class="rung-name" aria-hidden="true">{health.rung.name}</span>
              <div><p><strong>{rungWords(health.rung.name)}</strong></p><p class="soft inline"><Said of={health.rung.said} /></p></div></div>
          </Panel>
          <p class="soft">{t('health.version')} <bdi>{health.version}</bdi></p>
        </>)}</Here>
    </Page>
  );
}

const rungWords = (name: string): string => wordOf('rung', name) ?? t('health.rungOther', {name});

function Overall({parts}: {parts: Part[]}) {
  const faults = parts.filter((one) => one.state === 'fault').length;
  const warnings = parts.filter((one) => one.state === 'warning').length;
  if (faults > 0) return <Notice tone="bad"><p><strong>{t('health.faults', {count: faults})}</strong></p></Notice>;
  if (warnings > 0) return <Notice tone="warn"><p><strong>{t('health.warnings', {count: warnings})}</strong></p></Notice>;
  return <Notice tone="good"><p><strong>{t('health.allGood')}</strong></p></Notice>;
}

// «channel main» is a part of its own for each channel.
function partName(part: string): string {
  const [first = '', ...rest] = part.split(' ');
  return [word('part', first), ...rest].join(' ');
}

function PartCard({part}: {part: Part}) {
  return (
    <li class={`part is-${part.state}`}>
      <header><h2>{partName(part.part)}</h2><Badge tone={toneOf[part.state]}>{word('level', part.state)}</Badge></header>
      <p><Said of={part.said} /></p>
      {part.advice.length > 0 && <p class="todo"><strong>{t('health.do')}</strong> <Said of={part.advice} /></p>}
      <p class="soft small-words">{t('health.checked')} <Ago at={part.checked_at} /></p>
    </li>
  );
}
