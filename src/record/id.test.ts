import { expect, test } from 'vitest';
import { shortId } from '../model/order.js';
import { newId } from './id.js';

const far = Date.UTC(2100, 0, 1);

test('default: a UUID of version 7 whose prefix is the time', () => {
  const id = newId(far);
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(Number.parseInt(shortId(id).replace('-', ''), 16)).toBe(far);
});

test('invariant: ids increase within a millisecond and when the clock steps back, and no two share a prefix', () => {
  const times = Array.from({ length: 5_000 }, (_, i) => far + 1_000 - (i % 7) * 100);
  const ids = times.map(newId);
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(ids.map(shortId)).size).toBe(ids.length);
});
