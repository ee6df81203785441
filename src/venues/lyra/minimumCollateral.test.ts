import { decodeFunctionResult, encodeFunctionData, parseEther } from 'viem';
import { expect, test } from 'vitest';
import { optionGreekCacheAbi, optionTokenAbi } from '../../../abis/lyra.js';
import { useLab } from '../../../test/lab.js';
import { createLyraTrader } from '../../../test/lyraTrader.js';
import { headOf } from '../../../test/perpV2Trader.js';
import { multicall3Address } from '../../model/multicall3.js';
import type { Call, CallResult } from '../../model/reading.js';
import { unixSeconds, wad } from '../../model/units.js';
import { createEndpoint } from '../../observe/endpoints/createEndpoint.js';
import { multicall } from '../../observe/multicall.js';
import { type MinimumCollateralInputs, minimumCollateral } from './minimumCollateral.js';
import { codeOf, type OptionType } from './optionType.js';

const lab = useLab();

const shorts: readonly OptionType[] = ['SHORT_CALL_BASE', 'SHORT_CALL_QUOTE', 'SHORT_PUT_QUOTE'];
const strikes = [600, 1500, 1999.5, 2600, 9000];
const spots = [100, 900, 1400, 1742.01337, 1999.5, 2000, 2350.123456789, 3100, 6000, 40_000];
const hour = 3600;
const day = 24 * hour;
/** Around every corner of the shock volatility: it falls from 14 days to 56. */
const lives = [0, 1, 2, hour, 3 * day, 14 * day, 14 * day + 1, 29 * day, 56 * day - 1, 56 * day, 84 * day, 365 * day];
const amounts = ['0.000000000000000001', '0.1', '1', '37.5'];

interface Case extends MinimumCollateralInputs {
  amount: bigint;
}

async function cases(): Promise<Case[]> {
  const trader = await createLyraTrader(lab(), {});
  const { detail } = await trader.read();
  const [market] = detail.markets;
  if (!market) throw new Error('no market');
  const { parameters } = market;
  const { timestamp: now } = await headOf(lab());
  return shorts.flatMap((type) =>
    strikes.flatMap((strike) =>
      spots.flatMap((spot) =>
        lives.flatMap((life) =>
          amounts.map((amount) => ({
            parameters,
            type,
            strike: wad(parseEther(`${strike}`)),
            spot: wad(parseEther(`${spot}`)),
            expiry: unixSeconds(now + life),
            now,
            amount: parseEther(amount),
          })),
        ),
      ),
    ),
  );
}

async function answers<Value>(calls: readonly Call[], decode: (data: `0x${string}`) => Value): Promise<Value[]> {
  const { hash } = await headOf(lab());
  const endpoint = createEndpoint(lab().url);
  const results: CallResult[] = [];
  // A few at a time: nodes bound the size of a request.
  for (let from = 0; from < calls.length; from += 1000) {
    results.push(...(await multicall(endpoint, multicall3Address, calls.slice(from, from + 1000), hash)));
  }
  return results.map(({ ok, data }) => {
    if (!ok) throw new Error(`reverted with ${data}`);
    return decode(data);
  });
}

test('default: what the chain requires and a trillionth more, over spots, strikes, lives and sizes', async () => {
  const asked = await cases();
  const { OptionGreekCache } = lab().contracts.lyra;
  const calls = asked.map(({ type, strike, expiry, spot, amount }) => ({
    to: OptionGreekCache.address,
    data: encodeFunctionData({
      abi: optionGreekCacheAbi,
      functionName: 'getMinCollateral',
      args: [codeOf(type), strike, BigInt(expiry), spot, amount],
    }),
  }));
  const theirs = await answers(calls, (data) =>
    decodeFunctionResult({ abi: optionGreekCacheAbi, functionName: 'getMinCollateral', data }),
  );
  let worst = 0;
  asked.forEach((inputs, index) => {
    const ours = minimumCollateral(inputs).of(wad(inputs.amount));
    const expected = theirs[index] ?? 0n;
    // A wei, where the amount itself is only a wei.
    expect(ours).toBeGreaterThanOrEqual(expected);
    if (ours > expected + 1n) worst = Math.max(worst, Number(ours - expected) / Number(expected));
  });
  expect(asked).toHaveLength(7200);
  expect(worst).toBeLessThan(1.1e-12);
});

test('behavior: liquidatable exactly when the chain says so', async () => {
  const asked = (await cases()).filter((_, index) => index % 7 === 0);
  const { OptionToken } = lab().contracts.lyra;
  // Just above and just below our own minimum, by what the prices may differ.
  const held = asked.flatMap((inputs) => {
    const minimum = minimumCollateral(inputs).of(wad(inputs.amount));
    const slack = minimum / 1_000_000_000n + 2n;
    return [
      { inputs, collateral: minimum + slack, liquidatable: false },
      ...(minimum > slack ? [{ inputs, collateral: minimum - slack, liquidatable: true }] : []),
    ];
  });
  const calls = held.map(({ inputs, collateral }) => ({
    to: OptionToken.address,
    data: encodeFunctionData({
      abi: optionTokenAbi,
      functionName: 'canLiquidate',
      args: [
        {
          positionId: 1n,
          strikeId: 1n,
          optionType: codeOf(inputs.type),
          amount: inputs.amount,
          collateral,
          state: 1,
        },
        BigInt(inputs.expiry),
        inputs.strike,
        inputs.spot,
      ],
    }),
  }));
  const theirs = await answers(calls, (data) =>
    decodeFunctionResult({ abi: optionTokenAbi, functionName: 'canLiquidate', data }),
  );
  expect(theirs).toEqual(held.map(({ liquidatable }) => liquidatable));
});

test('invariant: the largest amount is carried, and a little more is not', async () => {
  for (const inputs of (await cases()).filter((_, index) => index % 5 === 0)) {
    const minimum = minimumCollateral(inputs);
    for (const collateral of [wad(10n ** 17n), wad(10n ** 18n), wad(700n * 10n ** 18n)]) {
      const largest = minimum.largest(collateral);
      if (largest > 10n ** 40n) continue;
      expect(minimum.of(largest)).toBeLessThanOrEqual(collateral);
      expect(minimum.of(wad(largest + largest / 1_000_000n + 10n ** 6n))).toBeGreaterThanOrEqual(collateral);
    }
  }
});
