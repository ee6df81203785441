import type { Address, Hash } from 'viem';
import { LabError } from '../errors.js';
import { revertReason } from '../revertReason.js';
import { type KeeperWorld, keeperAccount, oracleParams } from './keeper.js';
import { dataKey } from './keys.js';

/** A position as the Reader gives it. */
export interface LabPosition {
  addresses: { account: Address; market: Address; collateralToken: Address };
  numbers: {
    sizeInUsd: bigint;
    sizeInTokens: bigint;
    collateralAmount: bigint;
    pendingImpactAmount: bigint;
    borrowingFactor: bigint;
    fundingFeeAmountPerSize: bigint;
    longTokenClaimableFundingAmountPerSize: bigint;
    shortTokenClaimableFundingAmountPerSize: bigint;
    increasedAtTime: bigint;
    decreasedAtTime: bigint;
  };
  flags: { isLong: boolean };
}

export interface GmxLiquidation {
  account: Address;
  market: Address;
  collateralToken: Address;
  isLong: boolean;
  hash: Hash;
}

export interface DeleverageOptions {
  /** Which position; needed only when the account has several. */
  isLong?: boolean;
  collateralToken?: Address;
  /** USD with 30 decimals; half of the position unless told. */
  sizeDeltaUsd?: bigint;
}

export const positionsOf = ({ chain, gmx }: KeeperWorld, account: Address): Promise<readonly LabPosition[]> =>
  chain.read(gmx.reader, 'getAccountPositions', [gmx.dataStore.address, account, 0n, 1000n]);

/** Does what a real liquidator would: whatever the contracts allow at this block and the market's price, nothing else. */
export async function liquidate(world: KeeperWorld, account: Address): Promise<GmxLiquidation[]> {
  const { chain, gmx } = world;
  const done: GmxLiquidation[] = [];
  for (const { addresses, flags } of await positionsOf(world, account)) {
    const { market, collateralToken } = addresses;
    const params = oracleParams(world, world.prices(), await chain.now());
    const call = {
      ...gmx.liquidationHandler,
      functionName: 'executeLiquidation',
      args: [account, market, collateralToken, flags.isLong, params],
      account: keeperAccount,
    };
    try {
      await chain.publicClient.simulateContract(call);
    } catch {
      const reason = await revertReason(chain, call, gmx.errors);
      if (reason.startsWith('PositionShouldNotBeLiquidated')) continue;
      throw new LabError('The liquidation reverts in the lab', { facts: [reason] });
    }
    const { transactionHash: hash } = await chain.send(gmx.liquidationHandler, call.functionName, call.args, {
      from: keeperAccount,
    });
    done.push({ account, market, collateralToken, isLong: flags.isLong, hash });
  }
  return done;
}

/** Marks the market's side for deleveraging, takes its part of the position, and clears the mark. */
export async function deleverage(world: KeeperWorld, account: Address, wanted: DeleverageOptions = {}): Promise<Hash> {
  const { chain, gmx } = world;
  const position = (await positionsOf(world, account)).find(
    ({ addresses, flags }) =>
      (wanted.isLong ?? flags.isLong) === flags.isLong &&
      (wanted.collateralToken ?? addresses.collateralToken).toLowerCase() === addresses.collateralToken.toLowerCase(),
  );
  if (!position) throw new LabError(`${account} has no such position`);
  const { addresses, numbers, flags } = position;
  const mark = dataKey('IS_ADL_ENABLED', ['address', addresses.market], ['bool', flags.isLong]);
  await chain.send(gmx.dataStore, 'setBool', [mark, true]);
  try {
    const { transactionHash } = await chain.send(
      gmx.adlHandler,
      'executeAdl',
      [
        account,
        addresses.market,
        addresses.collateralToken,
        flags.isLong,
        wanted.sizeDeltaUsd ?? numbers.sizeInUsd / 2n,
        oracleParams(world, world.prices(), await chain.now()),
      ],
      { from: keeperAccount },
    );
    return transactionHash;
  } finally {
    await chain.send(gmx.dataStore, 'setBool', [mark, false]);
  }
}
