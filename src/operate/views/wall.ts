import type { z } from 'zod';
import type { Wall } from '../../model/marginView.js';
import type { wallView } from './book.js';
import { figureOf } from './plain.js';

/** A wall as views have it. */
export const wallOf = ({
  marginAccount,
  venue,
  kind,
  underlying,
  price,
  change,
  hours,
  deviations,
}: Wall): z.infer<typeof wallView> => ({
  ...{ marginAccount, venue, kind, underlying, priceUsd: figureOf(price), change: figureOf(change) },
  ...{ hours: figureOf(hours), deviations: figureOf(deviations) },
});
