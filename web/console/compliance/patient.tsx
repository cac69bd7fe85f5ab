// One patient: may messages go in now and why, the consents and their history, what is held and on which
// clock, what was dropped, the messages, and who read them.
import type {ComponentChildren} from 'preact';
import {useState} from 'preact/hooks';
import type {ConsentStatus, Item, Launch, Patient as Person} from '../api';
import {api} from '../client';
import {href, type PageProps} from '../router';
import {may, session} from '../session';
import {Page, Panel} from '../parts/page';
import {Failed, Here} from '../parts/states';
import {Table} from '../parts/table';
import {useList, useLoad} from '../parts/load';
import * as dates from '../../ground/dates';
import {AuditTable} from './entries';
import {ConsentView} from './consent_view';
import {Code} from './foreign';
import {byDeadline} from './clock';
import {ItemRows, columns} from './items';
import {idOf, messagesHref} from './links';
import {TimeLine} from './time_line';
import {Verdict} from './verdict';
import {PatientName} from './patients';
import {say} from './words';

export function PatientPage({params}: PageProps) {
  const id = idOf(`Patient/${params['id'] ?? ''}`);
  const path = `/patients/${encodeURIComponent(id)}`;
  const status = useLoad(() => api.get<ConsentStatus>(`${path}/consents`), path);
  const back = {href: href('compliance/patients'), text: say('patient.back')};
  if (status.now.state !== 'here') return <Page title={say('patient.title')} back={back}><Here of={status.now} again={status.again}>{() => null}</Here></Page>;
  const of = status.now.value;
  const force = of.consents.filter((one) => one.in_force);
  return (
    <Page title={say('patient.title')} heading={<PatientName of={of.patient} />} back={back} lead={<About of={of.patient} />}
          actions={opensChart() ? <OpenChart of={of.patient} /> : undefined}>
      <Panel title={say('patient.now')}><Now of={of} /></Panel>
      <Section title={say('patient.consents')} empty={force.length === 0 && say('patient.consents_none')}>
        <div class="columns">{force.map((one) => <ConsentView key={one.reference} of={one} />)}</div></Section>
      <Section title={say('patient.history')} empty={of.consents.length + of.history.length === 0 && say('patient.history_none')}>
        <TimeLine current={of.consents} history={of.history} /></Section>
      <Items title={say('patient.held')} items={byDeadline(of.held)} none={say('patient.held_none')} clock />
      <Items title={say('patient.dropped')} items={of.dropped} none={say('patient.dropped_none')} />
      {may('message.list') && may('message.list') !== 'counters' && <Messages path={path} reference={of.patient.reference} />}
      {may('audit.read') === 'yes' && <Reads path={path} />}
    </Page>
  );
}

// The embedded chart opens for the roles that read there.
const opensChart = (): boolean => session()?.embedded_chart === true && session()?.roles.includes('clinician') === true;

function About({of}: {of: Person}) {
  return (
    <span class="about-patient">
      {of.birth_date && <span>{say('patients.born', {date: dates.birthDate(of.birth_date)})}</span>}
      {of.phones.map((phone) => <bdi key={phone} dir="ltr">{phone}</bdi>)}
      {of.identifiers.map((one) => <Code key={one}>{one}</Code>)}
      <Code>{of.reference}</Code>
    </span>
  );
}

function Now({of}: {of: ConsentStatus}) {
  const {decision, reason, reason_text, basis} = of.decision;
  return (
    <Verdict decision={decision} word={say(`patient.${decision}`)} reason={reason} server={reason_text}>
      <p class="soft">{basis.length > 0 ? <>{say('patient.basis')}: {basis.map((one) => <Code key={one}>{one}</Code>)}</> : say('patient.basis_none')}</p>
    </Verdict>
  );
}

function Section({title, empty, children}: {title: string; empty?: string | false; children: ComponentChildren}) {
  return <Panel title={title}>{empty ? <p class="soft none">{empty}</p> : children}</Panel>;
}

function Items({title, items, none, clock}: {title: string; items: Item[]; none: string; clock?: boolean}) {
  return (
    <Section title={title} empty={items.length === 0 && none}>
      <ItemRows name={title} items={items} columns={columns(clock ? ['kind', 'came', 'reason', 'clock', 'why'] : ['kind', 'came', 'reason', 'why'])} />
    </Section>);
}

function Messages({path, reference}: {path: string; reference: string}) {
  const of = useList<Item>(`${path}/messages`, {limit: 10});
  return (
    <Panel title={say('patient.messages')} actions={<a href={messagesHref({patient: reference})}>{say('patient.messages_all')}</a>}>
      <Table of={of} name={say('patient.messages')} empty={say('patient.messages_none')} rowKey={(one) => one.key}
             columns={columns(['kind', 'came', 'standing', 'why'])} />
    </Panel>);
}

function Reads({path}: {path: string}) {
  return <Panel title={say('patient.reads')}><AuditTable path={`${path}/reads`} name={say('patient.reads')} empty={say('patient.reads_none')} about={false} /></Panel>;
}

function OpenChart({of}: {of: Person}) {
  const [error, setError] = useState<unknown>(null);
  const run = async (): Promise<void> => {
    try {
      const {url} = await api.post<Launch>('/launches', {patient: of.reference});
      // A launch is good for one opening, on this very host.
      const there = new URL(url, location.href);
      if (there.origin === location.origin) window.open(there.href, '_blank', 'noopener');
    } catch (reason) {
      setError(reason);
    }
  };
  return (
    <>
      <button type="button" title={say('patient.chart_hint')} onClick={() => void run()}>{say('patient.chart')} <span aria-hidden="true">↗</span></button>
      {error !== null && <Failed error={error} />}
    </>);
}
