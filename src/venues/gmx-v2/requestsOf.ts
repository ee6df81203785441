import type { KeeperGas, OrderTerms } from '../../model/order.js';
import { noLoans, noTransfers } from '../immediate.js';
import { VenueRefusal } from '../venue.js';
import type { Binding } from './binding.js';
import { symbolOf } from './binding.js';
import { collateralParts } from './collateralParts.js';
import type { GmxDetail } from './detail.js';
import { marketIn } from './detail.js';
import { instrumentIdOf } from './names.js';
import { refuseCancel } from './orders/refuseOrderChange.js';
import type { Request } from './orders/request.js';
import { gasOfNew, gasOfStanding } from './orders/requote.js';
import type { Part } from './parts.js';
import { orderKey, orderNamed, restingRequest } from './restingRequest.js';
import { tradeParts } from './tradeParts.js';

export interface Requests {
  requests: readonly Request[];
  /** One entry for each request that pays a keeper. */
  keeperGas: readonly KeeperGas[];
}

/** What an order asks GMX for, its keepers' fees not yet stated. @throws VenueRefusal when GMX would not take it, or would cancel it */
export function requestsOf(binding: Binding, detail: GmxDetail, terms: OrderTerms): Requests {
  switch (terms.kind) {
    case 'trade':
      return ofParts(detail, tradeParts(binding, detail, terms).parts);
    case 'addCollateral':
    case 'removeCollateral':
      return ofParts(detail, collateralParts(binding, detail, terms).parts);
    case 'repay':
    case 'borrow':
      throw noLoans('gmx-v2', terms);
    case 'transfer':
      throw noTransfers('gmx-v2');
    case 'rest': {
      const request = restingRequest(binding, detail, terms);
      if (request.kind !== 'updateOrder') return { requests: [request], keeperGas: [gasOfNew(request, detail.gas)] };
      const standing = orderNamed(detail, request.key);
      return { requests: [request], keeperGas: [gasOfStanding(standing, detail.gas)] };
    }
    case 'cancel': {
      const request = { kind: 'cancelOrder', key: orderKey(terms.order) } as const;
      const { now, requestExpirationTime } = detail;
      refuseCancel(request, orderNamed(detail, terms.order), { now, requestExpirationTime });
      return { requests: [request], keeperGas: [] };
    }
    case 'claim': {
      const claims = terms.amounts.map(({ instrument, address }) => {
        const owed = detail.claimableFunding.find(
          (row) =>
            row.token.toLowerCase() === address.toLowerCase() &&
            instrumentIdOf(marketIn(detail, row.market).props.name) === instrument,
        );
        if (!owed) throw new VenueRefusal(`GMX owes no ${symbolOf(binding, address)} in ${instrument}`);
        return { market: owed.market, token: owed.token };
      });
      if (claims.length === 0) throw new VenueRefusal('there is nothing to claim');
      return { requests: [{ kind: 'claimFunding', claims }], keeperGas: [] };
    }
  }
}

const ofParts = (detail: GmxDetail, parts: readonly Part[]): Requests => ({
  requests: parts.map(({ request }) => request),
  keeperGas: parts.map(({ request }) => gasOfNew(request, detail.gas)),
});
