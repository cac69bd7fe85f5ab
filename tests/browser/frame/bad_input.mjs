// What goes wrong on a working day: the session ends in the middle of a form, somebody else sits down at the
// page, codes are wrong, the service is away; and everything by keyboard alone.
import {open} from '../harness.mjs';
import {people, signIn, stepUp, visit, words} from './people.mjs';
import {password} from '../fake/people.mjs';

const typed = 'Typed with care · נכתב בקפידה';

async function form(fake) {
  const opened = await open({path: '/console/'});
  opened.journal.allow(/40[139]/, /429/);
  await signIn(opened.page, people.admin);
  await visit(opened.page, 'account');
  await opened.page.locator('main input[autocomplete="name"]').fill(typed);
  fake.clinic.expireAll();
  await opened.page.locator('main form button[type="submit"]').first().click();
  await opened.page.locator('dialog.cover').waitFor();
  return opened;
}

export async function expired(check, fake) {
  const say = words('en');
  const {page, journal, close} = await form(fake);
  check.ok(await page.locator('dialog input[autocomplete="username"]').inputValue() === 'dana', 'an ended session asks for its own person');
  await check.state(page, 'session-ended');
  await page.keyboard.press('Escape');
  check.ok(await page.locator('dialog.cover').count() === 1, 'Escape does not uncover the page');
  await page.locator('dialog input[type="password"]').fill(password);
  await page.locator('dialog input.code').fill('123456');
  await page.locator('dialog button[type="submit"]').click();
  await page.getByText(say('account.saved')).waitFor();
  check.ok(fake.clinic.people.find((one) => one.name === 'dana').display_name === typed, 'what was typed before the session ended is saved after it');
  check.ok(await page.locator('main input[autocomplete="name"]').inputValue() === typed, 'and it still stands in its field');
  fake.clinic.people.find((one) => one.name === 'dana').display_name = 'Dana Levi';
  check.none(journal.entries, 'an ended session leaves no error behind');
  await close();
}

export async function stolenPlace(check, fake) {
  const {page, close} = await form(fake);
  await page.locator('dialog input[autocomplete="username"]').evaluate((field) => field.removeAttribute('readonly'));
  await page.locator('dialog input[autocomplete="username"]').fill('ines');
  await page.locator('dialog input[type="password"]').fill(password);
  await page.locator('dialog input.code').fill('123456');
  await page.locator('dialog button[type="submit"]').click();
  await page.locator('dialog').waitFor({state: 'detached'});
  check.ok(!fake.clinic.people.some((one) => one.display_name === typed), 'another person who signs in sends nothing of what the first one typed');
  check.ok(await page.getByText(typed).count() === 0 && !(await page.locator('main input').evaluateAll((all) => all.map((one) => one.value))).includes(typed),
           'and sees nothing of it');
  await close();
}

export async function wrongCodes(check, fake) {
  const say = words('en');
  const {page, journal, close} = await open({path: '/console/'});
  journal.allow(/40[13]/, /429/);
  for (let round = 0; round < 10; ++round) {
    await page.locator('input[autocomplete="username"]').fill('dana');
    await page.locator('input[type="password"]').fill(password);
    await page.locator('input.code').fill(String(100000 + round));
    const answer = page.waitForResponse(/\/session$/);
    await page.locator('button[type="submit"]').click();
    await (await answer).finished();
    await page.locator('button[type="submit"]:not([disabled])').waitFor();
  }
  check.ok((await page.locator('.notice.bad').textContent()).includes('14 minutes'), 'ten wrong codes: how long to wait is said in words', await page.locator('.notice.bad').textContent());
  await check.state(page, 'sign-in-blocked');
  fake.clinic.failures = 0;
  await signIn(page, people.admin);
  fake.clinic.forgetFactor();
  await visit(page, 'account');
  await page.getByRole('button', {name: say('recovery.make')}).click();
  await page.locator('dialog button[type="submit"]').click();
  await page.locator('dialog input.code').fill('000000');
  await page.locator('dialog').last().locator('button[type="submit"]').click();
  await page.getByText(say('stepUp.wrong')).waitFor();
  await stepUp(page, people.admin);
  await page.locator('.codes').waitFor();
  check.ok(true, 'a wrong code at the second door is told, the right one goes on');
  await close();
}

