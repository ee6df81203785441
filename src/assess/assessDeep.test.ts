import { expect, test, vi } from 'vitest';
import { plainOutlook } from '../model/outlook.js';
import { defaultRiskSettings } from '../model/riskSettings.js';
import type { Shock } from '../model/scenarios.js';
import { planTick } from '../plan/planTick.js';
import {
  healthBelow,
  holding,
  topUpRule,
  toyBook,
  toyCondition,
  toySnapshot,
  toyStrategy,
} from '../plan/testing/toyBook.js';
import { toyPerp, toyReading, toyState } from '../plan/testing/toyPerp.js';
import { assess } from './assess.js';

const state = toyState({ accounts: { cross: holding(2, 260) } });
const deep = { ...plainOutlook, deep: true };

/** A shock of which nobody can tell the moves: what reads them throws. */
const broken = {
  name: 'broken',
  describe: '',
  source: null,
  hours: 1,
  volFactor: 1,
  otherMoves: 0,
} as unknown as Shock;
const settings = { ...defaultRiskSettings, shocks: [broken] };

test('default: what takes long is worked out once it is read, and once', () => {
  const marginAt = vi.fn(toyPerp('toy').marginAt);
  const venues = new Map([['toy', { ...toyPerp('toy'), marginAt }]]);
  const plain = assess(toySnapshot([toyReading(state)]), venues);
  const before = marginAt.mock.calls.length;
  const report = assess(toySnapshot([toyReading(state)]), venues, deep);
  expect(marginAt).toHaveBeenCalledTimes(2 * before);
  expect(report.deep?.accounts).toHaveLength(1);
  const once = marginAt.mock.calls.length;
  expect(once).toBeGreaterThan(2 * before);
  expect(report.crossAsset?.benchmark).toBe('ETH');
  expect(report.deep).toBe(report.deep);
  expect(marginAt).toHaveBeenCalledTimes(once);
  expect(report).toMatchObject(plain);
});

test('behavior: where it cannot be worked out it is absent, and the rest stands', () => {
  const venues = new Map([['toy', toyPerp('toy')]]);
  const report = assess(toySnapshot([toyReading(state)]), venues, { ...deep, settings });
  expect(report.deep).toBeUndefined();
  expect(report.crossAsset).toBeUndefined();
  expect(report.marginAccounts).toHaveLength(1);
});

test('behavior: a rescue is planned whatever becomes of figures that another rule reads', () => {
  const risk = toyCondition('valueAtRisk99 > 1', ['valueAtRisk99'], (read) => read('valueAtRisk99') > 1);
  const rules = [topUpRule({ name: 'rescue', when: healthBelow(1.3) }), topUpRule({ name: 'by risk', when: risk })];
  const plan = planTick({ ...toyBook(rules, state), strategy: toyStrategy(rules, { risk: settings }) });
  const whole = planTick(toyBook(rules, state));
  expect(whole.decisions[0]).toMatchObject({ rule: 'rescue', orderClass: 'survive', verdict: 'act' });
  expect(plan.decisions[0]).toEqual(whole.decisions[0]);
});
