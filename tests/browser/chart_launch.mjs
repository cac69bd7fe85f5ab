// SMART launches: the right patient, PKCE, and all that must not open a record.
import {base, checks, open} from './harness.mjs';
import {fake, message} from './fake_fhir.mjs';

const origin = new URL(base).origin;
const patient = {resourceType: 'Patient', id: 'p', meta: {versionId: '1', lastUpdated: '2026-03-01T08:00:00Z'}, name: [{text: 'Ruth Baker'}], birthDate: '1950'};
const staff = {resourceType: 'Practitioner', id: 'dr', meta: {versionId: '1', lastUpdated: '2026-03-01T08:00:00Z'}, name: [{text: 'Dr. Ines Vega'}]};
const resources = [patient, staff, message('m1', '2026-03-01T07:59:00Z', 'Good morning')];
const launch = `/chart/launch.html?iss=${encodeURIComponent(`${origin}/fhir`)}&launch=xyz`;

async function scene(signIn, path = launch, prepare = async () => {}) {
  const {page, context, journal, close} = await open({path: null});
  const record = await fake(context, origin, {resources, signIn, settings: {demo: false}});
  await prepare(page, context);
  await page.goto(new URL(path, base).href);
  await page.locator('.message, .closed [role=alert]').first().waitFor();
  const said = async () => (await page.locator('.closed [role=alert]').allInnerTexts()).join();
  return {page, context, journal, close, record, said};
}

// A big server takes its time to say whether it takes the mark «reviewed».
async function staysInPlace(check) {
  let go;
  const held = new Promise((resolve) => { go = resolve; });
  const one = await scene({}, launch, (_, context) => context.route(`${origin}/fhir/metadata`, async (route) => { await held; await route.fallback(); }));
  await one.page.locator('h1', {hasText: 'Ruth Baker'}).waitFor();
  const mark = one.page.locator('button', {hasText: 'Mark reviewed'});
  const place = async () => JSON.stringify(await one.page.locator('.foot .origin').first().boundingBox());
  const before = await place();
  check.ok(!await mark.isVisible(), 'nothing is offered before the server has said that it takes it');
  go();
  await mark.waitFor();
  check.ok(await place() === before, 'and nothing moves when it has', `${before} ${await place()}`);
  await one.close();
}

async function opens(check) {
  const one = await scene({});
  check.ok((await one.page.locator('h1').innerText()) === 'Ruth Baker', 'an EHR launch opens the right patient');
  const {scope, code_challenge_method: method, launch: handed, aud} = one.record.authorize;
  check.ok(method === 'S256' && handed === 'xyz' && aud === `${origin}/fhir`, 'with PKCE, the launch and the audience');
  check.ok(/\blaunch\b/.test(scope) && scope.includes('patient/Communication.rs') && scope.includes('patient/Communication.u'), 'with the scopes that are needed', scope);
  check.ok(!/code=|state=/.test(one.page.url()), 'code and state leave the address');
  await one.page.locator('button', {hasText: 'Mark reviewed'}).click();
  await one.page.locator('.review').waitFor();
  check.ok(one.record.byKey.get('Communication/m1').note[0].authorReference.reference === 'Practitioner/dr', 'a review is signed by who signed in');
  await check.state(one.page, 'chart-launch');
  await one.page.reload();
  await one.page.locator('.message').first().waitFor();
  check.ok(true, 'a reload keeps the session');
  one.record.token = '';
  check.none(one.journal.entries, 'no console error, no CSP report');
  await one.close();
}

async function readsOnly(check) {
  const one = await scene({scope: 'launch patient/Patient.rs patient/Communication.rs'});
  await one.page.locator('.state.cannot').waitFor();
  check.ok(await one.page.locator('button', {hasText: 'Mark reviewed'}).count() === 0, 'without the scope to update, no review is offered and it is said so');
  check.ok(!one.record.asked.some((asked) => /DocumentReference|Provenance|Organization/.test(asked)), 'what was not granted is not asked for');
  await check.state(one.page, 'chart-launch-reads-only');
  check.none(one.journal.entries, 'no console error');
  await one.close();
}

