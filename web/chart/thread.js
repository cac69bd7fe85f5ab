// A patient's messages as elements. Every word from the record goes in as text, never as markup,
// and stands in its own direction.
import {bytesOf, canShow, hasCode, keyOf, keysOf, plainType, read, search} from './fhir.js';

const day = new Intl.DateTimeFormat(undefined, {dateStyle: 'full'});
const hour = new Intl.DateTimeFormat(undefined, {hour: '2-digit', minute: '2-digit', timeZoneName: 'short'});
const moment = new Intl.DateTimeFormat(undefined, {dateStyle: 'medium', timeStyle: 'long'});

export function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

// What a person wrote, in its own direction.
export function words(tag, className, text) {
  const made = element(tag, className, text);
  made.dir = 'auto';
  return made;
}

const timeOf = (message) => new Date(message.sent ?? message.received ?? message.meta?.lastUpdated ?? 0);
const isIn = (message) => /^(Patient|RelatedPerson)\//.test(message.sender?.reference ?? '');
const textsOf = (message) => (message.payload ?? []).map((part) => part.contentString).filter(Boolean);
const idOf = (message) => `message-${message.id}`;

function stamp(message) {
  const at = timeOf(message);
  const time = element('time', '', hour.format(at));
  time.dateTime = at.toISOString();
  const details = [`Sent ${message.sent ?? 'at a time that is not known'}`];
  if (message.received) details.push(`received ${message.received}`);
  time.title = details.join(', ');
  return time;
}

function badges(message) {
  const list = [];
  const security = message.meta?.security ?? [];
  if (hasCode(security, 'PATRPT')) list.push(['reported', 'Patient-reported']);
  for (const code of ['R', 'V']) if (hasCode(security, code)) list.push(['label', code === 'R' ? 'Restricted' : 'Very restricted']);
  if (message.status === 'entered-in-error') list.push(['wrong', 'Entered in error']);
  for (const category of message.category ?? []) {
    for (const coding of category.coding ?? []) {
      if (['forwarded', 'frequently-forwarded', 'group'].includes(coding.code)) list.push(['flag', coding.display ?? coding.code]);
    }
  }
  for (const tag of message.meta?.tag ?? []) {
    if (['echo', 'history', 'import'].includes(tag.code)) list.push(['flag', tag.display ?? tag.code]);
  }
  return list.map(([kind, text]) => element('span', `badge ${kind}`, text));
}

function quoteOf(message, byKey) {
  const key = keyOf(message.inResponseTo?.[0]);
  if (!key) return null;
  const target = byKey.get(key);
  if (!target) return element('p', 'quote missing', 'About a message that is not in this record.');
  const quote = element('a', 'quote', element('span', 'who', isIn(target) ? 'Patient' : 'Clinic'),
    words('span', 'said', textsOf(target).join(' ') || target.payload?.[0]?.contentReference?.display || 'Message'));
  quote.href = `#${idOf(target)}`;
  return quote;
}

function note(text) { return element('p', 'note', text); }

async function fill(figure, attachment, title) {
  const type = plainType(attachment.contentType);
  try {
    const blob = await bytesOf(attachment);
    const url = URL.createObjectURL(blob);
    const kind = canShow(type) ? type.split('/')[0] : '';
    let view = null;
    if (kind === 'image') {
      view = element('img', '');
      view.alt = title;
    } else if (kind === 'audio' || kind === 'video') {
      view = element(kind, '');
      view.controls = true;
      view.preload = 'metadata';
      view.setAttribute('aria-label', title);
    }
    if (view) view.src = url;
    const save = element('a', 'button', 'Download');
    save.href = url;
    save.download = title;
    const open = type === 'application/pdf' ? element('a', 'button', 'Open') : null;
    if (open) Object.assign(open, {href: url, target: '_blank', rel: 'noopener'});
    figure.replaceChildren(...[view, element('figcaption', '', words('span', 'title', title), open, save)].filter(Boolean));
  } catch (error) {
    figure.replaceChildren(note(`${title}: ${error.message}`));
  }
}

// Bytes are fetched when the place comes into view, so that a long record stays light.
const seen = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (!entry.isIntersecting) continue;
    seen.unobserve(entry.target);
    entry.target.whenSeen();
  }
}, {rootMargin: '400px'});

function mediumOf(reference, documents) {
  const label = reference.display ?? 'Attachment';
  const found = documents.get(keyOf(reference));
  if (!found) return note(`${label}: on its way, or held. It appears here once it is in the record.`);
  if (found.status === 'entered-in-error') return note(`${label}: marked as entered in error.`);
  const attachment = found.content?.[0]?.attachment ?? {};
  const title = attachment.title || label;
  const figure = element('figure', 'medium', element('figcaption', '', words('span', 'title', title)));
  figure.whenSeen = () => fill(figure, attachment, title);
  seen.observe(figure);
  return figure;
}

