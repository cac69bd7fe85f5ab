import {render} from 'preact';
import {act} from 'preact/test-utils';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {setLanguage, startLanguage} from '../ground/language';
import {messages} from './messages';
import {Try} from './page';

const people = [
  {id: 'noa-levi', name: 'Noa Levi', number: '+972555550111', language: 'he', group: 'patient', consent: 'text+media'},
  {id: 'somebody', name: '<img src=x onerror=alert(1)>', number: '+972555550199', language: '', group: 'stranger', consent: ''}];
let sent: {person?: string; number?: string; text: string; file?: {name: string; type: string; data: string}}[];
let fates: {progress: string; reason: string; why?: string}[];
let refusal: string | null;

const answer = (body: unknown, ok = true) => ({ok, status: ok ? 200 : 400, json: async () => body}) as Response;
const settle = async () => { for (let turn = 0; turn < 20; turn++) await act(async () => { await Promise.resolve(); }); };
const one = <T extends Element = HTMLElement>(selector: string) => document.querySelector<T>(selector)!;

beforeEach(async () => {
  sent = [];
  fates = [{progress: 'filed', reason: ''}];
  refusal = null;
  Element.prototype.scrollIntoView = () => undefined;
  URL.createObjectURL = () => 'blob:x';
  vi.stubGlobal('fetch', async (url: string, options?: RequestInit) => {
    if (url === 'people') return answer(people);
    if (url.startsWith('status')) return answer(fates.length > 1 ? fates.shift() : fates[0]);
    if (refusal) return answer({problem: refusal}, false);
    sent.push(JSON.parse(String(options?.body)));
    return answer({ticket: 't'});
  });
  document.body.innerHTML = '<div id="page"></div>';
  await startLanguage(messages);
  await setLanguage('en');
  act(() => render(<Try />, one('#page')));
  await settle();
});
afterEach(() => {
  render(null, one('#page'));
  vi.unstubAllGlobals();
});

async function write(text: string) {
  const field = one<HTMLTextAreaElement>('textarea');
  act(() => { field.value = text; field.dispatchEvent(new Event('input', {bubbles: true})); });
  act(() => { field.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true, cancelable: true})); });
  await settle();
}

test('every language has every word', () => {
  const keys = (words: object, at = ''): string[] => Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'object' ? keys(value as object, `${at}${key}.`) : [`${at}${key}`]);
  expect(keys(messages.es)).toEqual(keys(messages.en));
  expect(keys(messages.he)).toEqual(keys(messages.en));
});

test('a text goes out as the first person and its fate is shown', async () => {
  await write('שלום');
  expect(sent).toEqual([{person: 'noa-levi', text: 'שלום'}]);
  expect(one('.said').textContent).toBe('שלום');
  expect(one('.fate').textContent).toBe('Filed in the chart');
  expect(one<HTMLTextAreaElement>('textarea').value).toBe('');
});

test('a hold says why, in the language of the page', async () => {
  fates = [{progress: 'held', reason: 'no-consent', why: 'The patient has given no consent.'}];
  await write('hola');
  expect(one('.fate').textContent).toBe('Held: this patient has not consented');
  fates = [{progress: 'held', reason: 'a-new-reason', why: 'Something new.'}];
  await write('hola');
  expect(document.querySelectorAll('.fate')[1]!.textContent).toBe('Held: Something new.');
});

test('names and words are never markup', async () => {
  expect(document.querySelectorAll('#page img')).toHaveLength(0);
  await write('<b onclick="x()">bold</b>\u202Etxt');
  expect(one('.said').innerHTML).not.toContain('<b');
  expect(one('.said').textContent).toContain('<b onclick');
});

test('what the bridge refuses is said, and nothing is sent twice', async () => {
  refusal = 'a number starts with + and the country, 8 to 15 digits';
  await write('x');
  expect(one('.fate').textContent).toContain(refusal);
  expect(sent).toHaveLength(0);
});

test('somebody new writes from a number of their own', async () => {
  act(() => one<HTMLInputElement>('input[value="somebody-new"]').click());
  const number = one<HTMLInputElement>('input[type="tel"]');
  act(() => { number.value = '+34 600 000 150'; number.dispatchEvent(new Event('input', {bubbles: true})); });
  await write('hola');
  expect(sent[0]).toEqual({number: '+34 600 000 150', name: '', text: 'hola'});
});

test('blank words are not sent, and Shift+Enter breaks the line', async () => {
  await write('   ');
  const field = one<HTMLTextAreaElement>('textarea');
  const event = new KeyboardEvent('keydown', {key: 'Enter', shiftKey: true, bubbles: true, cancelable: true});
  field.dispatchEvent(event);
  expect(event.defaultPrevented).toBe(false);
  expect(sent).toHaveLength(0);
});

test('an SVG is named, not shown', async () => {
  const file = new File(['<svg/>'], 'a.svg', {type: 'image/svg+xml'});
  const picker = one<HTMLInputElement>('input[type="file"]');
  Object.defineProperty(picker, 'files', {value: [file]});
  act(() => { picker.dispatchEvent(new Event('change', {bubbles: true})); });
  act(() => { one('form.composer').dispatchEvent(new Event('submit', {bubbles: true, cancelable: true})); });
  await vi.waitFor(() => expect(sent).toHaveLength(1));
  expect(sent[0]!.file).toEqual({name: 'a.svg', type: 'image/svg+xml', data: 'PHN2Zy8+'});
  expect(document.querySelectorAll('.bubble img')).toHaveLength(0);
});
