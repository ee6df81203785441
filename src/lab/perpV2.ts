import { type Address, getContractAddress, maxUint256, parseEther, parseUnits } from 'viem';
import { loadArtifact } from './artifacts.js';
import { type Contract, developmentAccount, type LabCall, type LabChain } from './chain.js';
import { LabError } from './errors.js';

export type PerpContracts = Awaited<ReturnType<typeof deployContracts>> & { Pool: Contract };

/** Of the Uniswap pool behind the market: 0.3 %, ticks 60 apart. */
const FEE = 3000;
const TICK_SPACING = 60;
/** Curie's own cap: how far trades may push the pool within 15 seconds, 1000 ticks are 10.5 %. */
const MAX_TICKS = 1000;

/** Over which Curie averages pool minus index (ClearingHouseConfig.getMarkPriceConfig). */
const PREMIUM_SECONDS = 900n;

/** The accounts that give the market its depth and its price. */
export const maker = developmentAccount(1);
export const whale = developmentAccount(2);

/** Perpetual Protocol V2 (Curie): the clearing house, its vault, and one market, ETH, on a Uniswap V3 pool. */
export async function deployPerpV2(chain: LabChain, price: number): Promise<PerpContracts> {
  const contracts = await deployContracts(chain, price);
  await initialise(chain, contracts);
  return { ...contracts, Pool: await createPool(chain, contracts, price) };
}

/** USD with the feed's 8 decimals, stamped `at`; the feed refuses answers from the future. */
export const feedAnswer = ({ Aggregator }: Pick<PerpContracts, 'Aggregator'>, price: number, at: number): LabCall => [
  Aggregator,
  'setLatestAnswer',
  [parseUnits(price.toFixed(8), 8), at],
];

async function deployContracts(chain: LabChain, price: number) {
  const { deploy, send } = chain;
  const curie = (path: string) => loadArtifact('@perp/curie-contract', path);
  const USDC = await deploy(loadArtifact('@lyrafinance/protocol', 'test-helpers/TestERC20SetDecimals'), [
    'USD Coin',
    'USDC',
    6,
  ]);
  const Aggregator = await deploy(loadArtifact('@lyrafinance/protocol', 'test-helpers/MockAggregatorV2V3'));
  await send(Aggregator, 'setDecimals', [8]);
  await send(...feedAnswer({ Aggregator }, price, await chain.now()));
  // Timeout and TWAP interval in seconds.
  const PriceFeed = await deploy(loadArtifact('@perp/perp-oracle-contract', 'ChainlinkPriceFeedV3'), [
    Aggregator.address,
    2400n,
    PREMIUM_SECONDS,
  ]);
  return {
    USDC,
    Aggregator,
    PriceFeed,
    PriceFeedDispatcher: await deploy(loadArtifact('@perp/perp-oracle-contract', 'PriceFeedDispatcher'), [
      PriceFeed.address,
    ]),
    UniswapV3Factory: await deploy(loadArtifact('@uniswap/v3-core', 'UniswapV3Factory')),
    ...(await deployVirtualTokens(chain)),
    ClearingHouseConfig: await deploy(curie('ClearingHouseConfig')),
    MarketRegistry: await deploy(curie('MarketRegistry')),
    OrderBook: await deploy(curie('OrderBook')),
    AccountBalance: await deploy(curie('AccountBalance')),
    Exchange: await deploy(curie('Exchange')),
    InsuranceFund: await deploy(curie('InsuranceFund')),
    Vault: await deploy(curie('Vault')),
    CollateralManager: await deploy(curie('CollateralManager')),
    ClearingHouse: await deploy(curie('ClearingHouse')),
    DelegateApproval: await deploy(curie('DelegateApproval')),
  };
}

/** The base token must be the pool's token0, so the next two addresses decide which of them is deployed first. */
async function deployVirtualTokens({ publicClient, deployer, deploy }: LabChain) {
  const base = loadArtifact('@perp/curie-contract', 'BaseToken');
  const quote = loadArtifact('@perp/curie-contract', 'QuoteToken');
  const nonce = BigInt(await publicClient.getTransactionCount({ address: deployer }));
  const next = (offset: bigint) => BigInt(getContractAddress({ from: deployer, nonce: nonce + offset }));
  const baseFirst = next(0n) < next(1n);
  const first = await deploy(baseFirst ? base : quote);
  const second = await deploy(baseFirst ? quote : base);
  return baseFirst ? { BaseToken: first, QuoteToken: second } : { BaseToken: second, QuoteToken: first };
}

