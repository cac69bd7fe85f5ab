// A thread of 5,000 messages: the newest are there at once, the rest follows, and it scrolls without
// long stops. Figures are printed; only sizes that no busy machine explains are failures.
import {base, checks, open, shot} from './harness.mjs';
import {fake, message} from './fake_fhir.mjs';

const count = 5000;

function thread() {
  const from = Date.UTC(2024, 0, 1, 8);
  return Array.from({length: count}, (_, i) => {
    const at = new Date(from + i * 4 * 3600e3).toISOString();
    return message(`m${i}`, at, `Message number ${i}. ${'How are you today? '.repeat(1 + (i * 7) % 9)}`, {out: i % 3 === 0, ...(i % 10 === 9 ? {answers: `m${i - 5}`} : {})});
  });
}

// Scrolls from end to beginning as a hand would; the gaps between the frames.
const scroll = (page) => page.evaluate(() => new Promise((done) => {
  const gaps = [];
  let last = performance.now();
  const step = (now) => {
    gaps.push(now - last);
    last = now;
    scrollBy({top: -240, behavior: 'instant'});
    if (gaps.length < 300 && scrollY > 0) requestAnimationFrame(step); else done(gaps.slice(1));
  };
  requestAnimationFrame(step);
}));

export async function longThread() {
  const check = checks('chart long');
  const {page, context, journal, close} = await open({path: null});
  await fake(context, new URL(base).origin, {resources: [{resourceType: 'Patient', id: 'p', meta: {versionId: '1', lastUpdated: '2024-01-01T00:00:00Z'}, name: [{text: 'Ruth Baker'}]}, ...thread()]});
  const began = Date.now();
  await page.goto(`${base}/chart/?patient=Patient/p`);
  await page.locator(`#m-m${count - 1}`).waitFor();
  const first = Date.now() - began;
  check.ok(await page.locator(`#m-m${count - 1}`).evaluate((one) => one.getBoundingClientRect().bottom <= innerHeight + 1), 'the newest message is in view first');
  await page.locator('#m-m0').waitFor({state: 'attached', timeout: 120000});
  const whole = Date.now() - began;
  check.ok(await page.locator(`#m-m${count - 1}`).evaluate((one) => one.getBoundingClientRect().bottom <= innerHeight + 400), 'older messages do not push the newest away');
  const gaps = (await scroll(page)).sort((left, right) => left - right);
  const at = (part) => Math.round(gaps[Math.floor((gaps.length - 1) * part)]);
  console.log(`     ${count} messages: first page after ${first} ms, all after ${whole} ms; frames while scrolling: median ${at(0.5)} ms, 95 % ${at(0.95)} ms, longest ${at(1)} ms`);
  check.ok(at(0.5) < 100, 'it scrolls without long stops');
  await page.locator('#search').fill('number 17.');
  await page.locator('mark').first().waitFor();
  check.ok(await page.locator('#m-m17 mark').count() === 1, 'the search reaches the oldest');
  await page.locator('#search').fill('');
  await page.locator('#date').fill('2024-02-10');
  await page.waitForFunction(() => document.activeElement?.classList.contains('message'));
  check.ok((await page.evaluate(() => document.activeElement.querySelector('time').dateTime)).startsWith('2024-02-09T') || (await page.evaluate(() => document.activeElement.querySelector('time').dateTime)).startsWith('2024-02-10T'), 'a date is jumped to');
  await shot(page, 'chart-long');   // axe would look at each of 5,000 messages
  check.none(journal.entries, 'no console error, no CSP report');
  await close();
  return check.end();
}
