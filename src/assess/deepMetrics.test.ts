import { expect, test } from 'vitest';
import { plainOutlook } from '../model/outlook.js';
import { holding, toySnapshot } from '../plan/testing/toyBook.js';
import { toyPerp, toyReading, toyState } from '../plan/testing/toyPerp.js';
import { assess } from './assess.js';
import { deepMetrics } from './deepMetrics.js';
import { metricIndex, metricValues } from './metrics.js';

const whole = toySnapshot([toyReading(toyState({ accounts: { cross: holding(2, 600) } }))]);
const unread = [{ venue: 'options', error: 'silent' }];

function told(snapshot = whole, venue = toyPerp('toy')): Record<string, number> {
  const risk = assess(snapshot, new Map([['toy', venue]]), { ...plainOutlook, deep: true });
  const names = deepMetrics.map(({ name }) => name);
  const values = metricValues({ snapshot, risk, underlying: 'ETH', marginAccount: 'toy cross' }, names);
  return Object.fromEntries(names.map((name) => [name, values[metricIndex.get(name) ?? -1] ?? Number.NaN]));
}

test('default: all of a book that is read is told, and marked as what takes long', () => {
  for (const [name, value] of Object.entries(told())) expect(value, name).not.toBeNaN();
  expect(deepMetrics.every(({ deep }) => deep === true)).toBe(true);
});

test('behavior: what an unread venue may offset is not known; what it can only make worse still is', () => {
  const [all, part] = [told(), told({ ...whole, unread })];
  const unknown = Object.keys(part).filter((name) => Number.isNaN(part[name]));
  expect(unknown).toEqual([
    'valueAtRisk95',
    'valueAtRisk99',
    'expectedShortfall975',
    'worstShockLoss',
    'betaDelta',
    'dailyDeviation',
  ]);
  for (const name of ['portfolioRunwayHours', 'portfolioTouchProb24h', 'nearestWall']) {
    expect(part[name], name).toBe(all[name]);
  }
});

test('behavior: no wall is only told where every account and every venue is known', () => {
  const nothing = toySnapshot([toyReading(toyState())]);
  expect(told(nothing)['nearestWall']).toBe(Number.POSITIVE_INFINITY);
  expect(told({ ...nothing, unread })['nearestWall']).toBeNaN();
  const silent = { ...toyPerp('toy'), marginAt: () => ({ equity: Number.NaN, maintenance: Number.NaN }) };
  expect(told(whole, silent)['nearestWall']).toBeNaN();
});
