// The working day of the made-up clinic: messages, consents, the review queue and the audit, as routes for
// clinic.mjs. The cases are those of the demo day, and some that are hostile on purpose.
import {ago} from './people.mjs';
import {consentsOf, historyOf, patients} from './work_consents.mjs';
import {items as dayItems, waiting as dayWaiting} from './work_items.mjs';

const ok = (body, status = 200, headers = {}) => ({status, body, headers});
const problem = (status, code, detail = '') => ({status, body: {type: 'about:blank', title: code, status, detail, code}});
const paged = (all, query, size) => {
  const from = Number(query.get('cursor') ?? 0);
  const many = Number(query.get('limit') ?? size);
  return ok({items: all.slice(from, from + many), next: from + many < all.length ? String(from + many) : null});
};
const csv = (name, rows) => ({status: 200, body: rows.join('\r\n'), headers: {'Content-Type': 'text/csv', 'Content-Disposition': `attachment; filename="${name}"`}});

const entry = (seq, minutes, event, actor, more = {}) => ({seq, at: ago(minutes), event, actor, actor_name: null, outcome: 0, subject: null, what: null,
  basis: [], reason: null, sentence: `Event ${event}.`, ...more});

function auditOf(item) {
  const about = {subject: item.patient ?? item.conversation, what: item.key};
  const outcome = {permit: 0, hold: 4, deny: 8};
  return [entry(item.ordinal * 10, item.minutes, 'message.parsed', 'svc:ingest', about),
    ...item.decisions.map((one, index) => (one.stage === 'match'
      ? entry(item.ordinal * 10 + 1, item.minutes, 'message.matched', 'svc:match', {...about, reason: `match-${one.decision}`, outcome: one.decision === 'one' ? 0 : 4})
      : entry(item.ordinal * 10 + 2 + index, item.minutes, 'consent.decision', 'svc:decide', {...about, basis: one.basis, reason: one.reason, outcome: outcome[one.decision]}))),
    ...(item.progress === 'filed' ? [entry(item.ordinal * 10 + 6, item.minutes, 'ehr.create', 'svc:forward', {...about, what: item.resources[0]})] : []),
    entry(item.ordinal * 10 + 7, item.minutes, `message.${item.progress}`, 'svc:forward', {...about, reason: item.reason})];
}

const bare = ({ordinal: _o, minutes: _m, decisions: _d, said: _s, ...item}) => item;
const quarantined = ['no-consent', 'consent-pending', 'consent-expired'];

function explain(item, session) {
  const compliance = session.account.roles.includes('compliance');
  const rests = item.progress === 'held' || item.progress === 'failed';
  const readable = item.progress !== 'dropped' && !quarantined.includes(item.reason) && item.kind !== 'status';
  const can = [...(rests ? ['release'] : []), ...(rests && compliance ? ['drop'] : []), ...(rests ? ['file'] : []), ...(readable ? ['content'] : [])];
  return {...bare(item), decisions: item.decisions, audit: auditOf(item), text: item.reason_text ? [item.reason_text] : [], can};
}

function settle(clinic, item, change) {
  Object.assign(item, {attempts: item.attempts + 1, deadline: null, ...change});
  clinic.waiting = clinic.waiting.filter((one) => one.key !== item.key);
  return ok(bare(item));
}

const filtered = (all, query) => all.filter((item) => ['progress', 'reason', 'kind', 'patient'].every((name) => !query.get(name) || item[name] === query.get(name))
  && (!query.get('since') || item.received_at >= new Date(query.get('since')).toISOString()));

function byReason(items) {
  const groups = new Map();
  for (const {progress, reason, reason_text, deadline} of items.filter((one) => one.reason)) {
    const name = `${progress} ${reason}`;
    const group = groups.get(name) ?? {progress, reason, reason_text: reason_text ?? null, count: 0, first_deadline: null, ending: 0};
    group.count += 1;
    if (deadline && (!group.first_deadline || Date.parse(deadline) < Date.parse(group.first_deadline))) group.first_deadline = deadline;
    if (deadline && Date.parse(deadline) < Date.now() + 86_400_000) group.ending += 1;
    groups.set(name, group);
  }
  return [...groups.values()];
}

