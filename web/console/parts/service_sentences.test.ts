// The lists of messages/*/service.json in step with each other, and words for every code of the service.
import {readFileSync} from 'node:fs';
import {resolve} from 'node:path';
import {describe, expect, test} from 'vitest';
import {messages} from '../messages';
import es from '../messages/es/service.json';
import he from '../messages/he/service.json';

type Tree = {[name: string]: Tree} & string;
const root = resolve(__dirname, '../../..');
const textOf = (path: string): string => readFileSync(resolve(root, path), 'utf8').replace(/^#.*$/gm, '');

const english = Object.keys(es);

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
  const steps = textOf('connectors/whatsapp/set_up_steps.cpp');
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
