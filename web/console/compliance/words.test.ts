import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, describe, expect, it} from 'vitest';
import {setLanguage, startLanguage} from '../../ground/language';
import type {AuditEntry} from '../api';
import {messages} from '../messages';
import {whyWord} from '../desk/words';
import {reasons} from './filter';
import {eventWord, kindWord, known, reasonName, reasonNext, reasonWhy, say} from './words';

type Tree = {[name: string]: string | Tree};
const flat = (tree: Tree, path = ''): [string, string][] =>
  Object.entries(tree).flatMap(([name, value]) => (typeof value === 'string' ? [[path + name, value] as [string, string]] : flat(value, `${path}${name}.`)));
const own = (code: 'en' | 'es' | 'he'): Map<string, string> => {
  const all = messages[code] as Tree;
  return new Map(flat({compliance: all['compliance'] ?? {}, desk: all['desk'] ?? {}}));
};
// Hebrew has a form for two.
const plain = (key: string): string => key.replace(/_two$/, '_other');
const holes = (text: string): string => [...text.matchAll(/{{(\w+)}}/g)].map((one) => one[1]).sort().join();
const entry: AuditEntry = {seq: 1, at: '2026-11-22T10:00:00Z', event: 'message.filed', actor: 'cli', actor_name: null, outcome: 0, subject: null, what: null, version: null, basis: [], reason: null, sentence: 'As the service says it.'};

beforeAll(() => startLanguage(messages));

describe('the words of the working pages', () => {
  it.each(['es', 'he'] as const)('are complete in %s, with the same values in them', (code) => {
    const english = own('en');
    const other = own(code);
    expect([...english.keys()].filter((key) => !other.has(key))).toEqual([]);
    expect([...other.keys()].filter((key) => !english.has(plain(key)))).toEqual([]);
    const counted = /_(zero|one|two)$/;  // these may say their number as a word
    expect([...other].filter(([key, text]) => !counted.test(key) && holes(text) !== holes(english.get(key) ?? '')).map(([key]) => key)).toEqual([]);
  });

  it('name and explain every reason that the service knows', () => {
    const source = readFileSync(join(__dirname, '../../../bridge/flow/reason.cpp'), 'utf8');
    const codes = [...source.matchAll(/\{Reason::k\w+, "([a-z-]+)"\}/g)].map((one) => one[1] ?? '');
    expect(codes.length).toBeGreaterThan(60);
    for (const code of [...codes, ...reasons]) {
      expect(known(`reason.${code}.name`), code).toBe(true);
      expect(known(`reason.${code}.why`), code).toBe(true);
    }
  });

  it('fall back to what the service says, and then to the code', () => {
    expect(reasonWhy('brand-new', 'The service says why.')).toBe('The service says why.');
    expect(reasonWhy('brand-new', null)).toBe('brand-new');
    expect(reasonName('brand-new')).toBe('brand-new');
    expect(reasonNext('brand-new')).toBe('');
    expect(eventWord({...entry, event: 'brand.new'})).toBe('As the service says it.');
  });

  it('take no code for a key', () => {
    for (const code of ['__proto__', 'constructor', 'toString', '../x', '$t(compliance.home.title)', '{{x}}', ''])
      expect([kindWord(code), reasonWhy(code, 'said')]).toEqual([code, 'said']);
  });

  it('count what was read in a row, in each language', async () => {
    expect(reasonName('messages-25')).toBe('25 rows');
    expect(whyWord('The number belongs to 2 patients.')).toBe('2 patients share this number');
    await setLanguage('he');
    expect(whyWord('The number belongs to 2 patients.')).toBe('שני מטופלים חולקים את המספר הזה');
    expect(say('home.count', {count: 2})).toBe('שתי הודעות');
    expect(whyWord('constructor')).toBe('constructor');
    await setLanguage('en');
  });
});