// The day as it was in the beginning; tests begin with it.
function begin(clinic) {
  clinic.items = dayItems();
  clinic.waiting = dayWaiting(clinic.items);
  clinic.audit = clinic.items.flatMap(auditOf).concat(entry(9000, 300, 'audit.verified', 'user:a4', {actor_name: 'Carla Mendes', reason: 'intact'}))
    .sort((a, b) => b.seq - a.seq);
  clinic.intact = true;
  clinic.read = new Set();
}

export function routes(clinic) {
  begin(clinic);
  clinic.beginDay = () => begin(clinic);
  const others = clinic.patients.bind(clinic);
  clinic.patients = (text) => [...patients.filter((one) => [one.name, ...one.phones, ...one.identifiers].some((word) => word.toLowerCase().includes(text.toLowerCase()))), ...others(text)];
  const item = (found) => clinic.items.find((one) => one.key === found[1]);
  const missing = () => problem(404, 'not-found', 'There is no such item.');
  return [...messageRoutes(clinic, item, missing), ...reviewRoutes(clinic, item, missing), ...patientRoutes(clinic), ...auditRoutes(clinic)];
}

function messageRoutes(clinic, item, missing) {
  return [
    ['GET', /^\/messages$/, 'message.list', ({query, headers}, session) => {
      const rows = filtered(clinic.items, query).map(bare);
      if (headers.accept !== 'text/csv') return paged(rows, query, 25);
      return session.steppedUp ? csv('messages.csv', ['key,progress', ...rows.map((one) => `${one.key},${one.progress}`)]) : problem(403, 'step-up', 'Give the code once more.');
    }],
    ['GET', /^\/messages\/counts$/, 'message.list', () => ok({oldest_unfiled: ago(60 * 26), by_reason: byReason(clinic.items),
      counts: clinic.items.reduce((all, one) => ({...all, [one.progress]: (all[one.progress] ?? 0) + 1}), {})})],
    ['GET', /^\/messages\/([^/]+)$/, 'message.list', (_, session, found) => (item(found) ? ok(explain(item(found), session)) : missing())],
    ['POST', /^\/messages\/([^/]+)\/content$/, 'message.body', ({body}, session, found) => {
      if (!item(found)) return missing();
      if (session.account.roles.includes('compliance')) {
        if ((body.reason ?? '').length < 8) return problem(422, 'reason', 'Say why.');
        if (!session.steppedUp) return problem(403, 'step-up', 'Give the code once more.');
      }
      clinic.read.add(`${session.account.id} ${found[1]}`);
      return ok({text: item(found).said ?? null, contact: item(found).contact, caption: null});
    }],
    ['POST', /^\/messages\/([^/]+)\/release$/, 'identity.resolve', (_, _session, found) => (item(found)?.progress === 'held'
      ? settle(clinic, item(found), {progress: 'parsed', reason: null, reason_text: null}) : problem(409, 'changed', 'It changed meanwhile.'))],
    ['POST', /^\/messages\/([^/]+)\/drop$/, 'message.body', ({body}, _, found) => (item(found)?.progress === 'held'
      ? settle(clinic, item(found), {progress: 'dropped', reason: body.policy, reason_text: null, contact: null}) : problem(409, 'changed', 'It changed meanwhile.'))],
  ];
}

