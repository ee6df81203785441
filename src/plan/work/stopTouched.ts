import { sayNumber } from '../../assess/sayNumber.js';
import type { WorkedParent } from '../../model/desk.js';
import type { ParentEvent } from '../../model/parentEvent.js';
import { marketOf } from '../../model/snapshot.js';
import { toFloat } from '../../model/units.js';
import type { Turn } from '../turn.js';

/** Whether an order's stop, if it has one, lets it be worked; with what is written when it is touched. */
export type StopAnswer =
  | { kind: 'waits'; why: string }
  | { kind: 'works'; events: readonly { event: ParentEvent; text: string }[] };

/**
 * A stop is touched when the mark gets to it: from below for a buyer, from above for a seller. Once touched it stays so: the order
 * loses its stop price, which is written down.
 */
export function stopOf({ input }: Turn, { terms }: WorkedParent): StopAnswer {
  const { stopPx, side, instrument } = terms;
  if (stopPx === null) return { kind: 'works', events: [] };
  const mark = marketOf(input.snapshot, instrument)?.mark;
  if (mark === undefined) return { kind: 'waits', why: `${instrument} was not read` };
  const [at, stop] = [sayNumber(toFloat(mark)), sayNumber(toFloat(stopPx))];
  const isTouched = side === 'Buy' ? mark >= stopPx : mark <= stopPx;
  if (!isTouched) return { kind: 'waits', why: `the stop at ${stop} USD is not touched: the mark is ${at} USD` };
  const text = `the stop at ${stop} USD was touched: the mark is ${at} USD`;
  return {
    kind: 'works',
    events: [{ event: { kind: 'trigger' }, text }],
  };
}
