// A clinician finds a patient of the demo, reads, looks closely, searches, filters and prints.
import {base, checks, open, phone} from './harness.mjs';

const words = {
  en: {origin: 'Where this came from', consent: 'Permitted by', force: 'in force', map: 'Show on a map…', review: 'Mark reviewed', reviewed: 'Reviewed by', photos: 'Photos', none: 'Nothing found', dir: 'ltr', reported: 'Patient-reported'},
  es: {origin: 'De dónde viene', consent: 'Permitido por', force: 'en vigor', map: 'Mostrar en un mapa…', review: 'Marcar como revisado', reviewed: 'Revisado por', photos: 'Fotos', none: 'Nada encontrado', dir: 'ltr', reported: 'Comunicado por el paciente'},
  he: {origin: 'מהיכן זה הגיע', consent: 'הותר על ידי', force: 'בתוקף', map: 'הצגה במפה…', review: 'סימון כנסקרה', reviewed: 'נסקרה על ידי', photos: 'תמונות', none: 'לא נמצא דבר', dir: 'rtl', reported: 'דיווח המטופל'},
};

// As `check` leaves one behind where the EHR does not delete.
const testPatient = {resourceType: 'Patient', id: 'left-by-check', active: false, name: [{text: 'Test patient of chartbridge'}],
  meta: {security: [{system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code: 'HTEST'}]}};

async function choose(check, page, language) {
  const put = await fetch(`${base}/fhir/Patient/${testPatient.id}`, {method: 'PUT', headers: {'Content-Type': 'application/fhir+json'}, body: JSON.stringify(testPatient)});
  check.ok(put.ok, 'a test patient is in the chart', put.status);
  await page.reload();
  await page.locator('.people a').first().waitFor();
  check.ok(await page.locator('.people a', {hasText: 'Test patient'}).count() === 0, 'a test patient is none to choose');
  await check.state(page, `chart-${language}-patients`);
  await page.locator('#people').fill('levi');
  check.ok(await page.locator('.people li').count() === 0, 'a name in other letters does not match by accident');
  await page.locator('#people').fill('לוי');
  check.ok(await page.locator('.people li').count() === 1, 'a patient is found by name');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.locator('.message').first().waitFor();
  check.ok(new URL(page.url()).search === '?patient=Patient/noa-levi', 'the address names the patient, nothing else');
}

async function look(check, page, language, say) {
  await page.locator('.photo img').first().waitFor();
  check.ok(await page.locator('html').getAttribute('dir') === say.dir, 'the page has its direction');
  check.ok(await page.locator('.in .badge', {hasText: say.reported}).count() > 0, 'what the patient says is marked');
  check.ok(await page.locator('.reactions .emoji').count() === 1, 'the reaction stands at its message');
  await check.state(page, `chart-${language}-thread`, true);
  await page.locator('.in summary', {hasText: say.origin}).first().click();
  const origin = page.locator('.origin dl').first();
  await origin.waitFor();
  const text = await origin.innerText();
  check.ok(text.includes(say.consent) && text.includes(say.force), 'the consent that allowed it is named, with its state', text);
  await check.state(page, `chart-${language}-origin`);
  await page.locator('button.photo').first().click();
  await page.locator('dialog .pane img').waitFor();
  await page.keyboard.press('Tab');
  for (let i = 0; i < 3; ++i) await page.keyboard.press('+');
  check.ok((await page.locator('dialog [role=status]').innerText()).includes('300'), 'the photo grows by keyboard');
  await check.state(page, `chart-${language}-photo`);
  await page.keyboard.press('Escape');
  check.ok(await page.locator('dialog').count() === 0, 'Escape closes the photo');
}

async function find(check, page, language, say) {
  await page.locator('#search').fill('הפריחה');
  check.ok(await page.locator('mark').count() === 1, 'what is searched for is marked');
  await check.state(page, `chart-${language}-search`);
  await page.locator('#search').fill('zzzz');
  check.ok((await page.locator('.found').innerText()) === say.none, 'nothing found is said');
  await page.locator('#search').fill('');
  await page.locator('#filter').selectOption({label: say.photos});
  check.ok(await page.locator('.message').count() === 2, 'the filter leaves photo and sticker');
  await page.locator('#filter').selectOption('all');
}

async function others(check, page, language, say) {
  await page.goto(new URL('?patient=Patient/sam-oneil', page.url()).href);
  await page.locator('button', {hasText: say.map}).click();
  check.ok(await page.locator('dialog a[target=_blank]').getAttribute('rel') === 'noopener noreferrer external', 'the map opens after a question only');
  await check.state(page, `chart-${language}-map-question`);
  await page.keyboard.press('Escape');
  await page.locator('a.quote').first().click();
  const jumped = await page.waitForFunction(() => document.activeElement?.classList.contains('message')).catch(() => null);
  check.ok(jumped !== null, 'a quote jumps to what it quotes');
  await page.goto(new URL('?patient=Patient/lucia-ferrer', page.url()).href);
  const pdf = page.locator('.file.pdf a[download]');
  await pdf.waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), pdf.click()]);
  check.ok(download.suggestedFilename() === 'analitica_noviembre.pdf', 'the PDF is saved under its name');
  await check.state(page, `chart-${language}-pdf`);
  await page.goto(new URL('?patient=Patient/tomer-azulay', page.url()).href);
  await page.locator('audio').waitFor();
  check.ok(await page.locator('audio').evaluate(async (audio) => { await audio.play(); return !audio.paused || audio.ended; }), 'the voice note plays');
  await check.state(page, `chart-${language}-voice`);
  await page.goto(new URL('?patient=Patient/grace-miller', page.url()).href);
  await page.locator('.message .note').first().waitFor();
  await check.state(page, `chart-${language}-not-kept`);
}

async function journey(language, options = {}) {
  const check = checks(`chart ${language}${options.name ? ` ${options.name}` : ''}`);
  const {page, journal, close} = await open({path: '/chart/', language, ...options});
  const say = words[language];
  const label = `${language}${options.name ? `-${options.name}` : ''}`;
  await choose(check, page, label);
  await look(check, page, label, say);
  await find(check, page, label, say);
  await others(check, page, label, say);
  await page.emulateMedia({media: 'print'});
  await check.state(page, `chart-${label}-print`, true);
  check.none(journal.entries, 'no console error, no CSP report, no other host');
  await close();
  return check.end();
}

export async function journeys() {
  let failed = 0;
  for (const language of ['en', 'es', 'he']) failed += await journey(language);
  failed += await journey('he', {name: 'dark', dark: true});
  failed += await journey('en', {name: 'phone', size: phone});
  failed += await journey('he', {name: 'phone-dark', size: phone, dark: true});
  return failed;
}
