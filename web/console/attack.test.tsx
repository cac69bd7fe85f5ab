// Nobody can make the service say anything by typing it: every sentence of every catalogue, typed by a patient or
// chosen as a name, is shown as typed, in every language of the reader, and is taken for nothing else.
import {render} from 'preact';
import {beforeAll, describe, expect, it} from 'vitest';
import {setLanguage, startLanguage} from '../ground/language';
import type {AuditEntry, Waiting} from './api';
import {AuditRows} from './compliance/entries';
import {Foreign, ForeignText, Sentence} from './compliance/foreign';
import {eventWord, kindWord, progressWord, reasonName, reasonWhy, statusWord, topicWord} from './compliance/words';
import {Contacts} from './desk/contacts';
import {messages} from './messages';
import {Said} from './parts/said';
import {statement} from './parts/words';

type Tree = {[name: string]: string | Tree};
const leaves = (tree: Tree): string[] => Object.values(tree).flatMap((one) => (typeof one === 'string' ? [one] : leaves(one)));
const languages = ['en', 'es', 'he'] as const;
const loaded = await Promise.all(languages.map((code) => (messages[code] as () => Promise<Tree>)()));
// What version 0.1.0 said of its own, and what looks like markup, a key or a hole.
const old = ['Photo not kept: the patient agreed to text only.', 'This number is in the patient\'s record.', 'The number belongs to 2 patients.',
  'This record cannot be read safely: see Consent.provision.', 'content whatsapp-text; purpose TREAT', 'The token works.', 'Reviewed',
  '<b>x</b>', '$t(frame.product)', '{{count}}', '\uE000x\uE000', '\u202Ex'];
const typed = [...new Set([...loaded.flatMap(leaves), ...old])].filter(Boolean);

const place = document.createElement('div');
// Shows them some at a time, so that no step is long, and gives the first that do not stand where they should, as typed.
async function changed(show: (some: string[]) => preact.ComponentChild, ...selectors: string[]): Promise<string[]> {
  const lost: string[] = [];
  for (let at = 0; at < typed.length; at += 250) {
    const some = typed.slice(at, at + 250);
    render(show(some), place);
    for (const selector of selectors) {
      const there = [...place.querySelectorAll(selector)].map((one) => one.textContent);
      lost.push(...some.filter((one, index) => there[index] !== one), ...there.slice(some.length).map((one) => `besides: ${one}`));
    }
    await new Promise((resolve) => { setTimeout(resolve); });
  }
  render(null, place);
  return lost.slice(0, 5);
}

beforeAll(() => startLanguage(messages));

describe.each(languages)('what somebody typed, for a reader of %s', {timeout: 120_000}, (code) => {
  beforeAll(() => setLanguage(code));

  it('is shown as typed where it stands alone, inside a sentence and as a value', async () => {
    const show = (some: string[]) => <>{some.map((one, at) => <div key={at}><ForeignText text={one} /><Sentence of="desk.file_text" with={{patient: <Foreign>{one}</Foreign>, contact: ''}} />
      <Said of={[{code: 'technical-detail', values: {detail: one}}]} /></div>)}</>;
    expect(await changed(show, 'p.foreign-text', 'bdi.foreign', '.said bdi')).toEqual([]);
  });

  it('is shown as typed among the waiting contacts, with its preview', async () => {
    const item = (one: string, at: number): Waiting => ({key: String(at), id: null, provider_type: null, refers_to: null, channel: one, contact: one, kind: 'text', source: 'live', direction: 'in', progress: 'held', reason: 'patient-unresolved',
      reason_text: null, patient: null, resources: [], media: [], received_at: '2026-11-22T10:00:00Z', sent_at: null, deadline: null, conversation: null, attempts: 0, preview: one, candidates: []});
    const show = (some: string[]) => <Contacts items={some.map(item)} chosen={null} place={null} choose={() => undefined} ask={() => undefined} open={() => undefined} />;
    expect(await changed(show, '.contact-preview', '.contact-line bdi.foreign')).toEqual([]);
  });

  it('is shown as the name of who did something, and leaves the words beside it alone', async () => {
    const entry = (one: string, seq: number): AuditEntry => ({seq, at: '2026-11-22T10:00:00Z', event: 'message.held', actor: 'user:1', actor_name: one, outcome: 4, subject: null, what: null, version: null, basis: [], reason: 'no-consent', sentence: one});
    const beside = new Set<string | null>();
    const show = (some: string[]) => <AuditRows entries={some.map(entry)} name="x" />;
    expect(await changed(show, 'td:nth-child(4) bdi.foreign')).toEqual([]);
    render(show(typed.slice(0, 250)), place);
    for (const one of place.querySelectorAll('td .strong, td .line')) beside.add(one.textContent);
    expect(beside).toEqual(new Set([eventWord({event: 'message.held'}), reasonName('no-consent')]));
  });

  it('is never taken for a code', () => {
    const sentences = typed.filter((one) => !/^[\w.:-]{1,64}$/.test(one));
    const taken = (said: (one: string) => string): string[] => sentences.filter((one) => said(one) !== one).slice(0, 5);
    for (const word of [progressWord, kindWord, statusWord, topicWord]) expect(taken(word)).toEqual([]);
    expect(taken((event) => eventWord({event}))).toEqual([]);
    expect(taken((sentence) => statement({code: sentence, values: {}}))).toEqual([]);
    expect(sentences.filter((one) => !reasonName(one).includes(one) || !reasonWhy('brand-new', one).includes(one)).slice(0, 5)).toEqual([]);
    expect(sentences.filter((one) => reasonWhy('no-consent', one) !== reasonWhy('no-consent')).slice(0, 5)).toEqual([]);
  });
});
