import type { BookRiskView } from '../../../../views/bookRisk.js';
import { Amount } from '../../parts/Amount.js';
import { usd } from '../../state/numbers.js';
import { chanceOf, runway } from '../../state/runway.js';

/** The figures that stand for the whole book. */
export function Figures({ book }: { book: BookRiskView }) {
  const figures = [
    ['Value at risk, 95 %', usd(book.valueAtRisk95Usd), 'USD', 'lost at most in a day, 95 times in 100'],
    ['Value at risk, 99 %', usd(book.valueAtRisk99Usd), 'USD', 'lost at most in a day, 99 times in 100'],
    ['Expected shortfall', usd(book.expectedShortfall975Usd), 'USD', 'lost on average in the worst 2.5 days of 100'],
    ['Chance of a touch', chanceOf(book.touchProbability), '%', 'any account liquidatable within a day'],
    ['Net delta', usd(book.total.deltaUsd, true), 'USD', benchmarkOf(book)],
    ['Gamma', usd(book.total.gammaUsd, true), 'USD', 'of delta when prices rise 1 %'],
    ['Vega', usd(book.total.vegaUsd, true), 'USD', 'a point of volatility'],
    ['Theta', usd(book.total.thetaUsd, true), 'USD', 'a day'],
  ] as const;
  return (
    <dl class="stats dims">
      <div class="stat">
        <dt>Runway</dt>
        <dd>
          <div class="main">
            <Amount of={runway(book.runwayHours)} />
          </div>
          <div class="under">until a liquidation is as likely as not</div>
        </dd>
      </div>
      {figures.map(([name, value, unit, under]) => (
        <div key={name} class="stat">
          <dt>{name}</dt>
          <dd>
            <div class="main">
              <Amount of={value} unit={unit} />
            </div>
            <div class="under">{under}</div>
          </dd>
        </div>
      ))}
    </dl>
  );
}

const benchmarkOf = ({ benchmark }: BookRiskView): string =>
  benchmark === null ? 'all underlyings' : `${usd(benchmark.betaDeltaUsd, true)} USD told in ${benchmark.underlying}`;
