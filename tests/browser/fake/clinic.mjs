// The made-up clinic's answers: sessions, then a table of routes. What the other pages need comes from
// work.mjs where that file is there.
import {grantsOf, matrix, roleNames} from './roles.mjs';
import {ahead, ago, password, people, secret, tokens} from './people.mjs';
import {channels, deadLetters, health, queues} from './outside.mjs';
import {totp} from '../totp.mjs';

const work = await import('./work.mjs').catch(() => ({routes: () => []}));

export const problem = (status, code, detail = '', headers = {}) =>
  ({status, headers, body: {type: 'about:blank', title: code, status, detail, code}});
export const ok = (body, status = 200, headers = {}) => ({status, body, headers});
export const pageOf = (all, query, size = 20) => {
  const from = Number(query.get('cursor') ?? 0);
  return ok({items: all.slice(from, from + size), next: from + size < all.length ? String(from + size) : null});
};

export class Clinic {
  constructor() {
    this.people = people();
    this.tokens = tokens();
    this.channels = channels();
    this.deadLetters = deadLetters();
    this.sessions = new Map();   // cookie -> {account, csrf, steppedUp, id}
    this.failures = 0;
    this.links = new Map([['first', {taken: false}]]);
    this.count = 0;
    this.log = [];               // what was asked, for tests
    this.routes = [...this.own(), ...work.routes(this)];
  }

  // Tests end a session behind the page's back, or let the second factor grow old.
  expireAll() { this.sessions.clear(); }
  forgetFactor() { for (const one of this.sessions.values()) one.steppedUp = false; }

  answer(asked) {
    this.log.push(`${asked.method} ${asked.path}`);
    const cookie = /(?:^|; )session=([^;]+)/.exec(asked.headers.cookie ?? '')?.[1];
    const session = cookie ? this.sessions.get(cookie) : undefined;
    for (const [method, pattern, needs, run] of this.routes) {
      const found = method === asked.method ? pattern.exec(asked.path) : null;
      if (!found) continue;
      if (needs === 'anybody') return run(asked, session, found);
      if (!session) return problem(401, 'session-over', 'Sign in first.');
      if (method !== 'GET' && asked.headers['x-csrf-token'] !== session.csrf) return problem(403, 'csrf', 'The token of the session is wrong.');
      const [permission, ...more] = needs.split(' ');
      if (permission !== 'self' && !grantsOf(session.account.roles)[permission]) return problem(403, 'role', 'Your role does not allow this.');
      if (more.includes('step-up') && !session.steppedUp) return problem(403, 'step-up', 'Give the second factor again.');
      return run(asked, session, found);
    }
    return problem(404, 'not-found', 'There is no such thing here.');
  }

  begin(account) {
    const cookie = `c${++this.count}${Math.random().toString(36).slice(2)}`;
    const session = {account, csrf: `csrf-${this.count}`, steppedUp: true, id: `s${this.count}`, cookie};
    this.sessions.set(cookie, session);
    return this.show(session, {'Set-Cookie': `session=${cookie}; Path=/; HttpOnly; SameSite=Strict`});
  }
  show({account, csrf, steppedUp}, headers = {}) {
    return ok({account: {id: account.id, name: account.name, display_name: account.display_name, language: account.language, practitioner: account.practitioner},
      roles: account.roles, grants: grantsOf(account.roles), csrf, idle_until: ahead(15), until: ahead(720), stepped_up_until: steppedUp ? ahead(5) : null,
      clinic: {id: 'demo', name: 'Clínica del Mar', timezone: 'Asia/Jerusalem', languages: ['he', 'en', 'es']}, demo: true, embedded_chart: true}, 200, headers);
  }
  codeRight(code) { return code === '123456' || code === totp(secret) || code === totp(secret, Date.now(), -1) || code === 'ABCDE12345'; }
  recovery() { return Array.from({length: 10}, (_, index) => `K7Q2${'ABCDEFGHIJ'[index]}M4X9${'TUVWXYZ234'[index]}`); }
  link(id) {
    const token = `link-${id}-${++this.count}`;
    this.links.set(token, {account: id, taken: false});
    return `http://127.0.0.1:8080/console/#/setup/${token}`;
  }

