import type { StandingLimits } from '../../model/limits.js';
import type { VenueKind } from '../../venues/venue.js';
import type { Path } from '../problem.js';
import type { Check } from '../readFields.js';
import { didYouMean } from '../suggestion.js';

/** Limits of any level agree with each other, and name what there is: a restriction on a venue that is mistyped restricts nothing. */
export function checkStanding(
  check: Check,
  at: Path,
  limits: Omit<StandingLimits, 'day'>,
  kinds: readonly Pick<VenueKind, 'id'>[],
): void {
  const { restricted = [], positions = {}, gross, net } = limits;
  const known = kinds.map(({ id }) => id);
  const expectVenue = (path: Path, pattern: string, atKey: boolean) => {
    // What is on another chain is named `<chain>:<venue>`.
    const venue = pattern.split(' ')[0]?.split(':').at(-1) ?? '';
    if (venue.includes('*') || known.includes(venue)) return;
    check.report(path, `\`${venue}\` is not a venue that ballast knows`, didYouMean(venue, known), { atKey });
  };
  for (const [index, pattern] of restricted.entries()) expectVenue([...at, 'restricted', index], pattern, false);
  for (const pattern of Object.keys(positions)) expectVenue([...at, 'positions', pattern], pattern, true);
  if (gross?.reject != null && net?.reject != null && net.reject > gross.reject) {
    const message = `net exposure (${net.reject} usd) is never more than gross (${gross.reject} usd)`;
    check.report([...at, 'net'], message, 'lower it, or raise `gross`');
  }
}
