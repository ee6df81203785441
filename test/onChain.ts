import { type Address, formatUnits } from 'viem';
import { erc20Abi } from '../abis/erc20.js';
import { createLabChain } from '../src/lab/chain.js';
import type { Lab } from '../src/lab/lab.js';

/** What the contracts themselves say of an account, asked without any code of the keeper. */

interface OptionPosition {
  positionId: bigint;
  strikeId: bigint;
  optionType: number;
  amount: bigint;
  collateral: bigint;
}

export interface OptionOnChain {
  id: bigint;
  /** ETH, 18 decimals. */
  amount: bigint;
  collateral: bigint;
  /** What OptionGreekCache demands now; 0 for a long. */
  required: bigint;
  /** collateral / required. */
  health: number;
  /** ETH of delta, signed, by the Greeks that Lyra caches. */
  delta: number;
}

export function onChain(lab: Lab, account: Address) {
  const { read } = createLabChain(lab.url);
  const { perp, lyra } = lab.contracts;

  async function optionOf({ positionId, strikeId, optionType, amount, collateral }: OptionPosition) {
    const [strike, expiry] = await read<readonly [bigint, bigint]>(lyra.OptionMarket, 'getStrikeAndExpiry', [strikeId]);
    const spot = await read<bigint>(lyra.SynthetixAdapter, 'getSpotPriceForMarket', [lyra.OptionMarket.address]);
    const isLong = optionType < 2;
    const required = isLong
      ? 0n
      : await read<bigint>(lyra.OptionGreekCache, 'getMinCollateral', [optionType, strike, expiry, spot, amount]);
    const { greeks } = await read<{ greeks: { callDelta: bigint; putDelta: bigint } }>(
      lyra.OptionGreekCache,
      'getStrikeCache',
      [strikeId],
    );
    // longCall, longPut, shortCallBase, shortCallQuote, shortPutQuote
    const unit = optionType === 1 || optionType === 4 ? greeks.putDelta : greeks.callDelta;
    const delta = Number(formatUnits(amount * unit, 36)) * (isLong ? 1 : -1);
    const health = required === 0n ? Number.POSITIVE_INFINITY : ratio(collateral, required);
    return { id: positionId, amount, collateral, required, health, delta } satisfies OptionOnChain;
  }

  return {
    nonce: () => lab.publicClient.getTransactionCount({ address: account }),
    gasToken: () => lab.publicClient.getBalance({ address: account }),
    balance: (token: keyof Lab['tokens']) =>
      lab.publicClient.readContract({
        address: lab.tokens[token].address,
        abi: erc20Abi,
        functionName: 'balanceOf',
        args: [account],
      }),
    allowance: (token: keyof Lab['tokens'], spender: Address) =>
      lab.publicClient.readContract({
        address: lab.tokens[token].address,
        abi: erc20Abi,
        functionName: 'allowance',
        args: [account, spender],
      }),
    /** ETH, signed, 18 decimals. */
    perpSize: () => read<bigint>(perp.AccountBalance, 'getTotalPositionSize', [account, perp.BaseToken.address]),
    /** USDC in the vault, 6 decimals; realised losses and fees are in it. */
    perpMargin: () => read<bigint>(perp.Vault, 'getBalance', [account]),
    /** Account value over the requirement for liquidation. */
    async perpHealth() {
      const value = await read<bigint>(perp.ClearingHouse, 'getAccountValue', [account]);
      const required = await read<bigint>(perp.AccountBalance, 'getMarginRequirementForLiquidation', [account]);
      return required === 0n ? Number.POSITIVE_INFINITY : ratio(value, required);
    },
    async options() {
      const held = await read<readonly OptionPosition[]>(lyra.OptionToken, 'getOwnerPositions', [account]);
      return Promise.all(held.map(optionOf));
    },
    async option(id: bigint | undefined) {
      const held = await read<readonly OptionPosition[]>(lyra.OptionToken, 'getOwnerPositions', [account]);
      const found = held.find(({ positionId }) => positionId === id);
      if (!found) throw new Error(`option #${id} is not there`);
      return optionOf(found);
    },
  };
}

const ratio = (a: bigint, b: bigint): number => Number((a * 10n ** 15n) / b) / 1e15;
