import type { Address } from 'viem';
import type { Underlying } from '../../model/instrument.js';
import { mapReading } from '../../model/reading.js';
import { immediate } from '../immediate.js';
import type { Venue, VenueKind } from '../venue.js';
import { VenueReadError } from '../venue.js';
import { detailAfter } from './after.js';
import { asHeld } from './asHeld.js';
import { decodeCall } from './decodeCall.js';
import { decodeError } from './decodeError.js';
import type { PerpV2Deployment } from './deployment.js';
import { perpV2Deployment } from './deployment.js';
import { describe, PERP_V2 } from './describe.js';
import { discover } from './discover.js';
import { estimate } from './estimate.js';
import { marginAt, markOf } from './marginAt.js';
import { fillsOf, quoteOf } from './outcome.js';
import { prepareCollateral } from './prepareCollateral.js';
import { prepareTrade } from './prepareTrade.js';
import { readDetail } from './read.js';
import { reductionTerms } from './reduction.js';
import { spendersOf } from './spenders.js';
import type { PerpV2Contracts, PerpV2Detail } from './state.js';
import { stated } from './stated.js';
import { topUpAmount } from './topUp.js';
import { waysOf } from './ways.js';

/**
 * Perpetual Protocol V2 ("Curie"): cross-margined perpetuals that trade in Uniswap V3 pools of virtual tokens. Takers
 * with the settlement token as collateral (any other counts as nothing); makers are refused. Formulas are those of
 * @perp/curie-contract 2.8, named where they are used.
 */
export const perpV2: VenueKind<PerpV2Deployment> = {
  id: PERP_V2,
  tells: {
    openInterest: null,
    oracleAt: 'the Chainlink feed behind the base token, where its price feed is a dispatcher that names it',
  },
  perpetuals: (name) => name,
  accounts: () => ({ isOne: (account) => account === 'cross', like: 'cross' }),
  deployment: perpV2Deployment,
  contracts: ({ clearingHouse, markets }) => [
    { name: 'clearingHouse', address: clearingHouse },
    ...Object.entries(markets).map(([name, address]) => ({ name: `markets.${name}`, address })),
  ],
  names: ({ markets }) => Object.keys(markets),
  open({ deployment, account, names, tokens }) {
    const unknown = names.filter((name) => !(name in deployment.markets));
    if (unknown.length > 0) {
      throw new VenueReadError(`perp-v2 has no market ${unknown.join(', ')}`, {
        mend: `name one of ${Object.keys(deployment.markets).join(', ')}, or add it in ballast.yaml`,
      });
    }
    return mapReading(discover({ deployment, account, tokens }), (contracts) => bind(contracts, account, names));
  },
};

function bind(contracts: PerpV2Contracts, account: Address, watched: readonly Underlying[]): Venue<PerpV2Detail> {
  const { settlementToken: token } = contracts;
  return {
    id: PERP_V2,
    account,
    read: () => mapReading(readDetail(contracts, account, watched), (detail) => describe(contracts, account, detail)),
    marginAt: ({ detail }, _, underlying, price, beside) => marginAt(detail, token.decimals, underlying, price, beside),
    priceOf: ({ detail }, _, underlying) => markOf(detail, underlying),
    stated: (reading) => stated(contracts, account, reading),
    topUpFor: ({ detail }, _, health) => ({ token, amount: topUpAmount(detail, token.decimals, health) }),
    reductionFor: ({ detail }, _, health, maxSlippage) => reductionTerms(detail, token.decimals, health, maxSlippage),
    ways: ({ detail }) => waysOf(contracts, detail),
    estimate,
    after: (reading, terms) =>
      describe(contracts, account, detailAfter(asHeld(contracts, reading), immediate(PERP_V2, terms), token.decimals)),
    prepare(reading, wanted, deadline) {
      const terms = immediate(PERP_V2, wanted);
      return terms.kind === 'trade'
        ? [prepareTrade(contracts, reading, terms, deadline)]
        : prepareCollateral(contracts, asHeld(contracts, reading).detail, terms);
    },
    quote: (terms, returned) => quoteOf(contracts, terms, returned),
    fills: (terms, logs) => fillsOf(contracts, account, immediate(PERP_V2, terms), logs),
    spenders: spendersOf(contracts),
    decodeCall: (call, reading) => decodeCall(contracts, call, reading),
    decodeError,
  };
}
