import { maxUint256, parseEther, stringToHex } from 'viem';
import { loadArtifact } from './artifacts.js';
import type { Contract, LabCall, LabChain } from './chain.js';
import * as parameters from './lyraParameters.js';

/** Synthetix keys its assets by name. */
const key = (name: string) => stringToHex(name, { size: 32 });
const ETH_KEY = key('sETH');
const USD_KEY = key('sUSD');

export type LyraContracts = Awaited<ReturnType<typeof deployContracts>>;

/**
 * The Lyra Avalon options market on ETH, with its own contracts throughout; Synthetix, on which it stands, is played by
 * the stand-ins of Lyra's own test helpers.
 */
export async function deployLyra(chain: LabChain, price: number): Promise<LyraContracts> {
  const contracts = await deployContracts(chain);
  await connectSynthetix(chain, contracts);
  await initialise(chain, contracts);
  await setParameters(chain, contracts);
  await chain.send(...lyraRate(contracts, price));
  return contracts;
}

/** Sets the rate that Lyra takes as spot, USD. Refresh the Greeks afterwards. */
export const lyraRate = ({ ExchangeRates }: LyraContracts, price: number): LabCall => [
  ExchangeRates,
  'setRateAndInvalid',
  [ETH_KEY, parseEther(String(price)), false],
];

export const lyraSpot = (chain: LabChain, { SynthetixAdapter, OptionMarket }: LyraContracts): Promise<bigint> =>
  chain.read(SynthetixAdapter, 'getSpotPriceForMarket', [OptionMarket.address]);

/** As Lyra's keepers do whenever price or time has moved: a stale cache holds back the pool's depositors, and no trade. */
export const greeksRefresh = ({ KeeperHelper }: LyraContracts): LabCall => [KeeperHelper, 'updateAllBoardCachedGreeks'];

/** As Lyra's keepers do: a board past its expiry settles at the spot of the block, and is live no longer. */
export async function boardSettlements(
  chain: LabChain,
  { OptionMarket }: LyraContracts,
  at: number,
): Promise<LabCall[]> {
  const settlements: LabCall[] = [];
  for (const board of await chain.read<readonly bigint[]>(OptionMarket, 'getLiveBoards')) {
    const { expiry } = await chain.read<{ expiry: bigint }>(OptionMarket, 'getOptionBoard', [board]);
    if (expiry <= BigInt(at)) settlements.push([OptionMarket, 'settleExpiredBoard', [board]]);
  }
  return settlements;
}

async function deployContracts({ deploy }: LabChain) {
  const lyra = (path: string) => loadArtifact('@lyrafinance/protocol', path);
  const GWAV = await deploy(lyra('libraries/GWAV'));
  const BlackScholes = await deploy(lyra('libraries/BlackScholes'));
  const libraries = { GWAV: GWAV.address, BlackScholes: BlackScholes.address };
  return {
    GWAV,
    BlackScholes,
    SynthetixAdapter: await deploy(lyra('SynthetixAdapter')),
    OptionMarketViewer: await deploy(lyra('periphery/OptionMarketViewer')),
    Exchanger: await deploy(lyra('test-helpers/TestExchanger')),
    ExchangeRates: await deploy(lyra('test-helpers/TestExchangeRates')),
    Synthetix: await deploy(lyra('test-helpers/TestSynthetixReturnZero')),
    DelegateApprovals: await deploy(lyra('test-helpers/TestDelegateApprovals')),
    CollateralShort: await deploy(lyra('test-helpers/TestCollateralShort')),
    AddressResolver: await deploy(lyra('test-helpers/TestAddressResolver')),
    sUSD: await deploy(lyra('test-helpers/TestERC20Fail'), ['Synthetic USD', 'sUSD']),
    sETH: await deploy(lyra('test-helpers/TestERC20Fail'), ['Synthetic ETH', 'sETH']),
    OptionMarket: await deploy(lyra('OptionMarket')),
    OptionMarketPricer: await deploy(lyra('OptionMarketPricer')),
    OptionGreekCache: await deploy(lyra('OptionGreekCache'), [], libraries),
    LiquidityPool: await deploy(lyra('LiquidityPool')),
    LiquidityToken: await deploy(lyra('LiquidityToken'), ['sUSD/sETH Pool Tokens', 'LyraELPT']),
    OptionToken: await deploy(lyra('OptionToken'), ['sUSD/sETH Option Tokens', 'LyraEOT']),
    ShortCollateral: await deploy(lyra('ShortCollateral')),
    ShortPoolHedger: await deploy(lyra('ShortPoolHedger')),
    GWAVOracle: await deploy(lyra('periphery/GWAVOracle'), [], libraries),
    KeeperHelper: await deploy(lyra('periphery/KeeperHelper')),
    /** Lyra's pricing on chain, for tests that compare with ours. */
    TestBlackScholes: await deploy(lyra('test-helpers/TestBlackScholes'), [], libraries),
  };
}

