import { expect, test } from 'vitest';
import { useGmxLab } from '../../../test/gmxLab.js';
import { createGmxTrader, type GmxTrader, gmxCollateral, gmxStop, gmxTrade } from '../../../test/gmxTrader.js';
import type { OrderTerms } from '../../model/order.js';
import { type UnixSeconds, unixSeconds, wei } from '../../model/units.js';
import { parseBlock } from '../../observe/block.js';
import { createEndpoint } from '../../observe/endpoints/createEndpoint.js';
import { sampleOrder } from '../../record/testing/sample.js';
import type { Venue } from '../../venues/venue.js';
import { expectedGasPrice, payingKeepers } from './keeperFee.js';
import { rehearsalProblem } from './rehearsalProblem.js';
import { rehearse } from './rehearse.js';

const lab = useGmxLab();
const never: UnixSeconds = unixSeconds(0);

/** Rehearses each step as it would be signed, sends those before the last, and tells what speaks against the last. */
async function rehearsed(trader: GmxTrader, terms: OrderTerms, changed: Partial<Venue> = {}) {
  const { client } = createEndpoint(lab().url);
  const venue = { ...trader.venue, ...changed } as Venue;
  const reading = await trader.read();
  const order = sampleOrder({ account: trader.address, terms });
  const steps = trader.venue.prepare(reading, terms, never);
  let last: { purpose: string; problem: string | null; hasEffect: boolean } | null = null;
  for (const step of steps) {
    const block = parseBlock(await client.request({ method: 'eth_getBlockByNumber', params: ['latest', false] }));
    const price = step.keeperGas ? expectedGasPrice(wei(block.baseFee)) : undefined;
    const tried = price === undefined ? step : payingKeepers(venue, step, price);
    const rehearsal = await rehearse(client, trader.address, tried, price);
    if (!rehearsal.ok)
      throw new Error(`${step.purpose}: ${JSON.stringify(venue.decodeError(rehearsal.revertData ?? '0x'))}`);
    const problem = rehearsalProblem({ order, venue, request: tried, rehearsal, cost: 0n, reading });
    last = { purpose: step.purpose, problem, hasEffect: rehearsal.effect !== null };
    if (step !== steps.at(-1)) {
      expect(problem).toBeNull();
      expect((await trader.send(step)).status).toBe('success');
    }
  }
  return last;
}

const fine = (purpose: string) => ({ purpose, problem: null, hasEffect: true });

test('default: each kind of order at GMX asks its keepers for what it is for', async () => {
  const trader = await createGmxTrader(lab());
  const open = gmxTrade('Sell', '2');
  expect(await rehearsed(trader, open)).toEqual(fine('trade'));
  await trader.carryOut(open);
  const account = 'gmx-v2 ETH/USD short USDC';
  for (const kind of ['addCollateral', 'removeCollateral'] as const) {
    expect(await rehearsed(trader, gmxCollateral(kind, '100', account))).toEqual(fine(kind));
  }
  const position = account;
  expect(await rehearsed(trader, gmxTrade('Buy', '1', { position, reduceOnly: true }))).toEqual(fine('trade'));
  // Closes the short and opens a long: two orders, two keepers.
  expect(await rehearsed(trader, gmxTrade('Buy', '3'))).toEqual(fine('trade'));

  const stop = gmxStop('Buy', '1', '4000');
  expect(await rehearsed(trader, stop)).toEqual(fine('rest'));
  const { orders } = await trader.ask(stop);
  const [resting] = orders;
  if (!resting) throw new Error('nothing rests');
  const moved = gmxStop('Buy', '1', '4100', { replaces: resting });
  expect(await rehearsed(trader, moved)).toEqual(fine('rest'));
  expect(await rehearsed(trader, { kind: 'cancel', venue: 'gmx-v2', order: resting })).toEqual(fine('cancel'));
});

test('behavior: a request that asks for nothing, for too much or for something else is not sent', async () => {
  const trader = await createGmxTrader(lab());
  const { tracking } = trader.venue;
  if (!tracking) throw new Error('GMX is followed');
  const creating = (...orders: readonly string[]): Partial<Venue> => ({
    tracking: { ...tracking, created: () => orders },
  });
  const open = gmxTrade('Sell', '2');
  expect((await rehearsed(trader, open, creating()))?.problem).toBe('it would ask nothing of the keepers of gmx-v2');
  expect((await rehearsed(trader, open, creating('a', 'b')))?.problem).toBe(
    'it would put 2 orders into the book of gmx-v2 instead of 1',
  );
  await trader.carryOut(open);
  const { orders } = await trader.ask(gmxStop('Buy', '1', '4000'));
  const [resting = ''] = orders;
  const moved = gmxStop('Buy', '1', '4100', { replaces: resting });
  expect((await rehearsed(trader, moved, creating('a')))?.problem).toMatch(
    /^it would change 1 orders and create 1, instead/,
  );
  expect((await rehearsed(trader, moved, { fills: () => [] }))?.problem).toMatch(/^it would change 0 orders/);
  const cancel: OrderTerms = { kind: 'cancel', venue: 'gmx-v2', order: resting };
  expect((await rehearsed(trader, cancel, creating('a')))?.problem).toMatch(/^it would put 1 orders into the book/);
  expect((await rehearsed(trader, cancel, { fills: () => [{ kind: 'cancel', order: 'b' }] }))?.problem).toBe(
    'gmx-v2 would cancel another order',
  );
});
