import type { Address } from 'viem';
import type { OrderTerms, TradeTerms } from '../../model/order.js';
import { mapReading } from '../../model/reading.js';
import { immediate } from '../immediate.js';
import type { Venue, VenueKind } from '../venue.js';
import { VenueRefusal } from '../venue.js';
import { detailAfter } from './after.js';
import { asHeld } from './asHeld.js';
import { decodeCall } from './decodeCall.js';
import { decodeError } from './decodeError.js';
import type { UniswapV3Deployment } from './deployment.js';
import { uniswapV3Deployment } from './deployment.js';
import { describe } from './describe.js';
import { discover } from './discover.js';
import { estimate } from './estimate.js';
import { UNISWAP_V3, underlyingOf } from './names.js';
import { fillsOf, quoteOf } from './outcome.js';
import { prepareTrade } from './prepareTrade.js';
import { readDetail } from './read.js';
import { poolTradeOf } from './refusals.js';
import { spendersOf } from './spenders.js';
import type { UniswapV3Contracts, UniswapV3Detail } from './state.js';

/**
 * Uniswap V3: tokens of the wallet are traded in pools against a dollar token, through SwapRouter; liquidity positions of the
 * account are read and never changed. Nothing is margined. Formulas are those of v3-core 1.0, named where they are used.
 */
export const uniswapV3: VenueKind<UniswapV3Deployment> = {
  id: UNISWAP_V3,
  tells: {
    openInterest: null,
    oracleAt: 'the oracle that the operator declares for the token, while the price is held against it',
  },
  spots: underlyingOf,
  deployment: uniswapV3Deployment,
  contracts: ({ router, positions, pools, oracles = {} }) => [
    { name: 'router', address: router },
    ...(positions ? [{ name: 'positions', address: positions }] : []),
    ...Object.entries(pools).map(([name, address]) => ({ name: `pools.${name}`, address })),
    ...Object.entries(oracles).map(([name, { feed }]) => ({ name: `oracles.${name}.feed`, address: feed })),
  ],
  names: ({ pools }) => Object.keys(pools),
  open: ({ deployment, account, names, tokens }) =>
    mapReading(discover({ deployment, names, tokens }), (contracts) => bind(contracts, account)),
};

function bind(contracts: UniswapV3Contracts, account: Address): Venue<UniswapV3Detail> {
  const refuse = (): never => {
    throw new VenueRefusal('nothing is margined on uniswap-v3', { mend: 'name a margin account of another venue' });
  };
  return {
    id: UNISWAP_V3,
    account,
    read: ({ timestamp }) =>
      mapReading(readDetail(contracts, account, timestamp), (detail) => describe(contracts, account, detail)),
    marginAt: refuse,
    topUpFor: refuse,
    reductionFor: () => null,
    estimate: (reading, terms) => estimate(asHeld(reading), poolTradeOf(contracts, reading, terms)),
    after: (reading, terms) =>
      describe(contracts, account, detailAfter(asHeld(reading), poolTradeOf(contracts, reading, swapped(terms)))),
    prepare: (reading, terms, deadline) => prepareTrade(contracts, account, reading, swapped(terms), deadline),
    quote: (terms, returned) => quoteOf(contracts, terms, returned),
    fills: (terms, logs) => fillsOf(contracts, account, swapped(terms), logs),
    spenders: spendersOf(contracts),
    decodeCall: (call, reading) => decodeCall(contracts, call, reading),
    decodeError,
  };
}

/** A swap is all that is done here. @throws VenueRefusal */
function swapped(terms: OrderTerms): TradeTerms {
  const now = immediate(UNISWAP_V3, terms);
  if (now.kind === 'trade') return now;
  throw new VenueRefusal(`uniswap-v3 has no margin account ${now.marginAccount}`, {
    facts: [`asked to ${now.kind}`],
    mend: 'nothing is margined there',
  });
}
