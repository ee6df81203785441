import { type Address, parseUnits } from 'viem';
import { type AaveToken, type AaveV3Contracts, priceSet } from './aaveV3.js';
import type { LabChain } from './chain.js';
import { developmentAccount } from './chain.js';

/** What Aave's governance and its feeds can do to everybody. */
export interface AaveControls {
  /** No supply and no new debt; withdrawals and repayments go on. */
  freeze(symbol: AaveToken, frozen?: boolean): Promise<void>;
  /** Nothing at all. */
  pause(symbol: AaveToken, paused?: boolean): Promise<void>;
  /** Whole tokens; 0: none. */
  cap(symbol: AaveToken, caps: { supply?: number; borrow?: number }): Promise<void>;
  /** In basis points. */
  collateral(symbol: AaveToken, terms: { ltv: number; threshold: number; bonus: number }): Promise<void>;
  /** Whether it can be borrowed. */
  borrowing(symbol: AaveToken, enabled: boolean): Promise<void>;
  /** USD, of the oracle alone. */
  setPrice(symbol: AaveToken, price: number): Promise<void>;
  /** The market no longer moves this price, or does again. */
  stale(symbol: AaveToken, isStale?: boolean): void;
  /** Somebody takes all but so many tokens of the reserve's liquidity away, against collateral of their own. */
  drain(symbol: AaveToken, left: number): Promise<void>;
}

const whale = developmentAccount(2);

export function createAaveControls(chain: LabChain, aave: AaveV3Contracts, stale: Set<string>): AaveControls {
  const { Configurator, Pool, reserves } = aave;
  const configure = async (functionName: string, symbol: AaveToken, ...args: readonly unknown[]) => {
    await chain.send(Configurator, functionName, [reserves[symbol].token.address, ...args]);
  };
  return {
    freeze: (symbol, frozen = true) => configure('setReserveFreeze', symbol, frozen),
    pause: (symbol, paused = true) => configure('setReservePause', symbol, paused),
    async cap(symbol, { supply, borrow }) {
      if (supply !== undefined) await configure('setSupplyCap', symbol, BigInt(supply));
      if (borrow !== undefined) await configure('setBorrowCap', symbol, BigInt(borrow));
    },
    collateral: (symbol, { ltv, threshold, bonus }) =>
      configure('configureReserveAsCollateral', symbol, BigInt(ltv), BigInt(threshold), BigInt(bonus)),
    borrowing: (symbol, enabled) => configure('setReserveBorrowing', symbol, enabled),
    async setPrice(symbol, price) {
      await chain.send(...priceSet(aave, reserves[symbol].token, price));
    },
    stale(symbol, isStale = true) {
      if (isStale) stale.add(symbol);
      else stale.delete(symbol);
    },
    async drain(symbol, left) {
      const { token, decimals, aToken } = reserves[symbol];
      const held = await chain.read<bigint>(token, 'balanceOf', [aToken]);
      const amount = held - parseUnits(String(left), decimals);
      if (amount <= 0n) return;
      await supplyPlenty(chain, aave, symbol === 'USDC' ? 'WETH' : 'USDC', whale);
      await chain.send(Pool, 'borrow', [token.address, amount, 2n, 0, whale], { from: whale });
    },
  };
}

/** Backs whatever the lab lists: a hundred million dollars, or as much in ether. */
async function supplyPlenty({ send }: LabChain, { Pool, reserves }: AaveV3Contracts, symbol: AaveToken, from: Address) {
  const { token, decimals } = reserves[symbol];
  const amount = parseUnits(symbol === 'USDC' ? '100000000' : '50000', decimals);
  await send(token, 'mint', [from, amount]);
  await send(token, 'approve', [Pool.address, amount], { from });
  await send(Pool, 'supply', [token.address, amount, from, 0], { from });
}
