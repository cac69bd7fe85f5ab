// A patient to choose: enough to tell two of the same name apart.
import type {ComponentChildren} from 'preact';
import type {Patient} from '../api';
import * as dates from '../../ground/dates';
import {Badge} from '../parts/states';
import {Code} from '../compliance/foreign';
import {PatientName} from '../compliance/patients';
import {say as common} from '../compliance/words';
import {say} from './words';

interface PersonSettings { of: Patient; number?: number; choose?: (patient: Patient) => void; children?: ComponentChildren }

export function Person({of, number, choose, children}: PersonSettings) {
  return (
    <div class="person-card">
      {number !== undefined && <span class="person-number" aria-hidden="true">{number}</span>}
      <div class="person-words">
        <strong class="person-name"><PatientName of={of} /></strong>
        {!of.active && <Badge tone="warn">{common('patients.inactive')}</Badge>}
        <span class="soft person-facts">
          {of.birth_date && <span>{common('patients.born', {date: dates.birthDate(of.birth_date)})}</span>}
          {of.phones.map((phone) => <bdi key={phone} dir="ltr">{phone}</bdi>)}
          {of.identifiers.map((one) => <Code key={one}>{one}</Code>)}
        </span>
        {children}
      </div>
      {choose && <button type="button" disabled={!of.active} onClick={() => choose(of)}>{say('choose')}<span class="unseen"> <PatientName of={of} /></span></button>}
    </div>
  );
}
