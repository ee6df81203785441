import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type JsonSchema, jsonSchemaOf } from '../../src/config/jsonSchema.js';
import { settingsJsonSchema } from '../../src/config/settings/schema.js';
import { strategyJsonSchema } from '../../src/config/strategy/schema.js';
import { checkCodes } from '../../src/guard/checkCodes.js';
import { alertKinds } from '../../src/model/alert.js';
import { venueKinds } from '../../src/venues/venues.js';
import { pages, root } from './markdown.js';

const schemas = [
  settingsJsonSchema(),
  strategyJsonSchema(),
  ...venueKinds.map(({ deployment }) => jsonSchemaOf(deployment)),
];

/** Every key of a file that an operator writes, with the keys that it may stand under; what stands under none has ''. */
const keys = new Map<string, Set<string>>();

function collect(schema: unknown, under: string): void {
  if (Array.isArray(schema)) for (const one of schema) collect(one, under);
  else if (typeof schema === 'object' && schema !== null) {
    for (const [word, inner] of Object.entries(schema as JsonSchema)) {
      if (word !== 'properties') collect(inner, under);
      else
        for (const [key, value] of Object.entries(inner as JsonSchema)) {
          keys.set(key, (keys.get(key) ?? new Set()).add(under));
          collect(value, key);
        }
    }
  }
}
for (const schema of schemas) collect(schema, '');

/** Names of their own in the files: a sink may be called anything. */
const ownNames = new Set(['team', 'desk', 'phone']);
/** What is quoted of an answer, a log or another program. */
const quoted = new Set(['mend', 'isNew', 'written', 'stalled', 'synchronized']);
/** Names in code, of ours and of Solidity. */
const inCode = new Set(['tickers.behave', 'keeper.run', 'msg.sender']);
const isFile =
  /\.(ts|tsx|js|mjs|md|ya?ml|db|json|sql|csv|env|svg|tokens?|html|com|password|service|key|css|log|lock|cred)$/;

/** What a page says between ticks as a setting: `limits.day.gas`, `backup: to`, `mode: shadow`. null for anything else. */
function settingIn(code: string): string[] | null {
  const dotted = /^([a-z]\w*(?:\.[a-z]\w*)+)(?=:|$)/i.exec(code)?.[1];
  if (dotted !== undefined) return isFile.test(dotted) || inCode.has(dotted) ? null : dotted.split('.');
  const key = /^([a-z][A-Za-z]*):(?: |$)/.exec(code)?.[1];
  return key === undefined || ownNames.has(key) || quoted.has(key) ? null : [key];
}

function isSetting([first = '', ...rest]: readonly string[]): boolean {
  if (!keys.has(first)) return false;
  let under = first;
  for (const key of rest) {
    // What a chain, a token or a sink is called is its own.
    if (/^[A-Z]+$/.test(key)) continue;
    if (!keys.get(key)?.has(under)) return false;
    under = key;
  }
  return true;
}

/** What a page says between ticks, with its place. */
const spans = pages().flatMap(({ file, prose }) =>
  prose.flatMap((line, index) =>
    [...line.matchAll(/`([^`]+)`/g)].map(([, code = '']) => ({ code, at: `${file}:${index + 1}` })),
  ),
);

describe('behavior: what a page names is there', () => {
  test('settings of ballast.yaml, of a strategy, and of a venue’s contracts', () => {
    const named = spans.flatMap(({ code, at }) => {
      const setting = settingIn(code);
      return setting === null ? [] : [{ setting, said: `${at}: ${code}` }];
    });
    expect(named.length).toBeGreaterThan(150);
    expect(named.filter(({ setting }) => !isSetting(setting)).map(({ said }) => said)).toEqual([]);
  });

  test('alerts and checks', () => {
    const known = new Set([...Object.keys(alertKinds), ...checkCodes.map(({ code }) => code)]);
    const elsewhere = /^(BALLAST|GMX|FORK)_/;
    const named = spans.filter(({ code }) => /^[A-Z]{3,}(_[A-Z]+)+$/.test(code) && !elsewhere.test(code));
    expect(named.length).toBeGreaterThan(100);
    expect(named.filter(({ code }) => !known.has(code)).map(({ code, at }) => `${at}: ${code}`)).toEqual([]);
  });

  test('variables of the environment', () => {
    const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) =>
      /(?<!\.test)\.ts$/.test(file),
    );
    const text = [...sources.map((file) => `src/${file}`), 'test/browser/chromium.ts']
      .map((file) => readFileSync(join(root, file), 'utf8'))
      .join('\n');
    const named = [...new Set(spans.flatMap(({ code }) => code.match(/BALLAST_[A-Z_]+/g) ?? []))];
    expect(named).toContain('BALLAST_DB');
    expect(named.filter((name) => !text.includes(name))).toEqual([]);
  });

  test('what is not there is seen', () => {
    expect(['limits.day.gas', 'backup: to', 'prices.maxAge'].map((code) => isSetting(settingIn(code) ?? []))).toEqual([
      ...[true, true, true],
    ]);
    expect(['limits.day.gass', 'day.limits', 'bakcup: to'].map((code) => isSetting(settingIn(code) ?? []))).toEqual([
      ...[false, false, false],
    ]);
    expect(settingIn('order show ID')).toBeNull();
  });
});
