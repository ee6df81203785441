import { createSurface } from '../../../assess/surface/surface.js';
import type { ExpiryFit, SurfaceFit } from '../../../model/surfaceFit.js';
import { decimal, percent } from '../../words/numbers.js';
import { table } from '../table.js';

const methods: Readonly<Record<ExpiryFit['method'], string>> = {
  svi: 'SVI',
  few: 'SSVI, few strikes',
  flat: 'flat, one strike',
  ssvi: 'SVI, drawn to SSVI',
};

/** How well a surface fits, an expiry a line; then what must be known of it. */
export function surfaceText(fit: SurfaceFit): string {
  const surface = createSurface(fit);
  const lines = table(fit.expiries, [
    { title: 'expiry', cell: ({ expiry }) => new Date(expiry * 1_000).toISOString().slice(0, 10) },
    { title: 'strikes', align: 'right', cell: ({ quotes }) => String(quotes.length) },
    { title: 'forward', align: 'right', cell: ({ forward }) => decimal(forward) },
    { title: 'vol there', align: 'right', cell: ({ forward, years }) => percent(surface.vol(forward, years)) },
    {
      title: '+10 % strike',
      align: 'right',
      cell: ({ forward, years }) => percent(surface.vol(1.1 * forward, years)),
    },
    { title: 'rms, vol points', align: 'right', cell: ({ rms }) => decimal(rms) },
    { title: 'worst', align: 'right', cell: ({ worst }) => decimal(worst) },
    { title: 'fitted by', cell: ({ method }) => methods[method] },
  ]);
  return [lines, ...fit.notes].join('\n');
}
