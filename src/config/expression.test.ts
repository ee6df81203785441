import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { metricIndex, metrics } from '../assess/metrics.js';
import { ExpressionError } from './expression/expressionError.js';
import { parseExpression } from './expression.js';

const values = (given: Record<string, number>): Float64Array => {
  const array = new Float64Array(metrics.length).fill(Number.NaN);
  for (const [name, value] of Object.entries(given)) array[metricIndex.get(name) ?? -1] = value;
  return array;
};

const holds = (source: string, given: Record<string, number>): boolean =>
  parseExpression(source, 'topUp').holds(values(given));

function problemsOf(source: string, kind: 'hedge' | 'topUp' | 'deleverage' = 'topUp') {
  try {
    parseExpression(source, kind);
  } catch (error) {
    if (error instanceof ExpressionError) return error.problems;
    throw error;
  }
  return [];
}

test('default', () => {
  const { names, source, holds } = parseExpression('abs(delta) > 1.5 and gas < 2', 'hedge');
  expect(source).toBe('abs(delta) > 1.5 and gas < 2');
  expect(names).toEqual(['delta', 'gas']);
  expect(holds(values({ delta: -2, gas: 1 }))).toBe(true);
  expect(holds(values({ delta: -2, gas: 3 }))).toBe(false);
  expect(holds(values({ delta: 1, gas: 1 }))).toBe(false);
});

test.each([
  ['1 < health < 2', { health: 1.5 }, true],
  ['1 < health < 2', { health: 2 }, false],
  ['1 < health <= 2', { health: 2 }, true],
  ['not (health < 1)', { health: 2 }, true],
  ['health < 1 or gas > 1 and delta > 1', { health: 2, gas: 2, delta: 0 }, false],
  ['(health < 1 or gas > 1) and delta > 1', { health: 2, gas: 2, delta: 2 }, true],
  ['portfolioNotional > 1_500', { portfolioNotional: 1_501 }, true],
  ['-delta ^ 2 == -9', { delta: 3 }, true],
  ['2 ^ 3 ^ 2 == 512', {}, true],
  ['max(abs(delta), 3, gas) >= 3', { delta: 1, gas: 0 }, true],
  ['min(delta, gas) != +1e-1', { delta: 1, gas: 0.1 }, false],
  ['round(delta) == 2 and floor(delta) == 1 and ceil(delta) == 2 and sign(delta) == 1', { delta: 1.6 }, true],
  ['sqrt(delta) * exp(0) - log(1) / .5 == 2', { delta: 4 }, true],
  ['health < 1\n  or gas > 1', { health: 2, gas: 2 }, true],
])('behavior: %s', (source, given, expected) => {
  expect(holds(source, given)).toBe(expected);
});

describe('behavior: a value without a meaning', () => {
  test.each(['delta > 1', 'delta <= 1', 'delta == delta', 'delta != 1', 'delta ^ 0 == 1', '0 * delta == 0'])(
    '%s does not hold, and neither does its opposite',
    (source) => {
      expect(holds(source, { delta: Number.NaN })).toBe(false);
      expect(holds(`not (${source})`, { delta: Number.NaN })).toBe(false);
      expect(holds(`not (not (${source}))`, { delta: Number.NaN })).toBe(false);
      expect(holds(`health < 1 and (${source})`, { health: 0.5 })).toBe(false);
    },
  );

  test('an alternative that is known to hold still holds', () => {
    expect(holds('health < 1.2 or liquidationPrice > 3000', { health: 1.1 })).toBe(true);
    expect(holds('liquidationPrice > 3000 or health < 1.2', { health: 1.1 })).toBe(true);
    expect(holds('liquidationPrice > 3000 or health < 1.2', { health: 1.3 })).toBe(false);
    expect(holds('not (liquidationPrice > 3000 and health > 1.2)', { health: 1.1 })).toBe(true);
  });
});

