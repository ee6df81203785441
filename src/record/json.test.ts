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

test('behavior: a map comes back as a map, and what looks like one as it was', () => {
  const history = new Map([['hedge ETH|ETH', { lastAt: 5, failures: 0n }]]);
  expect(decodeJson(encodeJson({ history }))).toStrictEqual({ history });
  for (const plain of [{ '~map': [] }, { '~~map': 1 }, { '~map': 1, b: 2 }, { map: [] }]) {
    expect(decodeJson(encodeJson(plain))).toStrictEqual(plain);
  }
});

test('behavior: what could not come back is refused', () => {
  for (const bad of [new Date(0), new Set(), new Uint8Array(1), [undefined], { f: () => 1 }, undefined, Symbol('x')]) {
    expect(() => encodeJson(bad)).toThrow(JsonError);
  }
  expect(encodeJson({ a: undefined })).toBe('{}');
  expect(() => decodeJson('{')).toThrow(JsonError);
});

test('invariant: any tree of plain values round-trips', () => {
  const tricky = fc.constantFrom('1n', '~1n', 'NaN', 'Infinity', '-0', '~~Infinity', '__proto__', '~map', '~~map');
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
      fc.dictionary(fc.oneof(fc.string(), tricky), tie('tree'), { noNullPrototype: true, maxKeys: 3 }),
      fc.array(fc.tuple(tie('tree'), tie('tree')), { maxLength: 2 }).map((entries) => new Map(entries)),
    ),
  }));
  fc.assert(
    fc.property(tree, (value) => {
      expect(decodeJson(encodeJson(value))).toStrictEqual(value);
    }),
  );
});
