import { expect, onTestFinished, test } from 'vitest';
import type { LabAccount } from '../../src/lab/accounts.js';
import { unixMillis } from '../../src/model/units.js';
import { setTradingState } from '../../src/operate/cli/setTradingState.js';
import { useLab } from '../lab.js';
import { onChain } from '../onChain.js';
import { runKeeper } from '../runKeeper.js';
import { leaveHardlyAnyGas, plentyOfGas } from './leaveHardlyAnyGas.js';
import { decisionsOf, orderStories, settledAccount } from './story.js';

const lab = useLab();

/** Wants ever more, and so adds risk. */
const hedge = { hedge: 'ETH', when: 'delta < 20', to: 30, on: 'perp-v2 ETH', maxSlippage: '200bps' };
const cures = {
  topUp: { topUp: 'perp-v2 *', when: 'health < 5', to: 6, from: 'wallet USDC', cooldown: '1h' },
  deleverage: { deleverage: 'perp-v2 *', when: 'health < 5', to: 6, maxSlippage: '2%', cooldown: '1h' },
};

/** One order of each rule, of fifty dollars, is all they allow. */
const limits = {
  order: '50 usd',
  health: 3,
  hour: { orders: 2 },
  day: { turnover: '50 usd', orders: 2, gas: plentyOfGas },
};

/** Its small orders are made, trading is reducing, and then the market falls. @returns the orders of before */
async function exhaust(account: LabAccount, cure: Readonly<Record<string, unknown>>) {
  // Hedges may not go to where a deleveraging would undo them.
  const health = 'deleverage' in cure ? 5 : limits.health;
  const text = { rules: [cure, hedge], limits: { ...limits, health }, surviveBelow: 3 };
  const spending = await runKeeper(lab(), account, text, onTestFinished);
  await spending.quiet();
  await spending.stop();
  leaveHardlyAnyGas(spending.files);
  const keeper = await runKeeper(lab(), account, text, onTestFinished, { files: spending.files });
  await setTradingState(keeper.ledger, 'pause', 'everything at once', unixMillis(Date.now()));
  await keeper.idle(1);
  return { keeper, before: await orderStories(keeper.ledger) };
}

for (const [kind, cure] of Object.entries(cures)) {
  test(`invariant: with every limit used up, cooling down and reducing, a ${kind} that saves the account goes`, async () => {
    const account = await settledAccount(lab(), { USDC: 10_000 }, { options: [], perp: { size: 5, margin: 2500 } });
    const chain = onChain(lab(), account.address);
    const { keeper, before } = await exhaust(account, cure);
    expect(before.map(({ order }) => order.status)).toEqual(before.map(() => 'Filled'));
    const traded = before.flatMap(({ order }) => (order.terms.kind === 'trade' ? [order.rule] : []));
    expect(traded).toEqual([kind === 'topUp' ? 'hedge ETH' : 'deleverage perp-v2 *']);
    expect(await chain.perpHealth()).toBeLessThan(5);

    await lab().moveMarket(1820);
    const after = await keeper.quiet();
    expect(after.decisions.filter(({ verdict }) => verdict === 'act')).toEqual([]);
    const orders = (await orderStories(keeper.ledger)).slice(before.length);
    expect(orders).toMatchObject([{ order: { rule: `${kind} perp-v2 *`, orderClass: 'survive', status: 'Filled' } }]);
    expect(orders[0]?.order.notional).toBeGreaterThan(1_000);
    // A trade takes half of a position at most, which is enough to be out of the condition.
    expect(await chain.perpHealth()).toBeGreaterThanOrEqual(kind === 'topUp' ? 6 : 5);

    const hedges = (await decisionsOf(keeper.ledger)).filter(({ rule }) => rule === 'hedge ETH');
    if (kind === 'deleverage') {
      // It may not open what has just been closed, so that it does not even come to the checks.
      expect(hedges.at(-1)).toMatchObject({ verdict: 'hold', checks: [] });
      return;
    }
    // All of them at once stop anything else.
    const last = hedges.findLast(({ verdict }) => verdict === 'refused')?.checks ?? [];
    expect(last.filter(({ verdict }) => verdict === 'reject').map(({ code }) => code)).toMatchObject([
      'TRADING_STATE',
      'ORDERS_PER_HOUR',
      'ORDERS_PER_DAY',
      'GAS_PER_DAY',
      'TURNOVER_PER_DAY',
    ]);
  });
}