async function refuses(check) {
  const cases = [
    ['without the scope nothing is shown', {scope: 'launch patient/Patient.rs'}, launch, /patient\/Communication\.rs/],
    ['a server that grants nothing', {scope: ''}, launch, /patient\/Patient\.rs/],
    ['a forged state', {forged: 'somebody-elses'}, launch, /not begun in this window/],
    ['a refusal at the sign-in', {deny: true}, launch, /refused/],
    ['a server without PKCE', {methods: []}, launch, /PKCE/],
    ['no patient in the launch', {patient: ''}, launch, /which patient/],
    ['another server', {}, '/chart/launch.html?iss=https%3A%2F%2Fevil.example%2Ffhir&launch=x', /evil\.example/],
    ['a server whose name only begins alike', {}, `/chart/launch.html?iss=${encodeURIComponent(`${origin}/fhir.evil.example`)}`, /may not open/],
    ['fhirclient\'s own side door', {}, '/chart/launch.html?iss=x&fhirServiceUrl=https%3A%2F%2Fevil.example', /may not open/],
    ['no launch at all', {}, '/chart/', /Open the messages from the patient/],
    ['a state without a launch', {}, '/chart/?state=abc', /not begun in this window/],
    ['a patient in the address instead of a launch', {}, '/chart/?patient=Patient/other', /Open the messages from the patient/],
  ];
  for (const [name, signIn, path, sentence] of cases) {
    const one = await scene(signIn, path);
    const said = await one.said();
    check.ok(sentence.test(said) && await one.page.locator('.message').count() === 0, `${name}: refused with a sentence`, said);
    check.ok(!one.record.asked.some((asked) => /Communication/.test(asked)), `${name}: no message was asked for`);
    check.none(one.journal.entries, `${name}: no console error`);
    await one.close();
  }
}

// The record's own page, of another origin, with the viewer in a frame.
async function framed(check, everyday) {
  const ehr = 'https://ehr.test';
  const {page, context, journal, close} = await open({path: null, origins: [ehr], everyday});
  await fake(context, origin, {resources, signIn: {}, settings: {demo: false}});
  await context.route(`${ehr}/**`, (route) => route.fulfill({contentType: 'text/html', body: `<!doctype html><html lang="en"><title>EHR</title><link rel="icon" href="data:,"><main><h1>EHR</h1><iframe title="Messages" width="900" height="600" src="${origin}${launch.replace(/&/g, '&amp;')}"></iframe></main></html>`}));
  await context.route(`${origin}/chart/*.html*`, letIn(ehr));
  await context.route(`${origin}/chart/?*`, letIn(ehr));
  await page.goto(`${ehr}/`);
  const frame = page.frameLocator('iframe');
  await frame.locator('.message, .closed [role=alert]').first().waitFor();
  const name = everyday ? 'an everyday profile' : 'a private window, which keeps nothing for frames';
  check.ok((await frame.locator('h1').innerText()) === 'Ruth Baker', `the launch works inside a frame of another origin, in ${name}`);
  check.ok(!(await page.frames()[1].evaluate(() => window.name)).includes('token'), 'and no token stays in the name of the frame');
  await check.state(page, `chart-launch-frame-${everyday ? 'everyday' : 'private'}`);
  check.none(journal.entries, 'no console error, no CSP report inside the frame');
  await close();
}
const letIn = (ehr) => async (route) => {
  const answer = await route.fetch();
  const headers = answer.headers();
  headers['content-security-policy'] = (headers['content-security-policy'] ?? '').replace(/frame-ancestors [^;]*/, `frame-ancestors ${ehr}`);
  delete headers['cross-origin-opener-policy'];
  delete headers['x-frame-options'];
  await route.fulfill({response: answer, headers});
};

async function withoutStorage(check) {
  const one = await scene({}, launch, (page) => page.addInitScript(() => {
    for (const name of ['sessionStorage', 'localStorage']) Object.defineProperty(window, name, {get() { throw new DOMException('closed', 'SecurityError'); }});
  }));
  check.ok(/keeps no storage/.test(await one.said()), 'a window without storage is told so in a sentence');
  await check.state(one.page, 'chart-launch-no-storage');
  await one.close();
}

async function ends(check) {
  const one = await scene({});
  await one.page.locator('.message').first().waitFor();
  one.record.refuse = /./;
  await one.page.locator('.banner.ended').waitFor({timeout: 15000});
  check.ok(await one.page.locator('.message').count() === 1, 'when the session ends, it is said, and what was read stays');
  await one.close();
}

export async function launches() {
  const check = checks('chart launch');
  await opens(check);
  await staysInPlace(check);
  await readsOnly(check);
  await refuses(check);
  await framed(check, true);
  await framed(check, false);
  await withoutStorage(check);
  await ends(check);
  return check.end();
}
