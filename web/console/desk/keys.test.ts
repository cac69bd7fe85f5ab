import {describe, expect, it} from 'vitest';
import {stayAt, strokeOf} from './keys';

describe('the keys of the queue', () => {
  it('move within the list and never out of it', () => {
    expect([strokeOf('ArrowDown', 0, 3, 0), strokeOf('ArrowDown', 2, 3, 0), strokeOf('ArrowUp', 0, 3, 0), strokeOf('End', 0, 3, 0), strokeOf('PageUp', 2, 3, 0)])
      .toEqual([{to: 1}, {to: 2}, {to: 0}, {to: 2}, {to: 0}]);
  });
  it('choose only patients that are there', () => {
    expect(strokeOf('2', 0, 1, 2)).toEqual({choose: 1});
    expect(strokeOf('3', 0, 1, 2)).toBeNull();
    expect(strokeOf('0', 0, 1, 2)).toBeNull();
  });
  it('do nothing in an empty list or for any other key', () => {
    expect(strokeOf('n', 0, 0, 0)).toBeNull();
    expect(strokeOf('Tab', 0, 3, 0)).toBeNull();
    expect(strokeOf('n', 0, 3, 0)).toBe('not_ours');
  });
});

describe('the choice when the list changes', () => {
  it('stays on its item', () => expect(stayAt(['a', 'b'], 'b', ['x', 'b'])).toBe('b'));
  it('goes on to the next one when its own was taken', () => expect(stayAt(['a', 'b', 'c'], 'b', ['a', 'c'])).toBe('c'));
  it('goes to the last one when nothing came after', () => expect(stayAt(['a', 'b'], 'b', ['a'])).toBe('a'));
  it('begins with the first, and is nowhere in an empty list', () => expect([stayAt([], null, ['a', 'b']), stayAt(['a'], 'a', [])]).toEqual(['a', null]));
});
