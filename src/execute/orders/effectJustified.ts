import { type Address, getAddress, isAddressEqual, maxUint256 } from 'viem';
import type { DecodedCall } from '../../model/decodedCall.js';
import { isPaidIn, movesCollateral } from '../../model/order.js';
import type { VenueReading } from '../../model/snapshot.js';
import { nativeToken } from './effect.js';
import type { EffectInput } from './effectInput.js';
import type { TokenMove } from './effectTokens.js';

/** What may leave the account, and what must come in. */
export interface Justified {
  /** Base units of a token that may leave at most. */
  most(token: Address): bigint;
  /** Whether an NFT may leave the account whole, to whom it goes: only the one that a transfer gives. */
  leaves(move: TokenMove): boolean;
  /** What should have come into the account and does not; null when nothing is missing. */
  missing(net: ReadonlyMap<Address, bigint>): string | null;
}

/**
 * By what the calldata says, where its venue can decode it; else by the terms.
 * @throws VenueRefusal where the calldata says what no order of ours says
 */
export function justified(input: EffectInput): Justified {
  const { order, venue, request, reading } = input;
  const { terms } = order;
  const calls = request.purpose === 'approve' ? [] : (venue.decodeCall?.(request, reading) ?? null);
  const most = calls ? byCalldata(calls) : byTerms(input);
  return {
    most,
    leaves: ({ token, amount, to }) =>
      request.purpose === 'transfer' &&
      (calls ?? []).some(
        ({ gives }) =>
          gives?.nft &&
          isAddressEqual(gives.nft.token, token) &&
          gives.nft.id === amount &&
          isAddressEqual(gives.to, to),
      ),
    missing(net) {
      if (request.purpose !== terms.kind || venue.tracking || !movesCollateral(terms) || isPaidIn(terms)) return null;
      const token = addressOf(reading, terms.token);
      const came = token ? -(net.get(token) ?? 0n) : terms.amount;
      return came >= terms.amount ? null : `${came} units of ${terms.token} would come in instead of ${terms.amount}`;
    },
  };
}

function byCalldata(calls: readonly DecodedCall[]): Justified['most'] {
  const pays = calls.flatMap((call) => [...call.pays, ...(call.burns ?? [])]);
  const value = calls.reduce((sum, call) => sum + call.value, 0n);
  return (token) =>
    isNative(token)
      ? value
      : pays.reduce((sum, pay) => (isAddressEqual(pay.token, token) ? sum + pay.amount : sum), 0n);
}

/**
 * What a trade's margin or premium may be at most is not in its terms: there the exact approval before it is the bound, and a
 * token that the venue does not take is none of its business.
 */
function byTerms({ order: { terms }, request, reading, venue }: EffectInput): Justified['most'] {
  const taken = [...(reading?.funding ?? []).map((row) => row.token), ...(venue.spenders ?? []).map(tokenOf)];
  const isTaken = (token: Address): boolean => taken.some(({ address }) => isAddressEqual(address, token));
  return (token) => {
    if (isNative(token)) return request.value;
    if (terms.kind === 'trade' || terms.kind === 'rest') return isTaken(token) ? maxUint256 : 0n;
    if (!movesCollateral(terms) || !isPaidIn(terms)) return 0n;
    const known = addressOf(reading, terms.token);
    return known === null || known === token ? terms.amount : 0n;
  };
}

const tokenOf = ({ token }: { token: Address }) => ({ address: token });

const isNative = (token: Address): boolean => isAddressEqual(token, nativeToken);

/** null: the reading does not tell. */
function addressOf(reading: VenueReading | undefined, symbol: string): Address | null {
  const tokens = [
    ...(reading?.marginAccounts ?? []).map(({ collateral }) => collateral),
    ...(reading?.funding ?? []).map(({ token }) => token),
  ];
  const found = tokens.find((token) => token.symbol === symbol);
  return found ? getAddress(found.address) : null;
}
