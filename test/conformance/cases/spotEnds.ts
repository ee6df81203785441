import { expect } from 'vitest';
import type { VenueReading } from '../../../src/model/snapshot.js';
import type { ConformanceCase } from '../conformanceCase.js';
import { filled, opens } from '../terms.js';
import { expectEndedWithReason } from './foreign.js';
import { pairOf } from './spotTrades.js';

/** Anybody's but the account's. */
const away = '0x00000000000000000000000000000000000000A1';

const balances = ({ funding }: VenueReading) => funding.map(({ token, balance }) => [token.symbol, balance]);

/** How orders end that do not go as they were meant to. */
export const spotEndCases: readonly ConformanceCase[] = [
  {
    name: 'behavior: a price that has moved beyond the bound ends the order with a reason, and nothing has changed',
    needs: ['spot', 'moveMarket'],
    async run({ newDesk, world }) {
      const { examples } = world;
      const start = await world.price();
      for (const side of ['Buy', 'Sell'] as const) {
        await world.moveMarket?.(start);
        const desk = await newDesk();
        const before = await desk.read();
        const sign = side === 'Buy' ? 1 : -1;
        const story = await desk.carryOut(opens(examples, before, side, examples.open), {
          meanwhile: async () => world.moveMarket?.(start * (1 + sign * examples.beyondSlippage)),
        });
        expectEndedWithReason(story);
        expect(balances(await desk.read())).toEqual(balances(before));
      }
    },
  },
  {
    name: 'behavior: a pool that is drained meanwhile ends the order with a reason, and nothing has changed',
    needs: ['spot', 'drain'],
    async run({ newDesk, world }) {
      const { examples } = world;
      const desk = await newDesk();
      const before = await desk.read();
      const story = await desk.carryOut(opens(examples, before, 'Sell', examples.open), {
        meanwhile: async () => world.drain?.(),
      });
      expectEndedWithReason(story);
      expect(balances(await desk.read())).toEqual(balances(before));
    },
  },
  {
    name: 'behavior: a wallet that holds less by then ends the order with a reason',
    needs: ['spot'],
    async run({ newDesk, world }) {
      const { examples } = world;
      for (const side of ['Buy', 'Sell'] as const) {
        const desk = await newDesk();
        const before = await desk.read();
        const terms = opens(examples, before, side, examples.open);
        const { base, quote } = pairOf(before, terms.instrument);
        const { token, balance } = side === 'Buy' ? quote : base;
        const story = await desk.carryOut(terms, {
          meanwhile: () => desk.hand.transfer(token.address, away, balance),
        });
        expectEndedWithReason(story);
      }
    },
  },
  {
    name: 'behavior: an executor that dies before the swap leaves its permission to the next order, which asks for no other',
    needs: ['spot'],
    async run({ newDesk, world }) {
      const { examples } = world;
      const desk = await newDesk();
      const before = await desk.read();
      const terms = opens(examples, before, 'Sell', examples.open);
      const { order, attempts } = await desk.carryOut(terms, { crash: { at: 'sign', transaction: 1 } });
      expect(order.status).toBe('Canceled');
      expect(order.text).not.toBe('');
      expect(attempts).toHaveLength(1);
      expect(balances(await desk.read())).toEqual(balances(before));
      expect((await desk.prepare(terms)).map(({ purpose }) => purpose)).toEqual(['trade']);
      await filled(desk, terms);
      expect((await desk.read()).funding.every(({ allowance }) => allowance === 0n)).toBe(true);
    },
  },
  {
    name: 'behavior: an executor that dies once its swap is out is taken over from, with one effect',
    needs: ['spot'],
    async run({ newDesk, world }) {
      const { examples } = world;
      const desk = await newDesk();
      const before = await desk.read();
      const terms = opens(examples, before, 'Sell', examples.open);
      const { order, fills } = await desk.carryOut(terms, { crash: { at: 'sent', transaction: 1 } });
      expect(order.status).toBe('Filled');
      expect(fills).toHaveLength(1);
      const [was, is] = [before, await desk.read()].map((reading) => pairOf(reading, terms.instrument).base);
      const { decimals } = was?.token ?? { decimals: 18 };
      expect((was?.balance ?? 0n) - (is?.balance ?? 0n)).toBe((terms.quantity * 10n ** BigInt(decimals)) / 10n ** 18n);
    },
  },
];
