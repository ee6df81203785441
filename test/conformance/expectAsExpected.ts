import { expect } from 'vitest';
import type { VenueReading } from '../../src/model/snapshot.js';
import { toFloat, wad } from '../../src/model/units.js';
import type { Desk } from './desk.js';
import { expectNear } from './near.js';

/** What `after` said of positions, margin and wallet, against what became of them. */
export function expectAsExpected({ world }: Desk, expected: VenueReading, found: VenueReading): void {
  const { quantity, equity, wallet } = world.tolerances;
  const sizes = ({ positions }: VenueReading) =>
    new Map(positions.map((position) => [position.instrument.id, toFloat(position.quantity)]));
  expect([...sizes(expected).keys()]).toEqual([...sizes(found).keys()]);
  for (const [id, size] of sizes(expected)) expectNear(`${id} expected`, size, sizes(found).get(id) ?? 0, quantity);
  expect(expected.marginAccounts).toHaveLength(found.marginAccounts.length);
  expected.marginAccounts.forEach((margin, i) => {
    const after = found.marginAccounts[i];
    expectNear('equity expected', toFloat(margin.equity), toFloat(after?.equity ?? wad(0n)), equity);
    expectNear('requirement expected', toFloat(margin.maintenance), toFloat(after?.maintenance ?? wad(0n)), equity);
  });
  expected.funding.forEach(({ token, balance }, i) => {
    const held = found.funding[i];
    const [wanted, has] = [balance, held?.balance ?? 0n].map((amount) => Number(amount) / 10 ** token.decimals);
    expectNear(`${token.symbol} in the wallet expected`, wanted ?? 0, has ?? 0, wallet);
  });
}
