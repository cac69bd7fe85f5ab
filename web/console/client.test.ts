// Situations of a request: a token against forgery, a session that ends in the middle of a form, a second
// factor that has grown old, a service that is away.
import {beforeEach, expect, test, vi} from 'vitest';
import type {Session} from './api';
import {ApiError, Client, Unreachable, withQuery} from './client';

const session = (csrf: string, id = 'a1'): Session => ({
  account: {id, name: 'dana', display_name: 'Dana Levi', language: 'en', practitioner: null}, roles: ['admin'], grants: {}, csrf,
  idle_until: '2026-11-22T10:15:00Z', until: '2026-11-22T22:00:00Z', stepped_up_until: null,
  clinic: {id: 'demo', name: 'Clinic', timezone: 'UTC', languages: ['en']}, demo: false, embedded_chart: true});
const json = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(status === 204 ? null : JSON.stringify(body), {status, headers});
const problem = (status: number, code: string, headers: Record<string, string> = {}): Response =>
  json(status, {type: 'about:blank', title: code, status, detail: '', code}, headers);

interface Asked { method: string; path: string; csrf: string | null; body: unknown }
function serviceOf(...answers: ((asked: Asked) => Response)[]) {
  const asked: Asked[] = [];
  const send = vi.fn(async (path: RequestInfo | URL, init?: RequestInit) => {
    const headers = new Headers(init?.headers);
    const one = {method: init?.method ?? 'GET', path: String(path), csrf: headers.get('X-CSRF-Token'),
                 body: init?.body === undefined ? undefined : JSON.parse(String(init.body))};
    asked.push(one);
    const answer = answers.shift();
    if (!answer) throw new TypeError('no more answers');
    return answer(one);
  });
  return {asked, client: new Client(send as unknown as typeof fetch)};
}

beforeEach(() => localStorage.clear());

test('a change brings the token of the session, a read does not', async () => {
  const {asked, client} = serviceOf(() => json(200, session('one')), () => json(200, {}), () => json(200, {}), () => json(204, null));
  await client.signIn('dana', 'secret words here', '123456');
  await client.get('/accounts');
  await client.patch('/accounts/a2', {active: false});
  await client.del('/sessions/s2');
  expect(asked.map((one) => one.csrf)).toEqual([null, null, 'one', 'one']);
  expect(asked[2]).toMatchObject({method: 'PATCH', path: '/api/v1/accounts/a2', body: {active: false}});
});

test('a session that ended in the middle of a form: signed in again, the same words are sent with the new token', async () => {
  const {asked, client} = serviceOf(() => problem(401, 'session-over'), () => json(200, session('new')), () => json(200, {id: 'n1'}));
  client.doors.signIn = async () => {
    await client.signIn('dana', 'secret words here', '123456');
    return true;
  };
  await expect(client.post('/accounts', {display_name: 'Typed with care'})).resolves.toEqual({id: 'n1'});
  expect(asked[0]?.body).toEqual(asked[2]?.body);
  expect(asked[2]?.csrf).toBe('new');
});

test('whoever does not sign in again gets the refusal, and nothing is repeated', async () => {
  const {asked, client} = serviceOf(() => problem(401, 'session-over'));
  await expect(client.get('/accounts')).rejects.toMatchObject({status: 401});
  expect(asked).toHaveLength(1);
});

test('two requests of one page wait at one dialog', async () => {
  const {client} = serviceOf(() => problem(401, 'session-over'), () => problem(401, 'session-over'), () => json(200, 1), () => json(200, 2));
  let open: (go: boolean) => void = () => undefined;
  client.doors.signIn = vi.fn(() => new Promise<boolean>((resolve) => { open = resolve; }));
  const both = Promise.all([client.get('/a'), client.get('/b')]);
  await vi.waitFor(() => expect(client.doors.signIn).toHaveBeenCalled());
  open(true);
  await expect(both).resolves.toEqual([1, 2]);
  expect(client.doors.signIn).toHaveBeenCalledTimes(1);
});

test('a step that wants the second factor asks for it and goes on', async () => {
  const {asked, client} = serviceOf(() => problem(403, 'step-up'), () => json(200, session('after')), () => json(200, {token: 't'}));
  client.doors.stepUp = async () => {
    await client.stepUp('123456');
    return true;
  };
  await expect(client.post('/tokens', {name: 'x', role: 'auditor', days: 1})).resolves.toEqual({token: 't'});
  expect(asked.map((one) => one.path)).toEqual(['/api/v1/tokens', '/api/v1/session/step-up', '/api/v1/tokens']);
  expect(asked[2]?.csrf).toBe('after');
});

test('another tab moved the session on: its token is read anew without asking anybody', async () => {
  const {asked, client} = serviceOf(() => json(200, session('old')), () => problem(403, 'csrf'), () => json(200, session('moved')), () => json(200, {}));
  await client.signIn('dana', 'secret words here', '123456');
  await client.post('/audit/verify');
  expect(asked.map((one) => one.csrf)).toEqual([null, 'old', null, 'moved']);
});

test('a forbidden page stays forbidden, and a wrong old password opens no sign-in', async () => {
  const {client} = serviceOf(() => problem(403, 'role'), () => problem(401, 'wrong'));
  client.doors.signIn = vi.fn(async () => true);
  await expect(client.get('/accounts')).rejects.toMatchObject({status: 403, code: 'role'});
  await expect(client.post('/account/password', {old: 'a', new: 'b'})).rejects.toMatchObject({status: 401, code: 'wrong'});
  expect(client.doors.signIn).not.toHaveBeenCalled();
});

test('a service that keeps refusing is not asked for ever', async () => {
  const {asked, client} = serviceOf(...Array.from({length: 9}, () => () => problem(403, 'step-up')));
  client.doors.stepUp = async () => true;
  await expect(client.post('/tokens')).rejects.toBeInstanceOf(ApiError);
  expect(asked).toHaveLength(4);
});

test('blocked after too many tries: how long is told', async () => {
  const {client} = serviceOf(() => problem(429, 'blocked', {'Retry-After': '840'}));
  await expect(client.signIn('dana', 'x', 'y')).rejects.toMatchObject({status: 429, retryAfter: 840});
});

test('a page of a proxy and a dead line are told apart', async () => {
  const {client} = serviceOf(() => new Response('<html>', {status: 502}));
  await expect(client.get('/health')).rejects.toMatchObject({status: 502, problem: null});
  await expect(client.get('/health')).rejects.toBeInstanceOf(Unreachable);
});

test('who never signed in here is not asked about; afterwards the service says', async () => {
  const {asked, client} = serviceOf(() => json(200, session('one')), () => json(200, session('one')), () => problem(401, 'session-over'));
  await expect(client.session()).resolves.toBeNull();
  expect(asked).toHaveLength(0);
  await client.signIn('dana', 'secret words here', '123456');
  await expect(client.session()).resolves.toMatchObject({csrf: 'one'});
  await expect(client.session()).resolves.toBeNull();
  await expect(client.session()).resolves.toBeNull();
  expect(asked).toHaveLength(3);
});

test('what is not asked for does not stand in the address', () => {
  expect(withQuery('/messages', {progress: 'held', reason: '', patient: undefined, cursor: null, limit: 20})).toBe('/messages?progress=held&limit=20');
  expect(withQuery('/messages')).toBe('/messages');
  expect(withQuery('/patients', {name: 'a&b=c ñ'})).toBe('/patients?name=a%26b%3Dc+%C3%B1');
});
