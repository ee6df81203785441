import type { Address } from 'viem';
import { maxUint256, parseEther, parseUnits } from 'viem';
import { loadArtifact } from '../src/lab/artifacts.js';
import type { Contract } from '../src/lab/chain.js';
import { createLabChain } from '../src/lab/chain.js';
import type { Lab } from '../src/lab/lab.js';
import { maker, sqrtPriceX96 } from '../src/lab/perpV2.js';

/** Lists another market beside ETH, at `price`, with its own oracle; the mark of an account then has two sources. */
export async function listSecondMarket(lab: Lab, price: number): Promise<Address> {
  const { perp } = lab.contracts;
  const { deploy, send, read, now } = createLabChain(lab.url);
  const aggregator = await deploy(loadArtifact('@lyrafinance/protocol', 'test-helpers/MockAggregatorV2V3'));
  await send(aggregator, 'setDecimals', [8]);
  const answer = async () => send(aggregator, 'setLatestAnswer', [parseUnits(String(price), 8), await now()]);
  await answer();
  const feed = await deploy(loadArtifact('@perp/perp-oracle-contract', 'ChainlinkPriceFeedV3'), [
    aggregator.address,
    2400n,
    900n,
  ]);
  const dispatcher = await deploy(loadArtifact('@perp/perp-oracle-contract', 'PriceFeedDispatcher'), [feed.address]);

  // The base must be the pool's token0: deployed again until it sorts first.
  let base: Contract;
  do base = await deploy(loadArtifact('@perp/curie-contract', 'BaseToken'));
  while (BigInt(base.address) > BigInt(perp.QuoteToken.address));
  await send(base, 'initialize', ['vBTC', 'vBTC', dispatcher.address]);
  await send(base, 'mintMaximumTo', [perp.ClearingHouse.address]);
  await send(perp.UniswapV3Factory, 'createPool', [base.address, perp.QuoteToken.address, 3000]);
  const address = await read<Address>(perp.UniswapV3Factory, 'getPool', [base.address, perp.QuoteToken.address, 3000]);
  const pool = { address, abi: perp.Pool.abi };
  await send(pool, 'initialize', [sqrtPriceX96(price)]);
  await send(pool, 'increaseObservationCardinalityNext', [100]);
  for (const who of [perp.ClearingHouse.address, address]) await send(base, 'addWhitelist', [who]);
  await send(perp.QuoteToken, 'addWhitelist', [address]);
  await send(perp.MarketRegistry, 'addPool', [base.address, 3000]);
  await send(perp.Exchange, 'setMaxTickCrossedWithinBlock', [base.address, 1000]);
  await send(dispatcher, 'dispatchPrice', [900n]);

  // The mark looks half an hour back.
  await lab.advance(3600);
  await answer();
  const [, tick] = await read<readonly [bigint, number]>(pool, 'slot0');
  const nearest = Math.floor(tick / 60) * 60;
  const order = {
    baseToken: base.address,
    base: parseEther('400'),
    quote: parseEther(String(400 * price)),
    lowerTick: nearest - 12_000,
    upperTick: nearest + 12_000,
    minBase: 0n,
    minQuote: 0n,
    useTakerBalance: false,
    deadline: maxUint256,
  };
  await send(perp.ClearingHouse, 'addLiquidity', [order], { from: maker });
  return base.address;
}