function row(term, ...values) {
  return [element('dt', '', term), ...values.map((value) => element('dd', '', value))];
}

async function consentLine(reference) {
  const [, id, version] = /^Consent\/([^/]+)(?:\/_history\/(.+))?$/.exec(reference.reference) ?? [];
  const line = element('span', '', words('bdi', '', `Consent ${id}`), version ? `, version ${version}` : '');
  try {
    const consent = await read(reference.reference);
    line.append(` – ${consent.status}`, consent.dateTime ? `, given ${consent.dateTime}` : '');
  } catch {
    line.append(' – cannot be read now');
  }
  return line;
}

async function describe(provenance) {
  const list = element('dl', '');
  const at = provenance.recorded ? new Date(provenance.recorded) : null;
  if (at) list.append(...row('Written to the record', moment.format(at)));
  for (const agent of provenance.agent ?? []) {
    const role = agent.type?.coding?.[0]?.display ?? agent.type?.coding?.[0]?.code ?? 'Agent';
    list.append(...row(role, words('span', '', agent.who?.display ?? agent.who?.reference ?? 'not named')));
  }
  for (const entity of provenance.entity ?? []) {
    const what = entity.what ?? {};
    if (/^Consent\//.test(what.reference ?? '')) list.append(...row('Permitted by', await consentLine(what)));
    else list.append(...row('Source', words('span', '', what.display ?? what.reference ?? what.identifier?.value ?? '')));
  }
  for (const policy of provenance.policy ?? []) list.append(...row('Policy', words('span', '', policy)));
  return list;
}

function originOf(message) {
  const body = element('div', 'origin');
  const details = element('details', '', element('summary', '', 'Where this came from'), body);
  details.addEventListener('toggle', async () => {
    if (!details.open || body.childElementCount > 0) return;
    body.replaceChildren(note('Reading…'));
    try {
      const found = await search(`Provenance?target=Communication/${encodeURIComponent(message.id)}`);
      const lists = await Promise.all(found.map(describe));
      body.replaceChildren(...(lists.length > 0 ? lists : [note('The record does not say.')]));
    } catch (error) {
      body.replaceChildren(note(error.message));
    }
  });
  return details;
}

function messageOf(message, byKey, documents) {
  const incoming = isIn(message);
  const who = element('span', 'who', words('bdi', '', message.sender?.display ?? (incoming ? 'Patient' : 'Clinic')));
  const item = element('li', `message ${incoming ? 'in' : 'out'}`);
  item.id = idOf(message);
  item.tabIndex = -1;
  if (message.status === 'entered-in-error') item.classList.add('wrong');
  item.append(element('div', 'head', who, stamp(message), ...badges(message)));
  const quote = quoteOf(message, byKey);
  if (quote) item.append(quote);
  for (const part of message.payload ?? []) {
    if (part.contentString) item.append(words('p', 'text', part.contentString));
    if (part.contentReference) item.append(mediumOf(part.contentReference, documents));
    if (part.contentAttachment) {
      const figure = element('figure', 'medium');
      figure.whenSeen = () => fill(figure, part.contentAttachment, part.contentAttachment.title ?? 'Attachment');
      seen.observe(figure);
      item.append(figure);
    }
  }
  for (const one of message.note ?? []) item.append(words('p', 'note', one.text));
  item.append(originOf(message));
  return item;
}

// The bridge's own sentence for a reaction; the chip beside the message is an addition to it.
const reaction = /^Reacted with (\S{1,16}) to an earlier message$/u;

function addReactions(messages, byKey, items) {
  for (const message of messages) {
    const emoji = reaction.exec(textsOf(message)[0] ?? '')?.[1];
    const target = emoji && byKey.get(keyOf(message.inResponseTo?.[0]));
    if (!target) continue;
    const chip = element('span', 'reaction', emoji);
    chip.title = isIn(message) ? 'Reaction of the patient' : 'Reaction of the clinic';
    items.get(target)?.append(chip);
  }
}

export async function threadOf(patientId) {
  const id = encodeURIComponent(patientId);
  const [all, papers] = await Promise.all([
    search(`Communication?patient=${id}&_sort=sent&_count=200`),
    search(`DocumentReference?patient=${id}&_count=200`),
  ]);
  const messages = all.filter((one) => !hasCode(one.category, 'thread'));
  messages.sort((left, right) => timeOf(left) - timeOf(right));
  const byKey = new Map(messages.flatMap((one) => keysOf(one).map((key) => [key, one])));
  const documents = new Map(papers.flatMap((one) => keysOf(one).map((key) => [key, one])));
  const list = element('ol', 'messages');
  const items = new Map();
  let current = '';
  for (const message of messages) {
    const date = day.format(timeOf(message));
    if (date !== current) list.append(element('li', 'day', element('h3', '', date)));
    current = date;
    const item = messageOf(message, byKey, documents);
    items.set(message, item);
    list.append(item);
  }
  addReactions(messages, byKey, items);
  return {list, count: messages.length};
}
