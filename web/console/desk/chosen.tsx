// One waiting contact: what it says, who it may be and why, and the three ways on.
import type {RefObject} from 'preact';
import {useState} from 'preact/hooks';
import type {Item, Patient, Waiting} from '../api';
import {api, ApiError} from '../client';
import {href} from '../router';
import {may} from '../session';
import {Confirm} from '../parts/dialog';
import {Badge, Empty, type Tone} from '../parts/states';
import {Foreign, ForeignText, Sentence} from '../compliance/foreign';
import {findPatients, noSearch, PatientName, PatientSearch} from '../compliance/patients';
import {Said} from '../parts/said';
import {HoldClock, When} from '../compliance/time';
import {kindWord, partWord, mediaWord, reasonWhy} from '../compliance/words';
import {Person} from './person';
import {say} from './words';

export type Asked = {what: 'file'; patient: Patient} | {what: 'reject'};

interface ChosenSettings {
  item: Waiting;
  place: RefObject<HTMLElement | null>;
  asked: Asked | null;
  ask: (asked: Asked | null) => void;
  settle: (tone: Tone, text: string, gone: boolean) => void;
}

export function Chosen({item, place, asked, ask, settle}: ChosenSettings) {
  const choose = (patient: Patient): void => ask({what: 'file', patient});
  return (
    <section class="chosen panel" ref={place} tabIndex={-1} aria-labelledby="chosen-contact">
      <header class="panel-head">
        <h2 id="chosen-contact">{item.contact ? <Foreign>{item.contact}</Foreign> : say('no_contact')}</h2>
        <button type="button" class="danger" onClick={() => ask({what: 'reject'})}>{say('not_ours')}</button>
      </header>
      <p class="soft chosen-facts"><span>{kindWord(item.kind)}</span> <When at={item.received_at} />
        {item.media.map((one) => <span key={one.part}>{partWord(one.part)}: {mediaWord(one.state)}</span>)}</p>
      {item.preview ? <blockquote class="preview"><ForeignText text={item.preview} /></blockquote> : <p class="soft">{say('no_preview')}</p>}
      <p class="why-waiting">{item.reason && reasonWhy(item.reason, item.reason_text)} <HoldClock deadline={item.deadline} /></p>
      <h3>{say('likely')}</h3>
      {item.candidates.length === 0 ? <Empty>{say('likely_none')}</Empty> : (
        <ol class="candidates">{item.candidates.map(({patient, why}, index) => (
          <li key={patient.reference}>
            <Person of={patient} number={index + 1} choose={choose}>
              <span class="whys">{why.map((one) => <Badge key={one.code}><Said of={[one]} /></Badge>)}</span>
            </Person>
          </li>))}</ol>)}
      <h3>{say('another')}</h3>
      <div id="search-patient"><Search choose={choose} /></div>
      {may('message.list') && <p class="see-also"><a href={href(`messages/${item.key}`)}>{say('all_about')}</a></p>}
      {asked && <Question item={item} asked={asked} close={() => ask(null)} settle={settle} />}
    </section>
  );
}

function Search({choose}: {choose: (patient: Patient) => void}) {
  const [search, set] = useState(noSearch);
  return (
    <>
      <PatientSearch search={search} set={set} find={findPatients} />
      <div aria-live="polite">
        {search.found?.state === 'here' && (search.found.value.length === 0 ? <Empty>{say('found_none')}</Empty> : (
          <ul class="candidates">{search.found.value.map((one) => <li key={one.reference}><Person of={one} choose={choose} /></li>)}</ul>))}
      </div>
    </>
  );
}

function Question({item, asked, close, settle}: {item: Waiting; asked: Asked; close: () => void; settle: ChosenSettings['settle']}) {
  const run = async (): Promise<void> => {
    try {
      if (asked.what === 'reject') {
        await api.post<Item>(`/review/${item.key}/reject`, {attempts: item.attempts});
        settle('good', say('rejected'), true);
      } else {
        await api.post<Item>(`/review/${item.key}/file`, {patient: asked.patient.reference, attempts: item.attempts});
        settle('good', say('filed'), true);
      }
    } catch (error) {
      // «busy» passes in a moment; every other conflict means that it no longer waits as it was seen.
      if (!(error instanceof ApiError) || error.status !== 409 || error.code === 'busy') throw error;
      settle('warn', say('faster'), false);
    }
  };
  if (asked.what === 'reject') {
    return <Confirm title={say('reject_title')} action={say('not_ours')} danger run={run} close={close}><p>{say('reject_text')}</p></Confirm>;
  }
  return (
    <Confirm title={say('file_title')} action={say('file')} run={run} close={close}>
      <p><Sentence of="desk.file_text" with={{patient: <strong><PatientName of={asked.patient} /></strong>,
        contact: item.contact ? <Foreign>{item.contact}</Foreign> : say('no_contact')}} /></p>
      <Person of={asked.patient} />
      <p class="soft">{say('file_after')}</p>
    </Confirm>
  );
}
