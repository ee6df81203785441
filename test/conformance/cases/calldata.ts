import fc from 'fast-check';
import { isAddressEqual } from 'viem';
import { expect } from 'vitest';
import type { DecodedCall } from '../../../src/model/decodedCall.js';
import type { OrderTerms, Side } from '../../../src/model/order.js';
import type { VenueReading } from '../../../src/model/snapshot.js';
import { absolute, amountToFloat, toFloat, wad } from '../../../src/model/units.js';
import { decodedOrRefused } from '../../decodedOrRefused.js';
import { mutationsOf } from '../../mutations.js';
import type { ConformanceCase } from '../conformanceCase.js';
import type { Desk } from '../desk.js';
import { expectNear } from '../near.js';
import { whatIsSaid } from '../said.js';
import {
  deposit,
  filled,
  marginAccountOf,
  marketIn,
  moves,
  onlyPosition,
  openMargined,
  openPosition,
  opens,
  opposite,
  reduces,
} from '../terms.js';
import { place, stopLoss } from './resting.js';

/** It can only lower risk, as all of it says. */
export async function expectLowering(desk: Desk, terms: OrderTerms): Promise<readonly DecodedCall[]> {
  const { calls } = await whatIsSaid(desk, terms);
  expect(calls.length).toBeGreaterThan(0);
  for (const { notional, lowersRisk, does } of calls)
    expect({ does, notional, lowersRisk }).toEqual({ does, notional: 0, lowersRisk: true });
  return calls;
}

const sideSaid: Record<Side, RegExp> = { Buy: /\b(buy|long)\b/, Sell: /\b(sell|short)\b/ };

export const calldataCases: readonly ConformanceCase[] = [
  {
    name: 'default: what opens or adds to a position says so, with its notional and its side',
    needs: ['trade'],
    async run({ newDesk, world }) {
      const { examples } = world;
      for (const side of examples.sides) {
        const desk = await newDesk();
        await deposit(desk);
        for (const position of [null, 'held'] as const) {
          const before = await desk.read();
          const held = position === null ? null : onlyPosition(before);
          const quantity = position === null ? examples.open : examples.more;
          const terms = opens(examples, before, side, quantity, held);
          const { calls, reading } = await whatIsSaid(desk, terms);
          const [said, ...more] = calls;
          expect(more).toEqual([]);
          expect(said).toMatchObject({ lowersRisk: false, does: expect.stringMatching(sideSaid[side]) });
          const worth = toFloat(quantity) * toFloat(marketIn(reading, terms.instrument).index);
          expectNear('notional', said?.notional ?? 0, worth, 0.01);
          if (position === null) await filled(desk, terms);
        }
      }
    },
  },
  {
    name: 'default: what reduces or closes a position can only lower risk, as its calldata says',
    needs: ['trade'],
    async run({ newDesk, world }) {
      const { examples } = world;
      for (const side of examples.sides) {
        const desk = await newDesk();
        const held = await openPosition(desk, side);
        await expectLowering(desk, reduces(examples, held, examples.part));
        await expectLowering(desk, reduces(examples, held, absolute(held.quantity)));
      }
    },
  },
  {
    name: 'behavior: a trade through zero may add risk',
    needs: ['trade', 'flip'],
    async run({ newDesk, world }) {
      const { examples } = world;
      const desk = await newDesk();
      const held = await openPosition(desk, examples.marginSide);
      const through = wad(absolute(held.quantity) + examples.more);
      const terms = opens(examples, await desk.read(), opposite(examples.marginSide), through, held);
      const { calls } = await whatIsSaid(desk, terms);
      expect(calls.at(-1)).toMatchObject({ lowersRisk: false });
      const worth = toFloat(examples.more) * toFloat(marketIn(await desk.read(), terms.instrument).index);
      expect(calls.at(-1)?.notional).toBeGreaterThan(worth * 0.99);
    },
  },
  {
    name: 'default: collateral put in can only lower risk, and collateral taken out has its worth',
    needs: ['addCollateral', 'removeCollateral'],
    async run({ newDesk, world }) {
      const { collateral } = world.examples;
      const desk = await newDesk();
      const margin = await openMargined(desk);
      const added = await expectLowering(desk, moves('addCollateral', margin, collateral.add));
      const { address, decimals, price } = margin.collateral;
      expect(added.flatMap(({ pays }) => pays)).toEqual([
        { token: expect.toSatisfy(isToken(address)), amount: collateral.add },
      ]);
      const { calls } = await whatIsSaid(desk, moves('removeCollateral', margin, collateral.remove));
      expect(calls).toMatchObject([{ lowersRisk: false, pays: [] }]);
      const worth = amountToFloat(collateral.remove, decimals) * toFloat(price);
      expectNear('worth of what is taken out', calls[0]?.notional ?? 0, worth, 0.01);
    },
  },
  {
    name: 'default: a stop-loss, its change and its end can only lower risk',
    needs: ['rest', 'replace', 'cancel'],
    async run({ newDesk, world }) {
      const desk = await newDesk();
      const held = await openPosition(desk, world.examples.marginSide);
      await expectLowering(desk, stopLoss(held, 0.1));
      const { resting } = await place(desk, stopLoss(held, 0.1));
      await expectLowering(desk, stopLoss(held, 0.12, resting.id));
      await expectLowering(desk, { kind: 'cancel', venue: held.venue, order: resting.id });
    },
  },
  {
    name: 'default: a claim goes to the account and can only lower risk',
    needs: ['claim', 'owe'],
    async run({ newDesk, world }) {
      const desk = await newDesk();
      await world.owe?.(desk.account.address);
      const { venue, claimable: amounts = [] } = await desk.read();
      const calls = await expectLowering(desk, { kind: 'claim', venue, amounts });
      expect(calls.flatMap(({ recipients }) => recipients).length).toBeGreaterThan(0);
    },
  },
  {
    name: 'invariant: calldata that was changed is refused, or gives nobody else anything and pays in no other token',
    needs: ['trade', 'addCollateral', 'removeCollateral'],
    async run({ newDesk, world }) {
      const { examples } = world;
      const desk = await newDesk();
      const held = await openPosition(desk, examples.marginSide);
      const reading = await desk.read();
      const margin = marginAccountOf(reading, held);
      await expectChangesHarmless(desk, reading, [
        opens(examples, reading, examples.marginSide, examples.more, held),
        reduces(examples, held, examples.part),
        moves('addCollateral', margin, examples.collateral.add),
        moves('removeCollateral', margin, examples.collateral.remove),
      ]);
    },
  },
];

/** Calldata of honest orders, changed in all ways, is refused, or gives nobody else anything and pays in no other token. */
export async function expectChangesHarmless(
  { venue, account, prepare }: Desk,
  reading: VenueReading,
  orders: readonly OrderTerms[],
): Promise<void> {
  const honest = (await Promise.all(orders.map((terms) => prepare(terms))))
    .flat()
    .filter(({ approval }) => approval === null);
  const changed = fc.oneof(...honest.map((request) => mutationsOf(request.data).map((data) => ({ ...request, data }))));
  fc.assert(
    fc.property(changed, (request) => {
      for (const { recipients, pays } of decodedOrRefused(() => venue.decodeCall?.(request, reading))) {
        expect(recipients.every((one) => isAddressEqual(one, account.address))).toBe(true);
        for (const { token } of pays) expect(venue.spenders?.some((one) => isToken(token)(one.token))).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
}

const isToken = (expected: string) => (address: string) => address.toLowerCase() === expected.toLowerCase();
