import { useState } from 'preact/hooks';
import type { BookRiskView } from '../../../../views/bookRisk.js';
import { LazyChart } from '../../parts/LazyChart.js';
import { Empty } from '../../parts/Loaded.js';
import { price } from '../../state/numbers.js';

/** Gain or loss over the price of one underlying: now, and as time passes. */
export function Payoff({ payoffs }: { payoffs: BookRiskView['payoffs'] }) {
  const [chosen, choose] = useState<string | null>(null);
  const payoff = payoffs.find((one) => one.underlying === chosen) ?? payoffs[0];
  if (!payoff) return <Empty title="Nothing to draw">Nothing that is held moves with a price.</Empty>;
  return (
    <div class="stack tight">
      {payoffs.length > 1 && (
        // biome-ignore lint/a11y/useSemanticElements: a row of buttons, and not of what is filled in
        <div class="tabs" role="group" aria-label="Underlying">
          {payoffs.map(({ underlying }) => (
            <button
              key={underlying}
              type="button"
              aria-pressed={underlying === payoff.underlying}
              onClick={() => choose(underlying)}
            >
              {underlying}
            </button>
          ))}
        </div>
      )}
      <LazyChart
        title={`Payoff of ${payoff.underlying}`}
        unit="USD"
        decimals={0}
        height={260}
        at={payoff.atUsd}
        across={{ name: payoff.underlying, unit: 'USD', decimals: 2 }}
        lines={payoff.curves.map(({ label, pnlUsd }, number) => ({ name: label, values: pnlUsd, dashed: number > 0 }))}
        floor={{ at: 0, name: 'nothing gained' }}
        marks={[
          { at: payoff.priceUsd, name: `now ${price(payoff.priceUsd)}` },
          ...payoff.walls.map(({ priceUsd, label }) => ({ at: priceUsd, name: `${label} ${price(priceUsd)}` })),
        ]}
        follow={payoff.underlying}
      />
      <p class="small soft">
        {payoff.breakevensUsd.length === 0
          ? 'It breaks even at no price shown.'
          : `Breaks even at ${payoff.breakevensUsd.map(price).join(', ')} USD.`}
      </p>
    </div>
  );
}
