import type { CollateralTerms, OrderTerms } from '../../model/order.js';
import { movesCollateral } from '../../model/order.js';
import type { VenueReading } from '../../model/snapshot.js';
import { VenueRefusal } from '../venue.js';
import { AAVE_V3, ACCOUNT } from './names.js';
import type { AaveContracts, AaveDetail, ReserveContracts, ReserveState } from './state.js';

/** What of orders is carried out here. @throws VenueRefusal for what is not lent, borrowed or given back */
export function loanTerms(terms: OrderTerms): CollateralTerms {
  if (movesCollateral(terms)) return terms;
  throw new VenueRefusal(
    terms.kind === 'trade'
      ? 'nothing is traded on aave-v3: what is borrowed there is sold elsewhere'
      : 'aave-v3 keeps no orders and owes nothing that could be claimed',
    { facts: [`asked to ${terms.kind}`], mend: 'name an instrument of another venue' },
  );
}

/** The reserve that terms are about. @throws VenueRefusal when it is none that is watched */
export function reserveFor(
  contracts: AaveContracts,
  { detail }: Pick<VenueReading<AaveDetail>, 'detail'>,
  { marginAccount, token, decimals, amount }: CollateralTerms,
): readonly [ReserveContracts, ReserveState] {
  if (marginAccount !== ACCOUNT) {
    throw new VenueRefusal(`${AAVE_V3} has no margin account ${marginAccount}`, { mend: `its only one is ${ACCOUNT}` });
  }
  const [one, reserve] = [contracts.reserves[token], detail.reserves[token]];
  if (!one || !reserve || !detail.watched.includes(token)) {
    throw new VenueRefusal(`${token} is not watched on ${AAVE_V3}`, {
      facts: [`watched are ${detail.watched.join(', ')}`],
      mend: 'add it under watch: in the strategy',
    });
  }
  if (decimals !== one.decimals) {
    throw new VenueRefusal(`${token} has ${one.decimals} decimals on ${AAVE_V3}, not ${decimals}`);
  }
  if (amount <= 0n) throw new VenueRefusal('moving tokens needs an amount above 0', { facts: [`amount ${amount}`] });
  return [one, reserve];
}
