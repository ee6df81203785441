import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { metrics } from '../assess/metrics.js';
import { strategyJsonSchema } from '../config/strategy/schema.js';
import { metricsPage } from './metricsPage.js';
import { pagesOf } from './pages.js';

const root = join(import.meta.dirname, '../..');

const pages = await pagesOf(root);

describe('behavior: what is made from code is up to date (else: npm run docs)', () => {
  test.each(pages)('$file', ({ file, text }) => {
    expect(readFileSync(join(root, file), 'utf8')).toBe(text);
  });
});

test('behavior: every metric is on the page', () => {
  const page = metricsPage();
  for (const { name } of metrics) expect(page).toContain(`| \`${name}\` |`);
});

test('behavior: what the schema gives as an example or a default is what its patterns let through', () => {
  const checked: string[] = [];
  const walk = (schema: unknown): void => {
    if (typeof schema !== 'object' || schema === null) return;
    const { pattern, examples, default: fallback } = schema as Record<string, unknown>;
    if (typeof pattern === 'string') {
      const expression = new RegExp(pattern, 'u');
      for (const text of [examples, fallback ?? []].flat().map(String)) {
        expect(text).toMatch(expression);
        checked.push(text);
      }
      expect('30').not.toMatch(expression);
      expect(`\${LIMIT}`).toMatch(expression);
    }
    for (const inner of Object.values(schema)) walk(inner);
  };
  walk(strategyJsonSchema());
  expect(checked).toEqual(expect.arrayContaining(['30bps', '2m', '50_000 usd', '0.05 eth']));
});
