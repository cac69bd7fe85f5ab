// The lists of messages/*/service.json against the service's own sources: nothing is missing, nothing is left over.
import {readFileSync} from 'node:fs';
import {resolve} from 'node:path';
import {describe, expect, test} from 'vitest';
import {messages} from '../messages';
import es from '../messages/es/service.json';
import he from '../messages/he/service.json';

type Tree = {[name: string]: Tree} & string;
const root = resolve(__dirname, '../../..');
const textOf = (path: string): string => readFileSync(resolve(root, path), 'utf8').replace(/^#.*$/gm, '');

// String literals as the compiler joins them: those with only white space between them are one.
function literals(source: string): string[] {
  const found: string[] = [];
  let last = -1;
  for (const one of source.matchAll(/\/\/[^\n]*|'(?:[^'\\\n]|\\.)'|"((?:[^"\\]|\\.)*)"/g)) {
    if (one[1] === undefined) continue;
    const text = one[1].replace(/\\(.)/g, '$1');
    if (last >= 0 && source.slice(last, one.index).trim() === '') found[found.length - 1] += text;
    else found.push(text);
    last = one.index + one[0].length;
  }
  return found;
}

// All that these say reaches the console: the parts' health, the rung, a channel's set-up.
const whole = ['bridge/app/part_checks.cpp', 'bridge/app/channel_set_up.cpp', 'bridge/app/channel_tries.cpp', 'bridge/app/rung.cpp',
  'bridge/app/health.cpp', 'bridge/app/graph_number.cpp', 'bridge/app/secret_file.cpp', 'connectors/ehr/outcome.cpp',
  'connectors/ehr/fhir_rest.cpp', 'connectors/ehr/credentials.cpp', 'connectors/http/session.cpp', 'connectors/http/transfer.cpp',
  'connectors/http/client.cpp', 'connectors/http/tls.cpp', 'connectors/sqlite/database.cpp', 'connectors/sqlite/writer.cpp',
  'bridge/audit/verify.cpp', 'connectors/scanner/clamd.cpp'];
// Some of what these say does: refusals whose code has no words of its own, entries of the audit, values of a step.
const some = ['bridge/app/channel_steps.cpp', 'bridge/ports/approvals.cpp', 'bridge/service/approvals.cpp', 'connectors/api/approvals.cpp',
  'connectors/postgres/connection.cpp', 'connectors/api/ask.cpp', 'connectors/api/audit_check.cpp',
  'connectors/api/audit_pages.cpp', 'connectors/api/audit_sentences.cpp', 'connectors/api/channels.cpp', 'connectors/api/consents.cpp',
  'connectors/api/contents.cpp', 'connectors/api/integrator.cpp', 'connectors/api/item_steps.cpp', 'connectors/api/own_session.cpp',
  'connectors/api/patients.cpp', 'connectors/api/people.cpp', 'connectors/api/problem.cpp', 'connectors/api/reach.cpp',
  'connectors/api/review.cpp', 'connectors/smart/authorize.cpp', 'bridge/run/person.cpp'];
// The console asks the EHR what it declares; only `chartbridge check` tries to write.
const declared = /Declared ReadDeclared[\s\S]*?(?=std::vector<Finding> ProbeEhr)/.exec(textOf('connectors/ehr/ehr_probe.cpp'))?.[0] ?? '';

const never: Record<string, RegExp> = {
  'SQL': /^(?:SELECT|UPDATE|DELETE|BEGIN|PRAGMA) /,
  'a PUT of ours, which the console does not ask for': /^A resource without type or id cannot be put$/,
  'calls of ours whose headers or bodies are wrong': /^A header of the call is not valid$|^The body to send ended/,
};

const words = (text: string): number => text.split(/\s+/).filter((one) => /\p{L}/u.test(one)).length;
const trimmed = (text: string): string => text.trim().replace(/^; |[.;:]$/g, '');
const english = Object.keys(es);
// Between what is put in; the code of the database's own error is an ending of several sentences.
const parts = (sentence: string): string[] => sentence.split(/{{\w+}}| (?=\((?:SQLite|SQLSTATE) )/).map(trimmed).filter((one) => /\p{L}/u.test(one));
const sayings = (source: string): string[] => literals(source).map(trimmed).filter((text) => words(text) > 1);
const excepted = (text: string): boolean => Object.values(never).some((one) => one.test(text));

test.each([...whole.map((path): [string, string] => [path, textOf(path)]), ['connectors/ehr/ehr_probe.cpp', declared]])(
  'what %s says is translated', (_, source) => {
    const said = new Set(english.flatMap(parts));
    expect(sayings(source).filter((text) => !said.has(text) && !excepted(text))).toEqual([]);
  });

test('every sentence of the lists is still said', () => {
  const said = new Set([declared, ...[...whole, ...some].map(textOf)].flatMap(literals).map(trimmed));
  expect(english.flatMap(parts).filter((part) => !said.has(part))).toEqual([]);
});

test('every exception is still needed', () => {
  const said = whole.map(textOf).flatMap(sayings);
  expect(Object.entries(never).filter(([, one]) => !said.some((text) => one.test(text))).map(([name]) => name)).toEqual([]);
});

describe('the languages', () => {
  const holes = (text: string): string => (text.match(/{{\w+}}/g) ?? []).sort().join();
  test('have the same sentences', () => expect(Object.keys(he)).toEqual(english));
  test.each([['es', es], ['he', he]])('%s puts in what the service puts in', (_, list) => {
    expect(Object.entries(list).filter(([key, text]) => holes(key) !== holes(text))).toEqual([]);
  });
  test('Hebrew sets names in Latin letters apart, and closes what it opens', () => {
    const open = Object.values(he).filter((text) => /[A-Za-z]/.test(text.replace(/\u2066(?:[^\u2066\u2069])*\u2069/g, '').replace(/{{\w+}}/g, '')));
    expect(open).toEqual([]);
  });
});

describe('what has words by its code', () => {
  const at = (path: string): unknown => path.split('.').reduce<Tree | undefined>((tree, name) => tree?.[name], messages.es as Tree);
  const steps = textOf('bridge/app/channel_steps.cpp');
  test('each step of a channel, its labels and the part of it', () => {
    const ids = [...steps.matchAll(/Step\("([\w-]+)"/g)].map((one) => one[1]);
    const labels = [...steps.matchAll(/(?:File\(|\{)"([A-Z][\w ]+)",/g)].map((one) => one[1]);
    expect(ids.length).toBeGreaterThan(8);
    expect(labels.length).toBeGreaterThan(8);
    expect(ids.filter((id) => !at(`channels.step.${id}.title`) || !at(`channels.step.${id}.explain`))).toEqual([]);
    expect(labels.filter((label) => !at(`channels.label.${label}`))).toEqual([]);
  });
  test('each reason', () => {
    const reasons = [...textOf('bridge/flow/reason.cpp').matchAll(/\{Reason::k\w+, "([a-z-]+)"\}/g)].map((one) => one[1]);
    expect(reasons.length).toBeGreaterThan(60);
    expect(reasons.filter((reason) => !at(`compliance.reason.${reason}.why`))).toEqual([]);
  });
  test('each event of the audit, or its sentence', () => {
    const events = [...textOf('connectors/api/audit_sentences.cpp').matchAll(/\{"([\w.-]+)",\s*"([^"]+)"\}/g)];
    expect(events.length).toBeGreaterThan(30);
    expect(events.filter(([, event = '', text = '']) => !at(`compliance.event.${event.replaceAll('.', '_')}`) && !(text in es))
      .map(([, event]) => event)).toEqual([]);
  });
});
