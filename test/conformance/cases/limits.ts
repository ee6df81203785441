import { expect } from 'vitest';
import type { Side, TradeTerms } from '../../../src/model/order.js';
import type { VenueReading } from '../../../src/model/snapshot.js';
import { bps, fromFloat, toFloat, type Wad } from '../../../src/model/units.js';
import { VenueRefusal } from '../../../src/venues/venue.js';
import type { ConformanceCase, Stage } from '../conformanceCase.js';
import type { Desk } from '../desk.js';
import { deposit, filled, opens } from '../terms.js';

/** So much slippage that it bounds nothing here: what is shown is the worst price's doing. */
const wide = bps(5_000);

const balances = ({ funding }: VenueReading) => funding.map(({ token, balance }) => [token.symbol, balance]);

/** A trade of the example's size whose worst price is a share beyond what it is expected to execute at; negative: within. */
async function limited(desk: Desk, side: Side, share: number): Promise<TradeTerms & { worstPrice: Wad }> {
  const { examples } = desk.world;
  const reading = await desk.read();
  const terms = { ...opens(examples, reading, side, examples.open), maxSlippage: wide };
  const expected = toFloat(desk.venue.estimate(reading, terms).price);
  const worst = expected * (side === 'Buy' ? 1 + share : 1 - share);
  return { ...terms, worstPrice: fromFloat(worst, side === 'Buy' ? 'down' : 'up') };
}

/** Whatever becomes of it, nothing is traded, and it is said why. */
async function expectNothing(desk: Desk, terms: TradeTerms, meanwhile?: () => Promise<unknown>): Promise<void> {
  const before = await desk.read();
  try {
    const { order, fills } = await desk.carryOut(terms, meanwhile ? { meanwhile } : {});
    expect(['Rejected', 'Canceled']).toContain(order.status);
    expect(order.text).toMatch(/[A-Za-z]{4}/);
    expect(fills).toEqual([]);
  } catch (error) {
    expect(error).toBeInstanceOf(VenueRefusal);
  }
  const after = await desk.read();
  expect(after.positions).toEqual(before.positions);
  expect(after.orders ?? []).toEqual([]);
  expect(balances(after)).toEqual(balances(before));
}

async function fills({ newDesk, world }: Stage): Promise<void> {
  for (const side of world.examples.sides) {
    const desk = await newDesk();
    await deposit(desk);
    const terms = await limited(desk, side, 0.005);
    const story = await filled(desk, terms);
    for (const fill of story.fills) {
      if (fill.kind !== 'trade') continue;
      // Of a quantity that the venue rounds.
      const rounded = 1 + (side === 'Buy' ? 1 : -1) * world.tolerances.quantity;
      const most = toFloat(terms.worstPrice) * rounded;
      if (side === 'Buy') expect(toFloat(fill.price)).toBeLessThanOrEqual(most);
      else expect(toFloat(fill.price)).toBeGreaterThanOrEqual(most);
    }
    const beyond = await newDesk();
    await deposit(beyond);
    await expectNothing(beyond, await limited(beyond, side, -0.005));
  }
}

async function moved({ newDesk, world }: Stage): Promise<void> {
  const { examples } = world;
  const start = await world.price();
  for (const side of examples.sides) {
    await world.moveMarket?.(start);
    const desk = await newDesk();
    await deposit(desk);
    const against = start * (1 + (side === 'Buy' ? 1 : -1) * examples.beyondSlippage);
    await expectNothing(desk, await limited(desk, side, 0.002), async () => world.moveMarket?.(against));
  }
}

const names = {
  fills:
    'default: a worst price in reach is kept, and one out of reach trades nothing, however much slippage is allowed',
  moved: 'behavior: a market that moves beyond the worst price, and not beyond the slippage, ends the order',
};

export const limitCases: readonly ConformanceCase[] = [
  { name: names.fills, needs: ['trade'], run: fills },
  { name: names.moved, needs: ['trade', 'moveMarket'], run: moved },
  { name: names.fills, needs: ['spot'], run: fills },
  { name: names.moved, needs: ['spot', 'moveMarket'], run: moved },
];
