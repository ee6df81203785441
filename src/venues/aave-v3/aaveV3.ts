import type { Address } from 'viem';
import { mapReading } from '../../model/reading.js';
import type { Block } from '../../model/snapshot.js';
import { toFloat } from '../../model/units.js';
import type { Venue, VenueKind } from '../venue.js';
import { VenueReadError, VenueRefusal } from '../venue.js';
import { answerAfter } from './after.js';
import { decodeCall } from './decodeCall.js';
import { decodeError } from './decodeError.js';
import type { AaveV3Deployment } from './deployment.js';
import { aaveV3Deployment } from './deployment.js';
import { describe } from './describe.js';
import { discover } from './discover.js';
import { fillsOf } from './fills.js';
import { marginAt } from './marginAt.js';
import { AAVE_V3 } from './names.js';
import { prepare } from './prepare.js';
import { readDetail } from './read.js';
import { spendersOf } from './spenders.js';
import type { AaveContracts, AaveDetail } from './state.js';
import { stated } from './stated.js';
import { loanTerms } from './terms.js';
import { topUpFor } from './topUp.js';
import { waysOf } from './ways.js';

/**
 * Aave V3, 3.0 to 3.7: tokens are supplied and borrowed, all collateral of an account stands for all its debt. The equity of its one
 * margin account is collateral by liquidation threshold, its requirement the debt: so health is the protocol's own. What may be
 * watched are the chain's tokens, so `names` of a deployment are none. Formulas are the protocol's own by release (revisions.ts), named
 * where they are used.
 */
export const aaveV3: VenueKind<AaveV3Deployment> = {
  id: AAVE_V3,
  tells: { openInterest: null, oracleAt: null },
  loans: (name, tokens) => tokens[name]?.underlying ?? null,
  accounts: () => ({ isOne: (account) => account === 'account', like: 'account' }),
  deployment: aaveV3Deployment,
  contracts: ({ pool }) => [{ name: 'pool', address: pool }],
  names: () => [],
  open({ deployment, account, names, tokens }) {
    return mapReading(discover(deployment, tokens), (contracts) => {
      const unknown = names.filter((name) => !(name in contracts.reserves));
      if (unknown.length > 0) {
        throw new VenueReadError(`aave-v3 lists no ${unknown.join(', ')}`, {
          facts: [`of the tokens in ballast.yaml it lists ${Object.keys(contracts.reserves).join(', ') || 'none'}`],
          mend: 'watch one of these, or declare the token of Aave under tokens: in ballast.yaml',
        });
      }
      return bind(contracts, account, names);
    });
  },
};

function bind(contracts: AaveContracts, account: Address, watched: readonly string[]): Venue<AaveDetail> {
  return {
    id: AAVE_V3,
    account,
    read: (block: Block) =>
      mapReading(readDetail(contracts, account, watched, block), ({ detail, wallet }) =>
        describe(contracts, account, detail, wallet),
      ),
    marginAt({ detail, prices }, _, underlying, price, beside) {
      const known = prices[underlying];
      return marginAt(contracts, detail, underlying, price, known === undefined ? price : toFloat(known), beside);
    },
    stated: (reading) => stated(contracts, account, reading),
    topUpFor: (reading, _, health, from) => topUpFor(contracts, reading, health, from),
    // A loan is reduced by paying it back out of the wallet, which `ways` tells.
    reductionFor: () => null,
    ways: ({ detail }) => waysOf(contracts, detail),
    estimate() {
      throw new VenueRefusal('nothing is traded on aave-v3: what is borrowed there is sold elsewhere', {
        mend: 'name an instrument of another venue',
      });
    },
    after(reading, terms) {
      const { detail, wallet } = answerAfter(contracts, reading, loanTerms(terms));
      return describe(contracts, account, detail, wallet);
    },
    prepare: (reading, terms) => prepare(contracts, account, reading, loanTerms(terms)),
    quote: () => null,
    fills: (terms, logs) => fillsOf(contracts, account, loanTerms(terms), logs),
    spenders: spendersOf(contracts, watched),
    decodeCall: (call, reading) => decodeCall(contracts, account, watched, call, reading),
    decodeError,
  };
}
