// A FHIR server inside the browser: answers what a page asks of /fhir, so that a test can say what
// the record holds, hostile texts and thousands of messages too. With `smart` it also signs in.
import {createHash} from 'node:crypto';

const json = (route, body, status = 200, headers = {}) => route.fulfill({status, contentType: 'application/fhir+json', headers, body: JSON.stringify(body)});
const keyOf = (one) => `${one.resourceType}/${one.id}`;

export function message(id, sent, text, more = {}) {
  return {resourceType: 'Communication', id, meta: {versionId: '1', lastUpdated: more.updated ?? sent, security: [{code: 'N'}, ...(more.out ? [] : [{code: 'PATRPT'}])], ...more.meta},
    identifier: [{system: 'urn:chartbridge:id', value: `urn:uuid:${id}`}], status: 'completed',
    category: [{coding: [{system: 'urn:chartbridge:cs:kind', code: more.kind ?? 'message'}]}, {coding: [{system: 'urn:chartbridge:cs:message-type', code: more.type ?? 'text'}]}, ...(more.flags ?? []).map((code) => ({coding: [{system: 'urn:chartbridge:cs:flag', code}]}))],
    subject: {reference: 'Patient/p'}, sent, ...(more.out ? {} : {received: sent}),
    sender: {reference: more.sender ?? (more.out ? 'Organization/clinic' : 'Patient/p')},
    ...(more.answers ? {inResponseTo: [{type: 'Communication', identifier: {system: 'urn:chartbridge:id', value: `urn:uuid:${more.answers}`}}]} : {}),
    payload: text === null ? [] : [{contentString: text}], ...more.extra};
}

export function photo(message, id, type, name, size = 100) {
  message.payload.push({contentReference: {type: 'DocumentReference', identifier: {system: 'urn:chartbridge:id', value: `urn:uuid:${id}`}, display: 'Document'}});
  return {resourceType: 'DocumentReference', id, meta: {versionId: '1', lastUpdated: message.sent}, identifier: [{system: 'urn:chartbridge:id', value: `urn:uuid:${id}`}],
    status: 'current', subject: {reference: 'Patient/p'}, content: [{attachment: {contentType: type, url: `Binary/${id}`, size, title: name}}]};
}

class Record {
  constructor(resources, histories = {}, bytes = {}) {
    this.byKey = new Map(resources.map((one) => [keyOf(one), one]));
    Object.assign(this, {histories, bytes, asked: [], refuse: null});
  }
  add(...resources) { for (const one of resources) this.byKey.set(keyOf(one), one); }

  search(type, query, base) {
    let list = [...this.byKey.values()].filter((one) => one.resourceType === type);
    const since = query.get('_lastUpdated');
    if (since) list = list.filter((one) => one.meta.lastUpdated >= since.replace(/^ge/, ''));
    if (query.get('target')) list = list.filter((one) => one.target?.some((target) => target.reference === query.get('target')));
    if (query.get('_sort') === '-sent') list.sort((left, right) => (right.sent ?? '').localeCompare(left.sent ?? ''));
    const count = Number(query.get('_count') ?? 50);
    const from = Number(query.get('_from') ?? 0);
    const next = new URLSearchParams(query);
    next.set('_from', String(from + count));
    return {resourceType: 'Bundle', type: 'searchset', total: list.length,
      link: from + count < list.length ? [{relation: 'next', url: `${base}/${type}?${next}`}] : [],
      entry: list.slice(from, from + count).map((resource) => ({resource}))};
  }

  put(route, key) {
    const old = this.byKey.get(key);
    if (old && route.request().headers()['if-match'] !== `W/"${old.meta.versionId}"`) return json(route, {resourceType: 'OperationOutcome'}, 412);
    const resource = route.request().postDataJSON();
    resource.meta = {...resource.meta, versionId: String(Number(old.meta.versionId) + 1), lastUpdated: new Date().toISOString()};
    this.histories[key] = [resource, ...(this.histories[key] ?? [old])];
    this.byKey.set(key, resource);
    return json(route, resource);
  }

