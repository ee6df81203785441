import type { Address, Hex } from 'viem';
import { getAddress } from 'viem';
import type { OrderId, OrderTerms } from '../../model/order.js';
import type { QuoteSheets } from '../../model/quotes.js';
import { noQuoteSheets } from '../../model/quotes.js';
import { mapReading } from '../../model/reading.js';
import type { VenueReading } from '../../model/snapshot.js';
import type { NamedError, OpenOptions, Venue, VenueKind } from '../venue.js';
import { VenueReadError } from '../venue.js';
import { detailAfter } from './after.js';
import { asHeld } from './asHeld.js';
import type { Binding } from './binding.js';
import { collateralTokenOf } from './collateralToken.js';
import { contractsOf } from './contractsOf.js';
import { decodeCall } from './decodeCall.js';
import type { GmxDeployment } from './deployment.js';
import { arbitrumWeth, gmxDeployment } from './deployment.js';
import { describe } from './describe.js';
import type { GmxDetail } from './detail.js';
import { contextOf } from './detail.js';
import { decodeGmxError } from './errors/decodeGmxError.js';
import { errorMeaningOf } from './errors/errorMeanings.js';
import { estimate } from './estimate.js';
import { marginAt, positionOf } from './marginAt.js';
import { collateralPrice } from './math/prices.js';
import { accountsOf, GMX_V2, underlyingOf } from './names.js';
import { prepare, requotePrepared } from './prepare.js';
import { gmxTickers } from './prices/tickers.js';
import type { KnownMarkets } from './read/accountState.js';
import { type Discovery, discover } from './read/discover.js';
import { readDetail } from './readDetail.js';
import { reductionTerms } from './reduction.js';
import { releaseOf } from './releases/releases.js';
import { requestFills } from './requestFills.js';
import { spendersOf } from './spenders.js';
import { stated } from './stated.js';
import { topUpAmount } from './topUp.js';
import { createTracking } from './tracking.js';
import { waysOf } from './ways.js';

/**
 * GMX V2: perpetuals against a pool, each position with a margin of its own. A transaction only asks; GMX's keepers carry
 * out, cancel or freeze what was asked, at prices of their own moment.
 */
export const gmxV2: VenueKind<GmxDeployment> = {
  id: GMX_V2,
  tells: {
    openInterest: 'both sides of the market, from its DataStore',
    oracleAt: 'the moment of the ticker or of the Chainlink feed that the price is made of, the older of two',
  },
  perpetuals: underlyingOf,
  rests: true,
  accounts: accountsOf,
  deployment: gmxDeployment,
  contracts: (deployment) => contractsOf(deployment, releaseIn(deployment)),
  names: ({ markets }) => Object.keys(markets),
  open(options) {
    const { deployment, names } = options;
    const unknown = names.filter((name) => !(name in deployment.markets));
    if (unknown.length > 0) {
      throw new VenueReadError(`gmx-v2 has no market ${unknown.join(', ')}`, {
        mend: `name one of ${Object.keys(deployment.markets).join(', ')}, or add it in ballast.yaml`,
      });
    }
    const { markets, decimals } = deployment;
    const release = releaseIn(deployment);
    return mapReading(discover({ release, names: markets, decimals }), (found) => bind(options, found));
  },
};

const releaseIn = ({ release, local }: GmxDeployment) => releaseOf(release, local ?? {});

function bind(
  { deployment, account, names, tokens }: OpenOptions<GmxDeployment>,
  { known, problems }: Discovery,
): Venue<GmxDetail> {
  const release = releaseIn(deployment);
  const { exchangeRouter, orderVault } = release.contracts;
  const wrappedNative = deployment.local?.wrappedNative ?? arbitrumWeth;
  const binding: Binding = { account, release, tokens, orderContracts: { exchangeRouter, orderVault, wrappedNative } };
  const watched = names.flatMap((name) => deployment.markets[name] ?? []);
  const watching = { binding, known, watched, limits: deployment.prices };
  const reading = (detail: GmxDetail): VenueReading<GmxDetail> => describe(binding, detail);
  return {
    id: GMX_V2,
    account,
    problems,
    quoteSources: [gmxTickers(deployment.prices.tickers, tokensOf(known, Object.values(deployment.markets)))],
    tracking: createTracking(binding, known),
    read: (block, sheets: QuoteSheets = noQuoteSheets) => mapReading(readDetail(watching, block, sheets), reading),
    marginAt: (read, margin, underlying, price, beside) => marginAt(binding, read, margin, underlying, price, beside),
    stated: (read) => stated(binding, read),
    topUpFor({ detail }, margin, health) {
      const position = positionOf(binding, detail, margin.id);
      const context = contextOf(detail, position.market);
      const token = position.collateralToken;
      return {
        token: collateralTokenOf(binding, context.market.props, token, collateralPrice(context, token)),
        amount: topUpAmount(binding, detail, margin, health),
      };
    },
    reductionFor: ({ detail }, margin, health, maxSlippage) =>
      reductionTerms(binding, detail, margin, health, maxSlippage),
    ways: ({ detail }) => waysOf(binding, detail),
    estimate: ({ detail }, terms) => estimate(binding, detail, terms),
    after: (read, terms: OrderTerms, venueOrder?: OrderId) =>
      reading(detailAfter(binding, asHeld(read), terms, venueOrder)),
    // GMX has no deadline: its keepers may not execute a market order after REQUEST_EXPIRATION_TIME.
    prepare: (read, terms) => prepare(binding, asHeld(read), terms),
    requote: (request, maxFeePerGas) => requotePrepared(binding, request, maxFeePerGas),
    quote: () => null,
    fills: (terms, logs) => requestFills(binding, known, terms, logs),
    spenders: spendersOf(release, known),
    decodeCall: (call, read) => decodeCall(binding, known, call, read),
    decodeError,
  };
}

/** Of the markets that are configured, whoever watches them: accounts then share one source of prices. */
function tokensOf({ markets }: KnownMarkets, configured: readonly Address[]): Address[] {
  const tokens = configured.flatMap((market) => {
    const props = markets[getAddress(market)]?.props;
    return props ? [props.indexToken, props.longToken, props.shortToken] : [];
  });
  return [...new Set(tokens)].sort();
}

function decodeError(data: Hex): NamedError | null {
  const error = decodeGmxError(data);
  return error && { name: error.name, args: { meaning: errorMeaningOf(error.name).says, ...error.args } };
}
