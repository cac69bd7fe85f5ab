// Find a patient and choose one. What is looked for stays in this page: names do not go into addresses here.
import {useState} from 'preact/hooks';
import {birthDate} from '../../ground/dates';
import {t} from '../../ground/language';
import type {Page, Patient} from '../api';
import {api, type Query} from '../client';
import {useLoad} from '../parts/load';
import {Field} from '../parts/field';
import {Empty, Here} from '../parts/states';

// A number is a phone when it is long enough and has nothing but digits; with letters it is an identifier.
export function searchOf(text: string): Query {
  const plain = text.trim();
  if (/^\+?[\d\s().-]{6,}$/.test(plain)) return {phone: plain};
  return /\d/.test(plain) ? {identifier: plain} : {name: plain};
}

export function PatientChoice({chosen, choose}: {chosen: Patient | null; choose: (patient: Patient | null) => void}) {
  const [text, setText] = useState('');
  const [asked, setAsked] = useState('');
  const submit = (event: Event): void => {
    event.preventDefault();
    choose(null);
    setAsked(text.trim());
  };
  return (
    <div class="stack">
      <form class="search-row" role="search" onSubmit={submit}>
        <Field label={t('patients.find')} hint={t('patients.findHint')} type="search" value={text} onValue={setText} autocomplete="off" spellcheck={false} dir="auto" required />
        <button type="submit">{t('patients.search')}</button>
      </form>
      {asked && <Found key={asked} asked={asked} chosen={chosen} choose={choose} />}
    </div>
  );
}

function Found({asked, chosen, choose}: {asked: string; chosen: Patient | null; choose: (patient: Patient) => void}) {
  const {now, again} = useLoad(() => api.post<Page<Patient>>('/patients/search', searchOf(asked)), asked);
  return <Here of={now} again={again}>{(page) => (page.items.length === 0 ? <Empty>{t('patients.none')}</Empty>
    : <Choices of={page.items} chosen={chosen} choose={choose} />)}</Here>;
}

function Choices({of, chosen, choose}: {of: Patient[]; chosen: Patient | null; choose: (patient: Patient) => void}) {
  return (
    <fieldset class="choices">
      <legend class="unseen">{t('patients.choose')}</legend>
      {of.map((one) => (
        <label key={one.reference} class="choice">
          <input type="radio" name="patient" checked={chosen?.reference === one.reference} onChange={() => choose(one)} />
          <span><strong><bdi>{one.name}</bdi></strong>{' '}
            <span class="soft">{[one.birth_date ? birthDate(one.birth_date) : '', ...one.identifiers].filter(Boolean).map((part) => <bdi key={part} class="fact">{part}</bdi>)}</span></span>
        </label>))}
    </fieldset>
  );
}
