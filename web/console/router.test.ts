import {expect, test} from 'vitest';
import {searchOf} from './account/patient_choice';
import {browserOf} from './account/browser';
import {safeNext} from './entry/next';
import {strength} from './parts/password';
import {href, match, parse, type Route} from './router';

const page = () => null;
const routes: Route[] = ['compliance', 'compliance/patients/:id', 'compliance/patients/:id/reads', 'messages/:key', 'open/*reference'].map((path) => ({path, title: path, page}));
const found = (path: string) => {
  const hit = match(routes, path);
  return hit && [hit.route.path, hit.params];
};

test('an address names a page and what it is about', () => {
  expect(found('compliance')).toEqual(['compliance', {}]);
  expect(found('compliance/patients/12')).toEqual(['compliance/patients/:id', {id: '12'}]);
  expect(found('compliance/patients/a%2Fb/reads')).toEqual(['compliance/patients/:id/reads', {id: 'a/b'}]);
  expect(found('open/Patient/12')).toEqual(['open/*reference', {reference: 'Patient/12'}]);
});

test('an address that is nobody’s is nobody’s', () => {
  for (const path of ['', 'compliance/patients', 'compliance/patients/', 'messages', 'messages/a/b', 'Compliance', 'compliance/patients/1/reads/2'])
    expect(found(path)).toBeNull();
  expect(found('messages/%E0%A4%A')).toEqual(['messages/:key', {key: '%E0%A4%A'}]);
});

test('a fragment is taken apart', () => {
  expect(parse('#/messages/1?state=held&x=a%26b').path).toBe('messages/1');
  expect(parse('#/messages/1?state=held&x=a%26b').query.get('x')).toBe('a&b');
  expect(parse('').path).toBe('');
  expect(parse('#/').path).toBe('');
  expect(parse('#/review/').path).toBe('review');
  expect(href('review', {reason: 'a b'})).toBe('#/review?reason=a+b');
});

test('sign-in leads on only inside the house', () => {
  expect(safeNext('/authorize/x7')).toBe('#/authorize/x7');
  expect(safeNext('#/admin/people')).toBe('#/admin/people');
  expect(safeNext('account')).toBe('#/account');
  expect(safeNext('/smart/authorize?client_id=a')).toBe('/smart/authorize?client_id=a');
  for (const bad of ['//evil.example', 'https://evil.example', '/\\evil.example', '\\\\evil.example', 'javascript:alert(1)', '/ /evil', '/\t/evil.example', '', null])
    expect(safeNext(bad)).toBeNull();
});

test('a password is judged by its length and by not being a name', () => {
  expect(strength('')).toBe('none');
  expect(strength('short words')).toBe('short');
  expect(strength('𝒶𝒷𝒸𝒹𝑒𝒻')).toBe('short');  // six letters, though twelve code units
  expect(strength('twelve chars')).toBe('fair');
  expect(strength('three green boats')).toBe('good');
  expect(strength('danalevi danalevi', 'DanaLevi')).toBe('name');
});

test('what is typed says itself what it is', () => {
  expect(searchOf(' +34 600 000 150 ')).toEqual({phone: '+34 600 000 150'});
  expect(searchOf('052-123-4567')).toEqual({phone: '052-123-4567'});
  expect(searchOf('MRN 4471')).toEqual({identifier: 'MRN 4471'});
  expect(searchOf('יעל כהן')).toEqual({name: 'יעל כהן'});
});

test('browsers are known by more than the name they all share', () => {
  expect(browserOf('Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0')).toBe('Edge, Windows');
  expect(browserOf('Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile/15E148 Safari/604.1')).toBe('Safari, iPhone');
  expect(browserOf('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0')).toBe('Firefox, Linux');
  expect(browserOf('<script>')).toBeNull();
});
