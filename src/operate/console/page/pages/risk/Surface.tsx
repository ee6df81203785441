import { useState } from 'preact/hooks';
import type { BookRiskView } from '../../../../views/bookRisk.js';
import { LazyChart } from '../../parts/LazyChart.js';
import { figure } from '../../state/numbers.js';

/** Implied volatility over strikes, a line an expiry. */
export function Surface({ surfaces }: { surfaces: BookRiskView['surfaces'] }) {
  const [chosen, choose] = useState<string | null>(null);
  const surface = surfaces.find((one) => one.underlying === chosen) ?? surfaces[0];
  if (!surface) return null;
  return (
    <div class="stack tight">
      {surfaces.length > 1 && (
        // biome-ignore lint/a11y/useSemanticElements: a row of buttons, and not of what is filled in
        <div class="tabs" role="group" aria-label="Underlying">
          {surfaces.map(({ underlying }) => (
            <button
              key={underlying}
              type="button"
              aria-pressed={underlying === surface.underlying}
              onClick={() => choose(underlying)}
            >
              {underlying}
            </button>
          ))}
        </div>
      )}
      <LazyChart
        title={`Volatility of ${surface.underlying}`}
        unit="% a year"
        decimals={1}
        height={260}
        at={surface.strikesUsd}
        across={{ name: 'strike', unit: 'USD', decimals: 0 }}
        lines={surface.expiries.slice(0, 4).map(({ expiry, vols }) => ({
          name: new Date(expiry).toISOString().slice(0, 10),
          values: vols.map((vol) => (vol === null ? null : vol * 100)),
        }))}
        marks={[{ at: surface.spotUsd, name: `spot ${figure(surface.spotUsd, 0)}` }]}
        follow={surface.underlying}
      />
      <ul class="small soft bullets">
        {surface.isOfHeld && <li>Fitted through the strikes that are held, for want of others.</li>}
        {surface.expiries.map(({ expiry, method, rmsPoints }) => (
          <li key={expiry}>
            {new Date(expiry).toISOString().slice(0, 10)}: {method}, off by {figure(rmsPoints, 2)} points
          </li>
        ))}
        {surface.notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </div>
  );
}
