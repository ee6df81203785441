import { expect } from 'vitest';
import type { ConformanceCase } from '../conformanceCase.js';
import { filled } from '../terms.js';

export const claimCases: readonly ConformanceCase[] = [
  {
    name: 'default: what the venue owes is read, claimed, and in the wallet afterwards',
    needs: ['claim', 'owe'],
    async run({ newDesk, world }) {
      const desk = await newDesk();
      await world.owe?.(desk.account.address);
      const before = await desk.read();
      const { venue, claimable: amounts = [] } = before;
      expect(amounts.length).toBeGreaterThan(0);
      expect(amounts.every(({ amount }) => amount > 0n)).toBe(true);
      const { fills } = await filled(desk, { kind: 'claim', venue, amounts });
      expect(fills).toEqual(amounts.map((amount) => ({ kind: 'claim', ...amount })));
      const after = await desk.read();
      expect(after.claimable).toEqual([]);
      for (const { address, amount } of amounts) {
        const held = (reading: typeof before) =>
          reading.funding.find(({ token }) => token.address.toLowerCase() === address.toLowerCase())?.balance ?? 0n;
        expect(held(after) - held(before)).toBe(amount);
      }
    },
  },
];
