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
  check.ok(why.includes(say('why.same_number')), `${language}: why a patient is likely`, why);
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
