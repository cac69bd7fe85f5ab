// The try-it phone: who writes, what is sent, and what became of it. Every word is set as text.
'use strict';

const byId = (id) => document.getElementById(id);
const ends = new Set(['filed', 'held', 'noted', 'dropped', 'failed']);
const moods = { filed: 'good', noted: 'good', held: 'wait', dropped: 'bad', failed: 'bad' };
const steps = {
  received: 'Received', parsed: 'Received', matched: 'Patient found', permitted: 'Consent checked',
  mapped: 'On its way to the chart', filed: 'Filed in the chart', held: 'Held', noted: 'Noted',
  dropped: 'Dropped', failed: 'Failed',
};
const reasons = {
  'no-consent': 'this patient has not consented',
  'consent-revoked': 'this patient withdrew consent',
  'patient-unresolved': 'staff must say whose chart it is',
  'staff-number': 'this is a staff member’s own number',
  'kind-not-documented': 'this kind of message is not documented yet',
  'hold-expired': 'nobody acted in time',
};
const consents = {
  'text+media': 'texts and media', text: 'texts only', none: 'no consent', withdrawn: 'withdraws in the day',
  shared: 'shared by two patients',
};
const groups = { stranger: 'unknown number', staff: 'staff' };
const newcomer = 'somebody-new';
let people = [];
let who = newcomer;

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function choose(id) {
  who = id;
  byId('newcomer').hidden = id !== newcomer;
  const person = people.find((one) => one.id === id);
  byId('as').textContent = person ? `you are ${person.name}` : 'you are somebody new';
}

function personRow(person) {
  const row = make('label', 'person');
  const radio = make('input');
  radio.type = 'radio';
  radio.name = 'person';
  radio.value = person.id;
  radio.addEventListener('change', () => choose(person.id));
  const name = make('bdi', 'name', person.name);
  if (person.language) name.lang = person.language;
  row.append(radio, name, make('span', 'tag', person.tag));
  if (person.number) row.append(make('small', '', person.number));
  return row;
}

async function loadPeople() {
  const answer = await fetch('people');
  people = (await answer.json()).map((one) => ({ ...one, tag: groups[one.group] ?? consents[one.consent] ?? '' }));
  const list = byId('people');
  for (const person of [...people, { id: newcomer, name: 'Somebody new', tag: 'your number' }]) {
    list.append(personRow(person));
  }
  const first = list.querySelector('input');
  first.checked = true;
  choose(first.value);
}

function preview(file) {
  const url = URL.createObjectURL(file);
  if (file.type.startsWith('image/')) {
    const image = make('img');
    image.src = url;
    image.alt = 'The picture that was sent';
    return image;
  }
  if (file.type.startsWith('audio/')) {
    const audio = make('audio');
    audio.controls = true;
    audio.src = url;
    return audio;
  }
  const paper = make('span', 'paper', `📄 ${file.name}`);
  paper.dir = 'auto';
  return paper;
}

function addBubble(text, file) {
  const bubble = make('li', 'bubble');
  const person = people.find((one) => one.id === who);
  bubble.append(make('span', 'who', person ? person.name : byId('number').value));
  if (file) bubble.append(preview(file));
  if (text) {
    const said = make('p', 'said', text);
    said.dir = 'auto';
    bubble.append(said);
  }
  const fate = make('span', 'fate', 'Sending …');
  bubble.append(fate);
  byId('chat').append(bubble);
  bubble.scrollIntoView({ block: 'end' });
  return fate;
}

function showFate(fate, status) {
  const reason = status.reason ? `: ${reasons[status.reason] ?? status.reason}` : '';
  fate.textContent = (steps[status.progress] ?? status.progress) + reason;
  fate.dataset.mood = moods[status.progress] ?? '';
}

async function follow(ticket, fate) {
  for (let round = 0; round < 240; round++) {
    const answer = await fetch(`status?ticket=${encodeURIComponent(ticket)}`);
    if (answer.ok) {
      const status = await answer.json();
      showFate(fate, status);
      if (ends.has(status.progress)) return;
    }
    await new Promise((next) => setTimeout(next, 500));
  }
}

function readBase64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(',', 2)[1] ?? '');
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

async function compose(text, file) {
  const message = who === newcomer ? { number: byId('number').value, name: byId('name').value, text } : { person: who, text };
  if (file) message.file = { name: file.name, type: file.type, data: await readBase64(file) };
  return message;
}

async function send(text, file) {
  const message = await compose(text, file);
  const fate = addBubble(text, file);
  try {
    const answer = await fetch('send', {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(message),
    });
    const result = await answer.json();
    if (!answer.ok) throw new Error(result.problem);
    showFate(fate, { progress: 'received', reason: '' });
    await follow(result.ticket, fate);
  } catch (problem) {
    fate.textContent = `Not sent: ${problem.message}`;
    fate.dataset.mood = 'bad';
  }
}

function showChosen() {
  const file = byId('file').files[0];
  byId('chosen').hidden = !file;
  byId('chosen-name').textContent = file ? file.name : '';
}

function submit(event) {
  event.preventDefault();
  const text = byId('text').value.trim();
  const file = byId('file').files[0];
  if (!text && !file) return;
  byId('composer').reset();
  showChosen();
  byId('text').focus();
  send(text, file);
}

byId('composer').addEventListener('submit', submit);
byId('newcomer').addEventListener('submit', (event) => event.preventDefault());
byId('file').addEventListener('change', showChosen);
byId('unchoose').addEventListener('click', () => {
  byId('file').value = '';
  showChosen();
});
byId('text').addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) submit(event);
});
loadPeople();
