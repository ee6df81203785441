import type { Address } from 'viem';
import { isAddressEqual } from 'viem';
import type { DecodedCall, TransactionCall } from '../../model/decodedCall.js';
import type { VenueReading } from '../../model/snapshot.js';
import { refuseOverdraft } from '../refuseOverdraft.js';
import { refuseParts } from '../strictCall.js';
import { VenueRefusal } from '../venue.js';
import type { Binding } from './binding.js';
import type { GmxDetail } from './detail.js';
import { decodeRequests } from './orders/decodeRequests.js';
import { foreignTerms } from './orders/foreignTerms.js';
import type { Request } from './orders/request.js';
import { decodeRouterCalls, ForeignCalldata } from './orders/routerCall.js';
import type { KnownMarkets } from './read/accountState.js';
import { requestSaid } from './requestSaid.js';

/**
 * What a transaction to the ExchangeRouter asks for, request by request. Only what our own requests encode to is taken: the
 * bytes, the value and each receiver, callback, fee and swap in them. @throws VenueRefusal
 */
export function decodeCall(
  binding: Binding,
  known: KnownMarkets,
  call: TransactionCall,
  reading: VenueReading<GmxDetail> | undefined,
): readonly DecodedCall[] | null {
  const { exchangeRouter, ...others } = binding.release.contracts;
  if (isAddressEqual(call.to, exchangeRouter)) {
    const said = requestsIn(binding, call).map((request) => requestSaid(binding, known, request, reading?.detail));
    return refuseOverdraft(said, reading);
  }
  const parts = Object.entries(others).map(([name, address]): [string, Address] => [`GMX's ${name}`, address]);
  refuseParts(Object.fromEntries(parts), call.to, call);
  return null;
}

function requestsIn({ account, orderContracts }: Binding, call: TransactionCall): readonly Request[] {
  try {
    return decodeRequests(call, account, orderContracts).requests;
  } catch (cause) {
    if (!(cause instanceof ForeignCalldata)) throw cause;
    const [first, ...more] = foreignIn(call, account, orderContracts);
    throw new VenueRefusal(first ? `no request of ours says what this does: ${first}` : cause.shortMessage, {
      facts: [...more, ...cause.facts],
      mend: 'do not sign it',
      cause,
    });
  }
}

/** Empty where the calldata does not even decode: then the cause says why. */
function foreignIn({ data }: TransactionCall, account: Address, contracts: Binding['orderContracts']): string[] {
  try {
    return foreignTerms(decodeRouterCalls(data).calls, account, contracts);
  } catch {
    return [];
  }
}
