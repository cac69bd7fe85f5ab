// What the service says comes as codes: shown in the reader's language, with values that stay text.
import {render} from 'preact';
import {beforeAll, beforeEach, describe, expect, it} from 'vitest';
import {setLanguage, startLanguage} from '../../ground/language';
import type {Statement} from '../api';
import {ApiError} from '../client';
import {messages} from '../messages';
import {Said} from './said';
import {failure, statement} from './words';

let place: HTMLElement;
const shown = (...of: Statement[]): string => {
  render(<Said of={of} />, place);
  return place.textContent ?? '';
};
const say = (code: string, values: Record<string, string> = {}): Statement => ({code, values});

beforeAll(() => startLanguage(messages));
beforeEach(async () => {
  place = document.createElement('div');
  await setLanguage('es');
});

describe('a statement of the service', () => {
  it('is said in the reader\'s language, one after the other', () =>
    expect(shown(say('token-works'), say('disk-free', {share: '93'}))).toBe('El token funciona. Está libre el 93 % del disco.'));

  it('keeps a value as it came, cut off from the direction of the sentence', () => {
    const url = 'https://a.example/b?c=(d)+$1&{{url}}<b>$t(frame.product)';
    expect(shown(say('save-callback', {url}))).toContain(url);
    expect(place.querySelector('bdi')?.textContent).toBe(url);
  });

  it('marks a technical detail as English', () => {
    shown(say('technical-detail', {detail: 'The disk of the store is full.'}));
    expect(place.querySelector('[lang=en]')?.textContent).toBe('The disk of the store is full.');
  });

  it('reads instants as people do, and states by their names', () => {
    expect(shown(say('newest-message', {when: '2027-01-02T03:04:05Z'}))).not.toContain('T03:04:05Z');
    expect(shown(say('not-in-this-state', {progress: 'held'}))).toContain('Retenido');
  });

  it('stands as its code where the page has no words, and never for a member of every object', () => {
    for (const code of ['brand-new', 'constructor', '__proto__', 'toString', 'ehr-r4.x', '$t(frame.product)'])
      expect([shown(say(code)), statement(say(code))]).toEqual([code, code]);
    expect(shown(say('save-callback', {}))).not.toContain('undefined');
  });

  it('of a refusal is found by the code, with its values', () => {
    const refused = (code: string, values?: Record<string, string>) =>
      failure(new ApiError(422, {type: 'about:blank', title: '', status: 422, detail: 'The token works.', code, ...(values ? {values} : {})}));
    expect(refused('type', {kind: 'string'})).toContain('string');
    expect(refused('brand-new')).not.toContain('token');
  });
});
