import type { ComponentChildren } from 'preact';
import type { BookView, WallView } from '../../../../views/book.js';
import { Amount } from '../../parts/Amount.js';
import { figure, percent, price, usd } from '../../state/numbers.js';
import { chanceOf, runway } from '../../state/runway.js';
import { lasting } from '../../state/times.js';

/** The few figures that are looked at first. */
export const Stats = ({ book }: { book: BookView }) => (
  <dl class="stats dims">
    <Stat name="Equity" under={<Change book={book} />}>
      <Amount of={usd(book.equityUsd)} unit="USD" />
    </Stat>
    <Stat name="Net delta" under={`in ${book.deltas.length === 1 ? book.deltas[0]?.underlying : 'all underlyings'}`}>
      <Amount of={usd(book.deltaUsd, true)} unit="USD" />
    </Stat>
    <Stat name="Nearest wall" under={<Wall wall={book.nearestWall} />} whole>
      {book.nearestWall ? <WallAway wall={book.nearestWall} /> : <span class="soft">None near</span>}
    </Stat>
    <Stat name="Runway" under="until a liquidation is as likely as not">
      <Amount of={runway(book.runwayHours)} />
    </Stat>
    <Stat name="Chance of a touch" under="within 24 hours, of any account">
      <Amount of={chanceOf(book.touchProbability)} unit="%" />
    </Stat>
  </dl>
);

interface StatProps {
  name: string;
  under: ComponentChildren;
  children: ComponentChildren;
  whole?: boolean;
}

const Stat = ({ name, under, children, whole }: StatProps) => (
  <div class={whole ? 'stat whole' : 'stat'}>
    <dt>{name}</dt>
    <dd>
      <div class="main num">{children}</div>
      <div class="under">{under}</div>
    </dd>
  </div>
);

function Change({ book }: { book: BookView }) {
  const { equityChangeUsd: change, equityChangeSince: since } = book;
  if (change === null || since === null) return <>no change known yet</>;
  const hours = (book.sampledAt ?? since) - since;
  return (
    <span class={change < 0 ? 'ink-bad' : change > 0 ? 'ink-good' : ''}>
      <Amount of={usd(change, true)} unit="USD" /> in {lasting(hours)}
    </span>
  );
}

function WallAway({ wall }: { wall: WallView }) {
  if (wall.kind === 'time') return <Amount of={runway(wall.hours)} />;
  return (
    <>
      <Amount of={percent(wall.change, 1, true)} unit="%" />
      {wall.priceUsd !== null && <span class="soft small"> at {price(wall.priceUsd)}</span>}
    </>
  );
}

function Wall({ wall }: { wall: WallView | null }) {
  if (!wall) return <>no price near liquidates an account</>;
  const what =
    wall.underlying ?? (wall.kind === 'vol' ? 'implied vol' : wall.kind === 'time' ? 'by time alone' : 'all prices');
  return (
    <>
      {wall.venue} by {what}
      {wall.deviations !== null && wall.deviations > 0 && `, ${figure(wall.deviations, 1)} σ of a day`}
    </>
  );
}