  own() {
    return [
      ['GET', /^\/session$/, 'self', (_, session) => this.show(session)],
      ['POST', /^\/session$/, 'anybody', ({body}) => {
        const account = this.people.find((one) => one.name === body.name && one.active && one.enrolled);
        if (account && body.password === password && this.codeRight(body.code)) { this.failures = 0; return this.begin(account); }
        return ++this.failures > 5 ? problem(429, 'blocked', 'Too many tries.', {'Retry-After': '840'}) : problem(401, 'wrong', 'Name, password or code is wrong.');
      }],
      ['DELETE', /^\/session$/, 'self', (_, session) => { this.sessions.delete(session.cookie); return ok(undefined, 204); }],
      ['POST', /^\/session\/step-up$/, 'self', ({body}, session) => {
        if (!this.codeRight(body.code)) return problem(401, 'wrong', 'The code is wrong.');
        this.sessions.delete(session.cookie);
        return this.begin(session.account);
      }],
      ...this.setUp(), ...this.account(), ...this.administration(), ...this.outside(),
    ];
  }

  setUp() {
    return [
      ['POST', /^\/setup\/begin$/, 'anybody', ({body}) => {
        const link = this.links.get(body.link);
        if (!link || link.taken) return problem(410, 'link-used', 'This link was used or is over.');
        if (body.password.length < 12) return problem(422, 'weak-password', 'A password has 12 characters or more.');
        if (this.people.some((one) => one.name === body.name && one.id !== link.account)) return problem(409, 'name-taken', 'This name is taken.');
        link.names = body;
        return ok({secret, uri: `otpauth://totp/chartbridge:${encodeURIComponent(body.name)}?secret=${secret}&issuer=chartbridge&algorithm=SHA1&digits=6&period=30`});
      }],
      ['POST', /^\/setup\/end$/, 'anybody', ({body}) => {
        const link = this.links.get(body.link);
        if (!link || link.taken) return problem(410, 'link-used', 'This link was used or is over.');
        if (!this.codeRight(body.code)) return problem(422, 'wrong', 'The code is wrong.');
        link.taken = body.link !== 'first';
        return ok({recovery: this.recovery()});
      }],
    ];
  }

