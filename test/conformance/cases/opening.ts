import { expect } from 'vitest';
import type { ConformanceCase } from '../conformanceCase.js';

export const openingCases: readonly ConformanceCase[] = [
  {
    name: 'default: an account without anything reads as empty, and its wallet as it is',
    needs: ['newAccount'],
    async run({ newDesk, world }) {
      const desk = await newDesk();
      const reading = await desk.read();
      expect(reading.venue).toBe(desk.venue.id);
      expect(desk.venue.account).toBe(desk.account.address);
      expect(reading.positions).toEqual([]);
      expect(reading.marginAccounts.every((account) => account.positions.length === 0)).toBe(true);
      expect(reading.marginAccounts.every((account) => account.health === Number.POSITIVE_INFINITY)).toBe(true);
      expect(reading.orders ?? []).toEqual([]);
      expect(reading.claimable ?? []).toEqual([]);
      expect(reading.funding.some(({ balance }) => balance > 0n)).toBe(true);
      expect(reading.funding.every(({ allowance }) => allowance === 0n)).toBe(true);
      const instrument = world.examples.instrument(reading);
      const market = reading.markets.find((one) => one.instrument.id === instrument);
      expect(market).toMatchObject({ closed: null });
      expect(market && market.mark > 0n && market.last > 0n && market.index > 0n).toBe(true);
    },
  },
];
