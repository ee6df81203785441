import { type Address, maxUint128, maxUint256, parseEther, parseEventLogs, parseUnits, zeroHash } from 'viem';
import { LabError } from './errors.js';
import type { World } from './market.js';

/** Lyra's OptionType, by its numbers. */
export const optionKinds = ['longCall', 'longPut', 'shortCallBase', 'shortCallQuote', 'shortPutQuote'] as const;
export type OptionKind = (typeof optionKinds)[number];

export interface BookOption {
  /** The 28-day board or the 84-day one. */
  expiry: 'near' | 'far';
  kind: OptionKind;
  /** USD; must be listed on that board. */
  strike: number;
  /** ETH. */
  amount: number;
  /** Of a short: sUSD, or sETH when covered by the base. 0 for a long. */
  collateral: number;
}

/** What an account holds, in plain numbers. */
export interface Book {
  options: readonly BookOption[];
  /** `size` in ETH, negative is short; `margin` in USDC, deposited before the trade. */
  perp: { size: number; margin: number } | null;
}

export interface OpenedBook {
  /** Lyra's position ids, in the order of `book.options`. */
  options: readonly bigint[];
}

/** Sends from an account whose key the lab made, without signing. */
export async function openBook(world: World, account: Address, book: Book): Promise<OpenedBook> {
  const { testClient } = world.chain;
  await testClient.impersonateAccount({ address: account });
  try {
    const options: bigint[] = [];
    for (const option of book.options) options.push(await openOption(world, account, option));
    if (book.perp) await openPerp(world, account, book.perp);
    return { options };
  } finally {
    await testClient.stopImpersonatingAccount({ address: account });
  }
}

async function openOption({ chain, lyra }: World, from: Address, option: BookOption): Promise<bigint> {
  const strikeId = await findStrike({ chain, lyra }, option);
  // Lyra pulls what the trade needs at prices of its own block; only the lab may be this careless.
  for (const token of [lyra.sUSD, lyra.sETH])
    await chain.send(token, 'approve', [lyra.OptionMarket.address, maxUint256], { from });
  const terms = {
    strikeId,
    positionId: 0n,
    iterations: 1n,
    optionType: optionKinds.indexOf(option.kind),
    amount: parseEther(String(option.amount)),
    setCollateralTo: parseEther(String(option.collateral)),
    minTotalCost: 0n,
    maxTotalCost: maxUint128,
  };
  const { logs } = await chain.send(lyra.OptionMarket, 'openPosition', [terms], { from });
  for (const token of [lyra.sUSD, lyra.sETH])
    await chain.send(token, 'approve', [lyra.OptionMarket.address, 0n], { from });
  const [trade] = parseEventLogs({ abi: lyra.OptionMarket.abi, logs, eventName: 'Trade' });
  if (!trade) throw new LabError('openPosition left no Trade event');
  return (trade.args as unknown as { positionId: bigint }).positionId;
}

async function findStrike({ chain, lyra }: Pick<World, 'chain' | 'lyra'>, { expiry, strike }: BookOption) {
  const boards = await chain.read<readonly bigint[]>(lyra.OptionMarket, 'getLiveBoards');
  const board = expiry === 'near' ? boards[0] : boards[1];
  const ids =
    board === undefined ? [] : await chain.read<readonly bigint[]>(lyra.OptionMarket, 'getBoardStrikes', [board]);
  const listed: string[] = [];
  for (const id of ids) {
    const { strikePrice } = await chain.read<{ strikePrice: bigint }>(lyra.OptionMarket, 'getStrike', [id]);
    if (strikePrice === parseEther(String(strike))) return id;
    listed.push(String(Number(strikePrice) / 1e18));
  }
  throw new LabError(`No strike ${strike} on the ${expiry} board`, { facts: [`listed: ${listed.join(', ')}`] });
}

async function openPerp({ chain, perp }: World, from: Address, { size, margin }: { size: number; margin: number }) {
  const usdc = parseUnits(String(margin), 6);
  await chain.send(perp.USDC, 'approve', [perp.Vault.address, usdc], { from });
  await chain.send(perp.Vault, 'deposit', [perp.USDC.address, usdc], { from });
  if (size === 0) return;
  const isBaseToQuote = size < 0;
  const terms = {
    baseToken: perp.BaseToken.address,
    isBaseToQuote,
    // The amount is ETH either way: what goes in when selling, what comes out when buying.
    isExactInput: isBaseToQuote,
    amount: parseEther(String(Math.abs(size))),
    oppositeAmountBound: 0n,
    deadline: maxUint256,
    sqrtPriceLimitX96: 0n,
    referralCode: zeroHash,
  };
  await chain.send(perp.ClearingHouse, 'openPosition', [terms], { from });
}

/**
 * For a lab that starts at 2000: a short strangle and covered calls on Lyra, and a perp on Perp V2 at five times its
 * margin that about levels their delta. Left alone, a fall of 14 % liquidates the perp and one of 20 % the put; a rally
 * of 13 % the near call.
 */
export const standardBook: Book = {
  options: [
    { expiry: 'near', kind: 'shortCallQuote', strike: 2150, amount: 5, collateral: 4500 },
    { expiry: 'near', kind: 'shortPutQuote', strike: 1850, amount: 5, collateral: 3600 },
    { expiry: 'far', kind: 'shortCallBase', strike: 2600, amount: 3, collateral: 1.3 },
  ],
  perp: { size: 1.5, margin: 600 },
};

/** What `standardBook` takes, and reserves to defend it with. */
export const standardFunds = { USDC: 10_000, sUSD: 20_000, sETH: 3 };
