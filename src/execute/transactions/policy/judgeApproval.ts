import { type Address, decodeFunctionData, encodeFunctionData, type Hex, isAddress, isAddressEqual } from 'viem';
import { erc20Abi } from '../../../../abis/erc20.js';
import type { DecodedCall, TransactionCall } from '../../../model/decodedCall.js';
import type { VenueReading } from '../../../model/snapshot.js';
import { tokenAmount, wei } from '../../../model/units.js';
import { judgeCalls } from './judgeCalls.js';
import type { KnownVenue } from './readCalls.js';
import { isRefusal, readCalls } from './readCalls.js';
import { refuse, type SigningRefusal } from './signingRules.js';

export interface ApprovalQuestion {
  /** To a token. */
  transaction: TransactionCall;
  account: Address;
  venues: readonly KnownVenue[];
  /** The order's transactions after it. */
  next: readonly TransactionCall[];
  readings: readonly VenueReading[];
}

/** No token has as much: an amount from here on is no amount, but a permission without an end. */
const unbounded = 2n ** 128n;

/** Tokens that venues of the strategy pull. */
export const isPulled = (token: Address, venues: readonly KnownVenue[]): boolean =>
  venues.some(({ spenders = [] }) => spenders.some((one) => isAddressEqual(one.token, token)));

/**
 * Nothing is asked of a token but to let a known spender pull exactly what the order's next transactions say they pull, or
 * nothing any more. What they are is the order's word: so they are judged as if they were to be signed.
 */
export function judgeApproval({
  transaction,
  account,
  venues,
  next,
  readings,
}: ApprovalQuestion): DecodedCall | SigningRefusal {
  const token = transaction.to;
  const approval = approvalIn(transaction.data);
  if (approval === null) return refuse('function', `of token ${token} nothing is asked but an exact approval`);
  const { spender, amount } = approval;
  const pullers = venues.filter(({ spenders = [] }) =>
    spenders.some((one) => isAddressEqual(one.token, token) && isAddressEqual(one.spender, spender)),
  );
  const [puller] = pullers;
  if (puller === undefined) return refuse('approval', `${spender} is nobody who pulls token ${token} for a venue`);
  const common = { recipients: [], pays: [], value: wei(0n), notional: 0 };
  if (amount === 0n) {
    return { ...common, does: `approve: ${puller.id} may take no ${token} any more`, lowersRisk: true };
  }
  if (amount >= unbounded) return refuse('approval', `an approval of ${amount} has no bound`);
  const pulling = pullsOf(token, { account, venues, next, readings }, pullers);
  if (isRefusal(pulling)) return pulling;
  if (pulling.amount !== amount) {
    return refuse(
      'approval',
      `it lets ${puller.id} take ${amount} of ${token}, and what follows takes ${pulling.amount}`,
    );
  }
  return {
    ...common,
    does: `approve: ${puller.id} may take exactly ${amount} of ${token}`,
    lowersRisk: pulling.lowersRisk,
  };
}

/** What the transactions after it pull of a token, and whether all that do can only lower risk. */
function pullsOf(
  token: Address,
  { account, venues, next, readings }: Omit<ApprovalQuestion, 'transaction'>,
  pullers: readonly KnownVenue[],
): { amount: bigint; lowersRisk: boolean } | SigningRefusal {
  let amount = 0n;
  let lowersRisk = true;
  for (const call of next) {
    if (!isAddress(call.to, { strict: false })) return refuse('approval', 'what it is for goes to no address');
    if (isPulled(call.to, venues)) continue;
    const found = readCalls(call, venues, readings);
    if (isRefusal(found)) return refuse('approval', `what it is for would not be signed: ${found.text}`);
    const harm = judgeCalls(found.calls, call.value, account);
    if (harm) return refuse('approval', `what it is for would not be signed: ${harm.text}`);
    if (!pullers.includes(found.venue)) continue;
    const pays = found.calls.flatMap((one) => one.pays.filter((pay) => isAddressEqual(pay.token, token)));
    amount += pays.reduce((sum, pay) => sum + pay.amount, 0n);
    if (pays.length > 0) lowersRisk &&= found.calls.every((one) => one.lowersRisk);
  }
  return { amount: tokenAmount(amount), lowersRisk };
}

/** null unless the bytes are `approve` and nothing but that. */
function approvalIn(data: Hex): { spender: Address; amount: bigint } | null {
  try {
    const { functionName, args } = decodeFunctionData({ abi: erc20Abi, data });
    if (functionName !== 'approve') return null;
    const [spender, amount] = args;
    const again = encodeFunctionData({ abi: erc20Abi, functionName, args: [spender, amount] });
    return again === data.toLowerCase() ? { spender, amount } : null;
  } catch {
    return null;
  }
}
