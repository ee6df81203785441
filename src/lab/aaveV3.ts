import { type Address, maxUint256, parseUnits, zeroAddress } from 'viem';
import { loadArtifact } from './artifacts.js';
import type { Contract, LabCall, LabChain } from './chain.js';

/** What Aave lists in the lab. */
export const aaveTokens = ['USDC', 'WETH', 'sUSD', 'WBTC'] as const;
export type AaveToken = (typeof aaveTokens)[number];

export type AaveV3Contracts = Awaited<ReturnType<typeof deployAaveV3>>;

export interface AaveReserve {
  token: Contract;
  decimals: number;
  aToken: Address;
  variableDebtToken: Address;
}

/** In basis points, as `configureReserveAsCollateral` takes them; `ceiling` in USD: the reserve is isolated. */
interface Listing {
  decimals: number;
  ltv: number;
  threshold: number;
  bonus: number;
  /** Whole tokens that the deployer supplies, and owes, so that there is liquidity and interest. */
  supplied: number;
  borrowed: number;
  ceiling?: number;
  borrowableInIsolation?: true;
  /** The efficiency mode of dollar tokens. */
  dollar?: true;
}

const listings: Record<AaveToken, Listing> = {
  USDC: {
    ...{ decimals: 6, ltv: 7_700, threshold: 8_000, bonus: 10_450, supplied: 8_000_000, borrowed: 3_000_000 },
    ...{ borrowableInIsolation: true, dollar: true },
  },
  WETH: { decimals: 18, ltv: 8_000, threshold: 8_250, bonus: 10_500, supplied: 4_000, borrowed: 800 },
  sUSD: {
    ...{ decimals: 18, ltv: 6_000, threshold: 7_500, bonus: 10_500, supplied: 2_000_000, borrowed: 500_000 },
    dollar: true,
  },
  WBTC: { decimals: 8, ltv: 7_000, threshold: 7_500, bonus: 10_650, supplied: 0, borrowed: 0, ceiling: 1_000_000 },
};

/** Dollar tokens against each other. */
const DOLLAR_MODE = 1;
/** Dollars per bitcoin: nothing moves it but `setPrice`. */
const bitcoinPrice = 60_000;

const ray = (share: string) => parseUnits(share, 27);

/**
 * Aave V3 core (3.0, with stable debt) with four reserves: two dollar tokens of one efficiency mode, ether, and bitcoin in
 * isolation. The real oracle asks the mock beneath it, whose prices a transaction sets: so they move in one block with the rest.
 */
export async function deployAaveV3(
  chain: LabChain,
  tokens: Readonly<Record<Exclude<AaveToken, 'WBTC'>, Contract>>,
  price: number,
) {
  const { deploy, send, read, deployer } = chain;
  const aave = (path: string) => loadArtifact('@aave/core-v3', path);
  const WBTC = await deploy(aave('mocks/tokens/MintableERC20'), ['Wrapped BTC', 'WBTC', 8]);
  const listed: Record<AaveToken, Contract> = { ...tokens, WBTC };
  const Provider = await deploy(aave('protocol/configuration/PoolAddressesProvider'), ['lab', deployer]);
  await send(Provider, 'setACLAdmin', [deployer]);
  const AccessControl = await deploy(aave('protocol/configuration/ACLManager'), [Provider.address]);
  await send(Provider, 'setACLManager', [AccessControl.address]);
  for (const role of ['addPoolAdmin', 'addEmergencyAdmin', 'addAssetListingAdmin'])
    await send(AccessControl, role, [deployer]);

  const Prices = await deploy(aave('mocks/oracle/PriceOracle'));
  const Oracle = await deploy(aave('misc/AaveOracle'), [
    ...[Provider.address, [], [], Prices.address, zeroAddress],
    10n ** 8n,
  ]);
  await send(Provider, 'setPriceOracle', [Oracle.address]);
  // The configurator asks it whether anybody has supplied.
  const DataProvider = await deploy(aave('misc/AaveProtocolDataProvider'), [Provider.address]);
  await send(Provider, 'setPoolDataProvider', [DataProvider.address]);
  const starting: Record<AaveToken, number> = { USDC: 1, sUSD: 1, WETH: price, WBTC: bitcoinPrice };
  for (const symbol of aaveTokens) await send(...priceSet({ Prices }, listed[symbol], starting[symbol]));

  const { Pool, Configurator } = await deployPool(chain, Provider);
  await listReserves(chain, { Pool, Configurator, Provider }, listed);
  const reserves = {} as Record<AaveToken, AaveReserve>;
  for (const symbol of aaveTokens) {
    const token = listed[symbol];
    const data = await read<{ aTokenAddress: Address; variableDebtTokenAddress: Address }>(Pool, 'getReserveData', [
      token.address,
    ]);
    const { aTokenAddress: aToken, variableDebtTokenAddress: variableDebtToken } = data;
    reserves[symbol] = { token, decimals: listings[symbol].decimals, aToken, variableDebtToken };
  }
  return { Provider, AccessControl, Prices, Oracle, Pool, Configurator, reserves };
}

/** USD with the oracle's 8 decimals. */
export const priceSet = ({ Prices }: { Prices: Contract }, token: Contract, price: number): LabCall => [
  Prices,
  'setAssetPrice',
  [token.address, parseUnits(price.toFixed(8), 8)],
];

