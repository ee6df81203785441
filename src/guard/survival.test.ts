import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { orderClasses } from '../model/order.js';
import { tradingStates } from '../model/tradingState.js';
import { checkAction } from './checkAction.js';
import { checkCodes } from './checkCodes.js';
import { everythingWrong, violations } from './testing/violations.js';

const verdictOf = (code: string, context: Parameters<typeof checkAction>[0]) =>
  checkAction(context).checks.find((check) => check.code === code)?.verdict;

test('invariant: every code of the table is shown to work, and no other', () => {
  expect(Object.keys(violations).sort()).toEqual(checkCodes.map(({ code }) => code).sort());
});

describe.each(checkCodes)('$code', ({ code, mayStop }) => {
  const violation = violations[code];
  if (!violation) throw new Error(`no world violates ${code}`);

  test.each(mayStop)('default: objects to %s', (orderClass) => {
    expect(['shrink', 'reject']).toContain(verdictOf(code, violation(orderClass)));
  });

  test('behavior: says nothing against the classes it may not stop', () => {
    const spared = orderClasses.filter((orderClass) => !mayStop.some((stopped) => stopped === orderClass));
    for (const orderClass of spared) expect(verdictOf(code, violation(orderClass))).toBe('pass');
  });

  test('invariant: survival passes untouched', () => {
    const context = violation('survive');
    const { action, checks } = checkAction(context);
    expect(action).toEqual(context.action);
    expect(checks.every(({ verdict }) => verdict === 'pass')).toBe(true);
  });
});

test('invariant: with everything wrong at once, survival passes and nothing else does', () => {
  const context = everythingWrong('survive');
  expect(checkAction(context).action).toEqual(context.action);
  for (const orderClass of ['margin', 'delta', 'cost'] as const) {
    expect(checkAction(everythingWrong(orderClass)).action).toBeNull();
  }
});

test('invariant: whatever the numbers, only the halt stops survival', () => {
  const anything = fc.oneof(fc.double(), fc.constantFrom(0, Number.NaN, Number.POSITIVE_INFINITY));
  const numbers = fc.array(anything, { minLength: 12, maxLength: 12 });
  fc.assert(
    fc.property(fc.constantFrom(...tradingStates), numbers, (tradingState, values) => {
      const at = (i: number) => values[i] ?? 0;
      const base = everythingWrong('survive');
      const context = {
        ...base,
        tradingState,
        limits: {
          ...base.limits,
          order: at(0),
          health: at(1),
          hour: { orders: at(2) },
          day: { orders: at(3), turnover: at(4), gas: at(5) },
        },
        usage: { ordersLastHour: at(6), ordersLastDay: at(7), turnoverLastDay: at(8), gasLastDay: at(9) },
        least: at(10),
      };
      expect(checkAction(context).action).toEqual(tradingState === 'halted' ? null : context.action);
    }),
  );
});

test("behavior: the operator's halt stops survival, and says so", () => {
  const { action, checks } = checkAction({ ...everythingWrong('survive'), tradingState: 'halted' });
  expect(action).toBeNull();
  expect(checks.filter(({ verdict }) => verdict === 'reject')).toEqual([
    { code: 'TRADING_STATE', verdict: 'reject', text: 'trading is halted by the operator' },
  ]);
});
