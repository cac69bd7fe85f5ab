// The ground of every browser test: Debian's Chromium, one fresh context per page, a journal of all
// that must not happen (console errors, broken CSP, requests to other hosts), axe and screenshots.
// BASE is the address of a running chartbridge; CHARTBRIDGE_SHOTS is where pictures go.
import {mkdirSync, readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {join} from 'node:path';

const web = createRequire(new URL('../../web/package.json', import.meta.url));
const {chromium} = web('playwright-core');
const axeSource = readFileSync(web.resolve('axe-core/axe.min.js'), 'utf8');

export const base = (process.env.BASE ?? 'http://127.0.0.1:8080').replace(/\/$/, '');
export const shots = process.env.CHARTBRIDGE_SHOTS ?? '';

export const names = {en: 'en-GB', es: 'es-ES', he: 'he-IL'};
export const desk = {width: 1280, height: 800};
export const phone = {width: 320, height: 640};

const program = {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--autoplay-policy=no-user-gesture-required'],
};
let running = null;
// One browser for all pages; `stop` ends it.
export async function browser() {
  running ??= await chromium.launch(program);
  return running;
}
export async function stop() {
  await running?.close();
  running = null;
}

// What went wrong so far, as sentences; `allow` takes patterns of what a test provokes on purpose.
function journalOf(context, origins) {
  const entries = [];
  const allowed = [];
  const note = (text) => { if (!allowed.some((one) => one.test(text))) entries.push(text); };
  context.on('console', (message) => {
    if (message.type() === 'error') note(`console: ${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (error) => note(`page: ${error.error().stack ?? error.error().message}`));
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (/^https?:$/.test(url.protocol) && !origins.includes(url.origin)) note(`request to another host: ${url.origin}`);
  });
  return {entries, allow: (...patterns) => allowed.push(...patterns)};
}

// options: {path, language, dark, size, origins (more hosts that may be asked), reduced, storage,
// everyday (a profile as people have: a private one, the default here, keeps nothing inside foreign frames)}
// Returns {page, context, journal, close}.
export async function open(options = {}) {
  const {path = '/', language = 'en', dark = false, size = desk, origins = [], reduced = true} = options;
  const wishes = {
    viewport: size, locale: names[language] ?? language, timezoneId: options.zone ?? 'Asia/Jerusalem',
    colorScheme: dark ? 'dark' : 'light', reducedMotion: reduced ? 'reduce' : 'no-preference',
    acceptDownloads: true,
  };
  const context = options.everyday ? await chromium.launchPersistentContext('', {...program, ...wishes})
    : await (await browser()).newContext({...wishes, storageState: options.storage});
  context.setDefaultTimeout(60000);
  const journal = journalOf(context, [new URL(base).origin, ...origins]);
  await context.exposeBinding('chartbridgeCsp', (_, text) => journal.entries.push(`CSP: ${text}`));
  await context.addInitScript(() => document.addEventListener('securitypolicyviolation', (event) =>
    window.chartbridgeCsp(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`)));
  const page = await context.newPage();
  if (path !== null) await page.goto(new URL(path, base).href);
  return {page, context, journal, close: () => context.close()};
}

// The violations that axe finds, as sentences; WCAG 2.2 AA and best practices.
export async function axe(page, rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']) {
  if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(axeSource);
  const found = await page.evaluate((values) => window.axe.run(document, {runOnly: {type: 'tag', values}}), rules);
  return found.violations.flatMap((one) => one.nodes.map((node) =>
    `${one.id}: ${one.help} – ${node.target.join(' ')}: ${(node.failureSummary ?? '').replace(/\s+/g, ' ')}`));
}

// Nothing wider than the window: what a phone or 400 % zoom would have to scroll sideways for.
export const sideways = (page) => page.evaluate(() =>
  document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth + 1);

export async function shot(page, name, whole = false) {
  if (!shots) return;
  mkdirSync(shots, {recursive: true});
  const size = page.viewportSize();
  // A taller window instead of `fullPage`: what is out of view may not be drawn (content-visibility).
  if (whole) {
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({width: size.width, height: Math.min(5000, Math.max(size.height, height))});
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn, 200))));
  }
  await page.screenshot({path: join(shots, `${name}.png`)});
  if (whole) await page.setViewportSize(size);
}

// A list of checks that all run; the process fails when one did.
export function checks(title) {
  let failed = 0;
  const say = (good, text, detail = '') => {
    if (!good) failed += 1;
    console.log(`${good ? 'ok  ' : 'FAIL'} ${title}: ${text}${good || !detail ? '' : `\n     ${detail}`}`);
  };
  return {
    ok: say,
    none: (list, text) => say(list.length === 0, text, list.slice(0, 8).join('\n     ')),
    // axe, sideways scrolling and a picture of one page state.
    async state(page, name, whole = false) {
      await shot(page, name, whole);
      this.none(await axe(page), `axe finds nothing on ${name}`);
      say(!await sideways(page), `${name} does not scroll sideways`);
    },
    end: () => { process.exitCode = failed > 0 ? 1 : process.exitCode; return failed; },
  };
}
