// The list of everything that came in, with filters that live in the address (codes and references only).
import {useState} from 'preact/hooks';
import type {Item} from '../api';
import {type PageProps, stay} from '../router';
import {may} from '../session';
import {CsvButton} from '../parts/copy';
import {Choose, Field} from '../parts/field';
import {Page, Panel} from '../parts/page';
import {Table} from '../parts/table';
import {useList} from '../parts/load';
import {columns} from './items';
import {type Filter, filterOf, kinds, progresses, queryOf, reasons} from './filter';
import {kindWord, progressWord, reasonName, say} from './words';

export function Messages({query}: PageProps) {
  const filter = filterOf(query);
  const zoned = queryOf(filter);
  const of = useList<Item>('/messages', {...zoned, limit: 25});
  const clock = filter.progress === 'held';
  return (
    <Page title={say('messages.title')} lead={say('messages.lead')}
          actions={may('message.list') === 'yes' ? <CsvButton path="/messages" query={zoned} file={say('messages.csv')} /> : undefined}>
      <Panel><Filters key={JSON.stringify(filter)} of={filter} /></Panel>
      <Panel>
        <Table of={of} name={say('messages.list')} empty={say('messages.none')} rowKey={(one) => one.key}
               columns={columns(['kind', 'came', 'contact', 'patient', clock ? 'reason' : 'standing', ...(clock ? ['clock' as const] : []), 'why'])} />
      </Panel>
    </Page>
  );
}

function Filters({of}: {of: Filter}) {
  const [patient, setPatient] = useState(of.patient);
  const set = (change: Partial<Filter>): void => {
    const next = {...of, patient: patient.trim(), ...change};
    stay('messages', Object.fromEntries(Object.entries(next).filter(([, value]) => value !== '')));
  };
  const choices = (codes: string[], chosen: string, word: (code: string) => string) =>
    [{value: '', text: say('messages.any')}, ...[...codes, ...(chosen && !codes.includes(chosen) ? [chosen] : [])].map((value) => ({value, text: word(value)}))];
  const any = Object.values(of).some((value) => value !== '');
  return (
    <form class="filters" role="search" aria-label={say('messages.filters')} onSubmit={(event) => { event.preventDefault(); set({}); }}>
      <Choose label={say('messages.progress')} value={of.progress} choices={choices(progresses, of.progress, progressWord)} onValue={(progress) => set({progress})} />
      <Choose label={say('messages.reason')} value={of.reason} choices={choices(reasons, of.reason, reasonName)} onValue={(reason) => set({reason})} />
      <Choose label={say('messages.kind')} value={of.kind} choices={choices(kinds, of.kind, kindWord)} onValue={(kind) => set({kind})} />
      <Field label={say('messages.since')} type="date" value={of.since} onValue={() => undefined} onChange={(event) => set({since: event.currentTarget.value})} />
      <Field label={say('messages.patient')} value={patient} onValue={setPatient} placeholder="Patient/…" dir="ltr" autocomplete="off" spellcheck={false} />
      <div class="filter-actions">
        <button type="submit">{say('action.search')}</button>
        {any && <button type="button" class="link" onClick={() => stay('messages')}>{say('action.clear')}</button>}
      </div>
    </form>
  );
}
