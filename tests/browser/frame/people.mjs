// The people of the console's journeys and how they get in. CONSOLE_PEOPLE names those of a real server as JSON:
// {"admin": {"name", "password", "secret", "used": the code that counted at set-up}, …}; without it they are the made-up clinic's.
import {readFileSync} from 'node:fs';
import {password, secret} from '../fake/people.mjs';
import {totp} from '../totp.mjs';

const given = process.env.CONSOLE_PEOPLE ? JSON.parse(process.env.CONSOLE_PEOPLE) : null;
export const people = given ?? {
  admin: {name: 'dana', password, secret}, integrator: {name: 'ines', password, secret}, clinician: {name: 'yusuf', password, secret},
  desk: {name: 'noa', password, secret}, compliance: {name: 'carla', password, secret}, auditor: {name: 'olga', password, secret}};

// The words of the pages in one language; `say(key, values)`.
export function words(language) {
  const read = (path) => JSON.parse(readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8'));
  const all = {...read(`web/console/messages/${language}/frame.json`), words: read(`words/${language}.json`)};
  return (key, values = {}) => key.split('.').reduce((at, name) => at[name], all).replace(/{{(\w+)}}/g, (_, name) => values[name]);
}

// A server takes each code once: whoever needs another one waits for the next step of the clock.
const taken = new Map(Object.values(people).map((who) => [who.name, who.used]));
export async function code(who) {
  for (;;) {
    const now = totp(who.secret);
    if (!given || taken.get(who.name) !== now) {
      taken.set(who.name, now);
      return now;
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

// On a real server somebody who has signed in is not asked again by the next page of the same journey: a code
// counts once, and the next one is half a minute away. After `fresh` minutes the second factor would be asked for
// again soon, and a new code is there without waiting.
const kept = new Map();
const fresh = 3;
const keep = async (page, who) => {
  if (given) kept.set(who.name, {cookies: await page.context().cookies(), at: Date.now()});
};

async function resume(page, who) {
  const session = kept.get(who.name);
  if (!session || Date.now() - session.at > fresh * 60000) return false;
  await page.context().addCookies(session.cookies);
  await page.evaluate(() => localStorage.setItem('chartbridge.session', 'yes'));
  await page.reload();
  try {
    await page.locator('.shell').waitFor({timeout: 5000});
    return true;
  } catch {
    kept.delete(who.name);
    await page.context().clearCookies();
    await page.locator('input[autocomplete="username"]').waitFor();
    return false;
  }
}

// `anew` for a session that the journey ends.
export async function signIn(page, who, language = 'en', {anew = false} = {}) {
  if (!anew && await resume(page, who)) {
    await page.locator('.language select').selectOption(language);
    await page.waitForFunction((wanted) => document.documentElement.lang === wanted, language);
    return;
  }
  await page.locator('.language select').selectOption(language);
  await page.locator('input[autocomplete="username"]').fill(who.name);
  await page.locator('input[type="password"]').fill(who.password);
  await page.locator('input[autocomplete="one-time-code"]').fill(await code(who));
  await page.locator('button[type="submit"]').click();
  await page.locator('.shell').waitFor();
  if (!anew) await keep(page, who);
}

// Answers the dialog that asks for the second factor again; the session goes on under a new cookie.
export async function stepUp(page, who) {
  const field = page.locator('dialog input[autocomplete="one-time-code"]');
  await field.fill(await code(who));
  await page.locator('dialog').filter({has: page.locator('input[autocomplete="one-time-code"]')}).locator('button[type="submit"]').click();
  await field.waitFor({state: 'detached'});
  await keep(page, who);
}

// A page of the console and its heading.
export async function visit(page, path) {
  await page.evaluate((there) => { location.hash = `#/${there}`; }, path);
  await page.locator('main h1').waitFor();
  await page.locator('.spin').first().waitFor({state: 'detached'});
}
export const button = (page, name) => page.getByRole('button', {name}).first();

// What the service says is in the reader's language: nothing on the page is left in English.
export async function inTheirLanguage(check, page, language, name) {
  const said = await page.locator('main .said').allTextContents();
  check.ok(said.length > 0 && said.every((text) => text !== ''), `${language}: ${name} says all of it`);
  check.none(await page.locator('main .said code').allTextContents(), `${language}: every code on ${name} has words`);
  if (language !== 'en') check.none(await page.locator('main [lang="en"]').allTextContents(), `${language}: nothing on ${name} is marked as English`);
}
