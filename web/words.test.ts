// The catalogue and the API speak of the same codes: each value that connectors/api/openapi.json lists has words in
// every language, and each row of the catalogue is a value that something lists.
import {describe, expect, test} from 'vitest';
import openapi from '../connectors/api/openapi.json';
import en from '../words/en.json';
import es from '../words/es.json';
import he from '../words/he.json';

type Tree = {[name: string]: Tree | string};
const catalogues: Record<string, Tree> = {en, es, he};
const groups = en as unknown as Record<string, Record<string, unknown>>;
const rows = (group: string): string[] => Object.keys(groups[group] ?? {}).sort();

const schemas = openapi.components.schemas;
const enumOf = (name: 'Reason' | 'ProblemCode' | 'StatementCode' | 'AuditEvent' | 'SetUpStepId' | 'SetUpLabel' | 'Role'): string[] =>
  (schemas[name].enum as (string | null)[]).filter((one) => one !== null);
const item = schemas.Item.properties;
const grants = schemas.Session.properties.grants.additionalProperties.enum as string[];

// What the API lists, and the group of the catalogue that has the words.
const listed: [string, string[]][] = [
  ['statement', [...new Set([...enumOf('ProblemCode'), ...enumOf('StatementCode')])]],
  ['reason', enumOf('Reason')],
  ['event', enumOf('AuditEvent')],
  ['step', enumOf('SetUpStepId')],
  ['label', enumOf('SetUpLabel')],
  ['role', enumOf('Role')],
  ['progress', schemas.Progress.enum],
  ['progress-what', schemas.Progress.enum],
  ['source', item.source.enum],
  ['level', schemas.Step.properties.state.enum],
  ['grant', [...grants, 'no']],
];

describe.each(listed)('%s', (group, values) => {
  test('has words for each value of the API, and none besides', () => expect(rows(group)).toEqual([...new Set(values)].sort()));
});

const leaves = (tree: Tree, path = ''): [string, string][] => Object.entries(tree).flatMap(([name, value]) =>
  (typeof value === 'string' ? [[path + name, value] as [string, string]] : leaves(value, `${path}${name}.`)));

describe('Hebrew', () => {
  test('sets names in Latin letters apart, and closes what it opens', () => {
    // A chart keeps the words of code.* and document.* bare.
    const open = ['statement', 'reason', 'event', 'step'].flatMap((group) => leaves((catalogues['he']?.[group] ?? {}) as Tree, `${group}.`))
      .filter(([, text]) => /[A-Za-z]/.test(text.replace(/\u2066[^\u2066\u2069]*\u2069/g, '').replace(/{{\w+}}/g, '')));
    expect(open).toEqual([]);
  });
});

describe('a statement', () => {
  const sentence = /[.!?»:}]\u2069?$/;
  const parts = ['not-set', 'address-first', 'in-file'];  // they stand in place of a value
  test.each(Object.keys(catalogues))('begins and ends like a sentence in %s', (code) => {
    const said = leaves(catalogues[code]?.['statement'] as Tree).filter(([name]) => !parts.includes(name));
    expect(said.filter(([, text]) => !sentence.test(text)).map(([name]) => name)).toEqual([]);
  });
});