describe('behavior: what is wrong is said with its column', () => {
  test.each([
    ['helth < 1', 1, '`helth` is not a metric', 'did you mean `health`?'],
    ['gas > 1 and nonsense < 2', 13, '`nonsense` is not a metric', '`ballast metrics`'],
    ['health', 1, '`health` is a number; a condition compares numbers', 'health > 1'],
    ['gas < 2 and abs(delta)', 13, '`abs(delta)` is a number', 'compare it'],
    ['not health < 1', 5, '`not` is about `health` alone', 'not (…)'],
    ['(health < 1) > 0', 2, 'is a condition where a number is wanted', '`and`'],
    ['2 health > 1', 3, 'side by side', '`*`'],
    ['health < 50 usd', 13, 'side by side', 'no units'],
    ['health < 1 health', 12, 'side by side', '`*`'],
    ['health < 1 2', 12, '`2` cannot stand here', 'operator'],
    ['abs(health < 1', 15, 'ends too early', 'close the parenthesis'],
    ['health < 1)', 11, '`)` cannot stand here', 'remove'],
    ['health <', 9, 'ends too early', 'missing'],
    ['< 3', 1, '`<` cannot stand here', 'missing'],
    ['', 1, 'empty', 'health'],
    ['health && gas', 8, '`&`', '`and`'],
    ['health = 1', 8, 'assigns nothing', '`==`'],
    ['health.constructor > 1', 7, 'properties', 'metric alone'],
    ['health["x"] > 1', 7, 'lists', 'group'],
    ['health > "1"', 10, 'no text', 'numbers'],
    ['health > 5%', 11, '`%`', '0.05'],
    ['health > 1 ? 1 : 2', 12, '`?`', 'min'],
    ['f(x) = x', 6, 'assigns nothing', '`==`'],
    ['gas; delta > 1', 4, '`;` is not part', 'remove'],
    ['health > 1.', 10, 'not a number', '1500'],
    ['health > 5_ + 1', 10, 'not a number', '1500'],
    ['health > 0x10', 10, 'not a number', '1500'],
    ['gas mod 2 == 1', 5, '`mod` is not an operator', '`and`'],
    ['true', 1, '`true` is not a number', 'finite'],
    ['health < Infinity', 10, 'not a number', 'finite'],
    ['health < 1e999', 10, 'not a number', 'finite'],
    ['import(gas) > 1', 1, '`import` is not a function', 'abs'],
    ['constructor > 1', 1, '`constructor` is not a metric', '`ballast'],
    ['__proto__ > 1', 1, 'not a metric', '`ballast'],
    ['abs > 1', 1, '`abs` is a function', 'abs(…)'],
    ['abs(1, 2) > 1', 1, '`abs` takes 1 argument, not 2', 'abs'],
    ['min(gas) > 1', 1, 'at least 2 arguments', 'min'],
    ['(gas)(delta) > 1', 7, 'side by side', '`*`'],
    ["health' > 1", 7, 'no text', 'numbers'],
    ['health! > 1', 7, '`!`', 'not'],
    ['[1, 2] == 1', 1, 'lists', 'group'],
    ['1:3 == 1', 2, '`?`', 'min'],
    ['health ≥ 1', 8, '`≥`', 'remove'],
  ])('%s', (source, column, message, mend) => {
    const [problem] = problemsOf(source);
    expect(problem?.message).toContain(message);
    expect(problem?.mend).toContain(mend);
    expect(problem?.column).toBe(column);
  });

  test('all unknown names at once', () => {
    expect(problemsOf('helth < 1 and gass > 2 or helth > 3').map(({ column }) => column)).toEqual([1, 15, 27]);
  });

  test('a metric that belongs to somebody else', () => {
    const [problem] = problemsOf('gas < 2 and health < 1.2', 'hedge');
    expect(problem).toMatchObject({ column: 13 });
    expect(problem?.message).toBe('a `hedge` rule cannot read `health`: it belongs to one margin account');
    expect(problem?.mend).toContain('worstHealth');
    expect(problemsOf('gas < 2 and health < 1.2', 'deleverage')).toEqual([]);
  });
});

interface Said<Value> {
  text: string;
  value: (given: Float64Array) => Value;
}

const numberArbitrary = fc.constantFrom('0', '1', '2.5', '1_000', '1e-3', '.25', '7');
const metricArbitrary = fc.constantFrom('delta', 'gas', 'health', 'price', 'portfolioVega');
const comparing: Record<string, (a: number, b: number) => boolean> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
};
const arithmetic: Record<string, (a: number, b: number) => number> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '^': (a, b) => (Number.isNaN(a) ? a : a ** b),
};
const calls: Record<string, (a: number) => number> = {
  abs: Math.abs,
  sign: Math.sign,
  floor: Math.floor,
  ceil: Math.ceil,
  round: Math.round,
  sqrt: Math.sqrt,
  exp: Math.exp,
  log: Math.log,
};

