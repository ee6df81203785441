import { formatUnits } from 'viem';
import { movesCollateral, type OrderTerms, shortId } from '../model/order.js';
import type { LooseCollateral, OrderDone } from './loose.js';

/**
 * What lies in the wallet of one row, where it came from, what became of the rest of the row, and what happens to it.
 * @param lots - Of the row, at least one.
 */
export function sayLoose(lots: readonly LooseCollateral[], orders: readonly OrderDone[]): string {
  const what = lots.map((lot) => `${formatUnits(lot.amount, lot.decimals)} ${lot.token} from ${lot.marginAccount}`);
  const rest = orders.flatMap(({ order }) => {
    const { id, step, status, text, terms } = order;
    if (!step || step.programme !== lots[0]?.programme || status === 'Filled') return [];
    const why = text === '' ? '' : `: ${text}`;
    return [`step ${step.index + 1} of ${step.of} (order ${shortId(id)}, ${sayTerms(terms)}) ended ${status}${why}`];
  });
  const became = rest.length > 0 ? rest : ['the rest of its row became no order'];
  return `in the wallet lie ${what.join(' and ')}; ${became.join('; ')}. The next plan of a rebalance rule uses it or puts it back`;
}

function sayTerms(terms: OrderTerms): string {
  if (movesCollateral(terms))
    return `${terms.kind} of ${formatUnits(terms.amount, terms.decimals)} ${terms.token}, ${terms.marginAccount}`;
  return 'instrument' in terms ? `${terms.kind} of ${terms.instrument}` : `${terms.kind} at ${terms.venue}`;
}
