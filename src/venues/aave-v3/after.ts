import type { CollateralTerms } from '../../model/order.js';
import type { VenueReading } from '../../model/snapshot.js';
import { smallest } from '../../model/units.js';
import { VenueRefusal } from '../venue.js';
import { suppliedIn, variableOwedIn } from './balances.js';
import { borrowed, repaid, supplied, withdrawn } from './moved.js';
import type { AaveAnswer } from './read.js';
import type { AaveContracts, AaveDetail } from './state.js';
import { reserveFor } from './terms.js';
import type { WalletToken } from './walletToken.js';

/** The account and its wallet once `terms` have filled. @throws VenueRefusal when there is nothing to withdraw or to repay */
export function answerAfter(
  contracts: AaveContracts,
  reading: VenueReading<AaveDetail>,
  terms: CollateralTerms,
): AaveAnswer {
  const { detail } = reading;
  const [, reserve] = reserveFor(contracts, reading, terms);
  const { amount, token: symbol } = terms;
  const wallet = walletOf(reading);
  switch (terms.kind) {
    case 'addCollateral':
      return { detail: supplied(detail, reserve, amount), wallet: paid(wallet, symbol, amount) };
    case 'removeCollateral': {
      const all = suppliedIn(detail, reserve);
      if (amount > all) throw new VenueRefusal(`the account has not supplied so much ${symbol}`);
      return { detail: withdrawn(detail, reserve, amount), wallet: received(wallet, symbol, amount) };
    }
    case 'borrow':
      return { detail: borrowed(detail, reserve, amount), wallet: received(wallet, symbol, amount) };
    case 'repay': {
      const all = variableOwedIn(detail, reserve);
      if (all === 0n) throw new VenueRefusal(`the account owes no ${symbol} at the variable rate`);
      const pays = smallest<bigint>(amount, all);
      return { detail: repaid(detail, reserve, amount), wallet: paid(wallet, symbol, pays, amount) };
    }
  }
}

/** As the reading has it: what orders before this one took has left its rows, and nothing else tells of it. */
export const walletOf = ({ funding }: VenueReading<AaveDetail>): WalletToken[] =>
  funding.map(({ token, balance, allowance }) => ({ symbol: token.symbol, balance, allowance }));

/** An approval is exactly `approved`; what is not drawn of it is left. One that was there already is drawn on. */
const paid = (wallet: readonly WalletToken[], symbol: string, amount: bigint, approved = amount): WalletToken[] =>
  wallet.map((held) => {
    if (held.symbol !== symbol) return held;
    const isApproved = held.allowance < approved;
    return { ...held, balance: held.balance - amount, allowance: (isApproved ? approved : held.allowance) - amount };
  });

const received = (wallet: readonly WalletToken[], symbol: string, amount: bigint): WalletToken[] =>
  wallet.map((held) => (held.symbol === symbol ? { ...held, balance: held.balance + amount } : held));
