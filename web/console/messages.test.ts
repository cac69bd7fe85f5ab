// Every language says everything: the same keys in each, but for the plural forms a language has.
import {expect, test} from 'vitest';
import {messages} from './messages';

type Words = {[name: string]: string | Words};
const all = Object.fromEntries(await Promise.all(Object.entries(messages).map(async ([code, load]) => [code, await (load as () => Promise<Words>)()]))) as Record<'en' | 'es' | 'he', Words>;
const texts = (words: Words, at = ''): [string, string][] => Object.entries(words).flatMap(([name, value]) =>
  (typeof value === 'string' ? [[`${at}${name}`, value] as [string, string]] : texts(value, `${at}${name}.`)));
const sorted = (words: Words): string[] => [...new Set(texts(words).map(([key]) => key.replace(/_(zero|one|two|few|many|other)$/, '_#')))].sort();

test('a language is loaded alone', () => {
  expect(all.es).toHaveProperty('words.language.code', 'es');
  expect(all.he).toHaveProperty('frame.product');
});

test.each(['es', 'he'] as const)('%s has the words that English has', (code) => expect(sorted(all[code])).toEqual(sorted(all.en)));

test.each(['en', 'es', 'he'] as const)('%s has every plural form its own rules ask for', (code) => {
  // Spanish says «un millón de …» with a form of its own; no list here comes near.
  const forms = new Intl.PluralRules(code).resolvedOptions().pluralCategories.filter((form) => form !== 'many');
  const said = texts(all[code]);
  const there = new Set(said.map(([key]) => key));
  const missing = said.filter(([key, text]) => key.endsWith('_other') && text.includes('{{count}}')).map(([key]) => key)
    .flatMap((key) => forms.map((form) => key.replace(/_other$/, `_${form}`))).filter((key) => !there.has(key));
  expect(missing).toEqual([]);
});

test('placeholders are the same in each language', () => {
  const holes = (text: string): string => [...new Set(text.match(/{{\w+}}/g) ?? [])].filter((hole) => hole !== '{{count}}').sort().join();
  const english = new Map(texts(all.en));
  for (const code of ['es', 'he'] as const)
    for (const [key, text] of texts(all[code]))
      if (english.has(key)) expect(`${key}: ${holes(text)}`).toBe(`${key}: ${holes(english.get(key) ?? '')}`);
});
