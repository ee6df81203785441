import type { ShockResult } from '../../../assess/stress/stressOf.js';
import { assumedCosts } from '../../../assess/stress/tradingCosts.js';
import type { Shock } from '../../../model/scenarios.js';
import { decimal, percent, signed } from '../../words/numbers.js';
import { bold, dim, red, table } from '../table.js';

/** All of them, what costs most first: lost, who goes, what it would cost to get out. */
export function tellShocks(results: readonly ShockResult[], equity: number): string {
  const rows = [...results].sort((one, other) => one.pnlWithCascade - other.pnlWithCascade);
  const [worst] = rows;
  return [
    worst ? `worst ${bold(worst.shock.name)} ${money(worst.pnlWithCascade)} usd   equity ${decimal(equity)} usd` : '',
    '',
    table(rows, [
      { title: 'shock', cell: ({ shock }) => shock.name },
      { title: 'P&L usd', align: 'right', cell: ({ pnlWithCascade }) => money(pnlWithCascade) },
      { title: '% of equity', align: 'right', cell: ({ pnlWithCascade }) => sayShare(pnlWithCascade, equity) },
      { title: 'all held', align: 'right', cell: ({ pnl }) => money(pnl) },
      { title: 'locked in', align: 'right', cell: ({ lockedIn }) => money(lockedIn) },
      { title: 'closing', align: 'right', cell: ({ closing }) => decimal(closing.drained, 0) },
      { title: 'liquidated', cell: ({ liquidations }) => sayLiquidated(liquidations) },
    ]),
    '',
    ...legend(),
  ].join('\n');
}

/** One of them, in full. */
export function tellShock(result: ShockResult, equity: number): string {
  const { shock, pnl, pnlWithCascade, lockedIn, byUnderlying, accounts, liquidations, closing } = result;
  const moment = new Map(liquidations.map((one) => [one.marginAccount, one]));
  return [
    `${bold(shock.name)} ${money(pnlWithCascade)} usd, ${sayShare(pnlWithCascade, equity)} of equity ${decimal(equity)}   liquidated: ${sayLiquidated(liquidations)}`,
    shock.describe,
    sayRest(shock),
    `all held ${money(pnl)}   locked in ${money(lockedIn)}   closing ${decimal(closing.drained, 0)}, on a usual day ${decimal(closing.usual, 0)}`,
    '',
    table(byUnderlying, [
      { title: 'underlying', cell: ({ underlying }) => underlying },
      { title: 'moves', align: 'right', cell: ({ underlying }) => percent(moveOf(shock, underlying)) },
      { title: 'P&L usd', align: 'right', cell: (one) => money(one.pnl) },
    ]),
    ...(accounts.length === 0
      ? []
      : [
          '',
          table(accounts, [
            { title: 'margin account', cell: ({ marginAccount }) => marginAccount },
            { title: 'health', align: 'right', cell: ({ health }) => decimal(health, 3) },
            { title: 'equity usd', align: 'right', cell: (one) => decimal(one.equity) },
            { title: 'maintenance usd', align: 'right', cell: ({ maintenance }) => decimal(maintenance) },
            { title: 'liquidated', cell: ({ marginAccount }) => sayWhen(moment.get(marginAccount)) },
            {
              title: 'penalty usd',
              align: 'right',
              cell: (one) => decimal(moment.get(one.marginAccount)?.penalty ?? Number.NaN, 0),
            },
          ]),
        ]),
    '',
    ...(shock.source === null ? [] : [dim('from'), ...shock.source.split('; ').map((line) => dim(`  ${line}`))]),
    ...legend(),
  ].join('\n');
}

const moveOf = ({ moves, otherMoves }: Shock, underlying: string): number => moves[underlying] ?? otherMoves;

/** What the table of underlyings does not say. */
const sayRest = ({ otherMoves, volFactor, hours, drain }: Shock): string =>
  `${hours === 0 ? 'at once' : `within ${decimal(hours, hours < 1 ? 1 : 0)} h`}: vols × ${decimal(volFactor)}, impact × ${decimal(drain.impact, 0)}, gas × ${decimal(drain.gas, 0)}; what is not named ${percent(otherMoves, 0)}`;

const sayShare = (usd: number, equity: number): string => (equity > 0 ? percent(usd / equity) : '-');

const sayLiquidated = (liquidations: ShockResult['liquidations']): string =>
  liquidations.length === 0
    ? 'none'
    : red(
        liquidations
          .map(({ marginAccount, round }) => (round > 1 ? `${marginAccount} (pushed)` : marginAccount))
          .join(', '),
      );

function sayWhen(liquidation: ShockResult['liquidations'][number] | undefined): string {
  if (!liquidation) return '-';
  const { moment, round } = liquidation;
  return red(`${percent(moment.share, 0)} of the way${round > 1 ? ', pushed' : ''}`);
}

const money = (usd: number): string => (usd < 0 ? red(signed(usd, 0)) : signed(usd, 0));

const legend = (): string[] =>
  [
    'P&L: with liquidations on the way, if nobody acts. all held: without them. locked in: stays lost though prices come back.',
    'closing: everything, at the end of it.',
    `Costs are assumed: ${decimal(assumedCosts.fee * 1e4, 0)} bps of fee, ${decimal(assumedCosts.impactPerUsd * 1e9, 0)} bp of impact each 100 000 usd, ${decimal(assumedCosts.gas, 0)} usd of gas; a liquidation takes ${percent(assumedCosts.penalty, 0)} of the requirement.`,
  ].map(dim);
