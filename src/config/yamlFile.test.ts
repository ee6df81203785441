import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readYaml } from './yamlFile.js';

const read = (text: string, env: Record<string, string> = {}) => readYaml('a.yaml', text, env);

test('default', () => {
  const { value, sound, problems } = read(`# a comment
name: book
account: 0xcA11bde05977b3631167028862bE2a173976CA11
size: 1.5
list: [a, "b c"]
empty:
deep: { x: { y: 50_000 usd } }
`);
  expect({ sound, problems }).toEqual({ sound: true, problems: [] });
  expect(value).toEqual({
    name: 'book',
    account: '0xcA11bde05977b3631167028862bE2a173976CA11',
    size: 1.5,
    list: ['a', 'b c'],
    empty: null,
    deep: { x: { y: '50_000 usd' } },
  });
});

describe('behavior: places', () => {
  const file = read('a:\n  - b: 1\n    c: "two words"\n  - x\nd: >-\n  folded\n  text\ne:\n');

  test.each([
    [['a', 0, 'b'], {}, 2, 8],
    [['a', 0, 'b'], { atKey: true }, 2, 5],
    [['a', 0, 'c'], { column: 5 }, 3, 13],
    [['a', 1], {}, 4, 5],
    [['a', 0], {}, 2, 5],
    [['d'], { column: 3 }, 5, 4],
    [['e'], {}, 8, 1],
    [['a', 0, 'missing', 'deeper'], {}, 2, 5],
    [['missing'], {}, 1, 1],
  ] as const)('%j %j', (path, options, line, column) => {
    expect(file.place(path, options)).toEqual({ line, column });
  });
});

describe('behavior: variables', () => {
  test('are replaced in values, within text too', () => {
    expect(read(`a: \${X}\nb: 'ws://\${X}:\${Y}'\n\${X}: c`, { X: 'x', Y: '1' }).value).toEqual({
      a: 'x',
      b: 'ws://x:1',
      [`\${X}`]: 'c',
    });
  });

  test('cannot add keys, lines or lists', () => {
    const X = 'x\nmode: live\nlist: [1]';
    expect(read(`a: \${X}`, { X }).value).toEqual({ a: X });
    expect(read(`a: \${X}`, { X: `\${Y}`, Y: 'z' }).value).toEqual({ a: `\${Y}` });
  });

  test('that are not set, or not variables, are problems at their place', () => {
    const { problems, isBroken } = read(`a: \${X}\nb: [ "\${Y}", "\${Z" ]`, { Y: '' });
    expect(problems.map(({ line, column, path, message }) => ({ line, column, path, message }))).toEqual([
      { line: 1, column: 4, path: 'a', message: 'the variable X is not set' },
      { line: 2, column: 6, path: 'b[0]', message: 'the variable Y is not set' },
      { line: 2, column: 14, path: 'b[1]', message: '`${Z` is not a variable'.replace('`${Z`', `\`\${Z\``) },
    ]);
    expect(isBroken(['a'])).toBe(true);
    expect(isBroken(['b', 0, 'deeper'])).toBe(true);
    expect(isBroken(['b'])).toBe(false);
  });
});

describe('behavior: a file made to exhaust the parser is a problem', () => {
  test.each([
    ['brackets', '['.repeat(100_000)],
    ['braces', '{'.repeat(90_000)],
    ['many maps', '{a: '.repeat(20_000)],
    ['dashes', '- '.repeat(40_000)],
    ['dashes after a key', `a:\n${'- '.repeat(40_000)}`],
    ['question marks', '? '.repeat(40_000)],
    ['length', 'a'.repeat(100_001)],
  ])('%s', (_, text) => {
    expect(read(text)).toMatchObject({ sound: false, problems: [{ line: 1, column: 1 }] });
  });

  test('and aliases are not followed', () => {
    const { problems } = read('a: &a [x, x]\nb: [*a, *a]');
    expect(problems.map(({ path }) => path)).toEqual(['b[0]', 'b[1]']);
  });
});

test('behavior: keys that objects have are keys like others', () => {
  const { value } = read('__proto__: { a: 1 }\nconstructor: 2\n');
  expect(Object.entries(value as object)).toEqual([
    ['__proto__', { a: 1 }],
    ['constructor', 2],
  ]);
  expect(({} as Record<string, unknown>)['a']).toBeUndefined();
});

test('invariant: any text is read without throwing, and every problem has a place in it', () => {
  const pieces = fc.constantFrom(
    'a',
    'b: ',
    '- ',
    '\n',
    '  ',
    '[',
    ']',
    '{',
    '}',
    '"',
    "'",
    '#',
    '*',
    '&x',
    '!t',
    '\t',
    '|',
    '>',
    '---',
    '?',
    '%',
    '1',
    ',',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
      const text = parts.join('');
      const lines = text.split('\n').length;
      for (const { line, column } of read(text).problems) {
        expect(line).toBeGreaterThan(0);
        expect(line).toBeLessThanOrEqual(lines + 1);
        expect(column).toBeGreaterThan(0);
      }
    }),
    { numRuns: 2_000 },
  );
});
