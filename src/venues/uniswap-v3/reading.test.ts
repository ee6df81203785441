import { encodeFunctionData, parseEther } from 'viem';
import { expect, test } from 'vitest';
import { uniswapRouterAbi } from '../../../abis/uniswapV3.js';
import { createUniswapTrader, swapTerms, useUniswapLab } from '../../../test/uniswapTrader.js';
import { loadArtifact } from '../../lab/artifacts.js';
import { drainUniswap, moveUniswap } from '../../lab/uniswapV3.js';
import { bps, toFloat, wei, ZERO } from '../../model/units.js';
import { VenueRefusal } from '../venue.js';

const lab = useUniswapLab();
const stated = () => lab().venues['uniswap-v3'];
/** The same without an oracle: the pool's own average is all there is. */
const withoutOracle = () => ({ router: stated().router, positions: stated().positions, pools: stated().pools });

test('default: price, index and wallet', async () => {
  const trader = await createUniswapTrader(lab(), { WETH: 3, USDC: 1234.5 });
  await moveUniswap(lab().chain, lab().contracts, 2_010);
  const { markets, prices, funding, positions } = await trader.read();
  const [market] = markets;
  expect(market).toMatchObject({ instrument: { kind: 'spot', underlying: 'ETH' }, fee: 5, closed: null });
  expect(toFloat(market?.last ?? ZERO)).toBeCloseTo(2_010, 5);
  expect(market?.mark).toBe(market?.last);
  // A pool that somebody pushes does not change what ether is worth.
  expect([market?.index, prices['ETH']]).toEqual([parseEther('2000'), parseEther('2000')]);
  expect(funding.map(({ token, balance }) => [token.symbol, balance])).toEqual([
    ['WETH', parseEther('3')],
    ['USDC', 1_234_500_000n],
  ]);
  expect(positions).toEqual([]);
});

test('behavior: without an oracle the index is the average of half an hour, which a push does not move', async () => {
  const trader = await createUniswapTrader(lab(), {}, withoutOracle());
  await moveUniswap(lab().chain, lab().contracts, 3_000);
  const index = async () => toFloat((await trader.read()).markets[0]?.index ?? ZERO);
  expect(await index()).toBeCloseTo(2_000, -1);
  await lab().testClient.increaseTime({ seconds: 900 });
  await lab().testClient.mine({ blocks: 1 });
  // Half of the time at each price: the geometric mean.
  expect(await index()).toBeCloseTo(Math.sqrt(2_000 * 3_000), -1);
});

test('behavior: an oracle that is too old gives way to the average', async () => {
  const trader = await createUniswapTrader(lab(), {});
  await lab().testClient.increaseTime({ seconds: 3_700 });
  await lab().testClient.mine({ blocks: 1 });
  const { detail, markets } = await trader.read();
  expect(detail.pools['WETH/USDC']).toMatchObject({
    indexFrom: 'average',
    indexNote: expect.stringMatching(/^the oracle of WETH is 37\d\d seconds old$/),
  });
  expect(markets[0]?.closed).toBeNull();
});

test('behavior: a price that has gone far from where it was at the start is read around where it is', async () => {
  const trader = await createUniswapTrader(lab(), { WETH: 10 });
  expect(await trader.phases()).toBe(2);
  await moveUniswap(lab().chain, lab().contracts, 7_000);
  expect(await trader.phases()).toBe(3);
  const { price } = trader.venue.estimate(await trader.read(), swapTerms('Sell', 1));
  expect(toFloat(price)).toBeGreaterThan(6_900);
});

test('behavior: a pool of which most was taken away fills what is left, and says how much', async () => {
  const trader = await createUniswapTrader(lab(), { WETH: 5_000 });
  await drainUniswap(lab().chain, lab().contracts, { share: 0.999_9 });
  const reading = await trader.read();
  const attempt = () => trader.venue.estimate(reading, swapTerms('Sell', 100));
  expect(attempt).toThrow(/^the WETH\/USDC pool fills 0\.\d+ of 100 WETH, as far as it was read/);
  await expect(trader.prepare(swapTerms('Sell', 0.1))).rejects.toThrow(/would trade at .*, beyond its bound/);
});

test('behavior: gas foretold is near what trades use', async () => {
  const trader = await createUniswapTrader(lab(), { WETH: 3_000, USDC: 5_000_000 });
  for (const [side, size] of [
    ['Sell', 1],
    ['Buy', 1],
    ['Sell', 800],
    ['Buy', 1_500],
  ] as const) {
    const terms = swapTerms(side, size, { maxSlippage: bps(9_000) });
    const { gas = 0n } = trader.venue.estimate(await trader.read(), terms);
    const { receipts } = await trader.carryOut(terms);
    const used = receipts.reduce((sum, { gasUsed }) => sum + gasUsed, 0n);
    expect(Number(gas) / Number(used), `${side} ${size}: ${gas} for ${used}`).toBeGreaterThan(0.8);
    expect(Number(gas) / Number(used), `${side} ${size}: ${gas} for ${used}`).toBeLessThan(1.25);
  }
});

