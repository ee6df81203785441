import { priceOf, type Snapshot } from '../../model/snapshot.js';
import { unixMillis } from '../../model/units.js';
import type { Work } from '../ledger.js';
import { keepPrices } from './prices.js';

/** What each underlying costs at a block, as the last price of its hour so far: the first venue that is watched tells it. */
export function snapshotPrices(snapshot: Snapshot): Work {
  const names = [...new Set(snapshot.readings.flatMap(({ prices }) => Object.keys(prices)))].sort();
  const seen = names.flatMap((underlying) => {
    const price = priceOf(snapshot, underlying);
    return price === undefined || price <= 0n ? [] : { underlying, price };
  });
  return keepPrices(seen, unixMillis(snapshot.block.timestamp * 1_000));
}
