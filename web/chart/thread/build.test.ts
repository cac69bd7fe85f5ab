import {describe, expect, it} from 'vitest';
import type {Communication, DocumentReference} from '../fhir/types';
import {Builder, type Source} from './build';
import {Days} from './days';
import {markSystem, markUrl} from './message';
import {withReview} from './review';
import type {Message} from './message';

const said = (id: string, sent: string, text: string | null, more: Partial<Communication> = {}): Communication => ({
  resourceType: 'Communication', id, meta: {versionId: '1', lastUpdated: sent}, identifier: [{system: 'urn:chartbridge:id', value: `urn:uuid:${id}`}],
  status: 'completed', sent, sender: {reference: 'Patient/p'}, payload: text === null ? [] : [{contentString: text}], ...more});
const answers = (id: string) => ({inResponseTo: [{type: 'Communication', identifier: {system: 'urn:chartbridge:id', value: `urn:uuid:${id}`}}]});
const kind = (code: string) => ({category: [{coding: [{system: 'urn:chartbridge:cs:kind', code}]}]});
const type = (code: string, ...flags: string[]) => ({category: [{coding: [{system: 'urn:chartbridge:cs:kind', code: 'message'}]}, {coding: [{system: 'urn:chartbridge:cs:message-type', code}]},
  ...flags.map((flag) => ({coding: [{system: 'urn:chartbridge:cs:flag', code: flag}]}))]});
const source = (communications: Communication[], documents: DocumentReference[] = []): Source => ({
  communications: new Map(communications.map((one) => [one.id!, one])), documents: new Map(documents.map((one) => [one.id!, one])), histories: new Map(), documentsReadable: true});
const ids = (messages: Message[]) => messages.map((one) => one.id);

