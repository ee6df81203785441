import { expect, test } from 'vitest';
import { newToken } from './newToken.js';

test('default: the token once, and its line', async () => {
  expect(await newToken('ann', 'admin', {})).toMatch(/^blst_[\s\S]*\nann admin sha256:[0-9a-f]{64}\n$/);
});

test('behavior: one that is over already lets nobody in, and is not made', async () => {
  await expect(newToken('ann', 'admin', { until: '2020-01-01' })).rejects.toThrow('2020-01-01 is over already');
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  expect(await newToken('ann', 'admin', { until: tomorrow })).toContain(`until=${tomorrow}`);
});
