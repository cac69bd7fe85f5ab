// The open demo only: all patients of the embedded chart, to choose one from.
import {useEffect, useState} from 'preact/hooks';
import {birthDate} from '../../ground/dates';
import {language, t} from '../../ground/language';
import type {Patient} from '../fhir/types';
import type {Session} from '../smart/session';
import {fold} from '../thread/fold';
import {nameOf} from '../thread/people';

// What `check` wrote and could not take back.
const isTest = (one: Patient): boolean => (one.meta?.security ?? []).some((label) => label.code === 'HTEST');

export function usePatients(session: Session): Patient[] | 'failed' | null {
  const [patients, setPatients] = useState<Patient[] | 'failed' | null>(null);
  useEffect(() => {
    if (session.patient !== null) return;
    session.door.all<Patient>('Patient', '_count=200').then((found) =>
      setPatients(found.filter((one) => one.id && !isTest(one)).sort((left, right) => nameOf(left.name).localeCompare(nameOf(right.name)))), () => setPatients('failed'));
  }, [session]);
  return patients;
}

function walk(event: KeyboardEvent): void {
  const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
  if (!step) return;
  const links = [...(event.currentTarget as Element).querySelectorAll('a')];
  links[links.indexOf(document.activeElement as HTMLAnchorElement) + step]?.focus();
  event.preventDefault();
}

export function People({patients, chosen, choose}: { patients: Patient[] | 'failed' | null; chosen: string | null; choose: (id: string) => void }) {
  const [wish, setWish] = useState('');
  const needle = fold(wish.trim());
  const list = Array.isArray(patients) ? patients.filter((one) => fold(`${nameOf(one.name)} ${one.birthDate ?? ''}`).includes(needle)) : [];
  return (
    <nav class="people noprint" aria-label={t('people.title')} lang={language()}>
      <label for="people">{t('people.find')}</label>
      <input id="people" type="search" dir={wish === '' ? undefined : 'auto'} autocomplete="off" spellcheck={false} placeholder={t('people.hint')} value={wish} onInput={(event) => setWish(event.currentTarget.value)} />
      {patients === null && <p class="state" role="status">{t('reading')}</p>}
      {patients === 'failed' && <p class="state bad" role="alert">{t('refusal.failed')}</p>}
      {list.length === 0 && Array.isArray(patients) && <p class="state" role="status">{t('people.none')}</p>}
      <ul onKeyDown={walk}>{list.map((one) => (
        <li key={one.id}>
          <a href={`?patient=Patient/${encodeURIComponent(one.id!)}`} aria-current={one.id === chosen ? 'true' : undefined}
            onClick={(event) => { if (!event.ctrlKey && !event.metaKey && !event.shiftKey) { event.preventDefault(); choose(one.id!); } }}>
            <bdi class="name">{nameOf(one.name) || t('patient.unnamed')}</bdi>
            <span class="soft">{one.birthDate ? birthDate(one.birthDate) : t('patient.birthUnknown')}</span>
          </a>
        </li>
      ))}</ul>
    </nav>
  );
}
