// What a launched viewer must show, taken from the FHIR server itself: this patient, this patient's
// messages, and of nobody else a word.
import {axe, shot} from './harness.mjs';

const isMessage = (one) => (one.category ?? []).some((category) => (category.coding ?? []).some((coding) => coding.code === 'message'));
// The viewer shows a reaction at its message.
const isReaction = (one) => (one.category ?? []).some((category) => (category.coding ?? []).some((coding) => /^reaction(-removed)?$/.test(coding.code)));
const textsOf = (one) => (one.payload ?? []).flatMap((part) => part.contentString ? [part.contentString.trim()] : []);
const squeezed = (text) => text.replace(/\s+/g, ' ');

export class Chart {
  constructor(base, token = '') { Object.assign(this, {base, token}); }

  async read(path) {
    const headers = {Accept: 'application/fhir+json', 'Cache-Control': 'no-cache', ...(this.token ? {Authorization: `Bearer ${this.token}`} : {})};
    const answer = await fetch(`${this.base}/${path}`, {headers});
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return answer.json();
  }
  async search(query) { return ((await this.read(query)).entry ?? []).map((one) => one.resource); }

  // {id, name, texts, photos}
  async record(id) {
    const patient = await this.read(`Patient/${id}`);
    const name = patient.name[0];
    const messages = (await this.search(`Communication?patient=${id}&_count=200`)).filter((one) => isMessage(one) && !isReaction(one));
    const files = await this.search(`DocumentReference?patient=${id}&_count=200`);
    return {id, name: name.text ?? [...(name.given ?? []), name.family].filter(Boolean).join(' '), count: messages.length, texts: messages.flatMap(textsOf),
      photos: files.filter((one) => one.content[0].attachment.contentType.startsWith('image/')).length};
  }

  // What others say and this patient does not.
  async foreign(record) {
    const own = record.texts.join('\n');
    const all = await this.search('Communication?_count=500');
    const others = all.filter((one) => one.subject?.reference !== `Patient/${record.id}`);
    return others.filter((one) => !isReaction(one)).flatMap(textsOf).filter((text) => text.length > 3 && !own.includes(text));
  }
}

// What the console's button asks for: {status, url}. `page` is signed in; of whichever browser.
export const launch = (page, patient) => page.evaluate(async (reference) => {
  const session = await (await fetch('/api/v1/session')).json();
  const answer = await fetch('/api/v1/launches', {method: 'POST', headers: {'Content-Type': 'application/json', 'X-CSRF-Token': session.csrf}, body: JSON.stringify({patient: reference})});
  return {status: answer.status, ...(await answer.json())};
}, `Patient/${patient}`);

// `view` is a page or a frame.
export async function opened(view) {
  await view.locator('.message, .closed [role=alert], .state.bad').first().waitFor();
  return (await view.locator('.closed [role=alert]').allInnerTexts()).join();
}

export async function shows(check, view, chart, id, where) {
  const said = await opened(view);
  const record = await chart.record(id);
  const heading = await view.locator('h1').innerText({timeout: 5000}).catch(() => '');
  check.ok(heading === record.name, `${where}: the right patient is named`, said || heading);
  await view.locator('.message').nth(record.count - 1).waitFor();
  check.ok(await view.locator('.message').count() === record.count && record.count > 1, `${where}: all ${record.count} messages of the record are there`);
  // Not innerText: days that are out of view are not laid out.
  const text = squeezed(await view.locator('main').textContent());
  const lost = record.texts.flatMap((one) => one.split('\n')).filter((line) => !text.includes(squeezed(line)));
  check.none(lost.map((one) => one.slice(0, 40)), `${where}: each text is there`);
  const strange = (await chart.foreign(record)).filter((one) => text.includes(squeezed(one)));
  check.none(strange.map((one) => one.slice(0, 40)), `${where}: nobody else's text`);
  return record;
}

// Photos are read when they come into view.
export async function photoShows(check, view, where) {
  const photo = view.locator('.photo img').first();
  await photo.scrollIntoViewIfNeeded();
  const good = await photo.evaluate(async (img) => {
    await img.decode().catch(() => undefined);
    return img.naturalWidth > 1;
  });
  check.ok(good, `${where}: a photo is displayed`);
}

export async function nothingShows(check, view, where, sentence) {
  const said = await opened(view);
  check.ok(sentence.test(said) && await view.locator('.message').count() === 0, `${where}: nothing is shown, and why is said`, said);
}

export async function framedState(check, page, frame, name) {
  await shot(page, name);
  check.none(await axe(frame), `axe finds nothing in the frame of ${name}`);
}
