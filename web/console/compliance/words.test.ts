import {beforeAll, describe, expect, it} from 'vitest';
import openapi from '../../../connectors/api/openapi.json';
import {setLanguage, startLanguage} from '../../ground/language';
import {messages} from '../messages';
import {statement, wordOf} from '../parts/words';
import {reasons} from './filter';
import {eventWord, kindWord, reasonName, reasonNext, reasonWhy, say} from './words';

beforeAll(() => startLanguage(messages));

describe('the words of the working pages', () => {
  it('name and explain every reason that the service knows, those of the filter among them', () => {
    const codes = openapi.components.schemas.Reason.enum.filter((one) => one !== null);
    expect(codes.length).toBeGreaterThan(60);
    expect(reasons.filter((one) => !codes.includes(one))).toEqual([]);
    for (const code of codes) for (const part of ['name', 'why']) expect(wordOf('reason', code, part), code).not.toBeNull();
  });

  it('fall back to the code, and show what version 0.1.0 recorded as recorded', () => {
    expect(reasonWhy('other-than-all', 'The service said why.')).toBe('As recorded: «The service said why.»');
    expect(reasonWhy('brand-new', null)).toBe('brand-new');
    expect(reasonName('brand-new')).toBe('brand-new');
    expect(reasonName('They asked for it.')).toBe('As recorded: «They asked for it.»');
    expect(reasonNext('brand-new')).toBe('');
    expect(eventWord({event: 'brand.new'})).toBe('brand.new');
    expect(eventWord({event: 'console.body.viewed'})).toBe('Content was read');
  });

  it('take no code for a key', () => {
    for (const code of ['__proto__', 'constructor', 'toString', '../x', '$t(compliance.home.title)', '{{x}}', ''])
      expect([kindWord(code), reasonName(code)]).toEqual([code, code]);
  });

  it('count what was read in a row, in each language', async () => {
    expect(reasonName('messages-25')).toBe('25 rows');
    expect(statement({code: 'shared-number', values: {patients: '2'}})).toBe('The number belongs to 2 patients.');
    await setLanguage('he');
    expect(say('home.count', {count: 2})).toBe('שתי הודעות');
    await setLanguage('en');
  });
});
