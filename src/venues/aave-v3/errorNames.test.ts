import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { errorNames } from './errorNames.js';

test("invariant: every number has the name that Aave's own list gives it", () => {
  const file = '../../../node_modules/@aave/core-v3/contracts/protocol/libraries/helpers/Errors.sol';
  const source = readFileSync(new URL(file, import.meta.url), 'utf8');
  const theirs = [...source.matchAll(/constant (\w+) = '(\d+)'/g)].map(([, name, code]) => [code, name]);
  expect(theirs.length).toBeGreaterThan(80);
  expect(Object.entries(errorNames).map(([code, { name }]) => [code, name])).toEqual(
    theirs.sort((a, b) => Number(a[0]) - Number(b[0])),
  );
});
