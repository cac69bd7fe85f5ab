// What a record may hold that the demo does not: edits, deletions, proxies, staff, receipts, missing
// parts, and texts that were made to break a page.
import {base, checks, desk, open, phone} from './harness.mjs';
import {fake, message, photo} from './fake_fhir.mjs';

const seen = (resource) => ({versionId: '1', lastUpdated: '2026-03-01T08:00:00Z', ...resource});
const people = [
  {resourceType: 'Patient', id: 'p', meta: seen(), name: [{given: ['Ruth'], family: 'Baker'}], birthDate: '1950-02-03', gender: 'female'},
  {resourceType: 'RelatedPerson', id: 'son', meta: seen(), name: [{text: 'Adam Baker'}], relationship: [{coding: [{code: 'SON'}]}]},
  {resourceType: 'Practitioner', id: 'dr', meta: seen(), name: [{prefix: ['Dr.'], given: ['Ines'], family: 'Vega'}]},
];

function traces() {
  const out = {out: true};
  const first = message('m1', '2026-03-01T07:59:00+02:00', 'My knee is swollen since Sunday.');
  const edited = message('m2', '2026-03-01T08:05:00+02:00', 'I took 400 mg of ibuprofen.', {meta: {versionId: '2', lastUpdated: '2026-03-01T06:10:00Z'}});
  const before = {...edited, meta: {...edited.meta, versionId: '1', lastUpdated: '2026-03-01T06:05:01Z'}, payload: [{contentString: 'I took 4000 mg of ibuprofen.'}]};
  const held = message('m6', '2026-03-02T09:01:00+02:00', 'This is the letter');
  held.payload.push({contentReference: {type: 'DocumentReference', identifier: {system: 'urn:chartbridge:id', value: 'urn:uuid:never'}, display: 'Document'}});
  const read = message('m3', '2026-03-01T08:20:00+02:00', 'Thank you. Please rest, and call us if it gets warm.', {...out, sender: 'Practitioner/dr', answers: 'm1'});
  Object.assign(read, {received: '2026-03-01T08:20:04+02:00', extension: [{url: 'urn:chartbridge:ext:read', valueDateTime: '2026-03-01T08:31:00+02:00'}]});
  const failed = message('m9', '2026-03-02T09:20:00+02:00', 'Your appointment is on Friday.', out);
  Object.assign(failed, {status: 'not-done', statusReason: {text: 'The number is not on WhatsApp.'}});
  const wrong = message('m8', '2026-03-02T09:10:00+02:00', 'Somebody else wrote this.');
  wrong.status = 'entered-in-error';
  return {resources: [...people, first, edited, read, failed, wrong, held,
    message('m4', '2026-03-01T08:40:00+02:00', 'My mother asks if she may walk.', {sender: 'RelatedPerson/son'}),
    message('m5', '2026-03-01T08:41:00+02:00', 'Take this tea, it helps everybody!', {flags: ['forwarded', 'frequently-forwarded']}),
    message('m7', '2026-03-02T09:05:00+02:00', 'Forget what I said about the fall.', {meta: {security: [{code: 'R'}, {code: 'PATRPT'}]}}),
    message('m7x', '2026-03-02T09:06:00+02:00', null, {kind: 'revoke', answers: 'm7'}),
    message('r1', '2026-03-01T08:32:00+02:00', '👍', {answers: 'm3', type: 'reaction'}),
    message('r2', '2026-03-01T08:33:00+02:00', 'Reacted with bad rash and fever to an earlier message', {answers: 'm3'})],
  histories: {'Communication/m2': [edited, before]}};
}

