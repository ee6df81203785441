import { describe, expect, test } from 'vitest';
import { createJavascriptKernel } from '../../assess/pricing/javascriptKernel.js';
import { perpMargin } from '../../assess/runway/testing/perpMargin.js';
import { rulesOfSource } from '../../config/strategy/rulesOfSource.js';
import type { HedgeRule, Rule } from '../../model/strategy.js';
import { wei } from '../../model/units.js';
import { holding, straddle, terms } from '../hedge/testing/straddle.js';
import { deltaBounds, healthBounds } from './actingBounds.js';
import type { KnownChain } from './chainFacts.js';
import { reportOf } from './testing/reportOf.js';

const kernel = createJavascriptKernel();
const chain: KnownChain = { baseFee: wei(1_000_000_000n), nativeBalance: wei(10n ** 18n), unread: [] };

function ruleOf(line: string): Rule {
  const { rules, broken } = rulesOfSource('book.yaml', `rules:\n  - { ${line} }\n`, {});
  const [rule] = rules;
  if (broken.length > 0 || !rule) throw new Error(`no rule: ${line}`);
  return rule;
}

describe('deltaBounds', () => {
  const facts = { holdings: straddle, risk: reportOf(straddle, kernel), chain, kernel };
  const boundsOf = (line: string, known = chain) =>
    deltaBounds(
      { ...facts, chain: known },
      ruleOf(`hedge: ETH, on: perp-v2 ETH, maxSlippage: 1%, ${line}`) as HedgeRule,
      terms,
    );

  test.each([
    ['when: abs(delta) > 1.5, to: 0', { target: 0, lower: -1.5, upper: 1.5 }],
    ['when: abs(delta) > 1.5, to: 0, minimum: 2', { target: 0, lower: -2, upper: 2 }],
    ['when: delta > 3 or delta < -1, to: 0', { target: 0, lower: -1, upper: 3 }],
    ['when: delta > 3, to: 0', { target: 0, lower: null, upper: 3 }],
    ['band: 1, to: 0.5', { target: 0.5, lower: -0.75, upper: 1.75 }],
    ['band: 1, to: 0, hysteresis: 50%', { target: 0, lower: -1.5, upper: 1.5 }],
    ['when: abs(delta) > 1.5 and gas < 2, to: 0', { target: 0, lower: -1.5, upper: 1.5 }],
  ])('default: %s', (line, expected) => {
    const found = boundsOf(line);
    expect(found?.target).toBeCloseTo(expected.target, 9);
    for (const side of ['lower', 'upper'] as const) {
      const [value, wanted] = [found?.[side] ?? null, expected[side]];
      if (wanted === null) expect(value).toBeNull();
      else expect(value).toBeCloseTo(wanted, 6);
    }
  });

  test('behavior: where gas is too dear it acts at no delta', () => {
    const dear = { ...chain, baseFee: wei(9_000_000_000n) };
    expect(boundsOf('when: abs(delta) > 1.5 and gas < 2, to: 0', dear)).toEqual({
      target: 0,
      lower: null,
      upper: null,
    });
  });

  test('behavior: of an underlying without a price nothing is told', () => {
    const nothing = holding([], { underlyings: [] });
    const rule = ruleOf('hedge: ETH, on: perp-v2 ETH, maxSlippage: 1%, when: abs(delta) > 1, to: 0') as HedgeRule;
    expect(deltaBounds({ holdings: nothing, risk: reportOf(nothing, kernel), chain, kernel }, rule, terms)).toBeNull();
  });
});

describe('healthBounds', () => {
  const underlyings = [{ name: 'ETH', price: 2_000 }];
  const margin = perpMargin(underlyings, { marginAccount: 'perp-v2 cross', quantities: { ETH: -15 }, equity: 6_000 });
  const holdings = holding([], { underlyings, margins: [margin] });
  const risk = reportOf(holdings, kernel);
  const boundsOf = (line: string) => {
    const rule = ruleOf(line);
    if (rule.kind === 'hedge' || rule.kind === 'claim') throw new Error('no rule for accounts');
    return healthBounds({ risk, chain }, rule, margin);
  };

  test('default: below the health that its condition names, to its target', () => {
    const found = boundsOf('topUp: perp-v2 cross, when: health < 1.3, to: 1.8, from: wallet USDC');
    expect(found).toMatchObject({ target: 1.8, trigger: expect.closeTo(1.3, 6) });
  });

  test('behavior: a rule that would act at any health below its target acts below that', () => {
    const found = boundsOf('topUp: perp-v2 cross, when: equity > 0, to: 1.8, from: wallet USDC');
    expect(found).toMatchObject({ trigger: expect.closeTo(1.8, 6) });
  });

  test('behavior: one that acts at no health is none', () => {
    expect(boundsOf('topUp: perp-v2 cross, when: gas > 50 and health < 2, to: 3, from: wallet USDC')).toBeNull();
  });
});
