import type { Hex } from 'viem';
import type { Reading } from '../../../model/reading.js';
import { done } from '../../../model/reading.js';
import { askView, each } from '../../view.js';
import type { Release } from '../releases/release.js';
import type { GmxOrder } from '../state.js';

/**
 * Which of these orders still stand, in one phase: by key, null for one that is gone (executed, cancelled, or never
 * created). @throws VenueReadError
 */
export function readOrders(release: Release, keys: readonly Hex[]): Reading<ReadonlyMap<Hex, GmxOrder | null>> {
  if (keys.length === 0) return done(new Map());
  const asked = each(keys.map((key) => release.reader.order(release.contracts, key)));
  return askView(asked, (orders) => done(new Map(keys.map((key, index) => [key, orders[index] ?? null]))));
}
