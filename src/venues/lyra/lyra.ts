import type { Address, Hex } from 'viem';
import { decodeFunctionResult } from 'viem';
import { optionMarketAbi } from '../../../abis/lyra.js';
import type { TradeTerms } from '../../model/order.js';
import { mapReading } from '../../model/reading.js';
import { divideWad, wad } from '../../model/units.js';
import { immediate } from '../immediate.js';
import type { Quote, Venue, VenueKind } from '../venue.js';
import { detailAfter } from './after.js';
import { asHeld } from './asHeld.js';
import { decodeCall } from './decodeCall.js';
import { decodeLyraError } from './decodeError.js';
import { type LyraDeployment, lyraDeployment } from './deployment.js';
import { discover } from './discover.js';
import { estimateTrade } from './estimate.js';
import { fillsOf } from './fills.js';
import { giftFills } from './giftFills.js';
import { afterGift, giftGas, prepareGift } from './give.js';
import { marginAt, topUpFor } from './margin.js';
import { LYRA } from './naming.js';
import { prepareTrade } from './prepare.js';
import { prepareCollateral } from './prepareCollateral.js';
import { readDetail } from './read.js';
import { readingOf } from './reading.js';
import { reductionFor } from './reduction.js';
import { spendersOf } from './spenders.js';
import type { LyraDetail, MarketContracts } from './state.js';
import { stated } from './stated.js';
import { waysOf } from './ways.js';

/** Lyra Avalon: European options against a pool, each an NFT that can be given, in part too, and each short with its own collateral. */
export const lyra: VenueKind<LyraDeployment> = {
  id: LYRA,
  tells: {
    openInterest: 'both sides of the strike, calls and puts apart; the pool is on the other side of all of it',
    oracleAt: null,
  },
  deployment: lyraDeployment,
  contracts: ({ viewer, markets }) => [
    { name: 'viewer', address: viewer },
    ...Object.entries(markets).map(([name, address]) => ({ name: `markets.${name}`, address })),
  ],
  names: ({ markets }) => Object.keys(markets),
  open: (options) => mapReading(discover(options), (markets) => bind(markets, options.account)),
};

const bind = (markets: readonly MarketContracts[], account: Address): Venue<LyraDetail> => ({
  id: LYRA,
  account,
  read: (block) => mapReading(readDetail(markets, account, block), (detail) => readingOf(account, detail)),
  marginAt,
  stated,
  topUpFor,
  reductionFor: (reading, margin, health, maxSlippage) => reductionFor(asHeld(reading), margin, health, maxSlippage),
  ways: ({ detail }) => waysOf(detail),
  estimate: (reading, terms) => estimateTrade(asHeld(reading).detail, terms),
  after(reading, terms) {
    const { detail } = asHeld(reading);
    const after =
      terms.kind === 'transfer' ? afterGift(account, detail, terms) : detailAfter(detail, immediate(LYRA, terms));
    return readingOf(account, after);
  },
  prepare(reading, wanted) {
    const { detail } = asHeld(reading);
    if (wanted.kind === 'transfer') return prepareGift(account, detail, wanted);
    const terms = immediate(LYRA, wanted);
    return terms.kind === 'trade' ? prepareTrade(detail, terms) : prepareCollateral(detail, terms);
  },
  transferGas: ({ detail }, terms) => giftGas(detail, terms),
  quote,
  fills: (terms, logs) =>
    terms.kind === 'transfer'
      ? giftFills(markets, account, terms, logs)
      : fillsOf(markets, account, immediate(LYRA, terms), logs),
  spenders: spendersOf(markets),
  decodeCall: (call, reading) => decodeCall(markets, account, call, reading),
  decodeError: decodeLyraError,
});

/** `openPosition` and both closes answer alike. The total includes the fees: on top for a buyer, off for a seller. */
function quote(terms: TradeTerms, returned: Hex): Quote {
  const { totalCost, totalFee } = decodeFunctionResult({
    abi: optionMarketAbi,
    functionName: 'openPosition',
    data: returned,
  });
  const premium = wad(terms.side === 'Buy' ? totalCost - totalFee : totalCost + totalFee);
  return { quantity: terms.quantity, price: divideWad(premium, terms.quantity, 'down') };
}
