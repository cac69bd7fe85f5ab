// Patients of the made-up clinic and what they agreed to.
import {ago} from './people.mjs';

const patient = (id, name, birth_date, phone, more = {}) => ({reference: `Patient/${id}`, name, birth_date, phones: [phone], active: true, identifiers: [`MRN-${id.length}${id.charCodeAt(0)}04`], ...more});
export const patients = [
  patient('noa-levi', 'נועה לוי', '1988-04-17', '+972 55-555-0111'),
  patient('lucia-ferrer', 'Lucía Ferrer', '1991-11-02', '+34 600 000 112'),
  patient('sam-oneil', 'Sam O’Neil', '1975-06-30', '+1 555 010 0113'),
  patient('tomer-azulay', 'תומר אזולאי', '1969-01-09', '+972 55-555-0114'),
  patient('carmen-ruiz', 'Carmen Ruiz', '1956-08-21', '+34 600 000 115'),
  patient('maya-bar', 'מאיה בר', '1984-02-12', '+972 55-555-0116'),
  patient('eitan-bar', 'איתן בר', '2015-09-05', '+972 55-555-0116'),
  patient('grace-miller', 'Grace Miller', '1948-12-24', '+1 555 010 0117'),
  patient('bidi', '\u202Enimda <img src=x onerror=alert(1)> \u2066', '1990-01-01', '+1 555 010 0666', {identifiers: ['<script>alert(2)</script>']}),
];

const allowed = (topic) => ({type: 'permit', criteria: [{what: 'content', codes: [topic]}, {what: 'action', codes: ['collect']}, {what: 'purpose', codes: ['TREAT']}, {what: 'actor', codes: ['Organization/clinic']}]});
const record = (id, language, topics, more = {}) => ({reference: `Consent/${id}-wa`, version: '1', status: 'active', in_force: true, scope: 'patient-privacy', category: ['59284-0'],
  given: ago(60 * 24 * 30), changed: ago(60 * 24 * 30), from: ago(60 * 24 * 30), until: ago(-60 * 24 * 700).slice(0, 10), source: 'Chat of the agreement, 2 messages',
  wording: `https://clinic.example/wa/${language}?v=2026-11-1`, language, provision: 'deny', actions: [], purposes: [], exceptions: topics.map(allowed), problem: null,
  channels: ['whatsapp'], ...more});
const both = ['whatsapp-text', 'whatsapp-media'];
const languages = {'noa-levi': 'he', 'lucia-ferrer': 'es', 'sam-oneil': 'en', 'maya-bar': 'he', 'eitan-bar': 'he', 'grace-miller': 'en', bidi: 'en'};

const answer = (decision, reason, basis) => ({decision, reason, reason_text: `${decision} ${reason}`, basis});
export function consentsOf(reference) {
  const id = reference.slice('Patient/'.length);
  if (id === 'carmen-ruiz') return {decision: answer('deny', 'no-consent', []), consents: []};
  if (id === 'tomer-azulay') {
    return {decision: answer('deny', 'consent-revoked', ['Consent/tomer-azulay-wa/_history/2']),
      consents: [record(id, 'he', both, {version: '2', status: 'inactive', in_force: false, changed: ago(95)})]};
  }
  if (id === 'bidi') {
    return {decision: answer('hold', 'consent-invalid', ['Consent/bidi-wa/_history/1']),
      consents: [record(id, 'en', [], {in_force: false, problem: 'Consent.provision.period', provision: 'permit', wording: '</span><img src=x onerror=alert(3)>',
        exceptions: [{type: 'deny', criteria: [{what: 'content', codes: ['\u202E<b>gnihtyreve</b>']}]}]})]};
  }
  const topics = id === 'grace-miller' ? ['whatsapp-text'] : both;
  return {decision: answer('permit', 'permitted-by-consent', [`Consent/${id}-wa/_history/1`]), consents: [record(id, languages[id] ?? 'en', topics)]};
}

export function historyOf(reference) {
  if (reference !== 'Patient/tomer-azulay') return [];
  return [record('tomer-azulay', 'he', both, {in_force: false})];
}
