// What a compliance officer does: find out why, look at a patient, decide, verify.
import {people, stepUp, visit} from '../frame/people.mjs';
import {begin, quiet, words} from './words.mjs';

// From the overview to the reason of one message: a reason, a message, and (the third click) the consent behind it.
export async function threeClicks(check, language) {
  const say = words(language, 'compliance');
  const {page, journal, close} = await begin('compliance', language);
  for (const [reason, name, rule] of [['no-consent', 'held', 'R13'], ['consent-revoked', 'withdrawn', '/_history/']]) {
    await visit(page, 'compliance');
    await quiet(page);
    if (name === 'held') await check.state(page, `compliance-home-${language}`, true);
    await page.locator('.reason-name', {hasText: say(`words.reason.${reason}.name`)}).first().click();
    await quiet(page);
    if (await page.locator('.verdict').count() === 0) {
      await check.state(page, `compliance-list-${name}-${language}`, true);
      await page.locator('a.why').first().click();
    }
    await page.locator('.verdict').waitFor();
    await quiet(page);
    check.ok((await page.locator('.verdict').innerText()).includes(say(`words.reason.${reason}.why`)), `${language}: two clicks from the overview tell why a message was ${name}`);
    const said = await page.locator('.decision').allInnerTexts();
    check.ok(said.some((text) => text.includes('R13')) && (rule === 'R13' || await page.locator('.decision code', {hasText: 'Consent/'}).count() > 0),
             `${language}: with the rule${name === 'withdrawn' ? ' and the record' : ''}`, said.join('\n'));
    await check.state(page, `compliance-message-${name}-${language}`, true);
    await page.locator('.see-also a').first().click();
    await page.locator('.time-line, .none').first().waitFor();
    await quiet(page);
    check.ok((await page.locator('.verdict').innerText()).includes(say('patient.deny')), `${language}: the third click shows the consent behind it`);
    await check.state(page, `compliance-patient-${name}-${language}`, true);
  }
  check.ok((await page.locator('.time-line > li.bad').first().innerText()).includes(say('plain.withdrawn')), `${language}: the withdrawal stands on top of the time line`);
  check.none(journal.entries, `${language}: finding out why leaves no error behind`);
  await close();
}

export async function patient(check, language) {
  const say = words(language, 'compliance');
  const {page, journal, close} = await begin('compliance', language);
  await visit(page, 'compliance/patients');
  await page.getByLabel(say('patients.what')).fill('Ferrer');
  await page.locator('form.find button[type="submit"]').click();
  await page.locator('td a').first().waitFor();
  check.ok(!page.url().includes('Ferrer'), `${language}: no name stands in the address`);
  await check.state(page, `compliance-find-${language}`, true);
  await page.locator('td a').first().click();
  await page.locator('.verdict.permit').waitFor();
  await quiet(page);
  const consent = await page.locator('.consent').first().innerText();
  check.ok(consent.includes(say('words.topic.whatsapp-text')) && consent.includes(say('consent.wording')), `${language}: the consent in force in plain sentences`, consent);
  check.ok(!(await page.title()).includes('Ferrer'), `${language}: no name stands in the title, which a browser's history keeps`);
  check.ok(await page.getByText(say('patient.reads')).count() > 0, `${language}: who read this patient`);
  await check.state(page, `compliance-patient-${language}`, true);
  check.none(journal.entries, `${language}: a patient's page leaves no error behind`);
  await close();
}

export async function lists(check, language) {
  const say = words(language, 'compliance');
  const {page, journal, close} = await begin('compliance', language);
  await visit(page, 'messages');
  await quiet(page);
  const all = await page.locator('tbody tr').count();
  await page.getByLabel(say('messages.progress'), {exact: true}).selectOption('held');
  await page.locator('.hold-clock').first().waitFor();
  check.ok(page.url().includes('progress=held') && await page.locator('tbody tr').count() < all, `${language}: the list is filtered, and the filter stands in the address`);
  await check.state(page, `compliance-messages-${language}`);
  await visit(page, 'compliance/holds');
  await page.locator('.hold-clock').first().waitFor();
  const ends = await page.locator('.hold-clock time').evaluateAll((all) => all.map((one) => one.dateTime));
  check.ok(ends.length > 2 && ends.join() === [...ends].sort().join(), `${language}: holds are sorted by their clocks`, ends.join());
  await check.state(page, `compliance-holds-${language}`, true);
  await visit(page, 'compliance/audit');
  await quiet(page);
  await page.getByRole('button', {name: say('verify.run')}).click();
  await page.locator('.notice.good').waitFor();
  check.ok((await page.locator('.fingerprint code').innerText()).replace(/\s/g, '').length === 16, `${language}: verifying shows the fingerprint`);
  await check.state(page, `compliance-audit-${language}`);
  const [file] = await Promise.all([page.waitForEvent('download'), page.locator('.head .actions button').click()]);
  check.ok(file.suggestedFilename() === say('audit.csv'), `${language}: the audit can be taken along as CSV`, file.suggestedFilename());
  check.none(journal.entries, `${language}: the lists leave no error behind`);
  await close();
}

// Reading asks for a reason and, when it was long ago, for the second factor; then release and drop.
export async function message(check, language, fake) {
  const say = words(language, 'compliance');
  const {page, journal, close} = await begin('compliance', language);
  journal.allow(/403/);
  const item = fake.clinic.items.find((one) => one.reason === 'consent-invalid');
  await visit(page, `messages/${item.key}`);
  await quiet(page);
  const show = page.getByRole('button', {name: say('content.show')});
  await show.click();
  check.ok(await page.locator('textarea[aria-invalid="true"]').count() === 1, `${language}: no reason, no content`);
  fake.clinic.forgetFactor();
  await page.locator('textarea').fill('A question of the patient');
  await show.click();
  await stepUp(page, people.compliance);
  await page.locator('.message-side .foreign-text').waitFor();
  check.ok(await page.locator('main script, main img').count() === 0, `${language}: the content is text`);
  await check.state(page, `compliance-content-${language}`);
  await page.getByRole('button', {name: say('do.drop')}).click();
  await page.locator('dialog[open]').waitFor();
  await check.state(page, `compliance-drop-${language}`);
  await page.locator('dialog button[type="submit"]').click();
  await page.locator('.notice.good', {hasText: say('do.dropped')}).waitFor();
  await page.locator('.verdict.dropped').waitFor();
  check.ok(item.progress === 'dropped', `${language}: dropped, and the page shows it`);
  const held = fake.clinic.items.find((one) => one.reason === 'no-consent');
  await visit(page, `messages/${held.key}`);
  await page.getByRole('button', {name: say('do.release')}).click();
  held.progress = 'filed';  // something was faster
  journal.allow(/409/);
  await page.locator('dialog button[type="submit"]').click();
  await page.locator('.notice', {hasText: say('do.done_by_other')}).waitFor();
  check.ok(true, `${language}: a change meanwhile is told, not an error`);
  check.none(journal.entries, `${language}: reading and deciding leave no error behind`);
  await close();
}
