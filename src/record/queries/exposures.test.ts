import { expect, onTestFinished, test } from 'vitest';
import type { StandingLimits } from '../../model/limits.js';
import { unixMillis } from '../../model/units.js';
import { toyStrategy } from '../../plan/testing/toyBook.js';
import { newId } from '../id.js';
import { openLedger } from '../ledger.js';
import { insertRisk, insertTick } from '../statements/ticks.js';
import { sampleAccount, sampleOrder, sampleTick, sampleTrade, workOf } from '../testing/sample.js';
import { exposuresOf } from './exposures.js';

const now = unixMillis(1_700_000_100_000);
const at = unixMillis(now - 30_000);
const book = (name: string, standing?: StandingLimits) => {
  const strategy = toyStrategy([], { name, account: sampleAccount });
  return standing ? { ...strategy, limits: { ...strategy.limits, standing } } : strategy;
};
const bound = { review: null, reject: 1 };

async function ledgerOf(orders: readonly Parameters<typeof sampleOrder>[0][]) {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  const tick = (strategy: string, mode: string) => sampleTick({ id: newId(at), strategy, at, summary: { mode } });
  const positions = [3_000, -1_000].map((deltaUsd) => ({ deltaUsd, charm: 0 }));
  for (const change of orders) {
    const order = sampleOrder({ account: sampleAccount, createdAt: unixMillis(at - 1_000), status: 'New', ...change });
    await ledger.commit([workOf(order)]);
  }
  for (const one of [tick('other', 'live'), tick('rehearsal', 'shadow'), tick('mine', 'live')]) {
    await ledger.commit([insertTick(one), insertRisk(one.id, { positions, underlyings: [] } as never)]);
  }
  return ledger;
}

test('behavior: where no limit asks for more than the book, nothing is read', async () => {
  const ledger = await ledgerOf([]);
  expect(await exposuresOf(ledger, book('mine'), now)).toBeUndefined();
  expect(await exposuresOf(ledger, book('mine', { gross: bound }), now)).toBeUndefined();
});

test('default: a limit of all books reads the other live ones, with what is on its way', async () => {
  const ledger = await ledgerOf([{ strategy: 'other', notional: 500 }]);
  const above = [{ level: 'global' as const, limits: { gross: bound, minute: { orders: bound } } }];
  const found = await exposuresOf(ledger, { ...book('mine'), above }, now);
  expect(found?.above).toEqual(above);
  expect(found?.books).toMatchObject([{ strategy: 'other', sharesAccount: true, gross: 4_500, net: 1_500 }]);
  expect(found?.used.global.ordersLastMinute).toBe(1);
  expect(found?.used.strategy.ordersLastMinute).toBe(0);
});

test('behavior: what is open is told of every live book, what is over of this one only, and of no rehearsal', async () => {
  const ledger = await ledgerOf([
    { strategy: 'other' },
    { strategy: 'other', status: 'Filled' },
    { strategy: 'rehearsal', mode: 'shadow' },
    { strategy: 'mine', status: 'Filled' },
  ]);
  const found = await exposuresOf(ledger, book('mine', { duplicates: { review: null, reject: 60_000 } }), now);
  const { instrument, side, quantity } = sampleTrade;
  expect(found?.recent.map(({ strategy, isOpen }) => [strategy, isOpen])).toEqual([
    ['other', true],
    ['mine', false],
  ]);
  expect(found?.recent[0]).toMatchObject({ instrument, side, quantity: String(quantity) });
});