const { condition } = fc.letrec<{ quantity: Said<number>; condition: Said<boolean | null> }>((tie) => ({
  quantity: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    numberArbitrary.map((text) => ({ text, value: () => Number(text.replaceAll('_', '')) })),
    metricArbitrary.map((text) => ({
      text,
      value: (given: Float64Array) => given[metricIndex.get(text) ?? -1] ?? Number.NaN,
    })),
    tie('quantity').map((of) => ({ text: `-(${of.text})`, value: (given: Float64Array) => -of.value(given) })),
    fc.tuple(fc.constantFrom(...Object.keys(arithmetic)), tie('quantity'), tie('quantity')).map(([op, a, b]) => ({
      text: `(${a.text}) ${op} (${b.text})`,
      value: (given: Float64Array) => arithmetic[op]?.(a.value(given), b.value(given)) ?? Number.NaN,
    })),
    fc.tuple(fc.constantFrom(...Object.keys(calls)), tie('quantity')).map(([name, of]) => ({
      text: `${name}(${of.text})`,
      value: (given: Float64Array) => calls[name]?.(of.value(given)) ?? Number.NaN,
    })),
    fc
      .tuple(fc.constantFrom('min', 'max'), fc.array(tie('quantity'), { minLength: 2, maxLength: 3 }))
      .map(([name, of]) => ({
        text: `${name}(${of.map(({ text }) => text).join(', ')})`,
        value: (given: Float64Array) => Math[name](...of.map(({ value }) => value(given))),
      })),
  ),
  condition: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.tuple(fc.constantFrom(...Object.keys(comparing)), tie('quantity'), tie('quantity')).map(([op, a, b]) => ({
      text: `${a.text} ${op} ${b.text}`,
      value: (given: Float64Array) => {
        const [x, y] = [a.value(given), b.value(given)];
        return Number.isNaN(x) || Number.isNaN(y) ? null : (comparing[op]?.(x, y) ?? null);
      },
    })),
    tie('condition').map((of) => ({
      text: `not (${of.text})`,
      value: (given: Float64Array) => {
        const truth = of.value(given);
        return truth === null ? null : !truth;
      },
    })),
    fc.tuple(tie('condition'), tie('condition')).map(([a, b]) => ({
      text: `(${a.text}) and (${b.text})`,
      value: (given: Float64Array) => {
        const truths = [a.value(given), b.value(given)];
        return truths.includes(false) ? false : truths.includes(null) ? null : true;
      },
    })),
    fc.tuple(tie('condition'), tie('condition')).map(([a, b]) => ({
      text: `(${a.text}) or (${b.text})`,
      value: (given: Float64Array) => {
        const truths = [a.value(given), b.value(given)];
        return truths.includes(true) ? true : truths.includes(null) ? null : false;
      },
    })),
  ),
}));

const valuesArbitrary = fc
  .array(fc.oneof(fc.double({ min: -10, max: 10 }), fc.constantFrom(0, Number.NaN, Number.POSITIVE_INFINITY)), {
    minLength: metrics.length,
    maxLength: metrics.length,
  })
  .map((numbers) => Float64Array.from(numbers));

test('invariant: a condition holds exactly when the same thing said in JavaScript is known to be true', () => {
  fc.assert(
    fc.property(condition, valuesArbitrary, ({ text, value }, given) => {
      fc.pre(text.length <= 1_000);
      expect(parseExpression(text, 'topUp').holds(given)).toBe(value(given) === true);
    }),
    { numRuns: 500 },
  );
});

const fragments = fc.constantFrom(
  ...'( ) [ ] { } . , ; : ? ! = == < > + - * / ^ % \' " ` \\ $ # @ & | ~ ≥ 0 1 2.5 e 1e9 _ and or not mod to in xor'.split(
    ' ',
  ),
  ...['health', 'delta', 'abs', 'min', 'import', 'constructor', 'process', 'this', 'true', 'null', 'NaN', ' ', '\n'],
  ...['parse("1")', 'cos.constructor("return process")()', '$', '{RPC_URL}', 'f(x)=x', '=>', 'i', 'end'],
);

test('invariant: whatever is written, it is a condition or our error', () => {
  const written = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc.array(fragments, { maxLength: 20 }).map((parts) => parts.join('')),
    fc.array(fragments, { maxLength: 20 }).map((parts) => parts.join(' ')),
  );
  fc.assert(
    fc.property(written, (source) => {
      expect(conditionOrError(source)).toMatch(/condition|ExpressionError/);
    }),
    { numRuns: 3_000 },
  );
});

test.each([
  '('.repeat(900),
  `${'-'.repeat(900)}1 > 0`,
  `${'not '.repeat(240)}gas > 1`,
  '1^'.repeat(450),
  `${'1^'.repeat(450)}1 > 0`,
  '9'.repeat(2_000),
])('behavior: a text made to exhaust the stack is a condition or our error (%#)', (source) => {
  expect(conditionOrError(source)).toMatch(/condition|ExpressionError/);
});

function conditionOrError(source: string): string {
  try {
    return typeof parseExpression(source, 'topUp').holds(values({ health: 1 })) === 'boolean'
      ? 'condition'
      : 'nonsense';
  } catch (error) {
    if (!(error instanceof ExpressionError)) return String(error);
    const places = error.problems.map(({ column }) => column);
    return places.length > 0 && Math.min(...places) > 0 ? error.name : 'an error without a place';
  }
}
