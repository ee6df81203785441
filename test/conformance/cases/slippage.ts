import { expect } from 'vitest';
import type { VenueReading } from '../../../src/model/snapshot.js';
import { absolute } from '../../../src/model/units.js';
import type { ConformanceCase } from '../conformanceCase.js';
import { deposit, onlyPosition, openPosition, opens, reduces } from '../terms.js';

const balances = ({ funding }: VenueReading) => funding.map(({ token, balance }) => [token.symbol, balance]);

export const slippageCases: readonly ConformanceCase[] = [
  {
    name: 'behavior: a market that has moved beyond the bound ends the order with a reason, and nothing has changed',
    needs: ['trade', 'moveMarket'],
    async run({ newDesk, world }) {
      const { examples } = world;
      const start = await world.price();
      for (const side of examples.sides) {
        await world.moveMarket?.(start);
        const desk = await newDesk();
        await deposit(desk);
        const before = await desk.read();
        const sign = side === 'Buy' ? 1 : -1;
        const { order, fills } = await desk.carryOut(opens(examples, before, side, examples.open), {
          meanwhile: async () => world.moveMarket?.(start * (1 + sign * examples.beyondSlippage)),
        });
        expect(['Rejected', 'Canceled']).toContain(order.status);
        expect(order.text).toMatch(/[A-Za-z]{4}/);
        expect(fills).toEqual([]);
        const after = await desk.read();
        expect(after.positions).toEqual([]);
        expect(after.orders ?? []).toEqual([]);
        expect(balances(after)).toEqual(balances(before));
      }
    },
  },
  {
    name: 'behavior: closing is bounded too',
    needs: ['trade', 'moveMarket'],
    async run({ newDesk, world }) {
      const { examples } = world;
      const start = await world.price();
      const desk = await newDesk();
      const side = examples.marginSide;
      const held = await openPosition(desk, side);
      const before = await desk.read();
      const against = side === 'Buy' ? -1 : 1;
      const { order, fills } = await desk.carryOut(reduces(examples, held, absolute(held.quantity)), {
        meanwhile: async () => world.moveMarket?.(start * (1 + against * examples.beyondSlippage)),
      });
      expect(['Rejected', 'Canceled']).toContain(order.status);
      expect(order.text).toMatch(/[A-Za-z]{4}/);
      expect(fills).toEqual([]);
      const after = await desk.read();
      expect(onlyPosition(after).quantity).toBe(held.quantity);
      expect(balances(after)).toEqual(balances(before));
    },
  },
];
