import type { Address } from 'viem';
import type { DecodedCall } from '../../../model/decodedCall.js';
import type { KeyPolicy } from '../../../model/keyPolicy.js';
import { type Wei, wei } from '../../../model/units.js';
import type { SigningPurpose, UnsignedTransaction } from '../signer.js';
import { judgeBudgets, type Spending } from './budgets.js';
import { isPulled, judgeApproval } from './judgeApproval.js';
import { judgeCalls } from './judgeCalls.js';
import { isEmptySelfTransfer, judgeForm } from './judgeForm.js';
import { isTokenTransfer, judgeTransfer } from './judgeTransfer.js';
import type { KnownVenue } from './readCalls.js';
import { isRefusal, readCalls } from './readCalls.js';
import { refuse, type SigningRefusal, type SigningRule } from './signingRules.js';

export interface SigningQuestion {
  transaction: UnsignedTransaction;
  purpose: Pick<SigningPurpose, 'next' | 'readings' | 'transfer'>;
  account: Address;
  chainId: number;
  venues: readonly KnownVenue[];
  policy: KeyPolicy;
  /** By other nonces in the last 24 hours. */
  spent: Spending;
}

export interface SigningVerdict {
  /** null: it may be signed. */
  refused: { rule: SigningRule; text: string } | null;
  /** A sentence a call, as far as it was understood. */
  does: readonly string[];
  /** USD that it may add to what is at risk. */
  notional: number;
  /** Most that it can cost, wei: gas at the price that is signed, and what goes to keepers. 0 where its fields make no sense. */
  gasCost: Wei;
  lowersRisk: boolean;
}

/**
 * Whether a transaction may be signed, by its bytes and never by what its order says of itself. Pure, and never throws: what
 * cannot be understood is refused. Budgets and profile do not hold for what can only lower risk; everything else does.
 */
export function judgeSigning(question: SigningQuestion): SigningVerdict {
  const { transaction, account, chainId, policy, spent } = question;
  const nothing = { does: [], notional: 0, gasCost: wei(0n), lowersRisk: false };
  const malformed = judgeForm(transaction, chainId);
  if (malformed) return { ...nothing, refused: malformed };
  const { gas, maxFeePerGas, value } = transaction;
  const gasCost = wei(gas * maxFeePerGas + value);
  if (isEmptySelfTransfer(transaction, account)) {
    return { refused: null, does: ['take the nonce back'], notional: 0, gasCost, lowersRisk: true };
  }
  const calls = callsOf(question);
  if (isRefusal(calls)) return { ...nothing, gasCost, refused: calls };
  const does = calls.map((call) => call.does);
  const lowersRisk = calls.every((call) => call.lowersRisk && !call.gives);
  const gift = judgeTransfer(calls, question);
  const harm = isRefusal(gift) ? gift : judgeCalls(calls, value, account, gift.to);
  if (harm) return { does, notional: 0, gasCost, lowersRisk, refused: harm };
  const notional = calls.reduce((sum, call) => sum + (call.lowersRisk ? 0 : call.notional), 0);
  if (!Number.isFinite(notional) || calls.some((call) => !call.lowersRisk && !(call.notional >= 0))) {
    const refused = refuse('price', `what it adds to what is at risk cannot be told in USD: ${notional}`);
    return { does, notional: 0, gasCost, lowersRisk, refused };
  }
  const refused = lowersRisk ? null : judgeBudgets({ notional, gas: gasCost }, spent, policy);
  return { refused, does, notional, gasCost, lowersRisk };
}

function callsOf(question: SigningQuestion): readonly DecodedCall[] | SigningRefusal {
  const { transaction, purpose, account, venues } = question;
  const { next, readings } = purpose;
  if (isPulled(transaction.to, venues)) {
    const given = givenIn(question);
    if (given) return given;
    const approval = judgeApproval({ transaction, account, venues, next, readings });
    return isRefusal(approval) ? approval : [approval];
  }
  const { to, data, value } = transaction;
  const found = readCalls({ to, data, value }, venues, readings);
  return isRefusal(found) ? found : found.calls;
}

/**
 * Of a token that venues pull, nothing is asked but approvals; and, by an order that gives some of it away, exactly that. null
 * where it is no such order, or no such call.
 */
function givenIn({ transaction, purpose, venues }: SigningQuestion): readonly DecodedCall[] | SigningRefusal | null {
  if (!purpose.transfer || !isTokenTransfer(transaction.data)) return null;
  const { to, data, value } = transaction;
  const found = readCalls({ to, data, value }, venues, purpose.readings);
  return isRefusal(found) ? found : found.calls;
}
