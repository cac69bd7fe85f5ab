// The phone page in three languages, dark and light, on a desk and on a phone, by keyboard alone;
// and the viewer in a frame of another origin. serve_pages starts it.
import assert from 'node:assert/strict';
import {existsSync} from 'node:fs';
import {axe, open, phone, shot, sideways, stop} from '../../browser/harness.mjs';

if (!existsSync(process.env.CHROMIUM ?? '/usr/bin/chromium')) {
  console.log('SKIPPED: no chromium');
  process.exit(77);
}

const held = {en: 'Held: this patient has not consented', es: 'Retenido: este paciente no ha dado su consentimiento', he: 'ממתינה: המטופל לא נתן הסכמה'};

async function tab(page, selector) {
  for (let count = 0; count < 40; count++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
  }
  assert.fail(`Tab does not lead to ${selector}`);
}

async function theme(language, dark) {
  const {page, journal, close} = await open({path: '/try/', language, dark});
  await page.waitForSelector('.person');
  assert.equal(await page.evaluate(() => document.documentElement.dir), language === 'he' ? 'rtl' : 'ltr');
  await tab(page, 'textarea');
  await page.keyboard.type('<b>שלום</b> hello');
  await page.keyboard.press('Enter');
  await page.getByText(held[language]).waitFor();
  assert.equal(await page.locator('.said').textContent(), '<b>שלום</b> hello');
  assert.deepEqual(await axe(page), []);
  assert.equal(await sideways(page), false);
  await shot(page, `try-${language}-${dark ? 'dark' : 'light'}`, true);
  await page.setViewportSize(phone);
  assert.equal(await sideways(page), false);
  assert.deepEqual(await axe(page), []);
  await shot(page, `try-${language}-${dark ? 'dark' : 'light'}-phone`, true);
  assert.deepEqual(journal.entries, []);
  await close();
}

// Pictures, sound and papers that were chosen as a file.
async function files() {
  const {page, journal, close} = await open({path: '/try/'});
  await page.waitForSelector('.person');
  const media = new URL('../../../connectors/simulator/media/', import.meta.url);
  for (const [name, shown] of [['rash.jpg', '.bubble img'], ['voice-note.ogg', '.bubble audio'], ['blood-test.pdf', '.bubble .paper']]) {
    await page.locator('input[type=file]').setInputFiles(new URL(name, media).pathname);
    await page.locator('.chosen').waitFor();
    await page.locator('button[type=submit]').click();
    await page.locator(shown).waitFor();
  }
  await page.waitForFunction(() => document.querySelector('.bubble img').naturalWidth > 0);
  await page.waitForFunction((count) => document.querySelectorAll('.fate[data-mood=wait]').length === count, 3);
  assert.deepEqual(await axe(page), []);
  await shot(page, 'try-files');
  assert.deepEqual(journal.entries, []);
  await close();
}

async function framed() {
  const portal = process.env.PORTAL;
  const {page, journal, close} = await open({path: null, origins: [new URL(portal).origin]});
  journal.allow(/\/fhir/);  // no FHIR server stands behind these pages
  await page.goto(`${portal}?frame=${encodeURIComponent(`${process.env.BASE}/chart/`)}`);
  const viewer = page.frames().find((frame) => frame.url().startsWith(process.env.BASE));
  assert.ok(viewer, 'the frame holds the viewer');
  await viewer.waitForFunction(() => document.body.innerText.trim().length > 0);
  await shot(page, 'framed');
  assert.deepEqual(journal.entries, []);
  await close();
}

try {
  for (const language of ['en', 'es', 'he']) for (const dark of [false, true]) await theme(language, dark);
  await files();
  await framed();
} finally {
  await stop();
}