async function connectSynthetix({ send }: LabChain, c: LyraContracts): Promise<void> {
  const { Synthetix, CollateralShort, sUSD, sETH, SynthetixAdapter, AddressResolver, OptionMarket } = c;
  await send(SynthetixAdapter, 'initialize');
  await send(Synthetix, 'init', [SynthetixAdapter.address, sUSD.address, AddressResolver.address]);
  await send(CollateralShort, 'init', [SynthetixAdapter.address, sUSD.address]);
  const named = {
    ProxySynthetix: Synthetix,
    Exchanger: c.Exchanger,
    ExchangeRates: c.ExchangeRates,
    CollateralShort,
    DelegateApprovals: c.DelegateApprovals,
  };
  const addresses = Object.values(named).map(({ address }) => address);
  await send(AddressResolver, 'setAddresses', [Object.keys(named).map(key), addresses]);
  for (const minter of [Synthetix, CollateralShort]) {
    await send(minter, 'addBaseAsset', [ETH_KEY, sETH.address, OptionMarket.address]);
    for (const token of [sUSD, sETH]) await send(token, 'permitMint', [minter.address, true]);
  }
  await send(SynthetixAdapter, 'setAddressResolver', [AddressResolver.address]);
  await send(c.Exchanger, 'setFeeRateForExchange', [ETH_KEY, USD_KEY, parseEther('0.0075')]);
  await send(c.Exchanger, 'setFeeRateForExchange', [USD_KEY, ETH_KEY, parseEther('0.005')]);
}

async function initialise(chain: LabChain, c: LyraContracts): Promise<void> {
  const initialiseWith = (contract: Contract, ...others: Contract[]) =>
    chain.send(contract, 'init', [...others.map(({ address }) => address)]);
  const { SynthetixAdapter: adapter, OptionMarket: market, OptionGreekCache: greeks, LiquidityPool: pool } = c;
  const { ShortCollateral: collateral, OptionToken: token, ShortPoolHedger: hedger, sUSD, sETH } = c;
  await initialiseWith(c.OptionMarketViewer, adapter);
  await initialiseWith(market, adapter, pool, c.OptionMarketPricer, greeks, collateral, token, sUSD, sETH);
  await initialiseWith(c.OptionMarketPricer, market, greeks);
  await initialiseWith(greeks, adapter, market, c.OptionMarketPricer);
  await initialiseWith(pool, adapter, market, c.LiquidityToken, greeks, hedger, collateral, sUSD, sETH);
  await initialiseWith(c.LiquidityToken, pool);
  await initialiseWith(hedger, adapter, market, greeks, pool, sUSD, sETH);
  await initialiseWith(collateral, market, pool, token, adapter, sUSD, sETH);
  await initialiseWith(token, market, greeks, collateral, adapter);
  await initialiseWith(c.GWAVOracle, market, greeks, adapter);
  await initialiseWith(c.KeeperHelper, market, collateral, greeks);
  await chain.send(adapter, 'setGlobalsForContract', [
    market.address,
    USD_KEY,
    ETH_KEY,
    parameters.securityModule,
    key(''),
  ]);
  await chain.send(c.OptionMarketViewer, 'addMarket', [
    {
      liquidityPool: pool.address,
      liquidityToken: c.LiquidityToken.address,
      greekCache: greeks.address,
      optionMarket: market.address,
      optionMarketPricer: c.OptionMarketPricer.address,
      optionToken: token.address,
      poolHedger: hedger.address,
      shortCollateral: collateral.address,
      baseAsset: sETH.address,
      quoteAsset: sUSD.address,
    },
  ]);
}

async function setParameters({ send }: LabChain, c: LyraContracts): Promise<void> {
  await send(c.OptionMarket, 'setOptionMarketParams', [parameters.marketParameters]);
  await send(c.LiquidityPool, 'setLiquidityPoolParameters', [parameters.poolParameters]);
  await send(c.ShortPoolHedger, 'setPoolHedgerParams', [parameters.hedgerParameters]);
  await send(c.ShortPoolHedger, 'setShortBuffer', [parseEther('2')]);
  await send(c.OptionGreekCache, 'setGreekCacheParameters', [parameters.greekCacheParameters]);
  await send(c.OptionGreekCache, 'setMinCollateralParameters', [parameters.minimumCollateralParameters]);
  await send(c.OptionGreekCache, 'setForceCloseParameters', [parameters.forceCloseParameters]);
  await send(c.OptionMarketPricer, 'setPricingParams', [parameters.pricingParameters]);
  await send(c.OptionMarketPricer, 'setTradeLimitParams', [parameters.tradeLimitParameters]);
  await send(c.OptionMarketPricer, 'setVarianceFeeParams', [parameters.varianceFeeParameters]);
  await send(c.OptionToken, 'setPartialCollateralParams', [parameters.partialCollateralParameters]);
}

/** What is listed: days to expiry, and strikes as multiples of the spot at the start. All within Lyra's delta limits. */
const boards = [
  { days: 28, vol: '0.8', strikes: [0.85, 0.925, 1, 1.075, 1.15] },
  { days: 84, vol: '0.8', strikes: [0.75, 0.9, 1, 1.15, 1.3] },
] as const;
/** A smile: the further from the money, the dearer. */
const skews = ['1.1', '1.03', '1', '1.02', '1.06'] as const;

/** Liquidity first: a deposit into a market without boards is minted at once, later ones queue for a week. */
export async function openLyra(chain: LabChain, c: LyraContracts, price: number): Promise<void> {
  const { send, deployer } = chain;
  const liquidity = parseEther('20000000');
  await send(c.sUSD, 'mint', [deployer, liquidity]);
  await send(c.sUSD, 'approve', [c.LiquidityPool.address, maxUint256]);
  await send(c.LiquidityPool, 'initiateDeposit', [deployer, liquidity]);
  await send(c.ShortPoolHedger, 'openShortAccount');
  const now = await chain.now();
  for (const { days, vol, strikes } of boards) {
    const listed = strikes.map((multiple) => parseEther((price * multiple).toFixed(2)));
    const expiry = BigInt(now + days * 86_400);
    await send(c.OptionMarket, 'createOptionBoard', [
      expiry,
      parseEther(vol),
      listed,
      skews.map((s) => parseEther(s)),
      false,
    ]);
  }
  await chain.send(...greeksRefresh(c));
}
