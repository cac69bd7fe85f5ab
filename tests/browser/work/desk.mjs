// What the front desk does: say whose a contact is, with the mouse, with keys alone, and two people at once.
import {visit} from '../frame/people.mjs';
import {begin, quiet, words} from './words.mjs';

const options = (page) => page.locator('[role="option"]');

export async function queue(check, language) {
  const say = words(language, 'desk');
  const {page, journal, close} = await begin('desk', language);
  await visit(page, 'review');
  await options(page).first().waitFor();
  const before = await options(page).count();
  check.ok((await page.title()).includes(`(${before})`), `${language}: the title counts who is waiting`);
  await check.state(page, `desk-queue-${language}`);
  await options(page).nth(1).click();
  await page.locator('.candidates .person-card').nth(1).waitFor();
  const why = await page.locator('.whys').first().innerText();
  check.ok(why.includes(say('words.statement.same-number')), `${language}: why a patient is likely`, why);
  await check.state(page, `desk-candidates-${language}`);
  await page.locator('.candidates button').first().click();
  await page.locator('dialog[open]').waitFor();
  await check.state(page, `desk-file-${language}`);
  await page.locator('dialog button[type="submit"]').click();
  await page.locator('.notice.good', {hasText: say('filed')}).waitFor();
  check.ok(await options(page).count() === before - 1, `${language}: a filed contact leaves the list`);
  await page.locator('.find input[type="text"], .find input:not([type])').first().fill('Miller');
  await page.locator('.find button[type="submit"]').click();
  await page.locator('#search-patient .person-card').first().waitFor();
  await check.state(page, `desk-search-${language}`, true);
  await page.getByRole('button', {name: say('not_ours')}).click();
  await page.locator('dialog button[type="submit"]').click();
  await page.locator('.notice.good', {hasText: say('rejected')}).waitFor();
  check.ok(await options(page).count() === before - 2, `${language}: «not ours» leaves the list, too`);
  check.none(journal.entries, `${language}: the queue leaves no error behind`);
  await close();
}

// The demo's clinic day leaves an unknown number, a number that two patients share and a doctor's own.
const day = {stranger: 'Me duele mucho la rodilla', shared: 'הילד עם חום', staff: 'אם ההודעות עוברות'};
const waiting = (page, text) => options(page).filter({hasText: text});

export async function demoQueue(check, language) {
  const say = words(language, 'desk');
  const {page, journal, close} = await begin('desk', language);
  await visit(page, 'review');
  await options(page).first().waitFor();
  for (const [name, text] of Object.entries(day)) {
    check.ok(await waiting(page, text).count() === 1, `${language}: the contact «${name}» of the clinic day waits, with what it wrote`);
    await waiting(page, text).click();
    await page.locator('.preview', {hasText: text}).waitFor();
    const likely = await page.locator('#chosen-contact ~ .candidates, .chosen > .candidates').locator('.person-card').count();
    check.ok(likely === (name === 'shared' ? 2 : 0), `${language}: «${name}» has the likely patients of its number`, String(likely));
    await check.state(page, `desk-demo-${name}-${language}`, true);
  }
  await waiting(page, day.shared).click();
  await page.locator('.whys').first().waitFor();
  check.ok((await page.locator('.whys').first().innerText()).includes(say('words.statement.same-number')), `${language}: why a patient is likely`);
  check.none(journal.entries, `${language}: the demo's queue leaves no error behind`);
  await close();
}

// One contact is a patient's new number, another one is nobody of the clinic; what became of both is told to compliance.
export async function demoDecisions(check) {
  const say = words('en', 'desk');
  const {page, journal, close} = await begin('desk', 'en');
  await visit(page, 'review');
  await options(page).first().waitFor();
  const keys = {};
  for (const name of ['stranger', 'staff']) {
    await waiting(page, day[name]).click();
    await page.locator('.preview', {hasText: day[name]}).waitFor();
    keys[name] = (await page.locator('.chosen .see-also a').getAttribute('href')).split('/').at(-1);
  }
  await waiting(page, day.stranger).click();
  await page.locator('#search-patient input[type="text"], #search-patient input:not([type])').first().fill('Ferrer');
  await page.locator('#search-patient button[type="submit"]').click();
  await page.locator('#search-patient .person-card button').first().click();
  await check.state(page, 'desk-demo-file-en');
  await page.locator('dialog button[type="submit"]').click();
  await page.locator('.notice.good', {hasText: say('filed')}).waitFor();
  await waiting(page, day.stranger).waitFor({state: 'detached'});
  check.ok(true, 'a contact that was filed leaves the queue');
  await waiting(page, day.staff).click();
  await page.getByRole('button', {name: say('not_ours')}).click();
  await check.state(page, 'desk-demo-not-ours-en');
  await page.locator('dialog button[type="submit"]').click();
  await page.locator('.notice.good', {hasText: say('rejected')}).waitFor();
  await waiting(page, day.staff).waitFor({state: 'detached'});
  check.ok(await waiting(page, day.shared).count() === 1, 'and so does one that is not ours; who was not decided about still waits');
  check.none(journal.entries, 'deciding at the front desk leaves no error behind');
  await close();
  await decided(check, keys);
}

