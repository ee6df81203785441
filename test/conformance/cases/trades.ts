import { expect } from 'vitest';
import type { Fill, TradeTerms } from '../../../src/model/order.js';
import type { VenueReading } from '../../../src/model/snapshot.js';
import { absolute, amountToFloat, toFloat, wad } from '../../../src/model/units.js';
import { VenueRefusal } from '../../../src/venues/venue.js';
import type { ConformanceCase } from '../conformanceCase.js';
import type { Desk } from '../desk.js';
import { expectAsExpected } from '../expectAsExpected.js';
import { expectNear } from '../near.js';
import { deposit, filled, marketIn, onlyPosition, openPosition, opens, opposite, reduces, sizeOf } from '../terms.js';

type TradeFill = Extract<Fill, { kind: 'trade' }>;

/** A trade's fills as one: quantities added, prices weighed by them. */
function together(fills: readonly Fill[]): TradeFill {
  const trades = fills.filter((fill) => fill.kind === 'trade');
  const [first] = trades;
  if (!first) throw new Error('expected a trade among the fills');
  const quantity = trades.reduce((sum, fill) => sum + fill.quantity, 0n);
  const paid = trades.reduce((sum, fill) => sum + fill.quantity * fill.price, 0n);
  const fee = trades.reduce((sum, fill) => sum + fill.fee, 0n);
  return { ...first, quantity: wad(quantity), price: wad(paid / quantity), fee: wad(fee) };
}

/** Carries a trade out and holds it against everything that was said of it before. */
export async function expectTraded(desk: Desk, terms: TradeTerms): Promise<void> {
  const { tolerances } = desk.world;
  const before = await desk.read();
  const estimate = desk.venue.estimate(before, terms);
  const expected = desk.venue.after(before, terms);
  const story = await filled(desk, terms);
  const after = await desk.read();

  const fill = together(story.fills);
  expect(fill).toMatchObject({ instrument: terms.instrument, side: terms.side });
  const change = sizeOf(after, terms.instrument) - sizeOf(before, terms.instrument);
  const signed = toFloat(fill.quantity) * (fill.side === 'Buy' ? 1 : -1);
  expectNear('change of the position by the fill', toFloat(wad(change)), signed, tolerances.change);
  expectNear('quantity filled', toFloat(fill.quantity), toFloat(terms.quantity), tolerances.quantity);
  expectWithinSlippage(terms, toFloat(marketIn(before, terms.instrument).last), toFloat(fill.price));
  expectNear('price estimated', toFloat(estimate.price), toFloat(fill.price), tolerances.price);
  expectNear('fee estimated', toFloat(estimate.fee), toFloat(fill.fee), tolerances.fee);
  expectAsExpected(desk, expected, after);
  expectNothingLeftOver(desk, story.steps, before, after);
  expect(after.orders ?? []).toEqual([]);
}

/** A quantity that the venue rounds may be off by as much in its price. */
function expectWithinSlippage({ side, maxSlippage }: TradeTerms, last: number, price: number): void {
  const share = maxSlippage / 10_000;
  if (side === 'Buy') expect(price).toBeLessThanOrEqual(last * (1 + share));
  else expect(price).toBeGreaterThanOrEqual(last * (1 - share));
}

/** Permissions are drawn on by the order they were given for; no more than its own bound may be left of one. */
function expectNothingLeftOver(
  { world }: Desk,
  steps: readonly { approval: { token: string; amount: bigint } | null }[],
  before: VenueReading,
  after: VenueReading,
): void {
  after.funding.forEach(({ token, allowance, balance, spender }, i) => {
    const given = steps.find(({ approval }) => approval?.token.toLowerCase() === token.address.toLowerCase());
    const had = before.funding[i];
    const most = (given?.approval?.amount ?? had?.allowance ?? 0n) - ((had?.balance ?? 0n) - balance);
    const what = `${amountToFloat(allowance, token.decimals)} ${token.symbol} left to ${spender}`;
    if (world.examples.boundedApprovals) expect(allowance <= (most > 0n ? most : 0n), what).toBe(true);
    else expect(allowance, what).toBe(0n);
  });
}

export const tradeCases: readonly ConformanceCase[] = [
  {
    name: 'default: open, grow, reduce and close, on each side, every step as it was foretold',
    needs: ['trade'],
    async run({ newDesk, world }) {
      const { examples } = world;
      for (const side of examples.sides) {
        const desk = await newDesk();
        await deposit(desk);
        await expectTraded(desk, opens(examples, await desk.read(), side, examples.open));
        const opened = onlyPosition(await desk.read());
        expect(opened.quantity > 0n).toBe(side === 'Buy');
        await expectTraded(desk, opens(examples, await desk.read(), side, examples.more, opened));
        await expectTraded(desk, reduces(examples, onlyPosition(await desk.read()), examples.part));
        const rest = onlyPosition(await desk.read());
        await expectTraded(desk, reduces(examples, rest, absolute(rest.quantity)));
        const closed = await desk.read();
        expect(closed.positions).toEqual([]);
        expect(closed.marginAccounts.flatMap(({ positions }) => positions)).toEqual([]);
      }
    },
  },
  {
    name: 'behavior: a trade carries a position through zero',
    needs: ['trade', 'flip'],
    async run({ newDesk, world }) {
      const { examples } = world;
      for (const side of examples.sides) {
        const desk = await newDesk();
        const held = await openPosition(desk, side);
        const through = wad(absolute(held.quantity) + examples.more);
        await expectTraded(desk, opens(examples, await desk.read(), opposite(side), through, held));
        const flipped = onlyPosition(await desk.read());
        expect(flipped.quantity > 0n).toBe(side === 'Sell');
      }
    },
  },
  {
    name: 'invariant: a reduce-only trade larger than the position is refused, or closes it and no more',
    needs: ['trade'],
    async run({ newDesk, world }) {
      const { examples } = world;
      for (const side of examples.sides) {
        const desk = await newDesk();
        const held = await openPosition(desk, side);
        const terms = reduces(examples, held, wad(2n * absolute(held.quantity)));
        const refusal = await desk.carryOut(terms).then(
          () => null,
          (error: unknown) => error,
        );
        const left = sizeOf(await desk.read(), held.instrument.id);
        if (refusal === null) expect(left).toBe(0n);
        else expect(left).toBe(held.quantity);
        if (refusal !== null) expect(refusal).toBeInstanceOf(VenueRefusal);
      }
    },
  },
];
