import { and, desc, eq, gte, lte } from 'drizzle-orm';
import { gasTokenOf } from '../../../model/gasToken.js';
import { HOUR } from '../../../model/time.js';
import { toFloat, unixMillis } from '../../../model/units.js';
import type { Ledger } from '../../ledger.js';
import { prices } from '../../tables/prices.js';

/** Hours that a price stands for the ones after it, in which none was seen. */
const standsFor = 3;

/** USD per whole gas token of a chain at a moment, as it was last seen in that hour or shortly before; NaN where it was not. */
export type GasTokenPrice = (chainId: number, at: number) => Promise<number>;

export function createGasTokenPrices({ db }: Ledger): GasTokenPrice {
  const known = new Map<string, Promise<number>>();
  return (chainId, at) => {
    const token = gasTokenOf(chainId);
    const hour = Math.floor(at / HOUR) * HOUR;
    const key = `${token} ${hour}`;
    const found = known.get(key) ?? seen(token, hour);
    known.set(key, found);
    return found;
  };

  async function seen(token: string, hour: number): Promise<number> {
    const [row] = await db
      .select({ price: prices.price })
      .from(prices)
      .where(
        and(
          eq(prices.underlying, token),
          gte(prices.hour, unixMillis(hour - standsFor * HOUR)),
          lte(prices.hour, unixMillis(hour)),
        ),
      )
      .orderBy(desc(prices.hour))
      .limit(1);
    return row ? toFloat(row.price) : Number.NaN;
  }
}
