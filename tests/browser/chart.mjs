// The clinician's viewer in Chromium, against the demo at BASE: the main journeys in three languages,
// then records that the demo does not have (hostile texts, edits, thousands of messages) and SMART
// launches, with a FHIR server that lives inside the browser.
import {browser, shot, stop} from './harness.mjs';
import {journeys} from './chart_journey.mjs';
import {launches} from './chart_launch.mjs';
import {longThread} from './chart_long.mjs';
import {records} from './chart_record.mjs';

const parts = {journeys, records, launches, longThread};
let failed = 0;
try {
  for (const [name, run] of Object.entries(parts)) {
    if (process.argv[2] && process.argv[2] !== name) continue;
    failed += await run();
  }
} catch (error) {
  failed += 1;
  console.error(error);
  for (const page of (await browser()).contexts().flatMap((context) => context.pages())) {
    await shot(page, 'chart-broke-off');
    console.error(page.url(), (await page.locator('body').innerText()).slice(0, 600));
  }
} finally { await stop(); }
console.log(failed === 0 ? 'chart: all is well' : `chart: ${failed} checks failed`);
process.exitCode = failed === 0 ? 0 : 1;
