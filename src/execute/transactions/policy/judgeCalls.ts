import { type Address, isAddressEqual } from 'viem';
import type { DecodedCall } from '../../../model/decodedCall.js';
import { refuse, type SigningRefusal } from './signingRules.js';

/**
 * Whether calls, as their venue tells them, give anything away; null when they do not.
 * @param givenTo - Whom a transfer that has been judged gives to; null where nothing may be given.
 */
export function judgeCalls(
  calls: readonly DecodedCall[],
  value: bigint,
  account: Address,
  givenTo: Address | null = null,
): SigningRefusal | null {
  for (const { does, recipients } of calls) {
    const stranger = recipients.find(
      (recipient) => !isAddressEqual(recipient, account) && !(givenTo !== null && isAddressEqual(recipient, givenTo)),
    );
    if (stranger !== undefined) return refuse('recipient', `${does}: ${stranger} would get it, not the account`);
  }
  if (calls.some((call) => call.value < 0n)) return refuse('value', 'a call would use less than no gas token');
  const used = calls.reduce((sum, call) => sum + call.value, 0n);
  if (used !== value) return refuse('value', `it sends ${value} wei, and its calls use ${used} wei`);
  return null;
}
