import { expect } from 'vitest';
import type { VenueReading } from '../../../src/model/snapshot.js';
import { absolute } from '../../../src/model/units.js';
import { listUnsolicited } from '../../../src/record/queries/unsolicited.js';
import type { ConformanceCase } from '../conformanceCase.js';
import type { Desk, Story } from '../desk.js';
import { expectNear } from '../near.js';
import { settleUntil } from '../settleUntil.js';
import {
  deposit,
  filled,
  moves,
  onlyMargin,
  onlyPosition,
  openMargined,
  openPosition,
  opens,
  reduces,
  sizeOf,
} from '../terms.js';

/** Anybody's but the account's. */
const away = '0x00000000000000000000000000000000000000A1';

/** `Expired` where the account itself has done something after the block that it was decided at. */
export function expectEndedWithReason({ order, fills }: Story): void {
  expect(['Rejected', 'Canceled', 'Expired']).toContain(order.status);
  expect(order.text).toMatch(/[A-Za-z]{4}/);
  expect(fills).toEqual([]);
}

/** Closes the one position without the ledger's knowledge. */
async function closeByHand(desk: Desk): Promise<void> {
  const held = onlyPosition(await desk.read());
  const terms = reduces(desk.world.examples, held, absolute(held.quantity));
  await desk.hand.send(desk.venue, await desk.prepare(terms));
  await settleUntil(desk, ({ positions }) => positions.length === 0);
}

async function emptyWallet(desk: Desk): Promise<void> {
  const { funding } = await desk.read();
  const tokens = new Map(funding.map(({ token, balance }) => [token.address, balance]));
  for (const [token, balance] of tokens) if (balance > 0n) await desk.hand.transfer(token, away, balance);
}

async function unsolicitedOf(desk: Desk) {
  await desk.advance();
  const changes = await listUnsolicited(desk.ledger, { account: desk.account.address, limit: 10 });
  return changes.map(({ kind }) => kind);
}

export const foreignCases: readonly ConformanceCase[] = [
  {
    name: 'behavior: a position that is closed by hand meanwhile ends our reduction with a reason',
    needs: ['trade'],
    async run({ newDesk, world }) {
      const { examples } = world;
      const desk = await newDesk();
      const held = await openPosition(desk, examples.marginSide);
      const sizes = [absolute(held.quantity), ...(examples.reduceOnlyOnChain ? [examples.part] : [])];
      for (const size of sizes) {
        const held = (await desk.read()).positions[0] ?? (await openPosition(desk, examples.marginSide));
        const story = await desk.carryOut(reduces(examples, held, size), { meanwhile: () => closeByHand(desk) });
        expectEndedWithReason(story);
        expect((await desk.read()).positions).toEqual([]);
      }
    },
  },
  {
    name: 'behavior: a wallet that is emptied by hand meanwhile ends our order with a reason',
    needs: ['addCollateral', 'newAccount'],
    async run({ newDesk, world }) {
      const { collateral } = world.examples;
      const desk = await newDesk();
      const before = await openMargined(desk);
      const story = await desk.carryOut(moves('addCollateral', before, collateral.add), {
        meanwhile: () => emptyWallet(desk),
      });
      expectEndedWithReason(story);
      const after = await desk.read();
      expect(after.funding.every(({ balance }) => balance === 0n)).toBe(true);
      const { equity } = world.tolerances;
      const { collateralAmount } = onlyMargin(after);
      expectNear('collateral', Number(collateralAmount), Number(before.collateralAmount), equity);
    },
  },
  {
    name: 'behavior: a trade by hand shows in the next reading, and ours goes on from there',
    needs: ['trade'],
    async run({ newDesk, world }) {
      const { examples } = world;
      const desk = await newDesk();
      const held = await openPosition(desk, examples.marginSide);
      const grow = opens(examples, await desk.read(), examples.marginSide, examples.more, held);
      await desk.hand.send(desk.venue, await desk.prepare(grow));
      const isGrown = ({ positions }: VenueReading) =>
        positions.some(({ quantity }) => absolute(quantity) > absolute(held.quantity));
      await settleUntil(desk, isGrown);
      const grown = onlyPosition(await desk.read());
      await filled(desk, reduces(examples, grown, absolute(grown.quantity)));
      expect((await desk.read()).positions).toEqual([]);
    },
  },
  {
    name: 'behavior: a position that is liquidated meanwhile ends our order with a reason',
    needs: ['trade', 'moveMarket', 'liquidate'],
    async run({ newDesk, world }) {
      const { examples } = world;
      const desk = await newDesk();
      const held = await openRuinous(desk);
      const away = held.quantity > 0n ? -1 : 1;
      const start = await world.price();
      const story = await desk.carryOut(reduces(examples, held, examples.part), {
        meanwhile: async () => {
          await world.moveMarket?.(start * (1 + away * examples.ruin));
          expect(await world.liquidate?.(desk.account.address)).toBeGreaterThan(0);
        },
      });
      expectEndedWithReason(story);
      expect(sizeOf(await desk.read(), held.instrument.id)).toBe(0n);
      if (desk.venue.tracking) expect(await unsolicitedOf(desk)).toEqual(['liquidation']);
    },
  },
  {
    name: 'behavior: what nobody of ours asked for is told by the venue, once',
    needs: ['trade', 'twoStep'],
    async run({ newDesk, world }) {
      const desk = await newDesk();
      await openPosition(desk, world.examples.marginSide);
      expect(await unsolicitedOf(desk)).toEqual([]);
      await closeByHand(desk);
      expect(await unsolicitedOf(desk)).toEqual(['byHand']);
      await desk.restart();
      expect(await unsolicitedOf(desk)).toEqual(['byHand']);
    },
  },
  {
    name: 'behavior: a position closed by hand while our order waits at the venue ends it with a reason',
    needs: ['trade', 'twoStep', 'holdKeeper'],
    async run({ newDesk, world }) {
      const { examples } = world;
      const desk = await newDesk();
      const held = await openPosition(desk, examples.marginSide);
      // The hand's request is the older one, so that the keeper takes it first.
      const close = await desk.prepare(reduces(examples, held, absolute(held.quantity)));
      await desk.hand.send(desk.venue, close);
      const story = await desk.carryOut(reduces(examples, held, examples.part));
      expectEndedWithReason(story);
      expect((await desk.read()).positions).toEqual([]);
      expect((await desk.read()).orders).toEqual([]);
    },
  },
];

/** As near to ruin as the example goes. */
async function openRuinous(desk: Desk) {
  const { examples } = desk.world;
  await deposit(desk);
  await filled(desk, opens(examples, await desk.read(), examples.marginSide, examples.risky));
  return onlyPosition(await desk.read());
}
