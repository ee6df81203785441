import type { Forecast, UnderlyingForecast } from '../../model/forecast.js';
import type { Underlying } from '../../model/instrument.js';
import type { CrossAssetPart, CrossAssetRisk, PositionRisk, UnderlyingRisk } from '../../model/riskReport.js';
import type { RiskSettings } from '../../model/riskSettings.js';
import { assumedCorrelation } from '../history/correlation.js';
import { marketOutlook } from '../history/marketOutlook.js';
import { deltaDeviation } from './deltaDeviation.js';

/**
 * Several underlyings as if they were one. By beta: what of the benchmark moves as the book does when everything moves with it.
 * By correlation: how far the P&L of a day strays, since not everything does.
 *
 * A beta is the operator's, or correlation × vol / vol of the benchmark (the slope of a regression on it); 1 where neither
 * is known, which is said. Vols and correlations are those that value at risk is told by.
 * @param forecast - null before there is a price history
 * @returns null where no underlying has a delta
 */
export function crossAsset(
  underlyings: readonly UnderlyingRisk[],
  positions: readonly PositionRisk[],
  settings: Pick<RiskSettings, 'benchmark' | 'betas' | 'vols'>,
  forecast: Forecast | null,
): CrossAssetRisk | null {
  const own = underlyings.filter(({ delta }) => delta !== 0).sort((a, b) => (a.underlying < b.underlying ? -1 : 1));
  const benchmark = settings.benchmark ?? largestOf(own, positions);
  if (benchmark === null) return null;

  const isForetold = (name: Underlying) => forecast?.underlyings.some((one) => one.name === name) ?? false;
  const betas = own.map(({ underlying }) => betaOf(underlying, benchmark, settings.betas, forecast));
  const outlook = marketOutlook(forecast, { underlyings: own.map(({ underlying: name, price }) => ({ name, price })) });
  const vols = outlook.underlyings.map(({ name, vol }) => (isForetold(name) ? vol : (settings.vols[name] ?? vol)));
  const deviation = deltaDeviation(
    own.map((u) => u.deltaUsd),
    vols,
    outlook.correlation,
  );
  const parts = own.map(({ underlying, deltaUsd }, i): CrossAssetPart => {
    const { beta, from } = betas[i] ?? { beta: Number.NaN, from: 'assumed' };
    const contributionUsd = deviation.contributions[i] ?? Number.NaN;
    return { underlying, beta, betaFrom: from, betaDeltaUsd: beta * deltaUsd, contributionUsd };
  });
  const betaDeltaUsd = parts.reduce((total, part) => total + part.betaDeltaUsd, 0);
  const price = underlyings.find((u) => u.underlying === benchmark)?.price ?? Number.NaN;
  return {
    benchmark,
    betaDeltaUsd,
    betaDelta: betaDeltaUsd === 0 ? 0 : betaDeltaUsd / price,
    deviationUsd: deviation.total,
    underlyings: parts,
    gaps: parts.flatMap((part, i) =>
      gapOf(part, benchmark, vols[i] ?? Number.NaN, known(forecast, part.underlying) !== null),
    ),
  };
}

/** By the deltas held either way, so that a hedge does not change what deltas are told in. */
function largestOf(underlyings: readonly UnderlyingRisk[], positions: readonly PositionRisk[]): Underlying | null {
  let found: { name: Underlying; held: number } | null = null;
  for (const { underlying: name } of underlyings) {
    const held = positions
      .filter((risk) => risk.underlying === name && Number.isFinite(risk.deltaUsd))
      .reduce((total, risk) => total + Math.abs(risk.deltaUsd), 0);
    if (found === null || held > found.held) found = { name, held };
  }
  return found?.name ?? null;
}

/** What the history tells of an underlying, and its place in the forecast; null where there is none. */
function known(forecast: Forecast | null, name: Underlying): { index: number; of: UnderlyingForecast } | null {
  const index = forecast?.underlyings.findIndex((u) => u.name === name) ?? -1;
  const of = forecast?.underlyings[index];
  return of && (of.from === 'garch' || of.from === 'ewma') ? { index, of } : null;
}

function betaOf(
  name: Underlying,
  benchmark: Underlying,
  stated: RiskSettings['betas'],
  forecast: Forecast | null,
): { beta: number; from: CrossAssetPart['betaFrom'] } {
  const own = stated[name];
  if (own !== undefined) return { beta: own, from: 'settings' };
  if (name === benchmark) return { beta: 1, from: 'benchmark' };
  const [one, other] = [known(forecast, name), known(forecast, benchmark)];
  const correlation = one && other && forecast?.correlation[one.index]?.[other.index];
  if (!one || !other || correlation == null || !(other.of.vol > 0)) return { beta: 1, from: 'assumed' };
  return { beta: (correlation * one.of.vol) / other.of.vol, from: 'history' };
}

function gapOf(
  { underlying, betaFrom }: CrossAssetPart,
  benchmark: Underlying,
  vol: number,
  isKnown: boolean,
): string[] {
  const beta = betaFrom === 'assumed' ? [`its beta to ${benchmark} as 1`] : [];
  if (isKnown) return beta.map((text) => `${underlying}: ${text}, for ${benchmark} has no price history`);
  const percent = Number((vol * 100).toFixed(1));
  const taken = [`its vol is taken as ${percent} %`, `its correlation as ${assumedCorrelation}`, ...beta];
  return [`no price history of ${underlying}: ${taken.join(', ')}`];
}
