import { expect, test } from 'vitest';
import { z } from 'zod';
import { jsonSchemaOf } from '../../../config/jsonSchema.js';
import type { Problem } from '../../../config/problem.js';
import { createCheck, readValue } from '../../../config/readFields.js';
import { readYaml } from '../../../config/yamlFile.js';
import { gmxPriceSettings } from './settings.js';
import { arbitrumTickers } from './tickers.js';

/** Every message, whichever way of writing it belongs to. */
const messages = (issues: readonly z.core.$ZodIssue[]): string[] =>
  issues.flatMap((issue) => [issue.message, ...(issue.code === 'invalid_union' ? issue.errors.flatMap(messages) : [])]);

const said = (given: unknown): string => messages(gmxPriceSettings.safeParse(given).error?.issues ?? []).join('; ');

test('default: everything has a default', () => {
  const defaults = { tickers: [...arbitrumTickers], maxAge: 30_000, maxDeviation: 50, sequencerGrace: 300_000 };
  expect(gmxPriceSettings.parse(undefined)).toEqual(defaults);
  expect(gmxPriceSettings.parse({})).toEqual(defaults);
  expect(z.strictObject({ prices: gmxPriceSettings }).parse({})).toEqual({ prices: defaults });
});

test('behavior: what an operator writes, with units', () => {
  const written = { tickers: 'http://127.0.0.1:8080', maxAge: '10s', feedMaxAge: '1h 30m', maxDeviation: '1%' };
  expect(gmxPriceSettings.parse(written)).toMatchObject({
    tickers: ['http://127.0.0.1:8080'],
    maxAge: 10_000,
    feedMaxAge: 5_400_000,
    maxDeviation: 100,
  });
});

test('behavior: what cannot be is said, without what may be secret in a URL', () => {
  expect(said({ tickers: [] })).not.toBe('');
  expect(said({ tickers: ['s3cret'] })).toMatch(/not a URL/);
  expect(said({ tickers: 'wss://s3cret.example' })).toMatch(/cannot be asked by wss:/);
  expect(said({ tickers: ['s3cret'] }) + said({ tickers: 'wss://s3cret.example' })).not.toMatch(/s3cret/);
  expect(said({ maxAge: 30 })).toMatch(/has no unit/);
  expect(said({ maxDeviation: '0bps' })).toMatch(/not between 0 and 100%/);
  expect(said({ maxAgee: '30s' })).not.toBe('');
});

test('behavior: an editor is told each field', () => {
  const { properties = {} } = jsonSchemaOf(gmxPriceSettings);
  expect(Object.keys(properties)).toEqual(['tickers', 'maxAge', 'feedMaxAge', 'maxDeviation', 'sequencerGrace']);
  for (const property of Object.values(properties)) expect(property.description).toMatch(/\w/);
});

test('behavior: in ballast.yaml each problem has its line, and how to mend it', () => {
  const text = 'prices:\n  tickers: [https://a.example, s3cret]\n  maxAge: 30\n';
  const problems: Problem[] = [];
  const yaml = readYaml('ballast.yaml', text, {});
  const read = readValue(
    createCheck(yaml, 'docs', problems),
    [],
    yaml.value,
    z.strictObject({ prices: gmxPriceSettings }),
  );
  expect(read).toBeNull();
  expect(problems).toMatchObject(
    [
      { line: 2, path: 'prices.tickers[1]', message: 'the server is not a URL', mend: /https:/ },
      { line: 3, path: 'prices.maxAge', message: '`30` has no unit' },
    ].map((one) => ({ ...one, mend: expect.stringMatching(one.mend ?? /\w/) })),
  );
});
