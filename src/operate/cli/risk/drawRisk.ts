import { payoffProfile } from '../../../assess/greeks/payoffProfile.js';
import { sharedKernel } from '../../../assess/pricing/sharedKernel.js';
import { compileHoldings } from '../../../assess/revalue/compileHoldings.js';
import { revalue } from '../../../assess/revalue/revalue.js';
import { fitSurface } from '../../../assess/surface/fitSurface.js';
import { BallastError } from '../../../model/error.js';
import type { Underlying } from '../../../model/instrument.js';
import type { RecordedHoldings } from '../../../record/queries/holdings.js';
import { payoffPlot } from '../../plot/payoffPlot.js';
import { surfacePlot } from '../../plot/surfacePlot.js';
import { writePlot } from '../../plot/writePlot.js';
import type { RiskBook } from './riskBook.js';
import { surfaceText } from './surfaceText.js';

/** @returns what was drawn and where it is, in a sentence */
export function drawPayoff(book: RiskBook, file: string, asked: Underlying | undefined): string {
  const { holdings } = heldIn(book);
  const underlying = underlyingOf(book, asked);
  const compiled = compileHoldings(holdings, sharedKernel());
  const walls = (book.margin?.accounts ?? []).flatMap((account) =>
    account.walls.flatMap(({ kind, underlying: of, price }) =>
      kind === 'price' && of === underlying && price !== null ? [{ price, label: account.marginAccount }] : [],
    ),
  );
  const profile = payoffProfile(holdings, underlying, (scenarios) => revalue(compiled, scenarios), walls);
  writePlot(file, payoffPlot({ title: `${book.strategy}: P&L over the price of ${underlying}`, ...profile }));
  return `P&L over the price of ${underlying} drawn to ${file}`;
}

/**
 * Through all strikes that venues tell the vols of, as it was fitted with the sample; else through those that are held.
 * @returns where it is, and how well it fits
 */
export function drawSurface(book: RiskBook, file: string, asked: Underlying | undefined): string {
  const { holdings } = heldIn(book);
  const underlying = underlyingOf(book, asked);
  const options = holdings.options.filter((option) => option.underlying === underlying);
  const [{ spot, rate } = { spot: Number.NaN, rate: 0 }] = options;
  const whole = holdings.surfaces?.find((one) => one.underlying === underlying);
  const fit = whole ?? fitSurface(options, { underlying, at: holdings.at, spot, carry: rate });
  if (!('spot' in fit)) {
    throw new BallastError(`there is no surface of ${underlying} to draw`, {
      facts: options.length === 0 ? ['no option on it is held'] : fit.notes,
    });
  }
  writePlot(
    file,
    surfacePlot(`${book.strategy}: implied vols of ${underlying}${whole ? '' : ', of the strikes held'}`, fit),
  );
  return `vols of ${underlying} drawn to ${file}\n${surfaceText(fit)}`;
}

function heldIn({ strategy, holdings }: RiskBook): RecordedHoldings {
  if (holdings !== null) return holdings;
  throw new BallastError(`what ${strategy} holds was never written down`, {
    mend: 'let `ballast run` keep it for a minute: holdings are written with each sample',
  });
}

/** The one asked for, or the one with the most delta held either way. @throws BallastError when it is not held */
function underlyingOf(book: RiskBook, asked: Underlying | undefined): Underlying {
  const { holdings } = heldIn(book);
  const names = holdings.underlyings.map(({ name }) => name);
  if (asked !== undefined && names.includes(asked)) return asked;
  if (asked !== undefined || names.length === 0) {
    throw new BallastError(asked === undefined ? 'nothing with a price is held' : `${asked} is not held`, {
      facts: names.length > 0 ? [`held: ${names.join(', ')}`] : [],
    });
  }
  const held = (name: Underlying) =>
    (book.risk?.positions ?? [])
      .filter((risk) => risk.underlying === name)
      .reduce((total, risk) => total + Math.abs(risk.deltaUsd), 0);
  return names.reduce((most, name) => (held(name) > held(most) ? name : most));
}