  answer(route, url, base) {
    const path = url.pathname.slice(new URL(base).pathname.length + 1);
    this.asked.push(`${route.request().method()} ${path}`);
    if (this.refuse?.test(path)) return json(route, {resourceType: 'OperationOutcome'}, 403);
    const [type, id, rest] = path.split('/');
    if (path === 'metadata') return json(route, {resourceType: 'CapabilityStatement', rest: [{resource: [{type: 'Communication', interaction: [{code: 'update'}]}]}]});
    if (type === 'Binary') return this.bytes[id] ? route.fulfill({contentType: 'application/octet-stream', body: this.bytes[id]}) : json(route, {}, 404);
    if (!id) return json(route, this.search(type, url.searchParams, base));
    if (rest === '_history') {
      const list = this.histories[`${type}/${id}`] ?? [this.byKey.get(`${type}/${id}`)];
      return json(route, {resourceType: 'Bundle', type: 'history', entry: list.map((resource) => ({resource}))});
    }
    if (route.request().method() === 'PUT') return this.put(route, `${type}/${id}`);
    const found = this.byKey.get(`${type}/${id}`);
    return found ? json(route, found) : json(route, {resourceType: 'OperationOutcome'}, 404);
  }
}

// Signs everybody in at once, as `scope` says, for `patient`; PKCE is checked.
function smart(base, options, state) {
  const token = `token-${Math.random().toString(36).slice(2)}`;
  state.token = token;
  return (route, url) => {
    const path = url.pathname.slice(new URL(base).pathname.length);
    if (path === '/.well-known/smart-configuration') {
      return json(route, {authorization_endpoint: `${base}/auth/authorize`, token_endpoint: `${base}/auth/token`, code_challenge_methods_supported: options.methods ?? ['S256'],
        capabilities: ['launch-ehr', 'launch-standalone', 'permission-v2', 'client-public']});
    }
    if (path === '/auth/authorize') {
      state.authorize = Object.fromEntries(url.searchParams);
      const back = new URL(url.searchParams.get('redirect_uri'));
      if (options.deny) back.searchParams.set('error', 'access_denied'); else back.searchParams.set('code', 'code-1');
      back.searchParams.set('state', options.forged ?? url.searchParams.get('state'));
      // A page that moves on by itself: what follows a 302 of a made-up answer cannot be made up again.
      const target = back.href.replace(/&/g, '&amp;');
      return route.fulfill({contentType: 'text/html', body: `<!doctype html><html lang="en"><title>Sign-in</title><link rel="icon" href="data:,"><meta http-equiv="refresh" content="0;url=${target}">`});
    }
    if (path === '/auth/token') {
      const form = new URLSearchParams(route.request().postData());
      const challenge = createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url');
      if (challenge !== state.authorize.code_challenge) return json(route, {error: 'invalid_grant'}, 400);
      const claims = Buffer.from(JSON.stringify({fhirUser: 'Practitioner/dr'})).toString('base64url');
      return json(route, {access_token: token, token_type: 'Bearer', expires_in: 900, scope: options.scope ?? state.authorize.scope, patient: options.patient ?? 'p', id_token: `e30.${claims}.x`});
    }
    return route.request().headers().authorization === `Bearer ${token}` ? null : json(route, {resourceType: 'OperationOutcome'}, 401);
  };
}

// Puts the record behind `${origin}/fhir` of a context. settings: what /chart/settings.json says.
export async function fake(context, origin, {resources = [], histories = {}, bytes = {}, signIn = null, settings = {}}) {
  const base = `${origin}/fhir`;
  const record = new Record([{resourceType: 'Organization', id: 'clinic', name: 'Clinic of the North', meta: {versionId: '1', lastUpdated: '2026-01-01T00:00:00Z'}}, ...resources], histories, bytes);
  const gate = signIn ? smart(base, signIn, record) : () => null;
  await context.route(`${origin}/chart/settings.json`, (route) => json(route, {issuers: [], embedded: '/fhir', client_id: 'chartbridge-chart', demo: signIn === null, ...settings}));
  await context.route((url) => url.href.startsWith(`${base}/`), (route) => {
    const url = new URL(route.request().url());
    return gate(route, url) ?? record.answer(route, url, base);
  });
  return record;
}