describe('the thread', () => {
  const day = [said('a', '2026-03-01T08:00:00+02:00', 'first'), said('b', '2026-03-01T06:30:00Z', 'third'), said('c', '2026-03-01T08:10:00+02:00', 'second', answers('a')),
    said('t', '2026-01-01T00:00:00Z', null, kind('thread'))];

  it('P7: any order of arrival gives the same thread, in the order in which things were said', () => {
    expect(ids(new Builder().build(source(day)))).toEqual(['a', 'c', 'b']);
    expect(ids(new Builder().build(source([...day].reverse())))).toEqual(['a', 'c', 'b']);
  });

  it('uses the time of receipt where the provider gave none, and puts what has no time first', () => {
    const late = said('x', '', 'no time of its own', {received: '2026-03-01T06:05:00Z'});
    const never = said('y', 'yesterday-ish', 'nonsense');
    delete late.sent;
    delete never.meta;
    expect(ids(new Builder().build(source([...day, late, never])))).toEqual(['y', 'a', 'x', 'c', 'b']);
  });

  it('ties a reply to what it quotes, and says when that is not there', () => {
    const [, reply] = new Builder().build(source(day));
    expect(reply?.quote).toMatchObject({id: 'a', preview: 'first', side: 'in'});
    const [orphan] = new Builder().build(source([said('z', '2026-03-01T08:00:00Z', 'about what?', answers('gone'))]));
    expect(orphan?.quote?.id).toBeNull();
  });

  it('P6: an edit that came as a message shows the new words and keeps what stood before', () => {
    const [one, ...rest] = new Builder().build(source([...day.slice(0, 1), said('e', '2026-03-01T08:05:00+02:00', 'first, corrected', {...answers('a'), ...kind('edit')})]));
    expect(rest).toEqual([]);
    expect(one?.parts).toEqual([{kind: 'text', text: 'first, corrected'}]);
    expect(one?.edits).toEqual([{at: '2026-03-01T08:00:00+02:00', parts: [{kind: 'text', text: 'first'}]}]);
    expect(one?.editedAt).toBe('2026-03-01T08:05:00+02:00');
  });

  it('a file that came after its message is no edit', () => {
    const file = {identifier: {system: 'urn:chartbridge:id', value: 'urn:uuid:f'}};
    const before = {...said('a', '2026-03-01T08:00:00Z', 'see here'), payload: [{contentString: 'see here'}, {contentReference: file}]};
    const now = {...before, meta: {versionId: '2', lastUpdated: '2026-03-01T08:01:00Z'}, payload: [{contentString: 'see here'}, {contentReference: {...file, reference: 'DocumentReference/7'}}]};
    const all = source([now]);
    all.histories.set('a', [now, before]);
    const [one] = new Builder().build(all);
    expect(one?.edits).toEqual([]);
    expect(one?.editedAt).toBeNull();
  });

  it('P6: an edit that came as a version keeps what stood before; a review is no edit', () => {
    const now = said('a', '2026-03-01T08:00:00Z', 'new words', {meta: {versionId: '3', lastUpdated: '2026-03-01T09:00:00Z'}});
    const before = said('a', '2026-03-01T08:00:00Z', 'old words');
    const all = source([withReview(now, {reference: 'Practitioner/dr', name: 'Dr.'}, '2026-03-01T10:00:00Z', 'Revisado')]);
    all.histories.set('a', [all.communications.get('a')!, now, before]);
    const [one] = new Builder().build(all);
    expect(one?.edits).toEqual([{at: '2026-03-01T08:00:00Z', parts: [{kind: 'text', text: 'old words'}]}]);
    expect(one?.review).toMatchObject({at: '2026-03-01T10:00:00Z', by: {reference: 'Practitioner/dr'}});
    expect(one?.notes).toEqual([]);
  });

  it('knows a review by its code, by the text of version 0.1.0, and by no other words', () => {
    const noted = (id: string, text: string, mark?: string): Communication => said(id, '2026-03-01T08:00:00Z', 'x', {note: [{text, time: '2026-03-01T09:00:00Z', authorString: 'Dr.',
      ...(mark ? {extension: [{url: markUrl, valueCoding: {system: markSystem, code: mark}}]} : {})}]});
    const shown = new Builder().build(source([noted('a', 'נסקר', 'reviewed'), noted('b', 'Reviewed'), noted('c', 'Reviewed', 'seen'), noted('d', 'Revisado')]));
    expect(shown.map((one) => [one.review !== null, one.notes])).toEqual([[true, []], [true, []], [false, ['Reviewed']], [false, ['Revisado']]]);
  });

  it('P6: a deletion is marked and what was said stays', () => {
    const [one, ...rest] = new Builder().build(source([day[0]!, said('d', '2026-03-01T09:00:00Z', null, {...answers('a'), ...kind('revoke')})]));
    expect(rest).toEqual([]);
    expect(one).toMatchObject({fate: 'deleted', deletedAt: '2026-03-01T09:00:00Z', deletedBy: 'in', parts: [{kind: 'text', text: 'first'}]});
  });

  it('reactions stand at their message; a later one of the same person replaces the earlier', () => {
    const reacted = (id: string, at: string, text: string | null, to = 'a') => said(id, at, text, {...answers(to), ...type(text === null ? 'reaction-removed' : 'reaction')});
    const [one, ...rest] = new Builder().build(source([day[0]!, reacted('r1', '2026-03-01T09:00:00Z', '👍'), reacted('r2', '2026-03-01T09:01:00Z', null)]));
    expect(rest).toEqual([]);
    expect(one?.reactions.map((reaction) => [reaction.emoji, reaction.current])).toEqual([['👍', false], [null, true]]);
    expect(ids(new Builder().build(source([reacted('r1', '2026-03-01T09:00:00Z', '👍')])))).toEqual(['r1']);
    // One at a reaction, or at itself, would be seen nowhere.
    expect(ids(new Builder().build(source([day[0]!, reacted('r1', '2026-03-01T09:00:00Z', '👍'), reacted('r2', '2026-03-01T09:01:00Z', '👎', 'r1'), reacted('r3', '2026-03-01T09:02:00Z', '👎', 'r3')])))).toEqual(['a', 'r2', 'r3']);
  });

  it('reads what a message is from its codes', () => {
    const parts = (one: Communication) => new Builder().build(source([one]))[0]!.parts;
    const place = {extension: [{url: 'urn:chartbridge:ext:geolocation', extension: [{url: 'latitude', valueDecimal: 40.4}, {url: 'longitude', valueDecimal: -3.7}]}]};
    expect(parts(said('a', '2026-03-01T08:00:00Z', 'Farmacia', {...type('location'), ...place}))).toEqual([{kind: 'location', text: 'Farmacia', latitude: 40.4, longitude: -3.7}]);
    expect(parts(said('a', '2026-03-01T08:00:00Z', null, type('location', 'no-coordinates')))).toEqual([{kind: 'location', text: '', latitude: null, longitude: null}]);
    expect(parts(said('a', '2026-03-01T08:00:00Z', 'Noa', type('contacts')))).toEqual([{kind: 'card', text: 'Noa', number: 1, count: 1}]);
    expect(parts(said('a', '2026-03-01T08:00:00Z', 'pain: 7', type('form')))).toEqual([{kind: 'labelled', type: 'form', text: 'pain: 7', provider: ''}]);
    expect(parts(said('a', '2026-03-01T08:00:00Z', null, type('text', 'no-visible-text')))).toEqual([{kind: 'unseen'}]);
    const lost = {extension: [{url: 'urn:chartbridge:ext:file-not-kept', extension: [{url: 'type', valueCoding: {code: 'image'}}, {url: 'reason', valueCoding: {code: 'too-large'}}]}]};
    expect(parts(said('a', '2026-03-01T08:00:00Z', 'My arm', {...type('image'), ...lost}))).toEqual([{kind: 'text', text: 'My arm'}, {kind: 'not-kept', type: 'image', reason: 'too-large', name: ''}]);
  });

  it('says in its own words what the notes of the bridge say, and shows the notes of people', () => {
    const statement = {url: 'urn:chartbridge:ext:statement', valueCoding: {system: 'urn:chartbridge:cs:flag', code: 'group'}};
    const [one] = new Builder().build(source([said('a', '2026-03-01T08:00:00Z', 'hi', {...type('text', 'group'), note: [{extension: [statement], text: 'Escrito en un chat de grupo'}, {text: 'Call her back'}]})]));
    expect(one?.flags).toEqual(['group']);
    expect(one?.notes).toEqual(['Call her back']);
  });

  it('I14: a sender whom nobody knows is nobody, on the side that wrote to the clinic', () => {
    const letter = said('a', '2026-03-01T08:00:00Z', 'hi', {recipient: [{reference: 'Organization/clinic'}]});
    delete letter.sender;
    expect(new Builder().build(source([letter]))[0]).toMatchObject({side: 'in', author: null});
  });

  it('draws anew when something that is shown at a message changes', () => {
    const builder = new Builder();
    const edit = said('e', '2026-03-01T08:05:00+02:00', 'corrected', {...answers('a'), ...kind('edit')});
    const [before] = builder.build(source([day[0]!, edit]));
    const [after] = builder.build(source([day[0]!, {...edit, meta: {versionId: '2'}, payload: [{contentString: 'corrected twice'}]}]));
    expect(after).not.toBe(before);
    expect(after?.parts).toEqual([{kind: 'text', text: 'corrected twice'}]);
    const undone = builder.build(source([day[0]!, {...edit, meta: {versionId: '3'}, status: 'entered-in-error'}]));
    expect(undone.map((one) => one.fate)).toEqual(['there', 'wrong']);
  });

  it('says of a medium that is not in the record that it is missing, and shows it once it came', () => {
    const letter = said('a', '2026-03-01T08:00:00Z', null, {...type('image'), payload: [{contentReference: {type: 'DocumentReference', identifier: {system: 'urn:chartbridge:id', value: 'urn:uuid:f'}, display: 'Photo'}}]});
    const builder = new Builder();
    const [missing] = builder.build(source([letter]));
    expect(missing?.parts[0]).toMatchObject({kind: 'file', state: 'pending', type: 'image'});
    const paper: DocumentReference = {resourceType: 'DocumentReference', id: 'd', identifier: [{system: 'urn:chartbridge:id', value: 'urn:uuid:f'}], status: 'current', content: [{attachment: {contentType: 'image/jpeg', url: 'Binary/1', title: 'Photo'}}]};
    const [there] = builder.build(source([letter], [paper]));
    expect(there?.parts[0]).toMatchObject({kind: 'file', state: 'here', view: 'image'});
    expect(there?.kinds).toEqual(['photo']);
  });

  it('keeps the object of a message that has not changed, and of its day', () => {
    const builder = new Builder();
    const days = new Days();
    const before = days.of(builder.build(source(day)), 'UTC');
    const after = days.of(builder.build(source([...day, said('n', '2026-03-05T08:00:00Z', 'new')])), 'UTC');
    expect(after).toHaveLength(2);
    expect(after[0]).toBe(before[0]);
  });

  it('puts messages under the day of the reader, not of the server', () => {
    const night = [said('a', '2026-03-01T23:30:00Z', 'late'), said('b', '2026-03-02T00:30:00Z', 'early')];
    const keys = (zone: string) => new Days().of(new Builder().build(source(night)), zone).map((one) => one.key);
    expect(keys('UTC')).toEqual(['2026-03-01', '2026-03-02']);
  });
});