async function readTraces() {
  const check = checks('chart record');
  const {page, context, journal, close} = await open({path: null});
  const record = await fake(context, new URL(base).origin, traces());
  await page.goto(`${base}/chart/?patient=Patient/p`);
  await page.locator('#m-m2').scrollIntoViewIfNeeded();
  await page.locator('.edits').waitFor();
  const text = async (id) => {
    await page.locator(`#m-${id}`).scrollIntoViewIfNeeded();
    return page.locator(`#m-${id}`).innerText();
  };
  await page.locator('#m-m2 .edits summary').click();
  check.ok((await text('m2')).includes('4000 mg') && (await text('m2')).includes('Edited'), 'an edit shows what stood before');
  check.ok((await text('m3')).includes('Dr. Ines Vega') && (await text('m3')).includes('Read 08:31'), 'staff by name, and the receipt');
  check.ok((await text('m4')).includes('Adam Baker') && (await text('m4')).includes('son'), 'who wrote for the patient is named');
  check.ok((await text('m5')).includes('Forwarded many times'), 'forwarded is marked');
  check.ok((await text('m6')).includes('not in the record yet'), 'a part that is missing is said to be so');
  check.ok((await text('m7')).includes('Deleted in WhatsApp by the sender') && (await text('m7')).includes('about the fall') && (await text('m7')).includes('Restricted'), 'a deletion is marked, what was said stays');
  check.ok(!(await text('m8')).includes('Somebody else wrote') && (await text('m8')).includes('Entered in error'), 'what was filed in error is not read at a glance');
  check.ok((await text('m9')).includes('Not delivered') && (await text('m9')).includes('not on WhatsApp'), 'what was not delivered is said, with the reason');
  check.ok((await page.locator('#m-m3 .reactions').innerText()).includes('👍'), 'the reaction stands at its message');
  check.ok((await text('r2')).includes('Reacted with bad rash and fever to an earlier message'), 'I2: a reply is shown, whatever it says');
  check.ok((await page.locator('#m-m1 time').getAttribute('datetime')) === '2026-03-01T07:59:00+02:00', 'the original time is kept, with its zone');
  await check.state(page, 'chart-record-traces', true);
  await review(check, page, record);
  await follow(check, page, record);
  check.none(journal.entries, 'no console error, no CSP report');
  await close();
  return check.end();
}

async function review(check, page, record) {
  await page.locator('#m-m1 button', {hasText: 'Mark reviewed'}).click();
  await page.locator('#reviewer').fill('Dr. Noa Cohen');
  await check.state(page, 'chart-record-reviewer');
  await page.keyboard.press('Enter');
  await page.locator('#m-m1 .review').waitFor();
  check.ok((await page.locator('#m-m1 .review').innerText()).includes('Dr. Noa Cohen'), 'reviewed by, when');
  const kept = record.byKey.get('Communication/m1');
  check.ok(kept.note.length === 1 && kept.note[0].authorString === 'Dr. Noa Cohen' && kept.payload[0].contentString.startsWith('My knee'), 'the review is in the record, the words are untouched');
  check.ok(await page.locator('#m-m1 .edits').count() === 0, 'a review is no edit');
}

async function follow(check, page, record) {
  // I1: an undo, here of one that stands, is seen without reload.
  const undone = record.byKey.get('Communication/r2');
  record.add({...undone, status: 'entered-in-error', meta: {...undone.meta, versionId: '2', lastUpdated: new Date().toISOString()}});
  await page.locator('#m-r2.wrong').waitFor({timeout: 10000});
  check.ok(!(await page.locator('#m-r2').innerText()).includes('bad rash'), 'an undo vanishes from the open page');
  record.add(message('n1', '2026-03-02T10:00:00+02:00', 'It is much better today.', {updated: new Date().toISOString()}));
  await page.locator('#m-n1').waitFor({timeout: 15000});
  check.ok((await page.locator('[aria-live=polite]').last().innerText()).includes('1 new message'), 'a new message appears without reload and is announced');
}

const rtl = '\u202E';
const hostile = [
  ['h1', '<script>window.hacked=1</script><img src=x onerror="window.hacked=1"><svg onload="window.hacked=1">'],
  ['h2', `Dose: ${rtl}01${'\u202C'} drops`],
  ['h3', `Z${'\u0301\u0323\u0334\u0351'.repeat(1024)}algo`],
  ['h4', 'התקשרו אליי\n+972 55-555-0189\nתודה, שלום'],
  ['h5', 'x'.repeat(3000)],
  ['h6', 'See https://clinic.example.evil.test/login?x=<b>, or www.example.org. javascript:alert(1)'],
  ['h7', '\u2066\u2067\u2068\u202A\u202B unclosed isolates'],
  ['h8', `${'word '.repeat(4000)}end of the long text`],
  ['h9', '{{count}} $t(title) %s &lt;b&gt;'],
];