async function initialise(chain: LabChain, c: Omit<PerpContracts, 'Pool'>): Promise<void> {
  const { send } = chain;
  const start = (contract: Contract, ...args: unknown[]) => send(contract, 'initialize', args);
  const { ClearingHouse: house, ClearingHouseConfig: config, Exchange: exchange, OrderBook: orders } = c;
  const { MarketRegistry: registry, AccountBalance: balances, InsuranceFund: insurance, Vault: vault } = c;
  const [usdc, quote] = [c.USDC.address, c.QuoteToken.address];
  await start(c.QuoteToken, 'vUSD', 'vUSD');
  await start(c.BaseToken, 'vETH', 'vETH', c.PriceFeedDispatcher.address);
  await start(config);
  await start(registry, c.UniswapV3Factory.address, quote);
  await start(orders, registry.address);
  await start(balances, config.address, orders.address);
  await start(exchange, registry.address, orders.address, config.address);
  await start(insurance, usdc);
  await start(vault, insurance.address, config.address, balances.address, exchange.address);
  // Other collaterals than USDC are not listed; the ratios are Perp's defaults.
  const usd = (amount: string) => parseUnits(amount, 6);
  await start(
    c.CollateralManager,
    config.address,
    vault.address,
    5,
    750_000,
    500_000,
    2000,
    30_000,
    usd('10000'),
    usd('500'),
  );
  await send(insurance, 'setVault', [vault.address]);
  await send(vault, 'setCollateralManager', [c.CollateralManager.address]);
  await send(exchange, 'setAccountBalance', [balances.address]);
  await send(orders, 'setExchange', [exchange.address]);
  await start(
    house,
    config.address,
    vault.address,
    quote,
    c.UniswapV3Factory.address,
    exchange.address,
    balances.address,
    insurance.address,
  );
  await start(c.DelegateApproval);
  await send(house, 'setDelegateApproval', [c.DelegateApproval.address]);
  await send(balances, 'setVault', [vault.address]);
  for (const contract of [registry, orders, exchange, balances, vault])
    await send(contract, 'setClearingHouse', [house.address]);
  for (const token of [c.QuoteToken, c.BaseToken]) {
    await send(token, 'mintMaximumTo', [house.address]);
    await send(token, 'addWhitelist', [house.address]);
  }
  await send(config, 'setSettlementTokenBalanceCap', [maxUint256]);
}

async function createPool(chain: LabChain, c: Omit<PerpContracts, 'Pool'>, price: number): Promise<Contract> {
  const { send, read } = chain;
  const base = c.BaseToken.address;
  await send(c.UniswapV3Factory, 'createPool', [base, c.QuoteToken.address, FEE]);
  const Pool = {
    address: await read<Address>(c.UniswapV3Factory, 'getPool', [base, c.QuoteToken.address, FEE]),
    abi: loadArtifact('@uniswap/v3-core', 'UniswapV3Pool').abi,
  };
  await send(Pool, 'initialize', [sqrtPriceX96(price)]);
  // Room for the 30 minutes that the mark looks back, at a trade every few seconds.
  await send(Pool, 'increaseObservationCardinalityNext', [500]);
  for (const token of [c.QuoteToken, c.BaseToken]) await send(token, 'addWhitelist', [Pool.address]);
  await send(c.MarketRegistry, 'addPool', [base, FEE]);
  await send(c.MarketRegistry, 'setInsuranceFundFeeRatio', [base, 100_000]);
  await send(c.Exchange, 'setMaxTickCrossedWithinBlock', [base, MAX_TICKS]);
  // The first observation of the index: without 15 minutes of history its TWAP is the newest price, and the mark strays.
  await send(c.PriceFeedDispatcher, 'dispatchPrice', [PREMIUM_SECONDS]);
  return Pool;
}

/**
 * Liquidity from a quarter to four times the price: as deep as a pool over all prices with 8000 ETH on one side, so that
 * 10 ETH move the price by a quarter of a percent. Needs 30 minutes of pool history before.
 */
export async function openPerpV2(chain: LabChain, c: PerpContracts, price: number): Promise<void> {
  await depositUsdc(chain, c, maker, 200_000_000);
  await depositUsdc(chain, c, whale, 200_000_000);
  // Pays for accounts that end below zero.
  await chain.send(c.USDC, 'mint', [c.InsuranceFund.address, parseUnits('10000000', 6)]);
  const [, tick] = await chain.read<readonly [bigint, number]>(c.Pool, 'slot0');
  const tickAt = (factor: number) =>
    Math.floor((tick + Math.log(factor) / Math.log(1.0001)) / TICK_SPACING) * TICK_SPACING;
  await chain.send(
    c.ClearingHouse,
    'addLiquidity',
    [
      {
        baseToken: c.BaseToken.address,
        base: parseEther('4000'),
        quote: parseEther((4000 * price).toFixed(2)),
        lowerTick: tickAt(0.25),
        upperTick: tickAt(4),
        minBase: 0n,
        minQuote: 0n,
        useTakerBalance: false,
        deadline: maxUint256,
      },
    ],
    { from: maker },
  );
}

/** Mints the USDC that it deposits as margin. */
export async function depositUsdc(chain: LabChain, c: PerpContracts, from: Address, amount: number): Promise<void> {
  const units = parseUnits(String(amount), 6);
  await chain.send(c.USDC, 'mint', [from, units]);
  await chain.send(c.USDC, 'approve', [c.Vault.address, units], { from });
  await chain.send(c.Vault, 'deposit', [c.USDC.address, units], { from });
}

/** Square root of the price (USD per ETH) as Uniswap V3 keeps it; both virtual tokens have 18 decimals. */
export function sqrtPriceX96(price: number): bigint {
  if (!(price > 0)) throw new LabError(`${price} is not a price`);
  return (BigInt(Math.round(Math.sqrt(price) * 2 ** 40)) * 2n ** 96n) / 2n ** 40n;
}

export const priceOf = (sqrtX96: bigint): number => (Number(sqrtX96) / 2 ** 96) ** 2;
