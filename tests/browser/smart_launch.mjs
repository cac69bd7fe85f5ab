// SMART launches of the viewer by a clinic's authorization server that is none of ours: in a window, in a
// frame of another origin, without the scope, and with a sign-in that belongs to somebody else.
// SMART and SMART_NARROW are the simulators (all scopes; none for Communication), FHIR the server behind
// them, FRAME the origin that may show the viewer in a frame, NAME the name of the pictures.
import http from 'node:http';
import {axe, base, checks, open, shot, stop} from './harness.mjs';
import {Chart, framedState, nothingShows, opened, photoShows, shows} from './smart_launch_look.mjs';

const {SMART: smart, SMART_NARROW: narrow, FHIR: fhir, FRAME: frame, NAME: name} = process.env;
const chart = new Chart(fhir);
const one = 'noa-levi', other = 'lucia-ferrer';
const launchOf = (server, patient) => `${server}/launch?app=${encodeURIComponent(`${base}/chart/launch.html`)}&patient=${patient}`;
const view = (more = {}) => open({path: null, origins: [smart, narrow, frame, 'http://localhost'], ...more});

async function inWindow(check) {
  const {page, journal, close} = await view();
  await page.goto(launchOf(smart, one));
  await shows(check, page, chart, one, 'a launch');
  await photoShows(check, page, 'a launch');
  check.ok(!/code=|state=|noa/.test(page.url()), 'code, state and patient are not in the address', page.url());
  await check.state(page, `smart-${name}-launch`, true);
  await review(check, page);
  await page.reload();
  await shows(check, page, chart, one, 'a reload');
  // The same window, as an EHR uses it for the next patient.
  await page.goto(launchOf(smart, other));
  await shows(check, page, chart, other, 'a second launch');
  await check.state(page, `smart-${name}-second`, true);
  const asked = await page.evaluate(() => performance.getEntriesByType('resource').map((entry) => entry.name));
  check.ok(asked.length > 0 && !asked.some((address) => address.includes('noa-levi')), 'a second launch asks nothing about the first patient');
  check.none(journal.entries, 'no console error, no CSP report, no other host');
  await close();
}

// Signed by who signed in at the clinic's server, and written there.
async function review(check, page) {
  await page.locator('.in button', {hasText: 'Mark reviewed'}).first().click();
  await page.locator('.in .review').first().waitFor();
  const notes = (await chart.search(`Communication?patient=${one}&_count=200`)).flatMap((message) => message.note ?? []);
  check.ok(notes.some((note) => note.authorReference?.reference === 'Practitioner/ada'), 'a review is written, signed by who signed in', JSON.stringify(notes));
  check.ok(/Ada Example/.test(await page.locator('.in .review').first().innerText()), 'and shown with the name');
}

// A small EHR that shows a patient's page with the viewer inside.
async function ehr(port, patient) {
  const server = http.createServer((request, response) => {
    response.writeHead(200, {'Content-Type': 'text/html; charset=utf-8'});
    response.end(`<!doctype html><html lang="en"><title>The clinic's record</title><link rel="icon" href="data:,"><main><h1>The clinic's record</h1>
      <iframe title="Messages" width="1100" height="640" src="${launchOf(smart, patient).replaceAll('&', '&amp;')}"></iframe></main></html>`);
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {origin: `http://127.0.0.1:${server.address().port}`, end: () => new Promise((resolve) => { server.closeAllConnections(); server.close(resolve); })};
}

async function inFrame(check) {
  const {origin, end} = await ehr(Number(new URL(frame).port), one);
  const {page, journal, close} = await view();
  await page.goto(`${origin}/`);
  const inner = await (await page.locator('iframe').elementHandle()).contentFrame();
  await shows(check, inner, chart, one, 'in a frame of another origin');
  await photoShows(check, inner, 'in a frame of another origin');
  await framedState(check, page, inner, `smart-${name}-frame`);
  check.none(journal.entries, 'in a frame: no console error, no CSP report');
  await close();
  await end();
  await strangeFrame(check);
}

async function strangeFrame(check) {
  const {origin, end} = await ehr(0, one);
  const {page, journal, close} = await view({origins: [smart, origin]});
  const refused = page.waitForEvent('console', {predicate: (message) => /frame-ancestors/.test(message.text())});
  await page.goto(`${origin}/`);
  await refused;
  check.ok(!page.frames().some((one) => one.url().startsWith(base)), 'an origin that is not named may not show it in a frame');
  check.ok(journal.entries.length > 0 && journal.entries.every((entry) => /frame-ancestors|chrome-error/.test(entry)), 'and nothing else goes wrong there', journal.entries.join('\n'));
  await close();
  await end();
}

async function withoutScope(check) {
  const {page, journal, close} = await view();
  const read = [];
  page.on('request', (request) => { if (/\/fhir\/(?!metadata|\.well-known)/.test(request.url())) read.push(request.url()); });
  await page.goto(launchOf(narrow, one));
  await nothingShows(check, page, 'without the scope', /did not grant.*patient\/Communication\.rs/);
  check.none(read, 'without the scope nothing is even asked for');
  const record = await chart.record(one);
  check.ok(!(await page.locator('body').innerText()).includes(record.name), 'without the scope not even the name is shown');
  await check.state(page, `smart-${name}-no-scope`);
  check.none(journal.entries, 'without the scope: no console error');
  await close();
}

// The address that a sign-in comes back to, in a viewer whose own script never runs: the code stays unused.
async function wayBack(context, page, patient) {
  const script = /\/assets\/chart-[\w-]+\.js$/;
  await context.route(script, (route) => route.fulfill({contentType: 'text/javascript', body: ''}));
  await page.goto(launchOf(smart, patient));
  await page.waitForURL((url) => url.href.startsWith(`${base}/chart/?`) && url.searchParams.has('code'));
  await context.unroute(script);
  return new URL(page.url());
}

async function forged(check) {
  const theirs = await view();
  const stolen = await wayBack(theirs.context, theirs.page, other);
  await theirs.close();
  const {page, context, journal, close} = await view();
  await page.goto(stolen.href);
  await nothingShows(check, page, 'a sign-in of another browser', /not begun in this window/);
  await shot(page, `smart-${name}-forged`);
  check.none(await axe(page), 'axe finds nothing on the refusal');
  const own = await wayBack(context, page, one);
  const mixed = new URL(own);
  mixed.searchParams.set('state', stolen.searchParams.get('state'));
  await page.goto(mixed.href);
  await nothingShows(check, page, 'a forged state after a launch of one\'s own', /not begun in this window/);
  const swapped = new URL(own);
  swapped.searchParams.set('code', stolen.searchParams.get('code'));
  journal.allow(/400 \(Bad Request\)/);
  await page.goto(swapped.href);
  const said = await opened(page);
  check.ok(said !== '' && await page.locator('.message').count() === 0, 'somebody else\'s code under one\'s own state opens nothing (PKCE)', said);
  check.none(journal.entries, 'forged: nothing but the refused code on the console');
  await close();
}

async function strangeServer(check) {
  const {page, journal, close} = await view();
  await page.goto(`${base}/chart/launch.html?iss=${encodeURIComponent('http://127.0.0.1:9/fhir')}&launch=x`);
  await nothingShows(check, page, 'a server that is not in the settings', /127\.0\.0\.1:9\b/);
  check.none(journal.entries, 'a strange server is not even asked');
  await close();
}

const check = checks(`smart ${name}`);
try {
  for (const part of [inWindow, inFrame, withoutScope, forged, strangeServer]) await part(check);
} finally { await stop(); }
process.exitCode = check.end() === 0 ? 0 : 1;
