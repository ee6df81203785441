import { expect, test } from 'vitest';
import { unixMillis } from '../../model/units.js';
import { sampleParentTerms } from '../../record/testing/sampleParent.js';
import type { CheckContext } from '../check.js';
import { actionOf, contextOf, sell } from '../testing/violations.js';
import { tradingStateCheck } from './tradingState.js';

const judge = (tradingState: CheckContext['tradingState'], parent: CheckContext['parent'] = null, reduceOnly = false) =>
  tradingStateCheck(contextOf(actionOf(sell(20, { reduceOnly })), undefined, { tradingState, parent }));
const asked = { id: 'parent', acceptedAt: null, terms: sampleParentTerms } as const;

test('default: while reducing only what lowers risk goes, and nothing while halted', () => {
  expect([judge('active'), judge('reducing'), judge('halted')].map(({ verdict }) => verdict)).toEqual([
    'pass',
    'reject',
    'reject',
  ]);
  expect(judge('reducing', null, true).verdict).toBe('pass');
});

test('behavior: who has asked for an order is told what to do; a rule, and an order that was taken on, wait by themselves', () => {
  expect(judge('reducing', asked).text).toBe(
    'trading is reducing, and this could add risk; what is to reduce goes where it is asked for with --reduce-only, or ask again after `ballast resume`',
  );
  expect(judge('halted', asked).text).toBe('trading is halted; ask again after `ballast resume`');
  for (const parent of [null, { ...asked, acceptedAt: unixMillis(1) }]) {
    expect(judge('halted', parent).text).toBe('trading is halted');
    expect(judge('reducing', parent).text).toBe('trading is reducing, and this could add risk');
  }
});
