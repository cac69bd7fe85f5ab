// Set-up by the one-time link, signing in and out.
import {open, phone} from '../harness.mjs';
import {people, signIn, visit, words} from './people.mjs';
import {totp} from '../totp.mjs';

export async function setUp(check, language, link, fake) {
  const say = words(language);
  const {page, journal, close} = await open({path: '/console/', language});
  await page.locator('.language select').selectOption(language);
  await page.evaluate((there) => { location.hash = `#/setup/${there}`; }, link);
  await page.getByRole('heading', {name: say('setUp.names.title')}).waitFor();
  await page.locator('input[autocomplete="name"]').fill('Rut Óscar לוי');
  await page.locator('input[autocomplete="username"]').fill(`rut-${language}`);
  const password = page.locator('input[autocomplete="new-password"]');
  await password.fill('short');
  check.ok((await page.locator('.strength').textContent()).length > 5, `${language}: a short password is told in words`);
  await check.state(page, `setup-1-${language}`);
  await password.fill('three green boats at noon');
  await page.locator('button[type="submit"]').click();
  await page.getByRole('heading', {name: say('setUp.factor.title')}).waitFor();
  const focus = await page.evaluate(() => document.activeElement?.tagName);
  check.ok(focus === 'H1', `${language}: the next step takes the focus`, focus);
  const secret = (await page.locator('.secret').textContent()).replace(/\s/g, '');
  check.ok(/^[A-Z2-7]{32}$/.test(secret), `${language}: the secret is shown as text`);
  await check.state(page, `setup-2-${language}`);
  journal.allow(/410/, /422/);
  await page.locator('input.code').fill('000000');
  await page.locator('button[type="submit"]').click();
  await page.locator('.field-fault').waitFor();
  check.ok(await page.locator('.field-fault').textContent() === say('stepUp.wrong'), `${language}: a wrong code is told beside its field`);
  await page.locator('input.code').fill(totp(secret));
  await page.locator('button[type="submit"]').click();
  await page.locator('.codes li').first().waitFor();
  check.ok(await page.locator('.codes li').count() === 10, `${language}: ten recovery codes`);
  await check.state(page, `setup-3-${language}`);
  check.ok(await page.getByRole('button', {name: say('setUp.toSignIn')}).isDisabled(), `${language}: on only after the codes are kept`);
  await page.locator('input[type="checkbox"]').check();
  await page.getByRole('button', {name: say('setUp.toSignIn')}).click();
  await page.getByRole('heading', {name: say('signIn.title')}).waitFor();
  if (fake) await usedLink(check, page, language, fake);
  check.none(journal.entries, `${language}: set-up leaves no error behind`);
  await close();
}

async function usedLink(check, page, language, fake) {
  const say = words(language);
  fake.clinic.links.set('used', {taken: true});
  await page.evaluate(() => { location.hash = '#/setup/used'; });
  await page.locator('input[autocomplete="name"]').fill('Somebody');
  await page.locator('input[autocomplete="username"]').fill('somebody');
  await page.locator('input[autocomplete="new-password"]').fill('three green boats at noon');
  await page.locator('button[type="submit"]').click();
  await page.getByText(say('words.statement.link-used')).waitFor();
  check.ok(true, `${language}: a link works once`);
}

export async function signInOut(check, language) {
  const say = words(language);
  // Another person in each language: nobody waits for the next code.
  const who = people[{en: 'clinician', es: 'desk', he: 'compliance'}[language]];
  const {page, journal, close} = await open({path: '/console/', language});
  await page.locator('form').waitFor();
  const chosen = await page.evaluate(() => document.documentElement.lang);
  check.ok(chosen === language, `${language}: the browser's language is the page's`, chosen);
  check.ok(await page.evaluate(() => document.documentElement.dir) === (language === 'he' ? 'rtl' : 'ltr'), `${language}: the direction is right`);
  await check.state(page, `sign-in-${language}`);
  journal.allow(/401/, /429/);
  const said = new Set();
  for (const wrong of [['nobody', who.password], [who.name, 'not the password']]) {
    await page.locator('input[autocomplete="username"]').fill(wrong[0]);
    await page.locator('input[type="password"]').fill(wrong[1]);
    await page.locator('input.code').fill('000000');
    await page.locator('button[type="submit"]').click();
    await page.locator('.notice.bad').waitFor();
    said.add(await page.locator('.notice.bad').textContent());
    await page.locator('input.code:not([value])').waitFor({state: 'attached'});
  }
  check.ok(said.size === 1 && said.has(say('signIn.wrong')), `${language}: whatever is wrong is told in the same words`);
  await check.state(page, `sign-in-wrong-${language}`);
  await signIn(page, who, language, {anew: true});
  await visit(page, 'account');
  check.ok((await page.title()).startsWith(say('area.account')), `${language}: the page names the document`);
  check.ok(await page.evaluate(() => document.documentElement.lang) === language, `${language}: the choice goes into the account`);
  await page.getByRole('button', {name: say('frame.signOut')}).click();
  await page.getByRole('heading', {name: say('signIn.title')}).waitFor();
  check.ok(await page.evaluate(() => fetch('/api/v1/session').then((answer) => answer.status)) === 401, `${language}: signed out is signed out at the service`);
  check.none(journal.entries, `${language}: signing in and out leaves no error behind`);
  await close();
}

export async function smallAndDark(check, language, paths) {
  for (const [name, options] of [['phone', {size: phone}], ['dark', {dark: true}], ['zoom', {size: {width: 640, height: 400}}]]) {
    const {page, journal, close} = await open({path: '/console/', language, ...options});
    await page.locator('form').waitFor();
    await check.state(page, `sign-in-${language}-${name}`);
    await signIn(page, people.admin, language);
    for (const path of paths) {
      await visit(page, path);
      await check.state(page, `${path.replaceAll('/', '-')}-${language}-${name}`, true);
    }
    if (name === 'phone') {
      await page.locator('.menu-button').click();
      await check.state(page, `menu-${language}-phone`);
    }
    check.none(journal.entries, `${language} ${name}: no error`);
    await close();
  }
}
