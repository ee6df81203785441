import fc from 'fast-check';
import { isAddressEqual } from 'viem';
import { expect } from 'vitest';
import type { Fill, Side, TradeTerms } from '../../../src/model/order.js';
import type { VenueReading } from '../../../src/model/snapshot.js';
import { amountToFloat, toFloat } from '../../../src/model/units.js';
import { createEndpoint } from '../../../src/observe/endpoints/createEndpoint.js';
import { callsAt, replayReading, runReadings } from '../../../src/observe/runReadings.js';
import { decodeJson, encodeJson } from '../../../src/record/json.js';
import { decodedOrRefused } from '../../decodedOrRefused.js';
import { mutationsOf } from '../../mutations.js';
import type { ConformanceCase } from '../conformanceCase.js';
import type { Desk } from '../desk.js';
import { expectNear } from '../near.js';
import { whatIsSaid } from '../said.js';
import { filled, marketIn, opens } from '../terms.js';

/** The tokens of the example's pair, as the wallet has them. */
export function pairOf(reading: VenueReading, instrument: string) {
  const { instrument: spot } = marketIn(reading, instrument);
  if (spot.kind !== 'spot') throw new Error(`${instrument} is no pair`);
  const rowOf = (address: string) => {
    const row = reading.funding.find(({ token }) => token.address.toLowerCase() === address.toLowerCase());
    if (!row) throw new Error(`the wallet's ${address} was not read`);
    return row;
  };
  return { base: rowOf(spot.base.address), quote: rowOf(spot.quote.address) };
}

type TradeFill = Extract<Fill, { kind: 'trade' }>;

/** Carries a trade out and holds fill and wallet against everything that was said of it before. */
async function expectSwapped(desk: Desk, terms: TradeTerms): Promise<void> {
  const { tolerances } = desk.world;
  const before = await desk.read();
  const estimate = desk.venue.estimate(before, terms);
  const expected = pairOf(desk.venue.after(before, terms), terms.instrument);
  const { fills, steps } = await filled(desk, terms);
  const [fill, ...more] = fills as readonly TradeFill[];
  expect(more).toEqual([]);
  expect(fill).toMatchObject({ kind: 'trade', instrument: terms.instrument, side: terms.side });
  if (!fill) throw new Error('nothing was filled');
  expectNear('quantity', toFloat(fill.quantity), toFloat(terms.quantity), tolerances.quantity);
  expectNear('price estimated', toFloat(estimate.price), toFloat(fill.price), tolerances.price);
  expectNear('fee estimated', toFloat(estimate.fee), toFloat(fill.fee), tolerances.fee);

  const was = pairOf(before, terms.instrument);
  const is = pairOf(await desk.read(), terms.instrument);
  for (const token of ['base', 'quote'] as const) {
    const [wanted, has] = [expected[token], is[token]].map((row) => Number(row.balance));
    expectNear(`${is[token].token.symbol} in the wallet`, has ?? 0, wanted ?? 0, tolerances.wallet);
  }
  const sign = terms.side === 'Buy' ? 1 : -1;
  const { decimals } = is.base.token;
  const change = amountToFloat(is.base.balance, decimals) - amountToFloat(was.base.balance, decimals);
  expectNear('base by the fill', change, sign * toFloat(fill.quantity), 1e-9);
  const paid = toFloat(fill.quantity) * toFloat(fill.price) + sign * toFloat(fill.fee);
  const { decimals: places } = is.quote.token;
  const spent = amountToFloat(was.quote.balance, places) - amountToFloat(is.quote.balance, places);
  expectNear('dollars by the fill', spent, sign * paid, 1e-6);

  // A permission covers the worst case; what is left of one is no more than was not needed.
  const [gives, had] = terms.side === 'Buy' ? [is.quote, was.quote] : [is.base, was.base];
  const given = steps.find(({ approval }) => approval)?.approval?.amount ?? had.allowance;
  expect(gives.allowance).toBe(given - (had.balance - gives.balance));
}