  account() {
    return [
      ['GET', /^\/sessions$/, 'self', ({query}, session) => pageOf([
        {id: session.id, created: ago(42), seen: ago(0), address: '127.0.0.1', agent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36', current: true},
        {id: 'other', created: ago(180), seen: ago(9), address: '10.4.0.17', agent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Safari/604.1', current: false}], query)],
      ['DELETE', /^\/sessions\/(.+)$/, 'self', () => ok(undefined, 204)],
      ['POST', /^\/account\/password$/, 'self step-up', ({body}) => (body.old !== password ? problem(422, 'wrong', 'The old password is wrong.')
        : body.new.length < 12 ? problem(422, 'weak-password', 'A password has 12 characters or more.') : ok(undefined, 204))],
      ['POST', /^\/account\/recovery$/, 'self step-up', () => ok({recovery: this.recovery()})],
      ['PATCH', /^\/account$/, 'self', ({body}, session) => { Object.assign(session.account, body); return this.show(session); }],
      ['GET', /^\/authorizations\/(\w+)$/, 'self', (_, _session, found) => (found[1] === 'gone' ? problem(404, 'not-found', 'This request is over.')
        : ok({client: 'chartbridge viewer', needs_patient: found[1] !== 'launched', patient: found[1] === 'launched' ? 'Patient/p1' : ''}))],
      ['POST', /^\/authorizations\/(\w+)$/, 'self', ({body}) => ok({redirect: `/chart/?code=made-up&patient=${encodeURIComponent(body.patient)}`})],
      ['DELETE', /^\/authorizations\/(\w+)$/, 'self', () => ok({redirect: '/chart/?error=access_denied'})],
      ['POST', /^\/patients\/search$/, 'consent.status', ({body, query}) => pageOf(this.patients(body.name ?? body.identifier ?? body.phone ?? ''), query)],
    ];
  }
  patients(text) {
    const all = [['p1', 'Ana García Ruiz', '1984-03-12'], ['p2', 'Anat Mizrahi', '1991-11-02'], ['p3', 'יעל כהן', '1979-07-30'], ['p4', 'Benjamín Ortega', '2001-01-19']];
    return all.filter((one) => one[1].toLowerCase().includes(text.toLowerCase())).map(([id, name, birth_date]) =>
      ({reference: `Patient/${id}`, name, birth_date, phones: ['+34 600 000 1•••'], active: true, identifiers: [`MRN ${id}-4471`]}));
  }

  administration() {
    const find = (id) => this.people.find((one) => one.id === id);
    return [
      ['GET', /^\/accounts$/, 'accounts.manage', ({query}) => pageOf(this.people, query)],
      ['POST', /^\/accounts$/, 'accounts.manage step-up', ({body}) => {
        if (this.people.some((one) => one.name === body.name)) return problem(409, 'name-taken', 'This name is taken.');
        const made = {practitioner: null, ...body, id: `n${++this.count}`, active: true, enrolled: false, created: ago(0), version: 1};
        this.people.push(made);
        return ok({...made, link: this.link(made.id)}, 201);
      }],
      ['PATCH', /^\/accounts\/([^/]+)$/, 'accounts.manage step-up', ({body}, _, found) => {
        const one = find(found[1]);
        if (!one) return problem(404, 'not-found');
        if (body.version !== one.version) return problem(409, 'changed', 'It was changed meanwhile.');
        Object.assign(one, body, {version: one.version + 1});
        return ok(one);
      }],
      ['POST', /^\/accounts\/([^/]+)\/invitation$/, 'accounts.manage step-up', (_, _session, found) => ok({link: this.link(found[1])})],
      ['GET', /^\/roles$/, 'self', () => ok({roles: roleNames, rows: matrix()})],
      ['GET', /^\/tokens$/, 'tokens.manage', ({query}) => pageOf(this.tokens, query)],
      ['POST', /^\/tokens$/, 'tokens.manage step-up', ({body}, session) => {
        const made = {id: `t${++this.count}`, name: body.name, role: body.role, made_by: session.account.id, created: ago(0), until: ahead(60 * 24 * body.days), revoked: null};
        this.tokens.unshift(made);
        return ok({...made, token: 'cbt_3kQ9vZ1pXy7nTr5LmW8sUe2Ab6Dc4Fg0'}, 201);
      }],
      ['DELETE', /^\/tokens\/(.+)$/, 'tokens.manage', (_, _session, found) => {
        this.tokens.find((one) => one.id === found[1]).revoked = ago(0);
        return ok(undefined, 204);
      }],
      ['GET', /^\/channels$/, 'secrets.set', ({query}) => pageOf(this.channels, query)],
      ['POST', /^\/channels\/([^/]+)\/steps\/([^/]+)\/test$/, 'secrets.set', (_, _session, found) => {
        const one = this.channels.find((channel) => channel.id === found[1])?.steps.find((each) => each.id === found[2]);
        if (!one) return problem(404, 'not-found');
        if (one.state !== 'fault') Object.assign(one, {state: 'ok', said: [{code: 'newest-message', values: {when: '2026-11-22T08:51:07Z'}}]});
        return ok(one);
      }],
    ];
  }

  outside() {
    return [
      ['GET', /^\/health$/, 'health.read', () => ok(health())],
      ['GET', /^\/queues$/, 'connectors.read', () => ok(queues())],
      ['GET', /^\/dead-letters$/, 'connectors.read', ({query}) => pageOf(this.deadLetters, query)],
      ['POST', /^\/dead-letters\/([^/]+)(?:\/media\/(\d+))?\/replay$/, 'deadletters.manage', (_, _session, found) => {
        const part = found[2] ? `media:${found[2]}` : 'message';
        if (!this.deadLetters.some((one) => one.key === found[1] && one.part === part)) return problem(409, 'changed');
        this.deadLetters = this.deadLetters.filter((one) => one.key !== found[1] || one.part !== part);
        return ok({key: found[1], progress: 'mapped'});
      }],
    ];
  }
}
