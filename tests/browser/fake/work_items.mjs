// The messages of the made-up clinic, most of them those of the demo day.
import {ago, ahead} from './people.mjs';
import {patients} from './work_consents.mjs';

const texts = {
  'no-consent': 'The patient has given no consent for this channel. It is quarantined, and destroyed at the deadline.',
  'consent-revoked': 'The patient has withdrawn the consent. The content was destroyed.',
  'patient-unresolved': 'No patient, or more than one, has this number.',
};
const ruleOf = (reason) => ({'permitted-by-consent': 'R11', 'denied-by-consent': 'R11', 'consent-invalid': 'R4', 'unresolved-criteria': 'R10', 'consent-unreachable': 'R1'})[reason]
  ?? (/^(no-|consent-)/.test(reason) ? 'R13' : null);
const decided = (minutes, decision, reason, basis = [], more = {}) => ({part: 'message', stage: 'map', decision, reason, reason_text: `Denied or permitted: ${reason}.`, rule: ruleOf(reason), basis,
  because: basis.map((consent) => ({consent, path: decision === 'permit' ? 'provision.provision[0]' : ''})), at: ago(minutes), ...more});
const matched = (minutes, decision) => ({part: 'message', stage: 'match', decision, reason: '', reason_text: '', rule: null, basis: [], because: [], at: ago(minutes)});

let count = 0;
function item(kind, minutes, more) {
  const ordinal = ++count;
  return {key: `6f1d8a52-3c1e-5b7a-9d44-2f0c7e9b${String(1000 + ordinal)}`, ordinal, minutes, channel: 'main', contact: null, kind, source: 'live', direction: 'in', progress: 'filed', reason: null,
    reason_text: texts[more.reason] ?? null, patient: null, resources: [], media: [], received_at: ago(minutes), sent_at: ago(minutes + 1), deadline: null, conversation: `c${ordinal}`, attempts: 0, decisions: [], ...more};
}

function filed(kind, minutes, id, contact, said, more = {}) {
  const basis = [`Consent/${id}-wa/_history/1`];
  return item(kind, minutes, {patient: `Patient/${id}`, contact, said, resources: [`Communication/${id}-${minutes}`],
    decisions: [matched(minutes, 'one'), decided(minutes, 'permit', 'permitted-by-consent', basis), decided(minutes, 'permit', 'permitted-by-consent', basis, {stage: 'push'})], ...more});
}
const noConsent = (kind, minutes, more = {}) => item(kind, minutes, {progress: 'held', reason: 'no-consent', patient: 'Patient/carmen-ruiz', contact: '34600000115', deadline: ahead(60 * 71 - minutes),
  decisions: [matched(minutes, 'one'), decided(minutes, 'deny', 'no-consent')], ...more});
const withdrawn = (kind, minutes, more = {}) => item(kind, minutes, {progress: 'dropped', reason: 'consent-revoked', patient: 'Patient/tomer-azulay',
  decisions: [matched(minutes, 'one'), decided(minutes, 'deny', 'consent-revoked', ['Consent/tomer-azulay-wa/_history/2'])], ...more});
const unmatched = (minutes, contact, said, how, more = {}) => item('text', minutes, {progress: 'held', reason: 'patient-unresolved', contact, said, deadline: ahead(60 * 24 * 14 - minutes),
  decisions: [matched(minutes, how)], ...more});

// More marks than fit on any line, piled on one letter.
export const piled = `Z${'\u0301\u0302\u0308\u030A'.repeat(1024)}algo`;
export const hostile = `<script>alert("x")</script><img src=x onerror=alert(1)> \u202Egnp.exe\u202C ${piled}`;