// The chart is written a moment after the decision: the page is read again until it says so.
async function decided(check, keys) {
  const {page, journal, close} = await begin('compliance', 'en');
  for (const [name, wanted] of [['stranger', 'filed'], ['staff', 'dropped']]) {
    await visit(page, `messages/${keys[name]}`);
    for (let tries = 0; tries < 60; ++tries) {
      await page.locator('.verdict').waitFor();
      await quiet(page);
      if (await page.locator(`.verdict.${wanted}`).count() > 0) break;
      await page.reload();
    }
    check.ok(await page.locator(`.verdict.${wanted}`).count() > 0, `compliance sees that «${name}» is ${wanted}`, await page.locator('.verdict').innerText());
    await check.state(page, `desk-demo-${wanted}-en`, true);
  }
  await visit(page, `messages/${keys.stranger}`);
  await page.locator('.verdict').waitFor();
  check.ok(await page.locator('main a code', {hasText: 'lucia-ferrer'}).count() > 0, 'and for which patient');
  check.none(journal.entries, 'what the front desk decided leaves no error behind');
  await close();
}

export async function keyboard(check) {
  const {page, journal, close} = await begin('desk', 'en');
  await visit(page, 'review');
  await options(page).first().waitFor();
  for (let steps = 0; steps < 40 && !await page.evaluate(() => document.activeElement?.getAttribute('role') === 'listbox'); ++steps) await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowDown');
  check.ok(await options(page).nth(1).getAttribute('aria-selected') === 'true', 'keys: arrow down goes to the next contact');
  await page.keyboard.press('2');
  await page.locator('dialog[open] .person-card').waitFor();
  check.ok(await page.evaluate(() => document.activeElement?.closest('dialog') !== null), 'keys: the question takes the focus');
  await page.keyboard.press('Escape');
  await page.locator('dialog').waitFor({state: 'detached'});
  check.ok(await page.evaluate(() => document.activeElement?.getAttribute('role') === 'listbox'), 'keys: and gives it back');
  await page.keyboard.press('?');
  await page.locator('dialog .keys').waitFor();
  await check.state(page, 'desk-keys-en');
  await page.keyboard.press('Escape');
  await page.locator('[role="listbox"]').focus();
  await page.keyboard.press('1');
  await page.locator('dialog[open] button[type="submit"]').focus();
  await page.keyboard.press('Enter');
  await page.locator('.notice.good').waitFor();
  check.ok(await page.evaluate(() => document.activeElement?.getAttribute('role') === 'listbox'), 'keys: the next contact is one arrow away');
  await page.keyboard.press('Home');
  await page.keyboard.press('/');
  await page.keyboard.type('n1');
  check.ok(await page.locator('dialog').count() === 0, 'keys: letters typed elsewhere do nothing');
  check.none(journal.entries, 'keys leave no error behind');
  await close();
}

export async function twoPeople(check, fake) {
  const say = words('en', 'desk');
  const {page, journal, close} = await begin('desk', 'en');
  journal.allow(/409/);
  await visit(page, 'review');
  await options(page).nth(1).click();
  await page.locator('.candidates button').first().click();
  await page.locator('dialog[open]').waitFor();
  const item = fake.clinic.items.find((one) => one.contact === '972555550116');
  Object.assign(item, {progress: 'filed', attempts: 1});
  fake.clinic.waiting = fake.clinic.waiting.filter((one) => one.key !== item.key);
  const before = await options(page).count();
  await page.locator('dialog button[type="submit"]').click();
  await page.locator('.notice.warn', {hasText: say('faster')}).waitFor();
  await quiet(page);
  await page.waitForFunction((count) => document.querySelectorAll('[role="option"]').length === count, before - 1);
  check.ok(true, 'whoever comes second is told so kindly and sees the list as it is');
  await check.state(page, 'desk-faster-en');
  check.none(journal.entries, 'two people on one contact leave no error behind');
  await close();
}
