import { expect } from 'vitest';
import type { OrderTerms } from '../../../src/model/order.js';
import { bps, tokenAmount, wad } from '../../../src/model/units.js';
import type { ConformanceCase } from '../conformanceCase.js';
import type { Desk } from '../desk.js';
import { whatIsSaid } from '../said.js';
import { filled, lends, loanOf, onlyMargin, openMargined } from '../terms.js';
import { expectChangesHarmless, expectLowering } from './calldata.js';
import { expectEndedWithReason } from './foreign.js';
import { wayOf } from './loans.js';
import { expectRefused } from './refusals.js';

const anOrder = `0x${'5'.repeat(64)}`;

/** The account with its collateral, owing nothing. */
async function backed(desk: Desk) {
  const loan = loanOf(desk);
  await filled(desk, lends('addCollateral', await desk.read(), loan.supplied));
  return { ...loan, borrow: lends('borrow', await desk.read(), loan.borrowed) };
}

const debts = async (desk: Desk) => (await desk.read()).positions.filter(({ quantity }) => quantity < 0n);

/** What a loan's calldata says, what is refused of it, and how it ends when something comes between. */
export const loanEndCases: readonly ConformanceCase[] = [
  {
    name: 'default: a loan has its worth, a repayment can only lower risk, as their calldata says',
    needs: ['borrow'],
    async run({ newDesk }) {
      const desk = await newDesk();
      const { borrow, borrowed } = await backed(desk);
      const { calls } = await whatIsSaid(desk, borrow);
      expect(calls).toMatchObject([{ lowersRisk: false, pays: [] }]);
      expect(calls[0]?.notional).toBeGreaterThan(0);
      await filled(desk, borrow);
      const paid = await expectLowering(desk, lends('repay', await desk.read(), borrowed));
      expect(paid.flatMap(({ pays }) => pays)).toMatchObject([{ amount: borrowed.amount }]);
    },
  },
  {
    name: 'invariant: calldata of a loan that was changed is refused, or gives nobody else anything',
    needs: ['borrow'],
    async run({ newDesk }) {
      const desk = await newDesk();
      await openMargined(desk);
      const reading = await desk.read();
      const { supplied, borrowed } = loanOf(desk);
      const small = { ...borrowed, amount: tokenAmount(borrowed.amount / 10n) };
      await expectChangesHarmless(desk, reading, [
        lends('addCollateral', reading, { ...supplied, amount: tokenAmount(supplied.amount / 10n) }),
        lends('removeCollateral', reading, { ...supplied, amount: tokenAmount(supplied.amount / 10n) }),
        lends('borrow', reading, small),
        lends('repay', reading, small),
      ]);
    },
  },
  {
    name: 'args: more than is backed, supplied or owed, and what is not lent, is refused before anything is sent',
    needs: ['borrow'],
    async run({ newDesk }) {
      const desk = await newDesk();
      const { supplied, borrowed, tooMuch, unknown } = loanOf(desk);
      await expectRefused(desk, lends('borrow', await desk.read(), borrowed), 'a loan without collateral');
      await expectRefused(desk, lends('repay', await desk.read(), borrowed), 'a repayment of nothing');
      const margin = await openMargined(desk);
      const reading = await desk.read();
      const { venue } = reading;
      const some = lends('borrow', reading, borrowed);
      await expectRefused(desk, { ...some, amount: tooMuch }, 'too much');
      await expectRefused(desk, { ...some, amount: tokenAmount(0n) }, 'nothing');
      await expectRefused(desk, { ...some, token: unknown }, 'an unknown token');
      await expectRefused(desk, { ...some, decimals: borrowed.decimals + 1 }, 'other decimals');
      await expectRefused(desk, { ...some, marginAccount: `${venue} #424242` }, 'an unknown margin account');
      const repay = lends('repay', reading, borrowed);
      await expectRefused(desk, { ...repay, amount: tokenAmount(borrowed.amount * 2n) }, 'more than is owed');
      const all = tokenAmount(margin.collateralAmount);
      await expectRefused(
        desk,
        lends('removeCollateral', reading, { ...supplied, amount: all }),
        'what backs the debt',
      );
      const more = tokenAmount(margin.collateralAmount + 10n ** 12n);
      await expectRefused(
        desk,
        lends('removeCollateral', reading, { ...supplied, amount: more }),
        'more than there is',
      );
      const wallet = reading.funding.find(({ token }) => token.symbol === supplied.token)?.balance ?? 0n;
      const add = lends('addCollateral', reading, { ...supplied, amount: tokenAmount(wallet + 1n) });
      await expectRefused(desk, add, 'an overdrawn wallet');
    },
  },
  {
    name: 'args: what is lent is not traded, and no order rests',
    needs: ['borrow'],
    unless: ['trade', 'rest', 'cancel'],
    async run({ newDesk, world }) {
      const desk = await newDesk();
      await openMargined(desk);
      const reading = await desk.read();
      const { venue } = reading;
      const instrument = world.examples.instrument(reading);
      const trade = { venue, instrument, position: null, side: 'Sell', quantity: wad(10n ** 17n) } as const;
      const orders: OrderTerms[] = [
        { ...trade, kind: 'trade', reduceOnly: false, maxSlippage: bps(100) },
        {
          ...{ ...trade, kind: 'rest', ordType: 'Stop', reduceOnly: true, triggerPrice: wad(10n ** 20n) },
          ...{ maxSlippage: bps(100), replaces: null },
        },
        { kind: 'cancel', venue, order: anOrder },
      ];
      for (const terms of orders) await expectRefused(desk, terms, terms.kind);
      const [first] = orders;
      if (first?.kind === 'trade') expect(() => desk.venue.estimate(reading, first)).toThrow(/traded/);
    },
  },
  {
    name: 'behavior: a frozen token is only withdrawn and repaid, a paused one not even that',
    needs: ['borrow', 'freeze'],
    async run({ newDesk, world }) {
      const desk = await newDesk();
      await openMargined(desk);
      const { supplied, borrowed } = loanOf(desk);
      const tenth = (one: typeof supplied) => ({ ...one, amount: tokenAmount(one.amount / 10n) });
      const orders = async () => {
        const reading = await desk.read();
        return {
          add: lends('addCollateral', reading, tenth(supplied)),
          remove: lends('removeCollateral', reading, tenth(supplied)),
          borrow: lends('borrow', reading, tenth(borrowed)),
          repay: lends('repay', reading, tenth(borrowed)),
        };
      };
      for (const { token } of [supplied, borrowed]) await world.freeze?.(token, 'frozen');
      const { add, remove, borrow, repay } = await orders();
      await expectRefused(desk, add, 'a supply of what is frozen');
      await expectRefused(desk, borrow, 'a loan of what is frozen');
      expect((await wayOf(desk, 'addCollateral', supplied.token)).closed).toMatch(/frozen/);
      await filled(desk, repay);
      await filled(desk, remove);
      for (const { token } of [supplied, borrowed]) await world.freeze?.(token, 'paused');
      for (const terms of Object.values(await orders())) await expectRefused(desk, terms, `${terms.kind} while paused`);
      expect((await wayOf(desk, 'repay', borrowed.token)).closed).toMatch(/paused/);
      for (const { token } of [supplied, borrowed]) await world.freeze?.(token, null);
      await filled(desk, (await orders()).add);
    },
  },
  {
    name: 'behavior: a token that is frozen or paused meanwhile ends our order with a reason',
    needs: ['borrow', 'freeze'],
    async run({ newDesk, world }) {
      const desk = await newDesk();
      const { borrow, borrowed } = await backed(desk);
      expectEndedWithReason(
        await desk.carryOut(borrow, { meanwhile: async () => world.freeze?.(borrowed.token, 'frozen') }),
      );
      expect(await debts(desk)).toEqual([]);
      await world.freeze?.(borrowed.token, null);
      expectEndedWithReason(
        await desk.carryOut(borrow, { meanwhile: async () => world.freeze?.(borrowed.token, 'paused') }),
      );
      expect(await debts(desk)).toEqual([]);
    },
  },
  {
    name: 'behavior: a market that falls meanwhile ends a loan that is no longer backed with a reason',
    needs: ['borrow', 'moveMarket'],
    async run({ newDesk, world }) {
      const desk = await newDesk();
      const { borrow } = await backed(desk);
      const price = await world.price();
      const fall = async () => world.moveMarket?.(price * (1 - world.examples.ruin));
      const story = await desk.carryOut(borrow, { meanwhile: fall });
      expectEndedWithReason(story);
      expect(await debts(desk)).toEqual([]);
    },
  },
  {
    name: 'behavior: a debt that is repaid by hand meanwhile ends our repayment with a reason',
    needs: ['borrow'],
    async run({ newDesk }) {
      const desk = await newDesk();
      await openMargined(desk);
      const { borrowed } = loanOf(desk);
      const all = (await wayOf(desk, 'repay', borrowed.token)).most;
      const byHand = await desk.prepare(lends('repay', await desk.read(), { ...borrowed, amount: all }));
      const ours = lends('repay', await desk.read(), { ...borrowed, amount: tokenAmount(borrowed.amount / 3n) });
      expectEndedWithReason(await desk.carryOut(ours, { meanwhile: () => desk.hand.send(desk.venue, byHand) }));
      expect(await debts(desk)).toEqual([]);
    },
  },
  {
    name: 'behavior: a loan that is liquidated meanwhile shows in the next reading, and health is told as it is',
    needs: ['borrow', 'moveMarket', 'liquidate'],
    async run({ newDesk, world }) {
      const desk = await newDesk();
      const before = await openMargined(desk);
      const price = await world.price();
      await world.moveMarket?.(price * (1 - world.examples.ruin));
      expect(onlyMargin(await desk.read()).health).toBeLessThan(1);
      expect(await world.liquidate?.(desk.account.address)).toBeGreaterThan(0);
      const { marginAccounts } = await desk.read();
      for (const { collateralAmount, health } of marginAccounts) {
        expect(collateralAmount).toBeLessThan(before.collateralAmount);
        expect(health).toBeGreaterThan(0);
      }
    },
  },
  {
    name: 'behavior: an executor that dies before it signs a loan leaves none; once it is out, there is one',
    needs: ['borrow'],
    async run({ newDesk }) {
      const desk = await newDesk();
      const { borrow, borrowed } = await backed(desk);
      const unsigned = await desk.carryOut(borrow, { crash: { at: 'sign', transaction: 0 } });
      expect(unsigned.order.status).toBe('Canceled');
      expect(await debts(desk)).toEqual([]);
      const sent = await desk.carryOut(borrow, { crash: { at: 'sent', transaction: 0 } });
      expect(sent.order.status).toBe('Filled');
      expect(sent.fills).toMatchObject([{ kind: 'borrow', amount: borrowed.amount }]);
      expect(await debts(desk)).toHaveLength(1);
      const { amount } = borrowed;
      const most = (await wayOf(desk, 'repay', borrowed.token)).most;
      expect(Number(most) / Number(amount)).toBeLessThan(1.001);
    },
  },
];
