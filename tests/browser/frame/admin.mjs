// The administrator: people, roles, tokens, the channel's checklist, the own account.
import {open} from '../harness.mjs';
import {button, inTheirLanguage, people, signIn, stepUp, visit, words} from './people.mjs';

export async function admin(check, language, fake) {
  const say = words(language);
  const {page, journal, close} = await open({path: '/console/', language});
  journal.allow(/403/, /409/, /422/);
  await signIn(page, people.admin, language);
  await invite(check, page, say, language, fake);
  if (fake) await change(check, page, say, language, fake);
  await visit(page, 'admin/roles');
  await check.state(page, `roles-${language}`, true);
  await token(check, page, say, language);
  await channels(check, page, language);
  await account(check, page, say, language);
  check.none(journal.entries, `${language}: the administrator leaves no error behind`);
  await close();
}

async function invite(check, page, say, language, fake) {
  await visit(page, 'admin/people');
  await check.state(page, `people-${language}`);
  fake?.clinic.forgetFactor();
  await button(page, say('people.invite')).click();
  const dialog = page.locator('dialog');
  await dialog.getByLabel(say('people.displayName')).fill('Lía <b>Torres</b> \u202Elive\u202C');
  await dialog.locator('input[autocapitalize="none"]').fill(`lia-${language}`);
  await dialog.locator('button[type="submit"]').click();
  await dialog.getByText(say('people.noRole')).waitFor();
  await check.state(page, `invite-${language}`);
  await dialog.getByLabel(say('words.role.front-desk.name')).check();
  await dialog.locator('button[type="submit"]').click();
  if (fake) {
    await page.locator('dialog input.code').waitFor();
    await check.state(page, `step-up-${language}`);
    await stepUp(page, people.admin);
  }
  await page.getByText(say('link.once')).waitFor();
  const link = await page.locator('dialog code').textContent();
  check.ok(/\/console\/#\/setup\/\S+$/.test(link), `${language}: the invitation is a link with its token in the fragment`, link);
  await check.state(page, `invite-link-${language}`);
  await button(page, say('link.done')).click();
  check.ok(await page.locator('main table b').count() === 0, `${language}: a name with markup is text`);
  check.ok(await page.getByText('Lía <b>Torres</b>').count() > 0, `${language}: the invited person is in the list`);
}

async function change(check, page, say, language, fake) {
  const row = page.getByRole('row').filter({hasText: 'Carla Mendes'});
  await row.getByRole('button', {name: say('people.change')}).click();
  const carla = fake.clinic.people.find((one) => one.name === 'carla');
  carla.version += 1;  // somebody else was faster
  await page.locator('dialog').getByLabel(say('people.displayName')).fill('Carla Méndez');
  await page.locator('dialog button[type="submit"]').click();
  await page.getByText(say('words.statement.changed')).waitFor();
  check.ok(await page.locator('dialog').getByLabel(say('people.displayName')).inputValue() === 'Carla Méndez', `${language}: somebody was faster: nothing typed is lost`);
  await page.keyboard.press('Escape');
  await page.locator('dialog').waitFor({state: 'detached'});
  await row.getByRole('button', {name: say('people.disable')}).click();
  await check.state(page, `disable-${language}`);
  await page.locator('dialog button[type="submit"]').click();
  await row.getByText(say('people.disabled')).waitFor();
  await row.getByRole('button', {name: say('people.enable')}).click();
  await page.locator('dialog button[type="submit"]').click();
  await row.getByText(say('people.active'), {exact: true}).waitFor();
  check.ok(!carla.display_name.includes('Méndez') && carla.active, `${language}: what was refused was not written`);
}

async function token(check, page, say, language) {
  await visit(page, 'admin/tokens');
  await button(page, say('tokens.make')).click();
  await page.locator('dialog').getByLabel(say('tokens.name')).fill(`Report ${language}`);
  await check.state(page, `token-make-${language}`);
  await page.locator('dialog button[type="submit"]').click();
  await page.getByText(say('tokens.once')).waitFor();
  await check.state(page, `token-once-${language}`);
  await button(page, say('link.done')).click();
  const row = page.getByRole('row').filter({hasText: `Report ${language}`});
  await row.getByRole('button').click();
  await page.locator('dialog button[type="submit"]').click();
  await row.getByText(say('tokens.revoked')).waitFor();
  await check.state(page, `tokens-${language}`);
}

async function channels(check, page, language) {
  await visit(page, 'admin/channels');
  await page.locator('.step-card').first().waitFor();
  await page.locator('.step-card .result button').last().click();
  await page.locator('.step-card .result [role="status"]').waitFor();
  await inTheirLanguage(check, page, language, 'channels');
  await page.evaluate(() => window.scrollTo(0, 0));
  await check.state(page, `channels-${language}`, true);
}

async function account(check, page, say, language) {
  await visit(page, 'account');
  await check.state(page, `account-${language}`, true);
  await page.locator('input[autocomplete="current-password"]').fill('not my password');
  await page.locator('input[autocomplete="new-password"]').fill('three green boats at noon');
  await button(page, say('account.changePassword')).click();
  await page.getByText(say('account.wrongOld')).waitFor();
  await button(page, say('recovery.make')).click();
  await page.locator('dialog button[type="submit"]').click();
  await page.locator('.codes li').first().waitFor();
  check.ok(await page.locator('.codes li').count() === 10, `${language}: new recovery codes are shown`);
  await check.state(page, `recovery-${language}`, true);
}