export const spotTradeCases: readonly ConformanceCase[] = [
  {
    name: 'default: bought and sold again out of the wallet, every step as it was foretold',
    needs: ['spot'],
    async run({ newDesk, world }) {
      const { examples } = world;
      const desk = await newDesk();
      for (const [side, quantity] of [
        ['Buy', examples.open],
        ['Sell', examples.part],
        ['Buy', examples.more],
        ['Sell', examples.open],
      ] as const) {
        await expectSwapped(desk, opens(examples, await desk.read(), side, quantity));
      }
      expect((await desk.read()).positions).toEqual([]);
    },
  },
  {
    name: 'default: a trade says its side and its notional, and gives nobody else anything',
    needs: ['spot'],
    async run({ newDesk, world }) {
      const { examples } = world;
      const desk = await newDesk();
      const words: Record<Side, RegExp> = { Buy: /\bbuy\b/, Sell: /\bsell\b/ };
      for (const side of ['Buy', 'Sell'] as const) {
        const terms = opens(examples, await desk.read(), side, examples.open);
        const { calls, reading } = await whatIsSaid(desk, terms);
        expect(calls).toMatchObject([{ lowersRisk: false, does: expect.stringMatching(words[side]) }]);
        expect(calls[0]?.recipients).toHaveLength(1);
        const worth = toFloat(examples.open) * toFloat(marketIn(reading, terms.instrument).index);
        // A purchase counts by what it may pay at most: that is what its bytes allow.
        const most = side === 'Buy' ? 1 + terms.maxSlippage / 10_000 : 1;
        expectNear('notional', calls[0]?.notional ?? 0, worth * most, 0.01);
      }
    },
  },
  {
    name: 'invariant: calldata of a trade that was changed is refused, or gives nobody else anything and pays in no other token',
    needs: ['spot'],
    async run({ newDesk, world }) {
      const desk = await newDesk();
      const reading = await desk.read();
      const steps = await Promise.all(
        (['Buy', 'Sell'] as const).map((side) =>
          desk.prepare(opens(world.examples, reading, side, world.examples.open)),
        ),
      );
      const honest = steps.flat().filter(({ approval }) => approval === null);
      const changed = fc.oneof(...honest.map((step) => mutationsOf(step.data).map((data) => ({ ...step, data }))));
      let refused = 0;
      fc.assert(
        fc.property(changed, (request) => {
          const calls = decodedOrRefused(() => desk.venue.decodeCall?.(request, reading));
          if (calls.length === 0) refused++;
          for (const { recipients, pays } of calls) {
            // Whoever signs refuses any other recipient; that it is told of is what counts here.
            expect(recipients).toHaveLength(1);
            for (const { token } of pays)
              expect(desk.venue.spenders?.some((one) => isAddressEqual(one.token, token))).toBe(true);
          }
        }),
        { numRuns: 300 },
      );
      expect(refused).toBeGreaterThan(0);
    },
  },
  {
    name: 'invariant: a reading takes two round trips, its record reads the same, and so does its block later',
    needs: ['spot'],
    async run({ newDesk, world }) {
      const desk = await newDesk();
      const look = await desk.look();
      expect(look.transcript.length).toBeLessThanOrEqual(2);
      const recorded = decodeJson(encodeJson(look.transcript)) as typeof look.transcript;
      const replayed = replayReading(() => desk.venue.read(look.block, look.sheets), recorded);
      if (!replayed.ok) throw new Error(replayed.error);
      expect(replayed.value).toEqual(look.reading);

      await filled(desk, opens(world.examples, look.reading, 'Buy', world.examples.more));
      const calls = callsAt(createEndpoint(world.chain.http), world.chain.multicall3, look.block.hash);
      const [again] = await runReadings([() => desk.venue.read(look.block, look.sheets)], calls);
      if (!again?.ok) throw new Error(again?.error ?? 'no outcome');
      expect(again.value).toEqual(look.reading);
      expect((await desk.read()).detail).not.toEqual(look.reading.detail);
    },
  },
];
