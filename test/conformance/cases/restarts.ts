import { expect } from 'vitest';
import type { TradeTerms } from '../../../src/model/order.js';
import { absolute, toFloat } from '../../../src/model/units.js';
import type { ConformanceCase, Stage } from '../conformanceCase.js';
import type { CrashPoint } from '../crash.js';
import type { CarryOutOptions, Desk, Story } from '../desk.js';
import { expectNear } from '../near.js';
import { deposit, filled, moves, onlyPosition, openMargined, opens } from '../terms.js';

/** The trade happened once, and the ledger says so. */
async function expectOnce(desk: Desk, terms: TradeTerms, { order, fills }: Story): Promise<void> {
  expect(order).toMatchObject({ status: 'Filled' });
  expect(fills.filter(({ kind }) => kind === 'trade')).toHaveLength(1);
  const { quantity } = onlyPosition(await desk.read());
  expectNear('position', toFloat(absolute(quantity)), toFloat(terms.quantity), desk.world.tolerances.quantity);
}

/** Opens the example's position with an executor that dies on the way, and another that takes over. */
async function openThrough({ newDesk, world }: Stage, at: CrashPoint['at'], options: CarryOutOptions = {}) {
  const { examples } = world;
  const desk = await newDesk();
  await deposit(desk);
  const reading = await desk.read();
  const terms = opens(examples, reading, examples.marginSide, examples.open);
  const last = (await desk.prepare(terms)).length - 1;
  const story = await desk.carryOut(terms, { ...options, crash: { at, transaction: last } });
  return { desk, terms, story, steps: last + 1 };
}

export const restartCases: readonly ConformanceCase[] = [
  {
    name: 'behavior: an executor that dies before it signs leaves no effect, and the next one says so',
    needs: ['trade'],
    async run(stage) {
      const { desk, terms, story, steps } = await openThrough(stage, 'sign');
      expect(story.order.status).toBe('Canceled');
      expect(story.order.text).not.toBe('');
      expect(story.attempts).toHaveLength(steps - 1);
      expect((await desk.read()).positions).toEqual([]);
      await expectOnce(desk, terms, await filled(desk, terms));
    },
  },
  {
    name: 'behavior: an executor that dies after a permission leaves it to the next order, which asks for no other',
    needs: ['addCollateral'],
    async run({ newDesk, world }) {
      const { collateral } = world.examples;
      const desk = await newDesk();
      const add = moves('addCollateral', await openMargined(desk), collateral.add);
      expect((await desk.prepare(add)).map(({ purpose }) => purpose)).toEqual(['approve', 'addCollateral']);
      const { order, attempts } = await desk.carryOut(add, { crash: { at: 'sign', transaction: 1 } });
      expect(order.status).toBe('Canceled');
      expect(attempts).toHaveLength(1);
      expect((await desk.prepare(add)).map(({ purpose }) => purpose)).toEqual(['addCollateral']);
      await filled(desk, add);
      expect((await desk.read()).funding.every(({ allowance }) => allowance === 0n)).toBe(true);
    },
  },
  {
    name: 'behavior: an executor that dies once its transaction is out is taken over from, with one effect',
    needs: ['trade'],
    async run(stage) {
      const { desk, terms, story, steps } = await openThrough(stage, 'sent');
      await expectOnce(desk, terms, story);
      expect(story.attempts).toHaveLength(steps);
    },
  },
  {
    name: 'behavior: an executor that dies before the keeper is told of what the keeper did meanwhile',
    needs: ['trade', 'twoStep'],
    async run(stage) {
      const { desk, terms, story } = await openThrough(stage, 'sent', { unattended: () => stage.world.settle() });
      await expectOnce(desk, terms, story);
      expect(story.venueOrders.map(({ status }) => status)).toEqual(['Filled']);
    },
  },
  {
    name: 'behavior: an order that waits at the venue is waited for by whoever comes next',
    needs: ['trade', 'twoStep', 'holdKeeper'],
    async run(stage) {
      const waited: string[] = [];
      const { newDesk, world } = stage;
      const { examples } = world;
      const desk = await newDesk();
      await deposit(desk);
      const terms = opens(examples, await desk.read(), examples.marginSide, examples.open);
      const asked = await desk.carryOut(terms, { until: 'asked' });
      for (let time = 0; time < 3; time++) {
        await desk.restart();
        await desk.advance();
        waited.push((await desk.story(asked.order.id)).order.status);
      }
      expect(waited).toEqual(['New', 'New', 'New']);
      await expectOnce(desk, terms, await desk.finish(asked.order.id));
      await desk.restart();
      await expectOnce(desk, terms, await desk.story(asked.order.id));
    },
  },
];