test('args: a pool of other tokens, another factory’s router, wrong decimals, and a dollar as base are refused', async () => {
  const { pools, router, positions } = stated();
  const pool = pools['WETH/USDC'];
  const tokens = lab().tokens;
  const open = (change: object, declared: object = tokens) =>
    createUniswapTrader({ ...lab(), tokens: declared as typeof tokens }, {}, { router, positions, pools, ...change });
  const other = { ...tokens, DAI: { ...tokens.WETH, underlying: null } };
  await expect(open({ pools: { 'WETH/DAI': pool } }, other)).rejects.toThrow(/trades other tokens/);
  await expect(open({}, { ...tokens, USDC: { ...tokens.USDC, decimals: 18 } })).rejects.toThrow(
    /USDC has 6 decimals, not 18/,
  );
  await expect(open({ pools: { 'USDC/WETH': pool } })).rejects.toThrow(/base of uniswap-v3 USDC\/WETH is a dollar/);
  await expect(open({ pools: { 'WETH/WBTC': pool } })).rejects.toThrow(/WBTC .* is not declared/);
  const { deploy } = lab().chain;
  const factory = await deploy(loadArtifact('@uniswap/v3-core', 'UniswapV3Factory'));
  const foreign = await deploy(loadArtifact('@uniswap/v3-periphery', 'SwapRouter'), [
    factory.address,
    tokens.WETH.address,
  ]);
  await expect(open({ router: foreign.address })).rejects.toThrow(/another factory than the router/);
});

test('behavior: calldata that no order has is refused by name', async () => {
  const trader = await createUniswapTrader(lab(), { WETH: 3, USDC: 10_000 });
  const reading = await trader.read();
  const { WETH, USDC } = lab().tokens;
  const honest = {
    ...{ tokenIn: WETH.address, tokenOut: USDC.address, fee: 500, recipient: trader.address, deadline: 2n ** 40n },
    ...{ amountIn: parseEther('1'), amountOutMinimum: 1_900_000_000n, sqrtPriceLimitX96: 0n },
  };
  const decode = (change: Partial<typeof honest>, value = 0n) =>
    trader.venue.decodeCall?.(
      {
        to: stated().router,
        value: wei(value),
        data: encodeFunctionData({
          abi: uniswapRouterAbi,
          functionName: 'exactInputSingle',
          args: [{ ...honest, ...change }],
        }),
      },
      reading,
    );
  expect(decode({})).toMatchObject([{ does: 'exactInputSingle: sell 1 WETH, at least 1900 USDC', notional: 2_000 }]);
  expect(() => decode({ amountOutMinimum: 0n })).toThrow(/takes any price/);
  expect(() => decode({ sqrtPriceLimitX96: 1n })).toThrow(/fill in part/);
  expect(() => decode({ recipient: `0x${'0'.repeat(40)}` })).toThrow(/with the router/);
  expect(() => decode({ fee: 3000 })).toThrow(/pool that is not watched/);
  expect(() => decode({ tokenIn: USDC.address, tokenOut: WETH.address })).toThrow(/in dollars/);
  expect(() => decode({ amountIn: parseEther('4') })).toThrow(/more WETH than the wallet holds/);
  expect(() => decode({}, 1n)).toThrow(/gas token/);
  // A purchase of next to nothing may cost all that its bound allows: what is at stake is that.
  const { amountIn: _, amountOutMinimum: __, ...common } = honest;
  const bought = (amountOut: bigint, amountInMaximum: bigint) => {
    const args = [{ ...common, tokenIn: USDC.address, tokenOut: WETH.address, amountOut, amountInMaximum }] as const;
    const data = encodeFunctionData({ abi: uniswapRouterAbi, functionName: 'exactOutputSingle', args });
    return trader.venue.decodeCall?.({ to: stated().router, value: wei(0n), data }, reading);
  };
  expect(bought(1_000_000n, 9_000_000_000n)).toMatchObject([{ notional: 9_000 }]);
  expect(bought(parseEther('1'), 1_990_000_000n)).toMatchObject([{ notional: 2_000 }]);
  const elsewhere = (to: `0x${string}`, data: `0x${string}`) => () =>
    trader.venue.decodeCall?.({ to, data, value: wei(0n) }, reading);
  expect(elsewhere(stated().positions, '0xfc6f7865')).toThrow(/position manager.collect/);
  expect(elsewhere(stated().pools['WETH/USDC'], '0x128acb08')).toThrow(VenueRefusal);
  expect(elsewhere(stated().router, '0xac9650d8')).toThrow(/router.multicall/);
  expect(elsewhere(trader.address, '0x')()).toBeNull();
});