async function readHostile(language, size) {
  const check = checks(`chart hostile ${language}`);
  const {page, context, journal, close} = await open({path: null, language, size});
  const list = hostile.map(([id, text], i) => message(id, `2026-03-0${i + 1}T08:00:00Z`, text));
  const svg = message('f1', '2026-03-20T08:00:00Z', 'a picture');
  const html = message('f2', '2026-03-21T08:00:00Z', 'a page');
  const papers = [photo(svg, 'd1', 'image/svg+xml', 'x.svg'), photo(html, 'd2', 'text/html', `letter${rtl}fdp.html`)];
  const script = '<svg xmlns="http://www.w3.org/2000/svg"><script>window.hacked=1</script></svg>';
  await fake(context, new URL(base).origin, {resources: [{resourceType: 'Patient', id: 'p', meta: seen(), name: [{text: `<b>Eve</b>${rtl} ${'\u0300'.repeat(400)}`}]}, ...list, svg, html, ...papers], bytes: {d1: script, d2: script}});
  await page.addInitScript(() => {
    window.blobTypes = {};
    const make = URL.createObjectURL;
    URL.createObjectURL = (blob) => { const url = make.call(URL, blob); window.blobTypes[url] = blob.type; return url; };
  });
  await page.goto(`${base}/chart/?patient=Patient/p`);
  await page.locator('#m-f2').waitFor();
  check.ok((await page.locator('#m-h1 .text').textContent()).includes('<script>'), 'HTML is shown as text');
  check.ok(!(await page.locator('#m-h2 .line').textContent()).includes(rtl) && await page.locator('#m-h2 .note').count() === 1, 'overrides are left out and said to be');
  const box = await page.locator('#m-h3').boundingBox();
  check.ok(box.height < 250, '4,096 combining marks do not break the layout', `${box.height}`);
  const lines = page.locator('#m-h4 .line');
  check.ok(await lines.count() === 3 && await lines.nth(1).textContent() === '+972 55-555-0189' && await lines.nth(1).evaluate((one) => getComputedStyle(one).direction) === 'ltr', 'a number below Hebrew lines keeps its order');
  check.ok(await page.locator('#m-h6 .link').count() === 2 && await page.locator('#m-h6 a[href]').count() === 0, 'addresses are no links, javascript: is none at all');
  await page.locator('#m-h6 .link').first().click();
  check.ok((await page.locator('dialog .host').innerText()) === 'clinic.example.evil.test', 'the question names the host');
  await check.state(page, `chart-hostile-${language}-link`);
  await page.keyboard.press('Escape');
  check.ok(await page.locator('.file img, .file object, .file iframe, .file embed').count() === 0, 'SVG and HTML are not rendered');
  for (const id of ['f1', 'f2']) {
    await page.locator(`#m-${id} .file button`).click();
    const link = page.locator(`#m-${id} a[download]`);
    await link.waitFor();
    check.ok(await link.evaluate((one) => window.blobTypes[one.href]) === 'application/octet-stream', 'and are saved as plain bytes', await link.evaluate((one) => window.blobTypes[one.href]));
    check.ok(await page.locator(`#m-${id} a[target]`).count() === 0, 'nor opened');
  }
  check.ok(!(await page.locator('#m-f2 .filename').textContent()).includes(rtl), 'file names have no tricks of direction');
  check.ok(await page.evaluate(() => window.hacked) === undefined, 'nothing of it ran');
  await check.state(page, `chart-hostile-${language}`, true);
  check.none(journal.entries, 'no console error, no CSP report');
  await close();
  return check.end();
}

export const records = async () => await readTraces() + await readHostile('en', desk) + await readHostile('he', phone);
