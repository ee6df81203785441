import { expect, test } from 'vitest';
import type { Verdict } from '../model/decision.js';
import { sampleDecision } from '../record/testing/sample.js';
import type { Plan } from './plan.js';
import type { PreparedDecision } from './preparedDecision.js';
import { withoutBrokenRows } from './wholeRows.js';

const { id: _, ...sample } = sampleDecision();

/** A plan of steps of rows, and what became of each when it was prepared. */
function planOf(steps: readonly [key: string | null, became: Verdict][]) {
  const decisions = steps.map(([key], i) => {
    if (sample.action === null) throw new TypeError('the sample acts');
    const of = steps.filter(([other]) => other === key).length;
    const index = steps.slice(0, i).filter(([other]) => other === key).length;
    return { ...sample, action: { ...sample.action, ...(key === null ? {} : { step: { key, index, of } }) } };
  });
  const prepared = decisions.map((decision, i): PreparedDecision => {
    const verdict = steps[i]?.[1] ?? 'act';
    return { decision: { ...decision, verdict, not: verdict === 'refused' ? ['paused'] : [] }, steps: [] };
  });
  const plan = { decisions } as unknown as Plan;
  return withoutBrokenRows(plan, prepared)?.decisions.map(({ verdict, not }) => [verdict, ...not]) ?? null;
}

test('default: nothing to do where every row is whole', () => {
  expect(
    planOf([
      ['a', 'act'],
      ['a', 'act'],
      [null, 'refused'],
    ]),
  ).toBeNull();
});

test('behavior: one refused step takes its row along, and no other', () => {
  expect(
    planOf([
      ['a', 'act'],
      ['b', 'act'],
      ['a', 'refused'],
      [null, 'act'],
      ['b', 'act'],
    ]),
  ).toEqual([['refused', 'step 2 of 2 was refused: paused'], ['act'], ['refused', 'paused'], ['act'], ['act']]);
});
