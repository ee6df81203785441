import type { Address, Hex, Log } from 'viem';
import { encodeAbiParameters, encodeEventTopics, parseUnits } from 'viem';
import { expect, test } from 'vitest';
import { erc20Abi } from '../../../abis/erc20.js';
import { type AaveTrader, createAaveTrader, loan } from '../../../test/aaveTrader.js';
import { useWholeLab } from '../../../test/lab.js';
import type { CollateralTerms } from '../../model/order.js';
import { tokenAmount, unixSeconds } from '../../model/units.js';
import { createEndpoint } from '../../observe/endpoints/createEndpoint.js';
import { sampleOrder } from '../../record/testing/sample.js';
import { type Effect, simulate } from './effect.js';
import { effectProblem } from './effectProblem.js';

const lab = useWholeLab();
const thief: Address = '0x00000000000000000000000000000000000bad00';

async function simulated(trader: AaveTrader, terms: CollateralTerms) {
  const steps = trader.venue.prepare(await trader.read(), terms, unixSeconds(0));
  const request = steps.at(-1);
  if (!request) throw new Error('nothing to send');
  for (const before of steps.slice(0, -1)) await trader.send(before);
  const simulation = await simulate(createEndpoint(lab().url).client, trader.address, request);
  if (!simulation.ok) throw new Error(`reverted with ${simulation.revertData}`);
  const reading = await trader.read();
  const judge = (effect: Effect, wanted = terms) =>
    effectProblem({
      ...{ order: sampleOrder({ account: trader.address, terms: wanted }), venue: trader.venue, request, effect },
      ...{ account: trader.address, reading },
    });
  return { effect: simulation.effect, judge };
}

const moved = (like: Log | undefined, token: Address, from: Address, amount: bigint): Log => {
  if (!like) throw new Error('expected a log');
  const topics = encodeEventTopics({ abi: erc20Abi, eventName: 'Transfer', args: { from, to: thief } }) as Hex[];
  const data = encodeAbiParameters([{ type: 'uint256' }], [amount]);
  return { ...like, address: token, topics: topics as Log['topics'], data };
};

async function indebted() {
  const trader = await createAaveTrader(lab(), { WETH: 20, USDC: 5_000 }, ['WETH', 'USDC']);
  await trader.carryOut(loan('addCollateral', 'WETH', '10'));
  await trader.carryOut(loan('borrow', 'USDC', '8000'));
  return trader;
}

test('default: the notes that Aave takes back for a withdrawal and a repayment are justified', async () => {
  const trader = await indebted();
  for (const terms of [loan('removeCollateral', 'WETH', '1'), loan('repay', 'USDC', '1000')]) {
    const { effect, judge } = await simulated(trader, terms);
    expect(judge(effect)).toBeNull();
  }
});

test('behavior: notes beyond what is withdrawn, or of another reserve, do not leave', async () => {
  const trader = await indebted();
  const { effect, judge } = await simulated(trader, loan('removeCollateral', 'WETH', '1'));
  const { aToken } = lab().contracts.aave.reserves.WETH;
  const [first] = effect.logs;
  const also = (token: Address) => ({
    ...effect,
    logs: [...effect.logs, moved(first, token, trader.address, 10n ** 15n)],
  });
  expect(judge(also(aToken))).toMatch(/would leave the account, where the order justifies 1000000000000000000/);
  expect(judge(also(lab().contracts.aave.reserves.USDC.aToken))).toMatch(/where the order justifies 0/);
});

test('behavior: a repayment may book less than was offered, a withdrawal a little more; a loan is to the unit', async () => {
  const trader = await indebted();
  const reading = await trader.read();
  const repay = trader.venue.ways?.(reading).find(({ kind, token }) => kind === 'repay' && token.symbol === 'USDC');
  const all = { ...loan('repay', 'USDC', '1'), amount: tokenAmount(repay?.most ?? 0n) };
  const paid = await simulated(trader, all);
  expect(paid.judge(paid.effect)).toBeNull();
  const lent = await simulated(trader, loan('borrow', 'USDC', '100'));
  expect(lent.judge(lent.effect)).toBeNull();
  expect(lent.judge(lent.effect, loan('borrow', 'USDC', '101'))).toMatch(/instead of/);
  const taken = await simulated(trader, loan('removeCollateral', 'WETH', '1'));
  const asked = (amount: string) => ({
    ...loan('removeCollateral', 'WETH', '1'),
    amount: tokenAmount(parseUnits(amount, 18)),
  });
  expect(taken.judge(taken.effect, asked('0.99999'))).toBeNull();
  expect(taken.judge(taken.effect, asked('0.999'))).toMatch(/would book/);
});