const logic = (name: string) => `protocol/libraries/logic/${name}`;

async function deployPool({ deploy, send, read }: LabChain, Provider: Contract) {
  const aave = (path: string) => loadArtifact('@aave/core-v3', path);
  const libraries: Record<string, Address> = {};
  const plain = ['Borrow', 'Bridge', 'EMode', 'Liquidation', 'Pool', 'Supply', 'Configurator'].map((n) => `${n}Logic`);
  for (const name of plain) libraries[name] = (await deploy(aave(logic(name)))).address;
  libraries['FlashLoanLogic'] = (await deploy(aave(logic('FlashLoanLogic')), [], libraries)).address;
  const pool = await deploy(aave('protocol/pool/Pool'), [Provider.address], libraries);
  await send(pool, 'initialize', [Provider.address]);
  await send(Provider, 'setPoolImpl', [pool.address]);
  const configurator = await deploy(aave('protocol/pool/PoolConfigurator'), [], libraries);
  await send(Provider, 'setPoolConfiguratorImpl', [configurator.address]);
  return {
    Pool: { address: await read<Address>(Provider, 'getPool'), abi: pool.abi },
    Configurator: { address: await read<Address>(Provider, 'getPoolConfigurator'), abi: configurator.abi },
  };
}

async function listReserves(
  { deploy, send, deployer }: LabChain,
  { Pool, Configurator, Provider }: { Pool: Contract; Configurator: Contract; Provider: Contract },
  listed: Readonly<Record<AaveToken, Contract>>,
): Promise<void> {
  const tokenization = async (name: string) =>
    (await deploy(loadArtifact('@aave/core-v3', `protocol/tokenization/${name}`), [Pool.address])).address;
  const aTokenImpl = await tokenization('AToken');
  const stableDebtTokenImpl = await tokenization('StableDebtToken');
  const variableDebtTokenImpl = await tokenization('VariableDebtToken');
  // 80 % usage is optimal; slopes of variable debt 4 % and 60 %, the rest is of stable debt.
  const rates = ['0.8', '0', '0.04', '0.6', '0.005', '0.6', '0.01', '0.08', '0.2'].map(ray);
  const strategy = await deploy(loadArtifact('@aave/core-v3', 'protocol/pool/DefaultReserveInterestRateStrategy'), [
    Provider.address,
    ...rates,
  ]);
  const named = (symbol: string) => ({
    ...{ aTokenName: `Aave ${symbol}`, aTokenSymbol: `a${symbol}` },
    ...{ variableDebtTokenName: `Aave debt ${symbol}`, variableDebtTokenSymbol: `variableDebt${symbol}` },
    ...{ stableDebtTokenName: `Aave stable debt ${symbol}`, stableDebtTokenSymbol: `stableDebt${symbol}` },
  });
  const inputs = aaveTokens.map((symbol) => ({
    ...{ aTokenImpl, stableDebtTokenImpl, variableDebtTokenImpl, ...named(symbol), params: '0x' },
    ...{ underlyingAssetDecimals: listings[symbol].decimals, underlyingAsset: listed[symbol].address },
    ...{ interestRateStrategyAddress: strategy.address, treasury: deployer, incentivesController: zeroAddress },
  }));
  await send(Configurator, 'initReserves', [inputs]);
  const dollars = [9_300n, 9_500n, 10_200n, zeroAddress, 'dollars'] as const;
  await send(Configurator, 'setEModeCategory', [DOLLAR_MODE, ...dollars]);
  for (const symbol of aaveTokens) {
    const { ltv, threshold, bonus, ceiling, borrowableInIsolation, dollar } = listings[symbol];
    const { address } = listed[symbol];
    // In USD with two decimals; a reserve that is collateral already cannot be isolated.
    if (ceiling !== undefined) await send(Configurator, 'setDebtCeiling', [address, BigInt(ceiling) * 100n]);
    await send(Configurator, 'configureReserveAsCollateral', [address, BigInt(ltv), BigInt(threshold), BigInt(bonus)]);
    await send(Configurator, 'setReserveFactor', [address, 1_000n]);
    if (ceiling === undefined) await send(Configurator, 'setReserveBorrowing', [address, true]);
    if (borrowableInIsolation) await send(Configurator, 'setBorrowableInIsolation', [address, true]);
    if (dollar) await send(Configurator, 'setAssetEModeCategory', [address, DOLLAR_MODE]);
  }
}

/** The deployer supplies and borrows: there is liquidity, and interest runs. */
export async function openAaveV3({ send, deployer }: LabChain, { Pool, reserves }: AaveV3Contracts): Promise<void> {
  const amounts = aaveTokens.map((symbol) => ({ ...listings[symbol], ...reserves[symbol] }));
  for (const { token, decimals, supplied } of amounts.filter((one) => one.supplied > 0)) {
    const amount = parseUnits(String(supplied), decimals);
    await send(token, 'mint', [deployer, amount]);
    await send(token, 'approve', [Pool.address, maxUint256]);
    await send(Pool, 'supply', [token.address, amount, deployer, 0]);
  }
  for (const { token, decimals, borrowed } of amounts.filter((one) => one.borrowed > 0))
    await send(Pool, 'borrow', [token.address, parseUnits(String(borrowed), decimals), 2n, 0, deployer]);
}
