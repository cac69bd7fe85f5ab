import {describe, expect, it} from 'vitest';
import {messages} from '../words';

const plural = /_(one|two|few|many|other)$/;
function flat(tree: object, path = ''): Map<string, string> {
  return new Map(Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[path + key, value] as [string, string]] : [...flat(value as object, `${path}${key}.`)]));
}
const languages = await Promise.all(Object.entries(messages).map(async ([code, load]) => [code, flat(await (load as () => Promise<object>)())] as const));
const keys = (one: Map<string, string>) => new Set([...one.keys()].map((key) => key.replace(plural, '')));

describe('the message files', () => {
  it.each(languages)('%s says all that English says, with the same values', (_, one) => {
    const english = languages[0]![1];
    expect([...keys(one)].sort()).toEqual([...keys(english)].sort());
    for (const [key, text] of one) {
      const values = (said: string) => [...said.matchAll(/\{\{(\w+)\}\}/g)].map((found) => found[1]).sort();
      const other = english.get(key) ?? english.get(key.replace(plural, '_other'))!;
      if (!/_(one|two)$/.test(key)) expect(values(text), key).toEqual(values(other));
      expect(text.trim(), key).not.toBe('');
    }
  });

  it.each(languages)('%s has every plural form that its language asks for', (code, one) => {
    const forms = new Intl.PluralRules(code).resolvedOptions().pluralCategories;
    for (const key of new Set([...one.keys()].filter((name) => plural.test(name)).map((name) => name.replace(plural, '')))) {
      for (const form of forms) expect(one.has(`${key}_${form}`), `${key}_${form}`).toBe(true);
    }
  });
});
