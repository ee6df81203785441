import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeJson, encodeJson, JsonError } from './json.js';

test('default: what JSON alone loses survives, and reads as people expect', () => {
  const value = { quantity: 2n ** 256n, health: Number.POSITIVE_INFINITY, price: Number.NaN, flat: -0, none: null };
  const text = encodeJson(value);
  expect(text).toContain('"health":"Infinity"');
  expect(text).toContain(`"quantity":"${2n ** 256n}n"`);
  expect(decodeJson(text)).toStrictEqual(value);
});

test('behavior: strings that look like numbers of ours stay strings', () => {
  for (const text of ['12n', '~12n', '~~-1n', 'NaN', '-Infinity', '~NaN', '-0', '~', '12', 'n']) {
    expect(decodeJson(encodeJson(text))).toBe(text);
  }
});

test('behavior: what could not come back is refused', () => {
  for (const bad of [new Date(0), new Map(), new Uint8Array(1), [undefined], { f: () => 1 }, undefined, Symbol('x')]) {
    expect(() => encodeJson(bad)).toThrow(JsonError);
  }
  expect(encodeJson({ a: undefined })).toBe('{}');
  expect(() => decodeJson('{')).toThrow(JsonError);
});

test('invariant: any tree of plain values round-trips', () => {
  const tricky = fc.constantFrom('1n', '~1n', 'NaN', 'Infinity', '-0', '~~Infinity', '__proto__');
  const leaf = fc.oneof(
    fc.bigInt(),
    fc.double(),
    fc.string(),
    tricky,
    fc.boolean(),
    fc.constant(null),
    fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0),
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc.array(tie('tree')),
      fc.dictionary(fc.string(), tie('tree'), { noNullPrototype: true }),
    ),
  }));
  fc.assert(
    fc.property(tree, (value) => {
      expect(decodeJson(encodeJson(value))).toStrictEqual(value);
    }),
  );
});
