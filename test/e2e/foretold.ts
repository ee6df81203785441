import { type Hex, hexToBigInt } from 'viem';
import { expect } from 'vitest';
import type { Lab } from '../../src/lab/lab.js';
import type { CostEstimate, CostParts } from '../../src/model/cost.js';
import type { OrderTerms } from '../../src/model/order.js';
import { milliseconds, type Wei, wei } from '../../src/model/units.js';
import { actualCost } from '../../src/plan/cost/actualCost.js';
import { type CostComparison, compareCosts } from '../../src/plan/cost/compareCosts.js';
import { costOf } from '../../src/plan/cost/costOf.js';
import { gasPricesOf } from '../../src/plan/cost/gasPrices.js';
import type { OrderStory } from '../../src/record/queries/decisions.js';
import type { TickRecord } from '../../src/record/recorder.js';
import type { Venue } from '../../src/venues/venue.js';

/** What the node suggests as a tip, wei per gas: what orders that pay no keepers are signed with. */
export async function tipOf({ publicClient }: Pick<Lab, 'publicClient'>): Promise<Wei> {
  const asked = { method: 'eth_maxPriorityFeePerGas' } as const;
  return wei(hexToBigInt((await publicClient.request(asked)) as Hex));
}

export interface Foretold {
  terms: OrderTerms;
  predicted: CostEstimate;
  actual: CostParts;
  comparison: CostComparison;
}

/** What an order was expected to cost on the tick that made it, beside what its transactions and fills came to. */
export function foretold(ticks: readonly TickRecord[], venue: Venue, story: OrderStory, tip: Wei): Foretold {
  const { order, fills, attempts, venueOrders } = story;
  const tick = ticks.find(({ orders }) => orders.some(({ order: { id } }) => id === order.id));
  const reading = tick?.snapshot.readings.find((one) => one.venue === venue.id);
  if (!tick || !reading) throw new Error(`no tick has made order ${order.id}`);
  const { terms } = order;
  const prices = gasPricesOf(tick.snapshot, tip);
  const predicted = costOf({ venue, reading, terms, prices, hold: milliseconds(86_400_000) });
  const basis = predicted.basis ?? { mark: null, gasToken: Number.NaN };
  const actual = actualCost({ fills: fills.map(({ fill }) => fill), attempts, venueOrders }, basis);
  return { terms, predicted, actual, comparison: compareCosts(predicted, actual) };
}

/** Within a tenth, and each part known. */
export function expectForetold({ terms, predicted, actual, comparison }: Foretold): void {
  const told = JSON.stringify({ kind: terms.kind, predicted, actual });
  expect(comparison.predicted, told).toBeGreaterThan(0);
  expect(Math.abs(comparison.share), told).toBeLessThan(0.1);
}
