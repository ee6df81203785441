import { expect, test } from 'vitest';
import { linkBytecode, loadArtifact } from './artifacts.js';
import { LabError, LabUnavailable } from './errors.js';

const library = '0x00000000000000000000000000000000000000Ab';

test('default: a contract with libraries is linked at every place', () => {
  const cache = loadArtifact('@lyrafinance/protocol', 'OptionGreekCache');
  const code = linkBytecode(cache, { GWAV: library, BlackScholes: library });
  expect(code).toMatch(/^0x[0-9a-f]+$/i);
  expect(code.length).toBe(cache.bytecode.length);
  expect(code).toContain(library.slice(2).toLowerCase());
});

test('behavior: a library left out is named', () => {
  const cache = loadArtifact('@lyrafinance/protocol', 'OptionGreekCache');
  expect(() => linkBytecode(cache, { GWAV: library })).toThrow(LabError);
  expect(() => linkBytecode(cache, { GWAV: library })).toThrow('BlackScholes');
});

test('behavior: what is not installed says how to install it', () => {
  const load = () => loadArtifact('@perp/curie-contract', 'NoSuchContract');
  expect(load).toThrow(LabUnavailable);
  expect(load).toThrow('npm ci');
});
