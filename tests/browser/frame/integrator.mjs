// The integrator: health in words, queues, failed filings and their replay; and what each role sees of the areas.
import {open} from '../harness.mjs';
import {button, inTheirLanguage, people, signIn, visit, words} from './people.mjs';

export async function integrator(check, language, fake) {
  const say = words(language);
  const {page, journal, close} = await open({path: '/console/', language});
  await signIn(page, people.integrator, language);
  await visit(page, 'integrator/health');
  await page.locator('.part').first().waitFor();
  check.ok(await page.locator('.rung-name').count() === 1, `${language}: the rung and its reason are there`);
  await inTheirLanguage(check, page, language, 'health');
  await check.state(page, `health-${language}`, true);
  await visit(page, 'integrator/queues');
  await check.state(page, `queues-${language}`, true);
  await visit(page, 'integrator/dead-letters');
  await check.state(page, `dead-letters-${language}`);
  if (fake) await replay(check, page, say, language);
  check.none(journal.entries, `${language}: the integrator leaves no error behind`);
  await close();
}

async function replay(check, page, say, language) {
  const letters = page.locator('.letter');
  check.ok(await letters.count() === 20, `${language}: a page of failed filings`);
  await button(page, say('list.more')).click();
  await letters.nth(20).waitFor();
  const before = await letters.count();
  await letters.first().locator('summary').click();
  await letters.first().getByRole('button', {name: say('dead.replay')}).click();
  await check.state(page, `replay-${language}`);
  await page.locator('dialog button[type="submit"]').click();
  await page.locator('.notice.good').waitFor();
  check.ok(await letters.count() === before - 1, `${language}: what is sent again leaves the list`);
}

const areas = {
  admin: ['compliance', 'review', 'messages', 'integrator', 'admin', 'account'],  // dana is compliance too
  integrator: ['integrator', 'admin', 'account'], clinician: ['review', 'messages', 'account'], desk: ['review', 'messages', 'account'],
  compliance: ['compliance', 'review', 'messages', 'integrator', 'account'],
};

export async function navigation(check) {
  const say = words('en');
  for (const [role, wanted] of Object.entries(areas)) {
    const {page, journal, close} = await open({path: '/console/#/account'});
    await signIn(page, people[role], 'en');
    const seen = await page.locator('nav a.area').allTextContents();
    check.ok(seen.join() === wanted.map((one) => say(`area.${one}`)).join(), `${role} sees the areas of the role`, seen.join());
    if (!wanted.includes('admin')) {
      await visit(page, 'admin/people');
      check.ok(await page.getByRole('heading', {name: say('forbidden.title')}).count() === 1, `${role} is told that people are not theirs`);
    }
    check.none(journal.entries, `${role}: no error`);
    await close();
  }
}
