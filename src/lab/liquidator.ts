import type { Address } from 'viem';
import { liquidateLoans } from './aaveLiquidation.js';
import { developmentAccount } from './chain.js';
import type { Liquidation } from './liquidation.js';
import type { World } from './market.js';

export const liquidator: Address = developmentAccount(3);

/** Perp V2 takes half a position at a time unless the account is deep under water; this many halvings leave nothing. */
const MAX_HALVINGS = 12;

/** Does what a real liquidator would: whatever the protocols allow at this block, and nothing else. */
export async function liquidate(world: World, accounts: readonly Address[]): Promise<Liquidation[]> {
  const done: Liquidation[] = [];
  for (const account of accounts) {
    done.push(...(await liquidatePerp(world, account)));
    done.push(...(await liquidateOptions(world, account)));
    done.push(...(await liquidateLoans(world, account)));
  }
  return done;
}

async function liquidatePerp({ chain, perp }: World, account: Address): Promise<Liquidation[]> {
  const done: Liquidation[] = [];
  const base = perp.BaseToken.address;
  for (let round = 0; round < MAX_HALVINGS; round++) {
    // Liquidatable when account value < requirement (ClearingHouse._isLiquidatable).
    const value = await chain.read<bigint>(perp.ClearingHouse, 'getAccountValue', [account]);
    const requirement = await chain.read<bigint>(perp.AccountBalance, 'getMarginRequirementForLiquidation', [account]);
    const size = await chain.read<bigint>(perp.AccountBalance, 'getTotalPositionSize', [account, base]);
    if (value >= requirement || size === 0n) break;
    // The third argument, 0, is as much as allowed; `liquidate` has two overloads and this one is unambiguous.
    const { transactionHash } = await chain.send(perp.ClearingHouse, 'liquidate', [account, base, 0n], {
      from: liquidator,
    });
    done.push({ account, venue: 'perp-v2', what: 'ETH', hash: transactionHash });
  }
  return done;
}

interface OptionPosition {
  positionId: bigint;
  strikeId: bigint;
}

async function liquidateOptions({ chain, lyra }: World, account: Address): Promise<Liquidation[]> {
  const done: Liquidation[] = [];
  const market = lyra.OptionMarket;
  const positions = await chain.read<readonly OptionPosition[]>(lyra.OptionToken, 'getOwnerPositions', [account]);
  for (const position of positions) {
    const [strike, expiry] = await chain.read<readonly [bigint, bigint]>(market, 'getStrikeAndExpiry', [
      position.strikeId,
    ]);
    const spot = await chain.read<bigint>(lyra.SynthetixAdapter, 'getSpotPriceForMarket', [market.address]);
    if (!(await chain.read<boolean>(lyra.OptionToken, 'canLiquidate', [position, expiry, strike, spot]))) continue;
    const { transactionHash } = await chain.send(market, 'liquidatePosition', [position.positionId, liquidator], {
      from: liquidator,
    });
    done.push({ account, venue: 'lyra', what: `position #${position.positionId}`, hash: transactionHash });
  }
  return done;
}
