// I2: whatever a person types is shown as it was typed, every sentence of every catalogue included, and no
// message is hidden by its words. Only codes, which nobody can type, say what a message is.
import {describe, expect, it} from 'vitest';
import en from '../../../words/en.json';
import es from '../../../words/es.json';
import he from '../../../words/he.json';
import type {Communication} from '../fhir/types';
import {Builder} from './build';

const leaves = (tree: object): string[] => Object.values(tree).flatMap((one: unknown) => typeof one === 'string' ? [one] : leaves(one as object));
// Version 0.1.0 wrote these itself.
const old = ['Photo not kept: the patient agreed to text only.', 'Reacted with bad rash and fever to an earlier message', 'Reacted with 👍 to an earlier message',
  'Took back the reaction to an earlier message', 'Shared a location\ngeo:40.7,-74', 'Shared contact card 1 of 1\nNoa', 'Filled in a form\npain: 7', 'Message without visible text'];
const sentences = [...[en, es, he].flatMap(leaves), ...old];

let seed = 20261128;
const random = (below: number): number => { seed = (seed * 1103515245 + 12345) % 2147483648; return Math.floor(seed / 2147483648 * below); };
const letters = [...'abc אבג áñ{}{{}}<>&\n\u202E👍 $t()%s'];
const anything = (): string => `x${Array.from({length: random(40)}, () => random(4) === 0 ? sentences[random(sentences.length)] : letters[random(letters.length)]).join('')}`;

// As the bridge writes text, and as version 0.1.0 did.
const text = (id: string, said: string, coded: boolean, answers: string | null): Communication => ({
  resourceType: 'Communication', id, meta: {versionId: '1'}, status: 'completed', sent: '2026-03-01T08:00:00Z', sender: {reference: 'Patient/p'},
  category: [{coding: [{system: 'urn:chartbridge:cs:kind', code: 'message'}]}, ...(coded ? [{coding: [{system: 'urn:chartbridge:cs:message-type', code: 'text'}]}] : [])],
  payload: [{contentString: said}], ...(answers === null ? {} : {inResponseTo: [{reference: `Communication/${answers}`}]})});

describe('what a patient types', () => {
  it('is shown as typed, and hides nothing', () => {
    const typed = [...sentences, ...Array.from({length: 2000}, anything)];
    const all = typed.map((said, i) => text(`m${i}`, said, i % 2 === 0, i === 0 ? null : `m${random(typed.length)}`));
    const shown = new Builder().build({communications: new Map(all.map((one) => [one.id!, one])), documents: new Map(), histories: new Map(), documentsReadable: true});
    expect(shown).toHaveLength(all.length);
    const byId = new Map(shown.map((one) => [one.id, one]));
    typed.forEach((said, i) => expect(byId.get(`m${i}`)?.parts).toEqual([{kind: 'text', text: said}]));
    expect(shown.every((one) => one.notes.length === 0 && one.reactions.length === 0 && one.edits.length === 0 && one.fate === 'there')).toBe(true);
  });
});
