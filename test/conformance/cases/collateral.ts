import { expect } from 'vitest';
import { healthOf, type MarginAccount } from '../../../src/model/marginAccount.js';
import type { CollateralTerms } from '../../../src/model/order.js';
import type { ConformanceCase } from '../conformanceCase.js';
import type { Desk } from '../desk.js';
import { expectAsExpected } from '../expectAsExpected.js';
import { expectNear } from '../near.js';
import { filled, moves, onlyMargin, openMargined, openPosition } from '../terms.js';

/** The margin account in use, by the chain. */
const margin = async (desk: Desk): Promise<MarginAccount> => onlyMargin(await desk.read());

/** Carries it out and holds it against wallet, margin account and what was expected. */
async function expectMoved(desk: Desk, terms: CollateralTerms): Promise<void> {
  const { kind, marginAccount, token, decimals, amount } = terms;
  const before = await desk.read();
  const expected = desk.venue.after(before, terms);
  const { fills, steps } = await filled(desk, terms);
  const after = await desk.read();
  expect(fills).toEqual([{ kind, marginAccount, token, decimals, amount }]);
  const sign = kind === 'addCollateral' ? 1n : -1n;
  const held = (reading: typeof before) =>
    reading.marginAccounts.find(({ id }) => id === marginAccount)?.collateralAmount ?? 0n;
  const wallet = (reading: typeof before) => reading.funding.find((one) => one.token.symbol === token)?.balance ?? 0n;
  expect(wallet(after) - wallet(before)).toBe(-sign * amount);
  const { equity } = desk.world.tolerances;
  expectNear('collateral moved', Number(held(after)), Number(held(before) + sign * amount), equity);
  expectAsExpected(desk, expected, after);
  const approved = steps.flatMap(({ approval }) => (approval ? [approval.amount] : []));
  expect(approved).toEqual(kind === 'addCollateral' ? [amount] : []);
  expect(after.funding.every(({ allowance }) => allowance === 0n)).toBe(true);
}

export const collateralCases: readonly ConformanceCase[] = [
  {
    name: 'default: collateral is added by an exact permission, and taken out again',
    needs: ['addCollateral', 'removeCollateral'],
    async run({ newDesk, world }) {
      const { collateral } = world.examples;
      const desk = await newDesk();
      await openMargined(desk);
      await expectMoved(desk, moves('addCollateral', await margin(desk), collateral.add));
      await expectMoved(desk, moves('removeCollateral', await margin(desk), collateral.remove));
    },
  },
  {
    name: 'behavior: a top-up brings health to its target and not much further',
    needs: ['addCollateral'],
    async run({ newDesk, world }) {
      const { better } = world.examples;
      const desk = await newDesk();
      await openMargined(desk);
      const weak = await margin(desk);
      const target = weak.health * better.topUp;
      const { token, amount } = desk.venue.topUpFor(await desk.read(), weak, target);
      expect(amount).toBeGreaterThan(0n);
      await filled(desk, { ...moves('addCollateral', weak, amount), token: token.symbol, decimals: token.decimals });
      expectReached(desk, (await margin(desk)).health, target, 'topUp');
      const reading = await desk.read();
      const there = onlyMargin(reading);
      expect(desk.venue.topUpFor(reading, there, weak.health).amount).toBe(0n);
    },
  },
  {
    name: 'behavior: a reduction brings health to its target and not much further',
    needs: ['trade'],
    async run({ newDesk, world }) {
      const { marginSide, better, maxSlippage } = world.examples;
      const desk = await newDesk();
      const held = await openPosition(desk, marginSide);
      const weak = await margin(desk);
      const target = weak.health * better.reduction;
      const terms = desk.venue.reductionFor(await desk.read(), weak, target, maxSlippage);
      if (!terms) throw new Error('no reduction helps');
      expect(terms).toMatchObject({ reduceOnly: true, instrument: held.instrument.id });
      await filled(desk, terms);
      expectReached(desk, (await margin(desk)).health, target, 'reduction');
    },
  },
  {
    name: 'invariant: health is equity over the requirement, before and after collateral moves',
    needs: ['addCollateral'],
    async run({ newDesk, world }) {
      const { collateral } = world.examples;
      const desk = await newDesk();
      await openMargined(desk);
      const before = await margin(desk);
      await filled(desk, moves('addCollateral', before, collateral.add));
      const after = await margin(desk);
      expect(after.health).toBeGreaterThan(before.health);
      for (const { health, equity, maintenance } of [before, after]) expect(health).toBe(healthOf(equity, maintenance));
    },
  },
];

/** Time goes on between sizing and filling, and fees with it: a hair below is as good. */
function expectReached({ world }: Desk, health: number, target: number, by: 'topUp' | 'reduction'): void {
  const { [by]: above, below } = world.tolerances;
  expect(health, `health ${health} for ${target}`).toBeGreaterThanOrEqual(target * (1 - below));
  expect(health, `health ${health} for ${target}`).toBeLessThanOrEqual(target * (1 + above));
}