export async function away(check) {
  const say = words('en');
  const {page, journal, close} = await open({path: '/console/'});
  journal.allow(/ERR_FAILED|ERR_INTERNET_DISCONNECTED|Failed to load/);
  await signIn(page, people.admin);
  await page.route('**/api/v1/health', (route) => route.abort());
  await visit(page, 'integrator/health');
  await page.getByText(say('failure.unreachable')).waitFor();
  await check.state(page, 'service-away');
  await page.unroute('**/api/v1/health');
  await page.getByRole('button', {name: say('state.again')}).click();
  await page.locator('.part').first().waitFor();
  check.ok(true, 'a part that was away comes back by its button');
  await close();
}

export async function idle(check, fake) {
  const say = words('en');
  const opened = await open({path: null});
  const {page, journal, close} = opened;
  journal.allow(/401/);
  await page.clock.install();
  await page.goto(`${fake.base}/console/`);
  await signIn(page, people.admin);
  await visit(page, 'account');
  await page.clock.fastForward('12:30');
  check.ok(await page.locator('dialog').count() === 0, 'half a minute before the warning nothing disturbs');
  await page.clock.fastForward('00:45');
  await page.getByRole('heading', {name: say('idle.title')}).waitFor();
  await check.state(page, 'idle-warning');
  await page.getByRole('button', {name: say('idle.stay')}).click();
  await page.locator('dialog').waitFor({state: 'detached'});
  fake.clinic.expireAll();
  await page.clock.fastForward('15:10');
  await page.locator('dialog.cover').waitFor();
  check.ok(true, 'at the end nothing of the page can be read any more');
  check.none(journal.entries, 'the warning leaves no error behind');
  await close();
}

export async function keyboard(check) {
  const say = words('en');
  const {page, journal, close} = await open({path: '/console/'});
  await signIn(page, people.admin);
  await page.reload();
  await page.locator('main h1').waitFor();
  await page.keyboard.press('Tab');
  check.ok(await page.evaluate(() => document.activeElement?.className) === 'skip', 'the first stop is the skip link');
  await page.keyboard.press('Enter');
  check.ok(await page.evaluate(() => document.activeElement?.id) === 'main', 'which leads to the content');
  await page.getByRole('link', {name: say('area.admin')}).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', {level: 1, name: say('people.title')}).waitFor();
  check.ok(await page.evaluate(() => document.activeElement?.tagName) === 'H1', 'after a move the focus is at the heading');
  const opener = page.getByRole('button', {name: say('people.invite')});
  await opener.focus();
  await page.keyboard.press('Enter');
  await page.locator('dialog').waitFor();
  check.ok(await page.evaluate(() => document.activeElement?.closest('dialog') !== null), 'a dialog takes the focus');
  await page.keyboard.press('Escape');
  await page.locator('dialog').waitFor({state: 'detached'});
  check.ok(await opener.evaluate((one) => one === document.activeElement), 'and gives it back');
  check.none(journal.entries, 'the keyboard leaves no error behind');
  await close();
}

export async function authorize(check, fake) {
  const say = words('en');
  const {page, close} = await open({path: '/console/#/sign-in?next=/authorize/x7'});
  await signIn(page, people.clinician);
  await page.getByRole('heading', {name: say('authorize.title')}).waitFor();
  await page.getByLabel(say('patients.find')).fill('ana');
  await page.getByRole('button', {name: say('patients.search')}).click();
  await page.getByRole('radio').first().waitFor();
  check.ok(!(await page.evaluate(() => location.href)).includes('ana'), 'what is looked for stays out of the address');
  check.ok(await page.getByRole('button', {name: say('authorize.approve')}).isDisabled(), 'nothing is approved before somebody is chosen');
  await page.getByRole('radio').first().check();
  await check.state(page, 'authorize');
  await page.getByRole('button', {name: say('authorize.approve')}).click();
  await page.waitForURL(/\/chart\/\?code=/);
  check.ok(fake.clinic.log.includes('POST /authorizations/x7'), 'the choice goes to the service, and the browser on to the app');
  await close();
}
