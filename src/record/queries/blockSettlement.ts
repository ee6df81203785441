import { and, asc, eq, gte } from 'drizzle-orm';
import type { Block } from '../../model/block.js';
import type { Option } from '../../model/instrument.js';
import { fromFloat, unixMillis, type Wad, wad } from '../../model/units.js';
import type { Ledger } from '../ledger.js';
import { positions, risk, ticks } from '../tables/ticks.js';

/** Samples that are looked through for when the option was held, and for a price after it had expired. */
const mostSamples = 500;

/**
 * USD that one unit of a block's option has paid when it expired: by the price in the first sample after, so about what the protocol
 * has settled it at. null where no sample tells, and for what does not expire.
 */
export async function blockSettlement(
  ledger: Ledger,
  { strategy, instrument, createdAt }: Pick<Block, 'strategy' | 'instrument' | 'createdAt'>,
): Promise<Wad | null> {
  if (strategy === null) return null;
  const own = (since: number) => and(eq(ticks.strategy, strategy), gte(ticks.at, unixMillis(since)));
  const held = await ledger.db
    .select({ instrument: positions.instrument })
    .from(ticks)
    .innerJoin(positions, eq(positions.tick, ticks.id))
    .where(own(createdAt))
    .orderBy(asc(ticks.at))
    .limit(mostSamples);
  const option = held.map((row) => row.instrument).find((one): one is Option => one.id === instrument);
  if (option?.kind !== 'option') return null;
  const [after] = await ledger.db
    .select({ report: risk.report })
    .from(ticks)
    .innerJoin(risk, eq(risk.tick, ticks.id))
    .where(own(option.expiry * 1_000))
    .orderBy(asc(ticks.at))
    .limit(1);
  const price = after?.report.underlyings.find(({ underlying }) => underlying === option.underlying)?.price;
  if (price === undefined || !Number.isFinite(price)) return null;
  const difference = (fromFloat(price, 'down') - option.strike) * (option.right === 'call' ? 1n : -1n);
  return wad(difference > 0n ? difference : 0n);
}
