// What is posted to take a dead letter up again.
import {expect, test} from 'vitest';
import {replayPath} from './dead_letters';

test('a message is replayed as such, a file of it as that file', () => {
  expect(replayPath({key: 'a-b', part: 'message'})).toBe('/dead-letters/a-b/replay');
  expect(replayPath({key: 'a-b', part: 'media:2'})).toBe('/dead-letters/a-b/media/2/replay');
});
