// The embedded chart, closed, as its own authorization server: sign in at the console, launch the viewer for
// a patient, and reach nobody else; then standalone, where the patient is chosen in the console.
// WHO is an account as JSON {name, password, secret, used}; CHART_TOKEN reads what must be shown.
import {base, checks, open, stop} from './harness.mjs';
import {Chart, launch, nothingShows, opened, photoShows, shows} from './smart_launch_look.mjs';
import {freshCode} from './totp.mjs';

const who = JSON.parse(process.env.WHO);
const chart = new Chart(`${base}/fhir`, process.env.CHART_TOKEN);
const one = 'noa-levi', other = 'lucia-ferrer';

async function fillIn(page) {
  const code = await freshCode(who);
  await page.locator('input[autocomplete="username"]').fill(who.name);
  await page.locator('input[type="password"]').fill(who.password);
  await page.locator('input[autocomplete="one-time-code"]').fill(code);
  await page.locator('button[type="submit"]').click();
}

async function signedIn(more = {}) {
  const scene = await open({path: '/console/', ...more});
  scene.journal.allow(/401 \(Unauthorized\).*\/api\/v1\/session/);
  await fillIn(scene.page);
  await scene.page.locator('.shell').waitFor();
  return scene;
}

// The token as anything that runs in the page could take it.
const tokenOf = (page) => page.evaluate(() => JSON.parse(sessionStorage.getItem(JSON.parse(sessionStorage.getItem('SMART_KEY')))).tokenResponse.access_token);
const ask = (page, token, path) => page.evaluate(async ([bearer, address]) => {
  const answer = await fetch(`/fhir/${address}`, {headers: {Accept: 'application/fhir+json', ...(bearer ? {Authorization: `Bearer ${bearer}`} : {})}, credentials: 'omit'});
  const body = await answer.json().catch(() => ({}));
  return {status: answer.status, entries: (body.entry ?? []).filter((entry) => entry.search?.mode !== 'outcome').length};
}, [token, path]);

async function reach(check, page, journal) {
  journal.allow(/40[134] \(.*\/fhir\//);
  const token = await tokenOf(page);
  const own = await ask(page, token, `Communication?patient=${one}`);
  check.ok(own.status === 200 && own.entries > 1, 'the token reads the patient of the launch', JSON.stringify(own));
  const communication = (await chart.search(`Communication?patient=${other}&_count=1`))[0];
  const document = (await chart.search(`DocumentReference?patient=${other}&_count=1`))[0];
  for (const path of [`Patient/${other}`, `Communication/${communication.id}`, `Communication/${communication.id}/_history`, `DocumentReference/${document.id}`, document.content[0].attachment.url]) {
    const answer = await ask(page, token, path);
    check.ok(answer.status === 404 || answer.status === 403, `another patient's ${path.split('/')[0]} is not there for it`, `${answer.status}`);
  }
  for (const path of [`Communication?patient=${other}`, `Communication?patient=Patient/${other}&_count=200`, `Patient?_id=${other}`, `DocumentReference?patient=${other}`]) {
    const answer = await ask(page, token, path);
    check.ok(answer.entries === 0, `a search for another patient's ${path.split('?')[0]} finds nothing`, JSON.stringify(answer));
  }
  check.ok((await ask(page, token, 'Patient?_count=200')).entries <= 1, 'a search without a patient finds the one of the launch');
  check.ok((await ask(page, '', `Patient/${one}`)).status === 401, 'without a token: 401');
  check.ok((await ask(page, `${token}x`, `Patient/${one}`)).status === 401, 'with a wrong token: 401');
  return token;
}

async function fromConsole(check) {
  const {page, context, journal, close} = await signedIn();
  check.ok(true, 'signing in with password and code');
  const first = await launch(page, one);
  check.ok((first.status === 200 || first.status === 201) && first.url, 'the console gets an address to launch at', JSON.stringify(first));
  const front = page;
  const viewer = await context.newPage();
  await viewer.goto(new URL(first.url, base).href);
  await shows(check, viewer, chart, one, 'own launch');
  await photoShows(check, viewer, 'own launch');
  check.ok(!/code=|state=|launch=|noa/.test(viewer.url()), 'own launch: the address keeps no secret and no patient', viewer.url());
  await check.state(viewer, 'smart-own-launch', true);
  const token = await reach(check, viewer, journal);
  await again(check, context, first.url);
  const second = await launch(front, other);
  const next = await context.newPage();
  await next.goto(new URL(second.url, base).href);
  await shows(check, next, chart, other, 'own second launch');
  await check.state(next, 'smart-own-second', true);
  check.none(journal.entries, 'own launch: no console error, no CSP report');
  await ended(check, front, viewer, token);
  await close();
}

async function again(check, context, url) {
  const page = await context.newPage();
  await page.goto(new URL(url, base).href);
  const said = await opened(page);
  check.ok(said !== '' && await page.locator('.message').count() === 0, 'a launch is good for one opening', said);
  await page.close();
}

// What was opened out of a session ends with it.
async function ended(check, front, viewer, token) {
  await front.getByRole('button', {name: 'Sign out'}).click();
  await front.locator('input[autocomplete="username"]').waitFor();
  const after = await ask(viewer, token, `Patient/${one}`);
  check.ok(after.status === 401, 'after signing out the viewer\'s token is worth nothing', `${after.status}`);
}

async function forged(check) {
  const {page, journal, close} = await open({path: '/chart/?code=abc&state=forged'});
  await nothingShows(check, page, 'own: a forged state', /not begun in this window/);
  await page.goto(`${base}/chart/?patient=Patient/${one}`);
  await nothingShows(check, page, 'a patient in the address instead of a launch', /from the patient's chart/);
  await check.state(page, 'smart-own-no-launch');
  check.none(journal.entries, 'own refusals: no console error');
  await close();
}

// Standalone: nobody is signed in, no patient is known.
async function standalone(check) {
  const {page, journal, close} = await open({path: null});
  journal.allow(/401 \(Unauthorized\).*\/api\/v1\/session/);
  await page.goto(`${base}/chart/launch.html?iss=${encodeURIComponent(`${base}/fhir`)}`);
  await page.locator('input[autocomplete="username"]').waitFor();
  check.ok(page.url().startsWith(`${base}/console/#/sign-in`), 'standalone: first the sign-in', page.url());
  await fillIn(page);
  await page.getByRole('heading', {level: 1, name: 'Open a patient\'s messages'}).waitFor();
  const {name} = await chart.record(one);
  await page.locator('form[role=search] input').fill(name);
  await page.locator('form[role=search] button[type=submit]').click();
  await page.locator('.choice', {hasText: name}).locator('input').check();
  await check.state(page, 'smart-own-authorize', true);
  await page.locator('.actions button.main').click();
  await page.waitForURL((url) => url.pathname === '/chart/');
  await shows(check, page, chart, one, 'standalone');
  await check.state(page, 'smart-own-standalone', true);
  check.none(journal.entries, 'standalone: no console error, no CSP report');
  await close();
}

const check = checks('smart own');
try {
  await fromConsole(check);
  await forged(check);
  await standalone(check);
} finally { await stop(); }
process.exitCode = check.end() === 0 ? 0 : 1;
