import { sayBps, sayNumber } from '../../assess/sayNumber.js';
import type { HedgeRule } from '../../model/strategy.js';
import type { UnixMillis } from '../../model/units.js';
import { type BandInputs, inputNames } from './bandInputs.js';
import { bandWidth } from './bandWidth.js';
import { sayDuration } from './sayDuration.js';

/** What a band of a rule says of a delta. Units of the underlying. */
export interface BandJudgement {
  /** False where an input of the band, or the delta, is not known. Then only a condition can decide; a rule without one holds. */
  known: boolean;
  /** Whether the rule is to act, as far as the band goes. */
  outside: boolean;
  /** The delta to trade to. */
  target: number;
  /** Edges of the band. */
  lower: number;
  upper: number;
  /** It is outside below the one and above the other: the edges, with hysteresis. */
  actBelow: number;
  actAbove: number;
  says: readonly string[];
}

export interface JudgeBandOptions {
  rule: Pick<HedgeRule, 'underlying' | 'to' | 'band' | 'aim' | 'hysteresis'>;
  /** The underlying's net delta, orders in flight counted. */
  delta: number;
  inputs: BandInputs;
  /** When the rule's last order was made; null: never. */
  lastAt: UnixMillis | null;
  now: UnixMillis;
}

/**
 * Whether a delta has left its band, and where to bring it back to: the middle, or the nearer edge. On the way out the edge counts only
 * `hysteresis` half-widths further out; what is brought to an edge is inside again, and stays so until the price has moved on by as much.
 */
export function judgeBand({ rule, delta, inputs, lastAt, now }: JudgeBandOptions): BandJudgement {
  const { to, band, underlying } = rule;
  if (band.kind === 'condition') return unbounded(to, []);
  if (Number.isNaN(delta)) return unbounded(to, [`the delta of ${underlying} is not known, nor if it is in its band`]);
  if (band.kind === 'every') return judgeInterval(to, delta, band.interval, lastAt, now);

  const edges = bandEdges(rule, inputs);
  if (edges === null) return unbounded(to, [sayUnknown(band.kind, inputs)]);
  const { lower, upper, middle, half, actBelow, actAbove } = edges;
  const outside = delta < actBelow || delta > actAbove;
  // A hair inside: sizes are rounded towards zero, and what is left of that is not to be traded again.
  const edge = middle + Math.sign(delta - middle) * half * (1 - 1e-9);
  const isInside = delta >= lower && delta <= upper;
  const target = rule.aim === 'centre' ? middle : isInside ? delta : edge;
  const said = (units: number) => `${sayNumber(units)} ${underlying}`;
  const where = `${sayNumber(lower)} to ${said(upper)}`;
  const says = [
    outside
      ? `delta ${said(delta)} is outside its band, ${where}`
      : isInside
        ? `delta ${said(delta)} is in its band, ${where}`
        : `delta ${said(delta)} is outside its band, ${where}, by less than the hysteresis of ${share(rule.hysteresis)}`,
    ...sayWidth(rule, inputs, half, middle - to),
  ];
  return { known: true, outside, target, lower, upper, actBelow, actAbove, says };
}

interface BandEdges {
  middle: number;
  half: number;
  lower: number;
  upper: number;
  actBelow: number;
  actAbove: number;
}

/** Of a rule whose band has a width; null where that is not known. */
function bandEdges(rule: Pick<HedgeRule, 'to' | 'band' | 'hysteresis'>, inputs: BandInputs): BandEdges | null {
  const { half, shift } = bandWidth(rule.band, inputs);
  // A width without end is no band: it comes of a vol or a risk aversion next to nothing.
  if (!Number.isFinite(half) || !Number.isFinite(shift)) return null;
  const middle = rule.to + shift;
  const far = half * (1 + rule.hysteresis);
  return {
    ...{ middle, half, lower: middle - half, upper: middle + half },
    ...{ actBelow: middle - far, actAbove: middle + far },
  };
}

function judgeInterval(
  to: number,
  delta: number,
  interval: number,
  lastAt: UnixMillis | null,
  now: UnixMillis,
): BandJudgement {
  const since = lastAt === null ? Number.POSITIVE_INFINITY : now - lastAt;
  const outside = since >= interval && delta !== to;
  const said =
    lastAt === null
      ? `no hedge yet, one every ${sayDuration(interval)}`
      : `the last hedge was ${sayDuration(since)} ago, one every ${sayDuration(interval)}`;
  return { ...unbounded(to, [said]), known: true, outside };
}

/** The band holds nothing back. */
const unbounded = (to: number, says: readonly string[]): BandJudgement => ({
  ...{ known: says.length === 0, outside: true, target: to, lower: to, upper: to, actBelow: to, actAbove: to, says },
});

function sayUnknown(kind: HedgeRule['band']['kind'], inputs: BandInputs): string {
  const missing = (Object.keys(inputNames) as (keyof BandInputs)[]).filter((name) => Number.isNaN(inputs[name]));
  const why =
    missing.length === 0 ? 'its width has no end' : `not known: ${missing.map((name) => inputNames[name]).join(', ')}`;
  return `no ${kind} band (${why}); only a condition can decide`;
}

function sayWidth(
  { band, underlying }: JudgeBandOptions['rule'],
  inputs: BandInputs,
  half: number,
  shift: number,
): string[] {
  const moved = shift === 0 ? '' : `, its middle moved by ${sayNumber(shift)} for the cost of hedging`;
  const width = `half-width ${sayNumber(half)} ${underlying}`;
  switch (band.kind) {
    case 'gamma':
      return [`${width}: what a move of ${share(band.move)} brings at a gamma of ${sayNumber(inputs.gamma)}`];
    case 'whalley-wilmott':
    case 'zakamouline': {
      const fixed = inputs.fixedCost > 0 ? ` and ${sayNumber(inputs.fixedCost)} usd a correction` : '';
      const costs = `${sayBps(inputs.cost * 10_000)}${fixed}`;
      return [
        `${width} by ${band.kind} at ${band.riskAversion} per usd, with costs of ${costs} and a gamma of ${sayNumber(inputs.gamma)}${moved}`,
      ];
    }
    default:
      return [];
  }
}

const share = (of: number): string => `${sayNumber(of * 100)} %`;
