// Find a patient. What is typed stays in the page: it appears in no address and in no history.
import {useState} from 'preact/hooks';
import type {Page as PageOf, Patient} from '../api';
import {api} from '../client';
import * as dates from '../../ground/dates';
import {Page, Panel} from '../parts/page';
import {Field} from '../parts/field';
import {Badge, Empty, Failed, Loading} from '../parts/states';
import {Rows} from '../parts/table';
import type {Loaded} from '../parts/load';
import {Code, Foreign} from './foreign';
import {patientHref} from './links';
import {say} from './words';

export type By = 'name' | 'identifier' | 'phone';
const ways: By[] = ['name', 'identifier', 'phone'];

export interface Search { by: By; text: string; found: Loaded<Patient[]> | null }
export const noSearch: Search = {by: 'name', text: '', found: null};

export function Patients() {
  const [search, set] = useState(noSearch);
  return (
    <Page title={say('patients.title')} lead={say('patients.lead')}>
      <Panel><PatientSearch search={search} set={set} find={findPatients} /></Panel>
      <div aria-live="polite"><Found of={search.found} /></div>
    </Page>
  );
}

interface SearchSettings { search: Search; set: (next: Search) => void; find: (by: By, text: string) => Promise<Patient[]> }
export function PatientSearch({search, set, find}: SearchSettings) {
  const run = (event: Event): void => {
    event.preventDefault();
    const asked = {...search, found: {state: 'loading'} as const};
    set(asked);
    find(search.by, search.text).then((value) => set({...asked, found: {state: 'here', value}}),
                                              (error: unknown) => set({...asked, found: {state: 'failed', error}}));
  };
  return (
    <form class="find" role="search" onSubmit={run}>
      <fieldset class="ways"><legend>{say('patients.by')}</legend>
        <div class="ways-line">{ways.map((by) => (
          <label key={by} class="way"><input type="radio" name="by" value={by} checked={search.by === by} onChange={() => set({...search, by})} />
            {say(`patients.by_${by}`)}</label>))}</div>
      </fieldset>
      <div class="find-line">
        <Field label={say('patients.what')} hint={say(`patients.hint_${search.by}`)} value={search.text} onValue={(text) => set({...search, text})}
               required maxLength={100} minLength={search.by === 'name' ? 2 : 1} autocomplete="off" spellcheck={false} dir="auto"
               inputMode={search.by === 'phone' ? 'tel' : 'text'} />
        <button type="submit" class="main">{say('action.search')}</button>
      </div>
    </form>
  );
}

// As a body, so that no name stands in an address.
export const findPatients = async (by: By, text: string): Promise<Patient[]> =>
  (await api.post<PageOf<Patient>>('/patients/search', {[by]: text.trim()})).items;

function Found({of}: {of: Search['found']}) {
  if (of === null) return <Empty>{say('patients.ask')}</Empty>;
  if (of.state === 'loading') return <Loading />;
  if (of.state === 'failed') return <Failed error={of.error} />;
  if (of.value.length === 0) return <Empty>{say('patients.none')}</Empty>;
  return (
    <Panel title={say('patients.found')}>
      <Rows name={say('patients.found')} rows={of.value} rowKey={(one) => one.reference} columns={[
        {head: say('patients.name'), cell: (one) => (
          <><a class="strong" href={patientHref(one.reference)}><PatientName of={one} /></a>{!one.active && <> <Badge tone="warn">{say('patients.inactive')}</Badge></>}</>)},
        {head: say('patients.born_head'), cell: (one) => (one.birth_date ? dates.birthDate(one.birth_date) : '')},
        {head: say('patients.phones'), cell: (one) => <Listed of={one.phones} />},
        {head: say('patients.identifiers'), cell: (one) => <Codes of={one.identifiers} />},
      ]} />
    </Panel>
  );
}

export const PatientName = ({of}: {of: Patient}) => <Foreign>{of.name || say('patients.no_name')}</Foreign>;
const Listed = ({of}: {of: string[]}) => <>{of.map((one) => <span key={one} class="line"><bdi dir="ltr">{one}</bdi></span>)}</>;
const Codes = ({of}: {of: string[]}) => <>{of.map((one) => <span key={one} class="line"><Code>{one}</Code></span>)}</>;
