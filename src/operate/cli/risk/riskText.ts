import type { NetGreeks, Netting } from '../../../assess/greeks/netGreeks.js';
import type { DeepRisk } from '../../../model/deepRisk.js';
import type { Wall } from '../../../model/marginView.js';
import type { CrossAssetRisk, MarginRisk, RiskReport } from '../../../model/riskReport.js';
import type { Column } from '../../words/column.js';
import { clock, decimal, integer, percent, signed } from '../../words/numbers.js';
import { bold, dim, red, table, yellow } from '../table.js';
import type { RiskBook } from './riskBook.js';
import { sayChance, sayHours, sayNever } from './sayRunway.js';

type Told = RiskBook & { risk: RiskReport; greeks: NonNullable<RiskBook['greeks']> };

/** What matters first comes first: what is left, how near the end is, what may be lost; then what it comes from. */
export function riskText({ strategy, block, at, risk, greeks, margin }: Told): string {
  const { portfolio, deep, crossAsset } = risk;
  const where = block === null || at === null ? '' : dim(`  block ${integer(block)}, ${clock(at, Date.now())}`);
  const parts = [
    [
      `${bold(strategy)}${where}`,
      `equity ${decimal(portfolio.equity)} usd   leverage ${decimal(portfolio.leverage)}   worst health ${healthText(portfolio.worstHealth)}`,
      ...(deep ? deepLines(deep) : []),
    ].join('\n'),
    greeksTable(greeks, risk),
    crossAsset ? crossLines(crossAsset) : '',
    marginTable(risk.marginAccounts, deep),
    [...new Set([...(deep?.gaps ?? []), ...(margin?.accounts.flatMap((account) => account.gaps) ?? [])])]
      .map(dim)
      .join('\n'),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

const healthText = (health: number): string => {
  const text = decimal(health, 3);
  return health <= 1 ? red(text) : health < 1.25 ? yellow(text) : text;
};

function deepLines({ portfolio }: DeepRisk): string[] {
  const { nearestWall, worstShock } = portfolio;
  const shock = worstShock ? `   worst shock ${decimal(worstShock.loss, 0)} (${worstShock.name})` : '';
  return [
    `nearest liquidation  ${nearestWall ? wallText(nearestWall) : 'none in reach'}`,
    `runway ${sayHours(portfolio.runwayHours)}   liquidated within 24 h ${sayChance(portfolio.touchProbability)}`,
    `lost within 24 h, usd   VaR 95 % ${decimal(portfolio.valueAtRisk95, 0)}   VaR 99 % ${decimal(portfolio.valueAtRisk99, 0)}   ES 97.5 % ${decimal(portfolio.expectedShortfall975, 0)}${shock}`,
  ];
}

/** `perp-v2 cross: ETH at 1 540.20 usd (-24.2 %), 5.1 daily deviations away` */
function wallText({ marginAccount, kind, underlying, price, change, hours, deviations }: Wall): string {
  const moved = change === null ? '' : `${signed(change * 100, 1)} %`;
  const how = {
    price: `${underlying} at ${decimal(price ?? Number.NaN)} usd (${moved})`,
    together: `all prices by ${moved}`,
    vol: `implied vols by ${moved}`,
    time: `in ${sayHours(hours ?? Number.NaN)} if nothing moves`,
  }[kind];
  return `${marginAccount}: ${how}, ${decimal(deviations, 1)} daily deviations away`;
}

interface GreekLine {
  name: string;
  beside: string;
  delta: string;
  dollars: NetGreeks['dollars'];
}

const besides: Readonly<Record<Netting, string>> = {
  underlying: 'price',
  expiry: 'expiry',
  venue: 'venue',
  position: 'position',
};

/** One line a row; a last one of all, where USD of several lines can be added up. */
function greeksTable(greeks: Told['greeks'], risk: RiskReport): string {
  const { by, rows } = greeks;
  const priceOf = (name: string) => risk.underlyings.find((u) => u.underlying === name)?.price ?? Number.NaN;
  const lines = rows.map(
    (row): GreekLine => ({
      name: row.underlying,
      beside: by === 'underlying' ? decimal(priceOf(row.underlying)) : besideText(by, row),
      delta: signed(row.units.delta, 4),
      dollars: row.dollars,
    }),
  );
  if (lines.length > 1) lines.push(totalLine(greeks));
  const usd = (title: string, name: keyof GreekLine['dollars'], decimals: number): Column<GreekLine> => ({
    title,
    align: 'right',
    cell: ({ dollars }) => signed(dollars[name], decimals),
  });
  return table(lines, [
    { title: 'greeks', cell: (line) => line.name },
    { title: besides[by], align: by === 'underlying' ? 'right' : 'left', cell: (line) => line.beside },
    { title: 'delta', align: 'right', cell: (line) => line.delta },
    usd('delta usd', 'delta', 0),
    usd('gamma/1%', 'gamma', 0),
    usd('vega/pt', 'vega', 1),
    usd('theta/d', 'theta', 1),
    usd('rho/pt', 'rho', 1),
    usd('vanna/pt', 'vanna', 0),
    usd('volga/pt', 'volga', 2),
    usd('charm/d', 'charm', 0),
  ]);
}

function besideText(by: Netting, { expiry, venue, position }: NetGreeks): string {
  if (by === 'expiry') return expiry === null ? 'none' : new Date(expiry * 1_000).toISOString().slice(0, 10);
  return venue ?? position ?? '-';
}

/** USD of all lines; units only where all are of one underlying. */
function totalLine({ rows, total }: Told['greeks']): GreekLine {
  const isOne = new Set(rows.map((row) => row.underlying)).size === 1;
  const delta = rows.reduce((sum, row) => sum + row.units.delta, 0);
  return { name: 'all', beside: '', delta: isOne ? signed(delta, 4) : '', dollars: total };
}

/** Only where there is something to put together. */
function crossLines(cross: CrossAssetRisk): string {
  const { underlyings, benchmark, betaDelta, betaDeltaUsd, deviationUsd, gaps } = cross;
  const parts = underlyings.map((part) => `${part.underlying} ${signed(part.contributionUsd, 0)}`).join(', ');
  const betas = underlyings
    .filter((part) => part.underlying !== benchmark)
    .map((part) => `${part.underlying} ${decimal(part.beta)}`)
    .join(', ');
  return [
    ...(underlyings.length > 1
      ? [
          `together  delta ${signed(betaDeltaUsd, 0)} usd, as ${signed(betaDelta, 4)} ${benchmark}${betas ? dim(`  betas ${betas}`) : ''}`,
        ]
      : []),
    `one deviation of a day, by deltas alone  ${decimal(deviationUsd, 0)} usd${underlyings.length > 1 ? dim(`  of which ${parts}`) : ''}`,
    ...gaps.map(dim),
  ].join('\n');
}

/** How far the end of each account is in price, vol and time, and what a rule by scenarios would ask beside the protocol. */
function marginTable(accounts: readonly MarginRisk[], deep: DeepRisk | undefined): string {
  const of = (m: MarginRisk) => deep?.accounts.find((one) => one.marginAccount === m.marginAccount);
  const right = (title: string, cell: (m: MarginRisk) => string): Column<MarginRisk> => ({
    title,
    align: 'right',
    cell,
  });
  const deepColumn = (title: string, cell: (one: DeepRisk['accounts'][number]) => string): Column<MarginRisk> =>
    right(title, (m) => {
      const one = of(m);
      return one ? cell(one) : '-';
    });
  if (accounts.length === 0) return '';
  const told = table(accounts, [
    { title: 'margin account', cell: (m) => m.marginAccount },
    right('health', (m) => healthText(m.health)),
    right('equity', (m) => decimal(m.equity, 0)),
    right('asked', (m) => decimal(m.maintenance, 0)),
    ...(deep ? [deepColumn('by rule', (d) => decimal(d.portfolioMargin, 0))] : []),
    right('lever', (m) => decimal(m.leverage)),
    right('liquidated at', (m) => decimal(m.liquidationPrice ?? Number.NaN)),
    right('price', (m) => percent(m.liquidationDistance)),
    ...(deep
      ? [
          deepColumn('vol', (d) => `×${decimal(d.volToLiquidation)}`),
          deepColumn('time', (d) => sayNever(d.hoursToLiquidation)),
          deepColumn('runway', (d) => sayHours(d.runwayHours)),
          deepColumn('24 h', (d) => sayChance(d.touchProbability)),
        ]
      : []),
  ]);
  const legend = [
    `asked: what the protocol requires.${deep ? ' by rule: what a rule by scenarios would (risk.portfolioMargin).' : ''}`,
    'liquidated at: on the price that the venue goes by, which on perp-v2 is its mark.',
  ];
  return [told, ...legend.map(dim)].join('\n');
}
