import { and, desc, eq, gte, lte } from 'drizzle-orm';
import type { InstrumentId } from '../../../model/instrument.js';
import { toFloat, type UnixMillis, unixMillis } from '../../../model/units.js';
import type { Ledger } from '../../ledger.js';
import { parentOrders, workingMarks } from '../../tables/parentOrders.js';
import { positions, ticks } from '../../tables/ticks.js';

/** A price that is older than this says little of now. */
const oldest = 600_000;

export type MarkNear = (chainId: number, instrument: InstrumentId, at: number) => Promise<number>;

/**
 * The newest mark that the ledger has of an instrument at a moment, USD per unit: what some book held it at, or saw while an order was
 * worked. NaN where there is none, or none of the ten minutes before.
 */
export function createMarkNear(ledger: Ledger): MarkNear {
  const known = new Map<string, Promise<number>>();
  return (chainId, instrument, at) => {
    const key = `${chainId} ${instrument} ${at}`;
    const found = known.get(key) ?? markNear(ledger, chainId, instrument, unixMillis(at));
    known.set(key, found);
    return found;
  };
}

async function markNear({ db }: Ledger, chainId: number, instrument: InstrumentId, to: UnixMillis): Promise<number> {
  const from = unixMillis(to - oldest);
  const [held, [worked]] = await Promise.all([
    db
      .select({ instrument: positions.instrument, mark: positions.mark, at: ticks.at })
      .from(ticks)
      .innerJoin(positions, eq(positions.tick, ticks.id))
      .where(and(gte(ticks.at, from), lte(ticks.at, to), eq(ticks.chainId, chainId)))
      .orderBy(desc(ticks.at))
      .limit(2_000),
    db
      .select({ mark: workingMarks.mark, at: workingMarks.at })
      .from(parentOrders)
      .innerJoin(workingMarks, eq(workingMarks.parent, parentOrders.id))
      .where(
        and(
          eq(parentOrders.instrument, instrument),
          eq(parentOrders.chainId, chainId),
          gte(workingMarks.at, from),
          lte(workingMarks.at, to),
        ),
      )
      .orderBy(desc(workingMarks.at))
      .limit(1),
  ]);
  const position = held.find((one) => one.instrument.id === instrument);
  if (position && (!worked || position.at >= worked.at)) return toFloat(position.mark);
  return worked?.mark ?? Number.NaN;
}
