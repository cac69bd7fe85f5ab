// The page: a list of patients, and the thread of the one that is chosen. The address names the
// patient (?patient=Patient/1), so that a page can be linked to and the back button works.
import {nameOf, read, search} from './fhir.js';
import {element, threadOf, words} from './thread.js';

const people = document.getElementById('people');
const filter = document.getElementById('filter');
const nobody = document.getElementById('nobody');
const thread = document.getElementById('thread');
const status = document.getElementById('status');

const fold = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase();
let patients = [];
let asked = 0;

const chosen = () => /^Patient\/([A-Za-z0-9.-]{1,64})$/.exec(new URLSearchParams(location.search).get('patient') ?? '')?.[1];

function hint(text) { return element('p', 'hint', text); }

function personOf(patient) {
  const button = element('button', '', words('span', 'name', nameOf(patient)),
    element('span', 'born', patient.birthDate ? `born ${patient.birthDate.slice(0, 4)}` : 'birth date unknown'));
  button.type = 'button';
  if (patient.id === chosen()) button.setAttribute('aria-current', 'true');
  button.addEventListener('click', () => {
    history.pushState(null, '', `?patient=${encodeURIComponent(`Patient/${patient.id}`)}`);
    show(true);
  });
  return element('li', '', button);
}

function list() {
  const wanted = fold(filter.value.trim());
  const matching = patients.filter((one) => fold(`${nameOf(one)} ${one.birthDate?.slice(0, 4) ?? ''}`).includes(wanted));
  people.replaceChildren(...matching.map(personOf));
  nobody.hidden = matching.length > 0;
}

async function show(move) {
  const id = chosen();
  const mine = ++asked;
  list();
  if (!id) return thread.replaceChildren(hint('Choose a patient to see the messages in the record.'));
  thread.replaceChildren(hint('Reading the record…'));
  status.textContent = '';
  try {
    const [patient, found] = await Promise.all([read(`Patient/${id}`), threadOf(id)]);
    if (mine !== asked) return;  // somebody was chosen meanwhile
    const title = element('h2', '', words('bdi', '', nameOf(patient)));
    const about = element('p', 'about', patient.birthDate ? `Born ${patient.birthDate.slice(0, 4)}` : 'Birth date unknown',
      ` · ${found.count} ${found.count === 1 ? 'message' : 'messages'} in the record`);
    thread.replaceChildren(element('header', 'person', title, about),
      found.count > 0 ? found.list : hint('There are no messages in this record.'));
    status.textContent = `${found.count} ${found.count === 1 ? 'message' : 'messages'}`;
    if (move) thread.focus();
  } catch (error) {
    if (mine === asked) thread.replaceChildren(hint(error.status === 404 ? 'There is no such patient.' : error.message));
  }
}

// Arrow keys walk through the list, as in any list of people.
people.addEventListener('keydown', (event) => {
  const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
  if (!step) return;
  const buttons = [...people.querySelectorAll('button')];
  buttons[buttons.indexOf(document.activeElement) + step]?.focus();
  event.preventDefault();
});

// A quoted message is jumped to with its place marked for the eye and the screen reader.
thread.addEventListener('click', (event) => {
  const quote = event.target.closest('a.quote');
  const target = quote && document.getElementById(quote.getAttribute('href').slice(1));
  if (!target) return;
  event.preventDefault();
  target.scrollIntoView({block: 'center'});
  target.focus();
});

filter.addEventListener('input', list);
addEventListener('popstate', () => show(false));

try {
  patients = await search('Patient?_count=200');
  patients.sort((left, right) => nameOf(left).localeCompare(nameOf(right)));
} catch (error) {
  status.textContent = error.message;
}
show(false);
