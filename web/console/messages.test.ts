// Every language says everything: the same keys in each, but for the plural forms a language has.
import {expect, test} from 'vitest';
import {messages} from './messages';

type Words = {[name: string]: string | Words};
const keys = (words: Words, at = ''): string[] => Object.entries(words).flatMap(([name, value]) =>
  (typeof value === 'string' ? [`${at}${name}`.replace(/_(zero|one|two|few|many|other)$/, '_#')] : keys(value, `${at}${name}.`)));
const sorted = (words: object): string[] => [...new Set(keys(words as Words))].sort();
const texts = (words: Words, at = ''): [string, string][] => Object.entries(words).flatMap(([name, value]) =>
  (typeof value === 'string' ? [[`${at}${name}`, value] as [string, string]] : texts(value, `${at}${name}.`)));

test.each(['es', 'he'] as const)('%s has the words that English has', (code) => {
  expect(sorted(messages[code])).toEqual(sorted(messages.en));
});

test.each(['en', 'es', 'he'] as const)('%s has every plural form its own rules ask for', (code) => {
  // Spanish says «un millón de …» with a form of its own; no list here comes near.
  const forms = new Intl.PluralRules(code).resolvedOptions().pluralCategories.filter((form) => form !== 'many');
  const said = texts(messages[code] as Words);
  const all = new Set(said.map(([key]) => key));
  const missing = said.filter(([key, text]) => key.endsWith('_other') && text.includes('{{count}}')).map(([key]) => key)
    .flatMap((key) => forms.map((form) => key.replace(/_other$/, `_${form}`))).filter((key) => !all.has(key));
  expect(missing).toEqual([]);
});

test('placeholders are the same in each language', () => {
  const holes = (text: string): string => [...new Set(text.match(/{{\w+}}/g) ?? [])].filter((hole) => hole !== '{{count}}').sort().join();
  const english = new Map(texts(messages.en as Words));
  for (const code of ['es', 'he'] as const)
    for (const [key, text] of texts(messages[code] as Words))
      if (english.has(key)) expect(`${key}: ${holes(text)}`).toBe(`${key}: ${holes(english.get(key) ?? '')}`);
});
