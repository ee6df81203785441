import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { lackOfRoom } from './room.js';

const to = tmpdir();

test('default: what fits lacks nothing, and what no disk holds is told with what is free', () => {
  expect(lackOfRoom({ bytes: 0, to })).toBeNull();
  expect(lackOfRoom({ bytes: 2 ** 60, to })).toEqual({
    needed: `${Math.ceil(2 ** 40 * 1.05)} MiB`,
    free: expect.stringMatching(/^\d+ MiB$/),
  });
});

test('behavior: what stays free besides is not told as a part of the copy', () => {
  expect(lackOfRoom({ bytes: 2 ** 20, to, reserve: 2 ** 60 })).toMatchObject({ needed: '2 MiB' });
});

test('behavior: a copy that grows takes more', () => {
  expect(lackOfRoom({ bytes: 2 ** 60, to, headroom: 1.25 })).toMatchObject({ needed: `${1.25 * 2 ** 40} MiB` });
});
