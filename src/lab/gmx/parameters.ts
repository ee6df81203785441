import { type Address, type Hex, parseEther, parseUnits, zeroAddress } from 'viem';
import type { LabChain } from '../chain.js';
import type { DeployedGmx } from './contracts.js';
import { dataKey } from './keys.js';

/** 30 decimals: USD and factors, 1e30 is 1 USD and 100 %. */
const float = (value: string): bigint => parseUnits(value, 30);

/** Swaps are not played here: such orders are refused when they are created. */
const swapOrderTypes = [0n, 1n];

/** The pool that pays profits: so much in either token. */
const POOL_USD = 40_000_000;

/**
 * GMX's ETH/USD on Arbitrum in its main lines. Price impact, funding, borrowing and swap fees are nothing: their factors
 * are left at 0, and the contracts of the lab follow no others.
 */
export async function openMarket(chain: LabChain, gmx: DeployedGmx, price: number): Promise<void> {
  const { dataStore, marketToken, WETH, USDC } = gmx;
  const set = (values: readonly (readonly [Hex, unknown])[], functionName: string) =>
    chain.send(dataStore, functionName, [values.map(([key]) => key), values.map(([, value]) => value)]);
  await chain.send(dataStore, 'setAddresses', [
    [
      dataKey('WNT'),
      dataKey('PRICE_FEED', ['address', WETH.address]),
      dataKey('PRICE_FEED', ['address', USDC.address]),
    ],
    [WETH.address, gmx.ethFeed.address, gmx.usdcFeed.address],
  ]);
  await chain.send(dataStore, 'storeMarket', [
    {
      marketToken: marketToken.address,
      indexToken: WETH.address,
      longToken: WETH.address,
      shortToken: USDC.address,
    },
  ]);
  const weth = parseEther((POOL_USD / price).toFixed(9));
  const usdc = parseUnits(String(POOL_USD), 6);
  await wrap(chain, gmx, marketToken.address, weth);
  await chain.send(USDC, 'mint', [marketToken.address, usdc]);
  await set(
    [
      ...protocolValues(),
      ...marketValues(marketToken.address),
      ...feedValues(WETH.address, 18),
      ...feedValues(USDC.address, 6),
      [dataKey('POOL_AMOUNT', ['address', marketToken.address], ['address', WETH.address]), weth],
      [dataKey('POOL_AMOUNT', ['address', marketToken.address], ['address', USDC.address]), usdc],
    ],
    'setUints',
  );
  await set(
    swapOrderTypes.map((type) => [
      dataKey('CREATE_ORDER_FEATURE_DISABLED', ['address', gmx.orderHandler.address], ['uint256', type]),
      true,
    ]),
    'setBools',
  );
}

/** Ether that comes from nowhere, wrapped. */
export async function wrap(
  { testClient, deployer, send }: LabChain,
  { WETH }: DeployedGmx,
  to: Address,
  amount: bigint,
): Promise<void> {
  if (amount === 0n || to === zeroAddress) return;
  await testClient.setBalance({ address: deployer, value: amount + parseEther('10000') });
  await send(WETH, 'deposit', [], { value: amount });
  await send(WETH, 'transfer', [to, amount]);
}

const protocolValues = (): [Hex, bigint][] => [
  [dataKey('MIN_COLLATERAL_USD'), float('1')],
  [dataKey('MIN_POSITION_SIZE_USD'), float('1')],
  [dataKey('REQUEST_EXPIRATION_TIME'), 300n],
  [dataKey('SEQUENCER_GRACE_DURATION'), 300n],
  [dataKey('MAX_AUTO_CANCEL_ORDERS'), 11n],
  [dataKey('MAX_CALLBACK_GAS_LIMIT'), 4_000_000n],
  [dataKey('ESTIMATED_GAS_FEE_BASE_AMOUNT_V2_1'), 600_000n],
  [dataKey('ESTIMATED_GAS_FEE_PER_ORACLE_PRICE'), 250_000n],
  [dataKey('ESTIMATED_GAS_FEE_MULTIPLIER_FACTOR'), float('1')],
  [dataKey('INCREASE_ORDER_GAS_LIMIT'), 3_000_000n],
  [dataKey('DECREASE_ORDER_GAS_LIMIT'), 3_000_000n],
  [dataKey('SWAP_ORDER_GAS_LIMIT'), 2_500_000n],
  [dataKey('SINGLE_SWAP_GAS_LIMIT'), 1_000_000n],
];

function marketValues(market: Address): [Hex, bigint][] {
  const ofMarket = (name: string, value: string): [Hex, bigint] => [dataKey(name, ['address', market]), float(value)];
  const ofBoth = (name: string, whenTrue: string, whenFalse: string): [Hex, bigint][] => [
    [dataKey(name, ['address', market], ['bool', true]), float(whenTrue)],
    [dataKey(name, ['address', market], ['bool', false]), float(whenFalse)],
  ];
  const traders = dataKey('MAX_PNL_FACTOR_FOR_TRADERS');
  const maxPnl = (isLong: boolean): [Hex, bigint] => [
    dataKey('MAX_PNL_FACTOR', ['bytes32', traders], ['address', market], ['bool', isLong]),
    float('0.9'),
  ];
  return [
    // 100x when opened, liquidated at 200x.
    ofMarket('MIN_COLLATERAL_FACTOR', '0.01'),
    ofMarket('MIN_COLLATERAL_FACTOR_FOR_LIQUIDATION', '0.005'),
    ofMarket('LIQUIDATION_FEE_FACTOR', '0.002'),
    // A trade that balances the market pays less.
    ...ofBoth('POSITION_FEE_FACTOR', '0.0004', '0.0006'),
    ...ofBoth('MAX_OPEN_INTEREST', '30000000', '30000000'),
    ...ofBoth('RESERVE_FACTOR', '0.95', '0.95'),
    ...ofBoth('OPEN_INTEREST_RESERVE_FACTOR', '0.9', '0.9'),
    maxPnl(true),
    maxPnl(false),
  ];
}

/** A feed answers with 8 decimals: answer * multiplier / 1e30 is the contracts' price, of 30 - decimals decimals. */
const feedValues = (token: Address, decimals: number): [Hex, bigint][] => [
  [dataKey('PRICE_FEED_MULTIPLIER', ['address', token]), 10n ** BigInt(60 - 8 - decimals)],
  // 25 hours.
  [dataKey('PRICE_FEED_HEARTBEAT_DURATION', ['address', token]), 90_000n],
];
