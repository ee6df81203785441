import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isOldNode, leastNode } from './leastNode.js';

test('default: the least Node is the one that package.json asks for', () => {
  const { engines } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  expect(engines.node).toBe(`>=${leastNode}`);
});

test('behavior: numbers are compared, with and without the letter before them', () => {
  expect(['v18.20.8', '20.9.0', 'v20.18.3'].map(isOldNode)).toEqual([true, true, true]);
  expect(['v20.19.0', '20.20.1', 'v22.1.0', process.version].map(isOldNode)).toEqual([false, false, false, false]);
});
