// The words of the working pages, and a signed-in page to begin with.
import {readFileSync} from 'node:fs';
import {open} from '../harness.mjs';
import {people, signIn} from '../frame/people.mjs';

export function words(language, file) {
  const read = (path) => JSON.parse(readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8'));
  const all = read(`web/console/messages/${language}/${file}.json`)[file];
  return (key, values = {}) => key.split('.').reduce((at, name) => at[name], {...all, words: read(`words/${language}.json`)}).replace(/{{(\w+)}}/g, (_, name) => values[name]);
}

export async function begin(who, language, options = {}) {
  const opened = await open({path: '/console/', language, ...options});
  await opened.page.locator('form').waitFor();
  await signIn(opened.page, people[who], language);
  await opened.page.locator('main h1').waitFor();
  return opened;
}

export const quiet = (page) => page.waitForFunction(() => !document.querySelector('main .spin') && document.querySelector('main h1'));
