import { encodeFunctionData, formatUnits } from 'viem';
import { erc20Abi } from '../../../abis/erc20.js';
import { vaultAbi } from '../../../abis/perp-v2.js';
import type { CollateralTerms, TransactionRequest } from '../../model/order.js';
import { wei } from '../../model/units.js';
import { VenueRefusal } from '../venue.js';
import { CROSS } from './describe.js';
import { least } from './fixedPoint.js';
import { withdrawable } from './margin.js';
import type { PerpV2Contracts, PerpV2Detail } from './state.js';

/**
 * Approval of exactly the amount where the allowance is too small, then the deposit; or the withdrawal.
 * @throws VenueRefusal
 */
export function prepareCollateral(
  contracts: PerpV2Contracts,
  detail: PerpV2Detail,
  terms: CollateralTerms,
): TransactionRequest[] {
  const { settlementToken: token, vault } = contracts;
  refuseForeign(contracts, detail, terms);
  const { amount } = terms;
  const shown = `${formatUnits(amount, token.decimals)} ${token.symbol}`;
  const args = [token.address, amount] as const;
  const request = (purpose: TransactionRequest['purpose'], describe: string, rest: Partial<TransactionRequest>) => ({
    purpose,
    describe,
    to: vault,
    data: '0x' as const,
    value: wei(0n),
    approval: null,
    ...rest,
  });
  if (terms.kind === 'removeCollateral') {
    refuseWithdrawal(contracts, detail, amount, shown);
    const data = encodeFunctionData({ abi: vaultAbi, functionName: 'withdraw', args });
    return [request('removeCollateral', `withdraw ${shown} from perp-v2`, { data })];
  }
  refuseDeposit(contracts, detail, amount, shown);
  const data = encodeFunctionData({ abi: vaultAbi, functionName: 'deposit', args });
  const deposit = request('addCollateral', `deposit ${shown} on perp-v2`, { data });
  if (detail.allowance >= amount) return [deposit];
  const approve = request('approve', `let perp-v2's Vault take exactly ${shown}`, {
    to: token.address,
    data: encodeFunctionData({ abi: erc20Abi, functionName: 'approve', args: [vault, amount] }),
    approval: { token: token.address, spender: vault, amount },
  });
  return [approve, deposit];
}

function refuseForeign(
  { settlementToken: token }: PerpV2Contracts,
  detail: PerpV2Detail,
  terms: CollateralTerms,
): void {
  if (terms.marginAccount !== CROSS) {
    throw new VenueRefusal(`perp-v2 has no margin account ${terms.marginAccount}`, {
      mend: `its only one is ${CROSS}`,
    });
  }
  if (terms.token !== token.symbol || terms.decimals !== token.decimals) {
    throw new VenueRefusal(`perp-v2 does not take ${terms.token} of ${terms.decimals} decimals as collateral`, {
      facts: [`it settles in ${token.symbol} of ${token.decimals} decimals`],
      mend: `draw on wallet ${token.symbol}`,
    });
  }
  if (terms.amount <= 0n) {
    throw new VenueRefusal('moving collateral needs an amount above 0', { facts: [`amount ${terms.amount}`] });
  }
  if (detail.paused.vault) throw new VenueRefusal("perp-v2's Vault is paused", { retryable: true });
}

/** The wallet's balance; `V_GTSTBC`. */
function refuseDeposit(
  { settlementToken: token }: PerpV2Contracts,
  detail: PerpV2Detail,
  amount: bigint,
  shown: string,
): void {
  if (detail.walletBalance < amount) {
    throw new VenueRefusal(`the wallet does not hold ${shown}`, {
      facts: [`it holds ${formatUnits(detail.walletBalance, token.decimals)}`],
      mend: `send ${token.symbol} to the account`,
    });
  }
  if (detail.vaultHoldings + amount > detail.vaultCap) {
    throw new VenueRefusal(`perp-v2's Vault takes no more ${token.symbol}`, {
      facts: [
        `it holds ${formatUnits(detail.vaultHoldings, token.decimals)}`,
        `its cap is ${formatUnits(detail.vaultCap, token.decimals)}`,
      ],
    });
  }
}

/** `V_NEFC`; and the Vault cannot pay out more than it holds. */
function refuseWithdrawal(
  { settlementToken: token }: PerpV2Contracts,
  detail: PerpV2Detail,
  amount: bigint,
  shown: string,
): void {
  const most = least(withdrawable(detail, token.decimals), detail.vaultHoldings);
  if (amount <= most) return;
  throw new VenueRefusal(`perp-v2 would not let go of ${shown}`, {
    facts: [`${formatUnits(most, token.decimals)} is free of the initial margin of ${detail.imRatio / 10_000} %`],
    mend: 'withdraw less, or reduce the position first',
  });
}
