// Hostile content, narrow and dark windows, roles that see less, and an audit that was tampered with.
import {phone, shot, sideways} from '../harness.mjs';
import {people, visit} from '../frame/people.mjs';
import {begin, quiet, words} from './words.mjs';

const paths = ['compliance', 'compliance/patients/tomer-azulay', 'messages?progress=held', 'compliance/holds', 'compliance/audit', 'review'];

export async function smallAndDark(check, language) {
  for (const [name, options] of [['phone', {size: phone}], ['dark', {dark: true}], ['zoom', {size: {width: 640, height: 400}}]]) {
    const {page, journal, close} = await begin('compliance', language, options);
    for (const path of paths) {
      await visit(page, path);
      await quiet(page);
      await check.state(page, `work-${name}-${path.replace(/\W+/g, '-')}-${language}`, name !== 'zoom');
    }
    check.none(journal.entries, `${name} ${language} leaves no error behind`);
    await close();
  }
}

// Nothing of it becomes an element, runs, turns the words around it, or leaves its own box.
export async function hostile(check, fake) {
  const {page, journal, close} = await begin('desk', 'en');
  page.on('dialog', (dialog) => { check.ok(false, 'no script of a message runs'); void dialog.dismiss(); });
  await visit(page, 'review');
  const row = page.locator('[role="option"]', {hasText: '<script>'});
  await row.click();
  const text = page.locator('.preview .foreign-text');
  await text.waitFor();
  check.ok((await text.textContent()).startsWith('<script>alert("x")</script>'), 'a message that is HTML is shown as it was written');
  check.ok(await page.locator('main script, main img, main b').count() === 0, 'and none of it is an element');
  for (const place of [text, row.locator('.contact-preview'), page.locator('.person-name').first()]) {
    const isolated = await place.evaluate((one) => ['isolate', 'isolate-override', 'plaintext'].includes(getComputedStyle(one).unicodeBidi)
      || one.hasAttribute('dir') || one.querySelector('bdi') !== null);
    check.ok(isolated, 'words from outside are isolated');
  }
  const clipped = await text.evaluate((one) => getComputedStyle(one).overflowY === 'clip' && one.getBoundingClientRect().height < 400);
  check.ok(clipped, '4,096 marks on one letter stay in their box');
  await check.state(page, 'hostile-review');
  await close();
  const second = await begin('compliance', 'en');
  for (const path of ['compliance/patients/bidi', `messages/${fake.clinic.items.find((one) => one.reason === 'consent-invalid').key}`, 'compliance/patients/%3Cimg%20src=x%3E']) {
    second.journal.allow(/404/);
    await visit(second.page, path);
    await quiet(second.page);
    check.ok(await second.page.locator('main script, main img').count() === 0, `${path.split('/')[0]}: no element comes from outside`);
    check.ok(!await sideways(second.page), 'and nothing is pushed out of the window');
  }
  await visit(second.page, 'compliance/patients/bidi');
  await quiet(second.page);
  await shot(second.page, 'hostile-patient', true);
  check.none([...journal.entries, ...second.journal.entries], 'hostile content leaves no error behind');
  await second.close();
}

export async function auditor(check, fake) {
  fake.clinic.people.find((one) => one.name === people.auditor.name).enrolled = true;
  const say = words('en', 'compliance');
  const {page, journal, close} = await begin('auditor', 'en');
  await visit(page, 'compliance');
  await quiet(page);
  check.ok(await page.getByText(say('home.counters_only')).count() === 1 && await page.locator('.reasons').count() === 0, 'an auditor sees numbers, not messages');
  await check.state(page, 'auditor-home-en', true);
  await visit(page, 'compliance/patients/noa-levi');
  await quiet(page);
  await check.state(page, 'auditor-patient-en', true);
  check.none(journal.entries, 'an auditor meets no refusal on pages that are shown');
  await close();
}

export async function brokenAudit(check, fake) {
  const say = words('en', 'compliance');
  fake.clinic.intact = false;
  const {page, journal, close} = await begin('compliance', 'en');
  await visit(page, 'compliance/audit');
  await quiet(page);
  await page.getByRole('button', {name: say('verify.run')}).click();
  await page.locator('.notice.bad').waitFor();
  check.ok((await page.locator('.notice.bad').innerText()).includes(say('verify.bad', {seq: '142'})), 'a broken chain is told with its first bad entry');
  await check.state(page, 'compliance-audit-broken-en');
  check.none(journal.entries, 'a broken chain leaves no page error behind');
  await close();
}
