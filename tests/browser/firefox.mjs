// The console and the viewer in Debian's Firefox: what another browser does otherwise (cookies on loopback,
// PKCE, players, policies). The journeys themselves are walked in Chromium. Driven by WebDriver BiDi.
// WHO is an account as JSON {name, password, secret, used}; CHART_TOKEN reads what must be shown.
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {base, checks, shots} from './harness.mjs';
import {Chart, launch} from './smart_launch_look.mjs';
import {freshCode} from './totp.mjs';

const web = createRequire(new URL('../../web/package.json', import.meta.url));
const puppeteer = web('puppeteer-core');
const axeSource = readFileSync(web.resolve('axe-core/axe.min.js'), 'utf8');
const who = JSON.parse(process.env.WHO);
const chart = new Chart(`${base}/fhir`, process.env.CHART_TOKEN);
const withPhoto = 'noa-levi', withVoice = 'tomer-azulay';
const pages = ['compliance', 'compliance/holds', 'integrator/health', 'account'];
const check = checks('firefox');

const firefox = await puppeteer.launch({browser: 'firefox', executablePath: process.env.FIREFOX ?? '/usr/bin/firefox-esr', headless: true,
  defaultViewport: {width: 1280, height: 800}, extraPrefsFirefox: {'intl.accept_languages': 'he-IL, he', 'media.autoplay.default': 0}});

// What must not happen, as sentences.
function journal(page) {
  const entries = [];
  page.on('console', (message) => { if (message.type() === 'error') entries.push(`console: ${message.text()}`); });
  page.on('pageerror', (error) => entries.push(`page: ${error.message}`));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (/^https?:$/.test(url.protocol) && url.origin !== base) entries.push(`request to another host: ${url.origin}`);
  });
  return entries;
}

async function state(page, name) {
  await page.screenshot(shots ? {path: `${shots}/firefox-${name}.png`} : {});
  await page.evaluate(axeSource);
  const found = await page.evaluate(() => window.axe.run(document).then((result) => result.violations.map((one) => `${one.id}: ${one.help} – ${one.nodes[0].target}`)));
  check.none(found, `axe finds nothing on ${name}`);
}

async function choose(page, language) {
  await page.select('.language select', language);
  await page.waitForFunction((wanted) => document.documentElement.lang === wanted, {}, language);
}

async function signIn(page) {
  await page.goto(`${base}/console/`);
  await page.waitForSelector('input[autocomplete="username"]');
  check.ok(await page.evaluate(() => document.documentElement.dir) === 'rtl', 'the browser asks for Hebrew: the page is from right to left');
  await state(page, 'sign-in-he');
  await page.type('input[autocomplete="username"]', who.name);
  await page.type('input[type="password"]', who.password);
  await page.type('input[autocomplete="one-time-code"]', await freshCode(who));
  await page.click('button[type="submit"]');
  await page.waitForSelector('.shell');
  const kept = (await page.browserContext().cookies()).filter((one) => one.domain === '127.0.0.1');
  check.ok(kept.length === 1 && kept[0].httpOnly && kept[0].sameSite === 'Strict', 'one cookie: HttpOnly, SameSite=Strict', JSON.stringify(kept.map(({name, httpOnly, sameSite}) => ({name, httpOnly, sameSite}))));
  check.ok(await page.evaluate(() => document.cookie) === '', 'no script reads it');
  await page.reload();
  await page.waitForSelector('.shell');
  check.ok(true, 'the session outlives a reload');
}

async function walk(page) {
  for (const language of ['he', 'es', 'en']) {
    await choose(page, language);
    for (const path of pages) {
      await page.evaluate((there) => { location.hash = `#/${there}`; }, path);
      await page.waitForSelector('main h1');
      await page.waitForFunction(() => !document.querySelector('.spin'));
      await state(page, `${path.replace('/', '-')}-${language}`);
    }
  }
}

// A new window with that patient's thread, opened as the console opens it.
async function openThread(page, patient) {
  const answer = await launch(page, patient);
  check.ok(answer.status === 200, 'the console gets an address to launch at', JSON.stringify(answer));
  const viewer = await firefox.newPage();
  const entries = journal(viewer);
  await viewer.goto(new URL(answer.url, base).href);
  const record = await chart.record(patient);
  await viewer.waitForFunction((count) => document.querySelectorAll('.message').length === count, {}, record.count);
  check.ok(await viewer.$eval('h1', (heading) => heading.textContent) === record.name, `the right patient is named, with all ${record.count} messages`);
  return {viewer, entries};
}

async function photo(page) {
  const {viewer, entries} = await openThread(page, withPhoto);
  await viewer.$eval('.photo', (frame) => frame.scrollIntoView());
  await viewer.waitForFunction(() => (document.querySelector('.photo img')?.naturalWidth ?? 0) > 1);
  check.ok(true, 'the photo is displayed');
  for (const language of ['en', 'es', 'he']) {
    await choose(viewer, language);
    await state(viewer, `thread-${language}`);
  }
  check.none(entries, 'the viewer with a photo: no console error, no other host');
  await viewer.close();
}

async function voice(page) {
  const {viewer, entries} = await openThread(page, withVoice);
  await viewer.waitForSelector('audio');
  // A machine without a sound card lets Firefox play nothing; that it reads the note is seen at its length.
  await viewer.waitForFunction(() => document.querySelector('audio').duration > 1);
  check.ok(true, 'the voice note is read');
  await state(viewer, 'voice');
  check.none(entries, 'the viewer with a voice note: no console error, no other host');
  await viewer.close();
}

async function signOut(page) {
  await choose(page, 'en');
  await page.evaluate(() => { location.hash = '#/account'; });
  await page.locator('::-p-text(Sign out)').click();
  await page.waitForSelector('input[autocomplete="username"]');
  check.ok(await page.evaluate(() => fetch('/api/v1/session').then((answer) => answer.status)) === 401, 'signed out is signed out at the service');
}

try {
  const page = await firefox.newPage();
  const entries = journal(page);
  await signIn(page);
  await walk(page);
  await photo(page);
  await voice(page);
  await signOut(page);
  check.none(entries, 'the console: no console error, no other host');
} catch (error) {
  check.ok(false, 'the journey goes to its end', error.stack);
  for (const [index, page] of (await firefox.pages()).entries()) if (shots) await page.screenshot({path: `${shots}/firefox-broke-off-${index}.png`});
} finally { await firefox.close(); }
process.exitCode = check.end() === 0 ? 0 : 1;