export function items() {
  count = 0;
  const photo = {part: 'media:0', state: 'filed', reason: null, content_type: 'image/jpeg'};
  return [
    unmatched(6, '34600000199', 'Buenas, me dieron este número en recepción. Me duele mucho la rodilla desde el domingo.', 'none'),
    unmatched(12, '972555550116', 'הילד עם חום 38.5 מאז הלילה, מה לעשות?', 'several'),
    unmatched(15, '15550100666', hostile, 'none'),
    item('text', 20, {progress: 'held', reason: 'staff-number', contact: '972555550190', said: 'מישהו יכול לבדוק אם ההודעות עוברות?', deadline: ahead(60 * 24 * 13), decisions: [matched(20, 'staff')]}),
    noConsent('text', 30), noConsent('image', 29, {media: [{...photo, state: 'waiting'}]}),
    item('text', 40, {progress: 'held', reason: 'consent-invalid', patient: 'Patient/bidi', contact: '15550100667', said: hostile, deadline: ahead(60 * 9),
      decisions: [matched(40, 'one'), decided(40, 'hold', 'consent-invalid', ['Consent/bidi-wa/_history/1'])]}),
    item('unsupported', 50, {progress: 'held', reason: 'kind-not-documented', contact: '15550100113'}),
    item('order', 52, {progress: 'held', reason: 'brand-new-reason', reason_text: 'A reason that this page has no words for.', contact: '15550100113', deadline: ahead(60 * 24 * 6)}),
    withdrawn('text', 60), withdrawn('image', 59, {media: [{...photo, state: 'dropped', reason: 'consent-revoked'}]}),
    filed('text', 70, 'noa-levi', '972555550111', 'בוקר טוב, הפריחה ביד שמאל חזרה מאז אתמול בערב'),
    filed('image', 72, 'noa-levi', '972555550111', 'ככה זה נראה הבוקר', {media: [photo]}),
    filed('text', 80, 'lucia-ferrer', '34600000112', 'Buenos días, ¿puedo cambiar la cita del jueves?'),
    filed('document', 82, 'lucia-ferrer', '34600000112', 'Analítica de sangre', {media: [{...photo, content_type: 'application/pdf'}]}),
    filed('text', 90, 'sam-oneil', '15550100113', 'Morning reading: 128 over 82, pulse 71.'),
    filed('location', 92, 'sam-oneil', '15550100113', 'Corner Pharmacy'),
    filed('text', 150, 'tomer-azulay', '972555550114', 'שלום, נגמר לי המרשם ללחץ דם. אפשר לחדש?'),
    filed('audio', 152, 'tomer-azulay', '972555550114', null, {media: [{...photo, content_type: 'audio/ogg'}]}),
    filed('image', 160, 'grace-miller', '15550100117', 'This was at six o’clock', {media: [{...photo, state: 'dropped', reason: 'denied-by-consent'}]}),
    item('text', 200, {progress: 'failed', reason: 'ehr-refused', patient: 'Patient/lucia-ferrer', contact: '34600000112', attempts: 3,
      decisions: [matched(200, 'one'), decided(200, 'permit', 'permitted-by-consent', ['Consent/lucia-ferrer-wa/_history/1'])]}),
    ...Array.from({length: 30}, (_, index) => filed('text', 300 + index, 'sam-oneil', '15550100113', `Reading ${index + 1}`)),
    item('status', 95, {progress: 'noted', direction: 'out'}), item('status', 96, {progress: 'noted', direction: 'out'}),
  ];
}

const same = [{code: 'same-number', values: {}}, {code: 'shared-number', values: {patients: '2'}}];
const likely = (id, ...why) => ({patient: patients.find((one) => one.reference === `Patient/${id}`), why});
export function waiting(all) {
  const candidates = {'972555550116': [likely('maya-bar', ...same), likely('eitan-bar', ...same)],
    '15550100666': [likely('bidi', {code: '<b>same number as always</b>', values: {}})], '34600000199': [likely('lucia-ferrer', {code: 'similar-name', values: {}})]};
  return all.filter((one) => ['patient-unresolved', 'staff-number'].includes(one.reason) && one.progress === 'held')
    .map(({ordinal: _o, minutes: _m, decisions: _d, said, ...one}) => ({...one, preview: said ?? null, candidates: candidates[one.contact] ?? []}));
}
