import { useNow } from '../state/clock.js';
import { unknown } from '../state/numbers.js';
import { clockTime, lasting } from '../state/times.js';

/** A moment, as a time of day; the whole of it, with its zone, on asking. */
export const When = ({ at, now }: { at: number | null | undefined; now: number }) =>
  at === null || at === undefined ? (
    <span class="faint">{unknown}</span>
  ) : (
    <time class="num" dateTime={new Date(at).toISOString()} title={new Date(at).toString()}>
      {clockTime(at, now)}
    </time>
  );

/** How long ago something was; it counts by itself. */
export const Ago = ({ at }: { at: number | null | undefined }) => {
  const now = useNow();
  if (at === null || at === undefined) return <span class="faint">never</span>;
  return (
    <time class="num" dateTime={new Date(at).toISOString()} title={new Date(at).toString()}>
      {lasting(now - at)} ago
    </time>
  );
};

/** How long is left until something; it counts by itself. */
export const Left = ({ until }: { until: number }) => {
  const now = useNow();
  return <span class="num">{until > now ? lasting(until - now) : 'no time'}</span>;
};
