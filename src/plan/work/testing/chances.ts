import fc from 'fast-check';
import type { Outcome } from './toyDesk.js';

/** What becomes of a child: most are filled whole, some in part, some fail, and some take their time. */
export const anyOutcome: fc.Arbitrary<Outcome> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Outcome>({ kind: 'fill', share: 1 }) },
  fc.record({ kind: fc.constant('fill' as const), share: fc.double({ min: 0.01, max: 1, noNaN: true }) }),
  fc.constant<Outcome>({ kind: 'fail', text: 'Too little received' }),
  { weight: 2, arbitrary: fc.constant<Outcome>({ kind: 'wait' }) },
);

/** Now and then: once in `weight` + 1 times, else null. */
export const rarely = <Value>(weight: number, arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> =>
  fc.oneof({ weight, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });
