// «Why was this forwarded or not?»: the answer first, then the story, every decision with its rule and
// record, the audit, and what a person may do.
import {useState} from 'preact/hooks';
import type {Explained} from '../api';
import {api} from '../client';
import {href, type PageProps} from '../router';
import {Page, Panel} from '../parts/page';
import {Empty, Here, Notice} from '../parts/states';
import {useLoad} from '../parts/load';
import {Actions} from './actions';
import {ContentView} from './content';
import {DecisionCard} from './decision';
import {AuditRows} from './entries';
import {Facts} from './facts';
import {idOf, messagesHref, patientHref, seesPatients} from './links';
import {Story} from './story_view';
import {deciding, ofTheGate} from './story';
import {HoldClock} from './time';
import {Verdict} from './verdict';
import {progressWord, say} from './words';

export function MessagePage({params}: PageProps) {
  const path = `/messages/${encodeURIComponent(params['key'] ?? '')}`;
  const {now, again} = useLoad(() => api.get<Explained>(path), path);
  const [told, setTold] = useState('');
  const back = {href: href('messages'), text: say('message.back')};
  const done = (text: string): void => { setTold(text); again(); };
  return (
    <Page title={say('message.title')} back={back}>
      <div aria-live="polite">{told && <Notice tone="good"><p>{told}</p></Notice>}</div>
      <Here of={now} again={again}>{(of) => <Shown of={of} path={path} done={done} />}</Here>
    </Page>
  );
}

const settled = ['filed', 'held', 'dropped', 'failed', 'noted'];

function Shown({of, path, done}: {of: Explained; path: string; done: (told: string) => void}) {
  const word = settled.includes(of.progress) ? say(`verdict.${of.progress}`) : say('verdict.under_way', {progress: progressWord(of.progress)});
  const decided = deciding(of);
  return (
    <div class="message-page">
      <div class="message-main">
        <Panel title={say('message.short')}>
          <Verdict decision={of.progress} word={word} reason={of.reason ?? (of.progress === 'filed' ? decided?.reason ?? null : null)} server={of.reason_text}>
            {of.progress === 'held' && <p class="verdict-clock"><HoldClock deadline={of.deadline} /></p>}
          </Verdict>
          {decided && <DecisionCard of={decided} short />}
          <p class="see-also">
            {of.patient && seesPatients() && <a href={patientHref(of.patient)}>{say('message.see_patient')} <code dir="ltr">{idOf(of.patient)}</code></a>}
            {of.reason && <a href={messagesHref({progress: of.progress, reason: of.reason})}>{say('message.see_reason')}</a>}
          </p>
        </Panel>
        <Panel title={say('message.story')}><Story of={of} /></Panel>
        <Panel title={say('message.decisions')}>
          {ofTheGate(of).length === 0 ? <Empty>{say('message.decisions_none')}</Empty>
            : <div class="stack">{ofTheGate(of).map((one, index) => <DecisionCard key={index} of={one} />)}</div>}
        </Panel>
      </div>
      <div class="message-side">
        {(of.can.includes('release') || of.can.includes('drop')) && <Panel title={say('message.next')}><Actions of={of} path={path} done={done} /></Panel>}
        <Panel title={say('message.facts')}><Facts of={of} /></Panel>
        <Panel title={say('content.title')}><ContentView of={of} path={path} /></Panel>
      </div>
      <div class="message-foot">
        <Panel title={say('message.audit')}>
          {of.audit.length === 0 ? <Empty>{say('message.audit_none')}</Empty> : <AuditRows entries={of.audit} name={say('message.audit')} />}
        </Panel>
      </div>
    </div>
  );
}
