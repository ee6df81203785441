import { sayNumber, saySigned } from '../../../assess/sayNumber.js';
import type { Underlying } from '../../../model/instrument.js';
import type { UnderlyingRisk } from '../../../model/riskReport.js';
import { venueKindOf } from '../../../venues/venues.js';
import type { Held, ProposedRule } from './proposal.js';
import { round, roundUp } from './rounding.js';

/** Net of less than this share of the gross looks hedged on purpose. */
const looksHedged = 0.25;

/** A hedge for each underlying that is held and can be hedged with what is watched; written as a comment where it may not be meant. */
export function proposeHedge(held: Held): ProposedRule[] {
  return held.report.underlyings.flatMap((risk) => {
    const { gross } = deltasOf(held, risk.underlying);
    const ways = waysFor(held, risk.underlying);
    return gross === 0 || ways.length === 0 ? [] : [hedgeOf(held, risk, ways)];
  });
}

function hedgeOf(held: Held, risk: UnderlyingRisk, ways: readonly string[]): ProposedRule {
  const { underlying, delta, gamma, price } = risk;
  const { gross, hasOptions } = deltasOf(held, underlying);
  const isHedged = Math.abs(delta) <= looksHedged * gross;
  const active = held.hedge?.includes(underlying) ?? (hasOptions || isHedged);
  const worth = Math.max(held.report.portfolio.equity, 1_000);
  const gas = Math.max(2, roundUp((10 * Number(held.snapshot.block.baseFee)) / 1e9));
  const width = Math.max(round(gross / 20), round(50 / price));
  const net = `Net delta is ${saySigned(Number(delta.toPrecision(3)))} ${underlying} of ${sayNumber(Number(gross.toPrecision(3)))} held both ways`;
  const why = active
    ? hasOptions
      ? [`${net}. Options make it wander: it may, within a band that gamma and costs decide.`]
      : [`${net}, so it looks hedged: keep it so.`]
    : [`${net}: that looks meant, so nothing is hedged. Take the # away to hold it at 0.`];
  const aversion = round(10 / worth);
  const band =
    gamma !== 0 && hasOptions
      ? [
          {
            key: 'band',
            value: `whalley-wilmott ${aversion.toExponential(0).replace('+', '')}`,
            note: 'risk aversion per usd: 10 / worth of the book (docs/hedging.md)',
          },
          { key: 'when', value: `gas < ${gas}`, note: 'gwei' },
        ]
      : [
          {
            key: 'when',
            value: `abs(delta) > ${width} and gas < ${gas}`,
            note: `a twentieth of what is held; gas in gwei`,
          },
        ];
  return {
    why,
    fields: [
      { key: 'hedge', value: underlying },
      { key: 'to', value: '0' },
      ...band,
      { key: 'on', value: ways.length === 1 ? (ways[0] ?? '') : `[${ways.join(', ')}]` },
      { key: 'maxSlippage', value: '80bps' },
      { key: 'minimum', value: String(round(Math.max(50, worth / 500) / price)), note: underlying },
      { key: 'cooldown', value: '1m' },
    ],
    active,
  };
}

/** Units of the underlying, each way added up. */
function deltasOf({ report, snapshot }: Held, underlying: Underlying): { gross: number; hasOptions: boolean } {
  const own = report.positions.filter((position) => position.underlying === underlying);
  const options = new Set(
    snapshot.readings.flatMap(({ positions }) =>
      positions.filter(({ instrument }) => instrument.kind === 'option').map(({ id }) => id),
    ),
  );
  return {
    gross: own.reduce((sum, { delta }) => sum + Math.abs(delta), 0),
    hasOptions: own.some(({ position, gamma }) => options.has(position) && gamma !== 0),
  };
}

/** Perpetuals first, then pairs out of the wallet. */
function waysFor({ watch, tokens }: Held, underlying: Underlying): string[] {
  const of = (tell: (venue: string, name: string) => Underlying | null | undefined) =>
    watch.flatMap(({ venue, names }) =>
      names.filter((name) => tell(venue, name) === underlying).map((name) => `${venue} ${name}`),
    );
  return [
    ...of((venue, name) => venueKindOf(venue)?.perpetuals?.(name)),
    ...of((venue, name) => venueKindOf(venue)?.spots?.(name, tokens)),
  ];
}
