import { type HedgeOutcome, type HedgeRegret, hedgeRegret } from '../../assess/execution/hedgeRegret.js';
import type { Ledger } from '../../record/ledger.js';
import { type RecordedHedging, recordedHedging } from '../../record/queries/tca/hedges.js';
import type { RecordedExecution } from '../../record/queries/tca/recordedExecuted.js';
import type { TcaOptions } from '../../record/queries/tca/tca.js';
import type { Column } from '../words/column.js';
import { decimal, duration, integer, signed } from '../words/numbers.js';

/** A hedge rule beside what naive ones would have come to. */
export interface Hedging extends Pick<RecordedHedging, 'strategy' | 'rule' | 'underlying'>, HedgeRegret {}

/** By what each rule's own trades have cost: impact, fee, gas and keepers. */
export async function hedgingOf(
  ledger: Ledger,
  found: readonly RecordedExecution[],
  asked: TcaOptions,
): Promise<Hedging[]> {
  const byId = new Map(found.map((one) => [one.order.id, one]));
  const recorded = await recordedHedging(ledger, asked);
  return recorded.flatMap(({ strategy, rule, underlying, orders, samples }): Hedging[] => {
    const own = orders.flatMap((id) => byId.get(id) ?? []);
    const paid = own.reduce(
      (sum, { order, shortfall }) => {
        const { impact, fee, gas, keeper } = shortfall?.parts ?? unknown;
        const turnover = order.trades.reduce((all, trade) => all + trade.quantity * trade.price, 0);
        return {
          cost: sum.cost + impact + fee + gas + keeper,
          turnover: sum.turnover + turnover,
          trades: sum.trades + 1,
        };
      },
      { cost: 0, turnover: 0, trades: 0 },
    );
    const regret = hedgeRegret(samples, paid);
    return regret ? [{ strategy, rule, underlying, ...regret }] : [];
  });
}

const unknown = { impact: Number.NaN, fee: Number.NaN, gas: Number.NaN, keeper: Number.NaN };

/** Which rule it is, over which time, and what its trading has cost. */
export const hedgingTitle = ({ strategy, rule, underlying, samples, from, to, costShare }: Hedging): string =>
  `${strategy}: ${rule}, the delta of ${underlying} over ${duration(to - from)} in ${integer(samples)} samples, trading at ${decimal(costShare * 10_000, 1)} bps`;

/** The rule's own trades first, then what naive ones would have come to, and what is regretted against each. */
export const hedgingColumns = ({ outcomes }: Hedging): Column<HedgeOutcome>[] => {
  const own = outcomes[0];
  return [
    { title: 'hedged', cell: ({ name }) => name },
    { title: 'trades', align: 'right', cell: ({ trades }) => integer(trades) },
    { title: 'turnover', align: 'right', cell: ({ turnover }) => decimal(turnover, 0) },
    { title: 'cost', align: 'right', cell: ({ cost }) => decimal(cost) },
    { title: 'deviation a day', align: 'right', cell: ({ deviation }) => decimal(deviation) },
    { title: 'gain of what was left', align: 'right', cell: ({ gain }) => signed(gain) },
    {
      title: 'cost regretted',
      align: 'right',
      cell: (one) => (one === own || !own ? '' : signed(own.cost - one.cost)),
    },
    {
      title: 'deviation regretted',
      align: 'right',
      cell: (one) => (one === own || !own ? '' : signed(own.deviation - one.deviation)),
    },
  ];
};

/** What those figures mean, for whoever meets them first. */
export const hedgingExplained =
  'Regretted: what the rule has cost more, or left more, than the other would have. Each on the same recorded deltas and prices; the others hedge to nothing, at what trading has cost the rule. Between samples nothing moves, and large trades cost no more than small ones.';
