import type { Abi, Address, DecodeFunctionDataReturnType, Hex } from 'viem';
import { decodeFunctionData, encodeFunctionData, isAddressEqual, toFunctionSelector } from 'viem';
import { VenueRefusal } from './venue.js';

/** A contract that orders call, as its calldata is read. */
export interface CallableContract<abi extends Abi> {
  /** For people: `perp-v2's Vault`. */
  name: string;
  abi: abi;
  /** Signatures of what it offers beside the ABI, so that a refusal can name what was asked: `withdrawAll(address)`. */
  alsoOffers?: readonly string[];
}

/**
 * Calldata → function and arguments. Only what encodes back to the very same bytes is taken: nothing can hide in a tail, behind
 * an offset, or in the upper bits of an address. @throws VenueRefusal
 */
export function decodeStrictly<const abi extends Abi>(
  contract: CallableContract<abi>,
  data: Hex,
): DecodeFunctionDataReturnType<abi> {
  const { name, abi } = contract;
  const lower = data.toLowerCase() as Hex;
  const decoded = attempt(contract, lower);
  const again = encodedAgain(abi, decoded);
  if (again === lower) return decoded as DecodeFunctionDataReturnType<abi>;
  const taken = again === null ? 'one is out of its range' : `its arguments take ${(again.length - 2) / 2}`;
  throw new VenueRefusal(`the bytes of ${name}.${decoded.functionName} are not what its arguments encode to`, {
    facts: [`${(data.length - 2) / 2} bytes, ${taken}`],
    mend: 'do not sign it',
  });
}

/** null: bits beyond an argument's type were read into it. */
function encodedAgain(
  abi: Abi,
  { functionName, args = [] }: { functionName: string; args?: readonly unknown[] | undefined },
) {
  try {
    return encodeFunctionData({ abi, functionName, args });
  } catch {
    return null;
  }
}

function attempt({ name, abi, alsoOffers = [] }: CallableContract<Abi>, data: Hex) {
  const selector = data.slice(0, 10);
  try {
    return decodeFunctionData({ abi, data });
  } catch (cause) {
    const ours = abi.find((item) => item.type === 'function' && toFunctionSelector(item) === selector);
    if (ours?.type === 'function') {
      throw new VenueRefusal(`the bytes of ${name}.${ours.name} do not decode`, { mend: 'do not sign it', cause });
    }
    const offered = alsoOffers.find((signature) => toFunctionSelector(signature) === selector);
    throw neverCalled(name, offered?.slice(0, offered.indexOf('(')) ?? (selector === '0x' ? null : selector));
  }
}

/** What to throw for a function that no order has; null: for a call of none. */
export const neverCalled = (contract: string, functionName: string | null): VenueRefusal =>
  new VenueRefusal(
    functionName === null
      ? `no order of ours calls ${contract} without a function`
      : `no order of ours calls ${contract}.${functionName}`,
    { mend: 'do not sign it' },
  );

/** What to throw for an argument that no order has. `why` goes on after the function's name: `names another token`. */
export const neverSaid = (call: string, why: string, facts: readonly string[] = []): VenueRefusal =>
  new VenueRefusal(`no order of ours has a ${call} that ${why}`, { facts, mend: 'do not sign it' });

/** What to throw where only a reading could tell, and there is none yet. */
export const notYetRead = (message: string): VenueRefusal =>
  new VenueRefusal(message, {
    mend: 'it is known with the next reading; nothing to do if this goes away',
    retryable: true,
  });

/** What to throw where a price is needed and none was read yet. */
export const priceUnknown = (what: string): VenueRefusal => notYetRead(`no price of ${what} is known yet`);

/** Refuses a call to a part of the protocol that no order calls. @throws VenueRefusal */
export function refuseParts(parts: Readonly<Record<string, Address>>, to: Address, { data }: { data: Hex }): void {
  for (const [name, address] of Object.entries(parts)) {
    if (isAddressEqual(address, to)) throw neverCalled(name, data === '0x' ? null : data.slice(0, 10).toLowerCase());
  }
}