function reviewRoutes(clinic, item, missing) {
  const step = (change) => ({body}, _session, found) => {
    if (!item(found)) return missing();
    const here = clinic.waiting.find((one) => one.key === found[1]);
    if (!here || body.attempts !== item(found).attempts) return problem(409, 'changed', 'Somebody was faster: this message changed since you looked at it.');
    return settle(clinic, item(found), change(body));
  };
  return [
    ['GET', /^\/review$/, 'identity.resolve', ({query}) => paged(clinic.waiting, query, 20)],
    ['POST', /^\/review\/([^/]+)\/file$/, 'identity.resolve', step(({patient}) => ({progress: 'matched', reason: null, reason_text: null, patient}))],
    ['POST', /^\/review\/([^/]+)\/reject$/, 'identity.resolve', step(() => ({progress: 'dropped', reason: 'rejected-by-staff', reason_text: null}))],
  ];
}

function patientRoutes(clinic) {
  const of = (found) => `Patient/${decodeURIComponent(found[1])}`;
  const mine = (found, progress) => clinic.items.filter((one) => one.patient === of(found) && (!progress || one.progress === progress)).map(bare);
  return [
    ['POST', /^\/patients\/search$/, 'consent.status', ({body, query}) => paged(clinic.patients(body.name ?? body.identifier ?? body.phone ?? ''), query, 20)],
    ['GET', /^\/patients\/([^/]+)$/, 'consent.status', (_, _session, found) => {
      const one = patients.find((each) => each.reference === of(found));
      return one ? ok(one) : problem(404, 'not-found', 'There is no such patient.');
    }],
    ['GET', /^\/patients\/([^/]+)\/consents$/, 'consent.status', (_, _session, found) => {
      const patient = patients.find((each) => each.reference === of(found));
      if (!patient) return problem(404, 'not-found', 'There is no such patient.');
      return ok({patient, ...consentsOf(patient.reference), history: historyOf(patient.reference), held: mine(found, 'held'), dropped: mine(found, 'dropped'), sentences: []});
    }],
    ['GET', /^\/patients\/([^/]+)\/messages$/, 'message.list', ({query}, _, found) => paged(mine(found), query, 25)],
    ['GET', /^\/patients\/([^/]+)\/reads$/, 'audit.read', ({query}, _, found) => paged([
      entry(9102, 4, 'console.search', 'user:a4', {actor_name: 'Carla Mendes', subject: of(found), what: of(found), reason: 'consents'}),
      entry(9044, 190, 'console.body.viewed', 'user:a4', {actor_name: 'Carla Mendes', subject: of(found), reason: 'reason-given'}),
      entry(8870, 60 * 29, 'launch.opened', 'user:a5', {actor_name: 'Dr Yusuf Haddad', subject: of(found)})], query, 25)],
    ['POST', /^\/launches$/, 'message.body', () => ok({url: '/chart/launch.html?launch=once'})],
  ];
}

function auditRoutes(clinic) {
  return [
    ['GET', /^\/audit$/, 'audit.read', ({query, headers}, session) => {
      const about = query.get('about');
      const rows = clinic.audit.filter((one) => !about || one.subject === about);
      if (headers.accept !== 'text/csv') return paged(rows, query, 25);
      return session.steppedUp ? csv('audit.csv', ['seq,event', ...rows.map((one) => `${one.seq},${one.event}`)]) : problem(403, 'step-up', 'Give the code once more.');
    }],
    ['GET', /^\/audit\/verified$/, 'audit.read', () => {
      const last = clinic.audit.find((one) => one.event === 'audit.verified');
      return ok(last ? {at: last.at, actor: last.actor, actor_name: last.actor_name, intact: last.outcome === 0} : null);
    }],
    ['POST', /^\/audit\/verify$/, 'audit.read', () => ok(clinic.intact
      ? {intact: true, entries: clinic.audit.length, first_bad: null, said: [], sentence: '', head: '9f2c'.repeat(16), fingerprint: '9f2c41d07be6a835'}
      : {intact: false, entries: clinic.audit.length, first_bad: 142, said: [{code: 'audit-record-altered', values: {seq: '142'}}], sentence: '', head: '', fingerprint: ''})],
  ];
}
