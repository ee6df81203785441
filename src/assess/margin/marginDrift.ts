import type { MarginDrift, StatedMargin } from '../../model/marginDrift.js';
import type { Bps } from '../../model/units.js';
import { sayBps, sayNumber } from '../sayNumber.js';

/**
 * Where our arithmetic and the protocol's are apart, the furthest first: one row for each figure that the protocol states. Told
 * in basis points of the account's size, so that an equity near nothing does not make a wei look large.
 */
export const marginDrifts = (stated: readonly StatedMargin[]): MarginDrift[] =>
  stated
    .flatMap(driftsOf)
    .sort((a, b) => comparable(b.bps) - comparable(a.bps) || (a.marginAccount < b.marginAccount ? -1 : 1));

/** What is over the bound; not knowing is. */
export const driftsOver = (stated: readonly StatedMargin[], bound: Bps): MarginDrift[] =>
  marginDrifts(stated).filter(({ bps }) => !(bps <= bound));

/** `equity of gmx-v2 ETH/USD long USDC: 1010 USD by the protocol, reckoned 1000, 99 bps apart` */
export const sayDrift = ({ marginAccount, what, ours, theirs, bps }: MarginDrift): string =>
  `${what} of ${marginAccount}: ${sayNumber(theirs)} USD by the protocol, reckoned ${sayNumber(ours)}, ${sayBps(bps)} apart`;

const comparable = (bps: number): number => (Number.isNaN(bps) ? Number.MAX_VALUE : bps);

function driftsOf({ marginAccount, venue, ours, theirs }: StatedMargin): MarginDrift[] {
  const size = Math.max(Math.abs(theirs.equity ?? ours.equity), theirs.maintenance ?? ours.maintenance);
  return (['equity', 'maintenance'] as const).flatMap((what) => {
    const stated = theirs[what];
    if (stated === null) return [];
    const apart = Math.abs(ours[what] - stated);
    const bps = apart === 0 ? 0 : (10_000 * apart) / size;
    return [{ marginAccount, venue, what, ours: ours[what], theirs: stated, bps }];
  });
}
