import fc from 'fast-check';
import { expect, test } from 'vitest';
import { endpointsWanted } from './endpointsWanted.js';
import type { DecisionDraft } from './plan.js';
import { tradeOf } from './testing/toyBook.js';

const atStake = [
  { above: 0, endpoints: 2, confirmations: null },
  { above: 10_000, endpoints: 3, confirmations: 5 },
  { above: 100_000, endpoints: 5, confirmations: 20 },
];

const decision = (notional: number, verdict: DecisionDraft['verdict'] = 'act'): DecisionDraft => {
  const what = { rule: 'hedge ETH', subject: { underlying: 'ETH' }, orderClass: 'delta' } as const;
  return {
    ...what,
    kind: 'hedge',
    verdict,
    because: [],
    size: [],
    not: [],
    checks: [],
    metrics: {},
    action: { ...what, terms: tradeOf(1), notional },
  };
};

test('default: the largest order that acts decides', () => {
  expect(endpointsWanted({ atStake }, [decision(500), decision(10_001), decision(9_000)])).toBe(3);
  expect(endpointsWanted({ atStake }, [decision(0)])).toBe(2);
});

test('behavior: a tier begins above its amount', () => {
  expect(endpointsWanted({ atStake }, [decision(10_000)])).toBe(2);
  expect(endpointsWanted({ atStake }, [decision(100_000)])).toBe(3);
});

test('behavior: what does not act asks for nobody', () => {
  expect(endpointsWanted({ atStake }, [])).toBe(1);
  expect(endpointsWanted({ atStake }, [decision(1e9, 'hold'), decision(1e9, 'refused')])).toBe(1);
});

test('invariant: more at stake never asks for fewer', () => {
  const usd = fc.double({ min: 0, max: 1e9, noNaN: true });
  fc.assert(
    fc.property(usd, usd, (a, b) => {
      const [less, more] = a < b ? [a, b] : [b, a];
      const wanted = (notional: number) => endpointsWanted({ atStake }, [decision(notional)]);
      expect(wanted(more)).toBeGreaterThanOrEqual(wanted(less));
      expect(endpointsWanted({ atStake }, [decision(a), decision(b)])).toBe(wanted(more));
    }),
  );
});
