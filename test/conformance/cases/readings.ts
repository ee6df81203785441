import { expect } from 'vitest';
import { driftsOver, marginDrifts } from '../../../src/assess/margin/marginDrift.js';
import { healthOf } from '../../../src/model/marginAccount.js';
import { done } from '../../../src/model/reading.js';
import type { VenueReading } from '../../../src/model/snapshot.js';
import { bps, toFloat } from '../../../src/model/units.js';
import { createEndpoint } from '../../../src/observe/endpoints/createEndpoint.js';
import { callsAt, replayReading, runReadings } from '../../../src/observe/runReadings.js';
import { decodeJson, encodeJson } from '../../../src/record/json.js';
import type { MarginShift, Venue } from '../../../src/venues/venue.js';
import { venueKindOf } from '../../../src/venues/venues.js';
import type { ConformanceCase } from '../conformanceCase.js';
import type { Look } from '../desk.js';
import { expectNear } from '../near.js';
import { openMargined, openPosition } from '../terms.js';
import type { VenueWorld } from '../world.js';

/** No venue may need more: each is a round trip that every tick of every account waits for. */
const mostPhases = 2;

const unique = (ids: readonly string[]): void => expect(new Set(ids).size, ids.join(', ')).toBe(ids.length);

function expectConsistent(reading: VenueReading, account: string): void {
  const { positions, marginAccounts, markets, orders = [] } = reading;
  unique(positions.map(({ id }) => id));
  unique(marginAccounts.map(({ id }) => id));
  unique(markets.map(({ instrument }) => instrument.id));
  unique(orders.map(({ id }) => id));
  for (const position of positions) {
    expect(position).toMatchObject({ venue: reading.venue, account });
    expect(markets.map(({ instrument }) => instrument.id)).toContain(position.instrument.id);
    if (position.marginAccount === null) continue;
    const backing = marginAccounts.filter(({ id }) => id === position.marginAccount);
    expect(backing).toHaveLength(1);
    expect(backing[0]?.positions).toContain(position.id);
  }
  for (const margin of marginAccounts) {
    expect(margin).toMatchObject({ venue: reading.venue, account });
    expect(margin.health).toBe(healthOf(margin.equity, margin.maintenance));
    expect([...margin.underlyings].sort()).toEqual(margin.underlyings);
    for (const id of margin.positions) {
      const held = positions.find((position) => position.id === id);
      expect(held?.marginAccount).toBe(margin.id);
      if (held && held.instrument.kind !== 'token') expect(margin.underlyings).toContain(held.instrument.underlying);
    }
  }
  const tells = venueKindOf(reading.venue)?.tells;
  for (const { openInterest, oracleAt } of markets) {
    // What the kind says it does not tell is never told, so that the page of checks is true.
    if (!tells?.oracleAt) expect(oracleAt).toBe(undefined);
    if (tells?.openInterest)
      expect(openInterest).toMatchObject({ long: expect.any(BigInt), short: expect.any(BigInt) });
    else expect(openInterest).toBe(undefined);
  }
  for (const { instrument } of markets) {
    if (instrument.kind !== 'token') expect(reading.prices).toHaveProperty([instrument.underlying]);
  }
}

function expectMarginAsStated(venue: Venue, reading: VenueReading, tolerance: number): void {
  for (const margin of reading.marginAccounts) {
    for (const underlying of margin.underlyings) {
      const oracle = reading.prices[underlying];
      const price =
        venue.priceOf?.(reading, margin, underlying) ?? (oracle === undefined ? undefined : toFloat(oracle));
      if (price === undefined) throw new Error(`nobody states a price of ${underlying}`);
      const { equity, maintenance } = venue.marginAt(reading, margin, underlying, price);
      expectNear(`equity of ${margin.id}`, equity, toFloat(margin.equity), tolerance);
      expectNear(`requirement of ${margin.id}`, maintenance, toFloat(margin.maintenance), tolerance);
      const shifted = (shift: MarginShift) => venue.marginAt(reading, margin, underlying, price, shift);
      expect(shifted({})).toEqual({ equity, maintenance });
      expect(shifted({ seconds: 0, volFactor: 1 })).toEqual({ equity, maintenance });
      const later = shifted({ seconds: 3_600, volFactor: 1.5 });
      expect([later.equity, later.maintenance].every(Number.isFinite)).toBe(true);
    }
  }
}

/** Of equity and requirement, in basis points: far above rounding, far below what could be another formula. */
const mostDrift = bps(1);

async function expectOwnArithmetic({ chain }: VenueWorld, venue: Venue, { block, reading }: Look): Promise<void> {
  const calls = callsAt(createEndpoint(chain.http), chain.multicall3, block.hash);
  const [outcome] = await runReadings([() => venue.stated?.(reading) ?? done([])], calls);
  if (!outcome?.ok) throw new Error(outcome?.error ?? 'no outcome');
  expect(marginDrifts(outcome.value).length).toBeGreaterThanOrEqual(reading.marginAccounts.length);
  expect(driftsOver(outcome.value, mostDrift)).toEqual([]);
}

async function again(world: VenueWorld, venue: Venue, look: Look): Promise<VenueReading> {
  const endpoint = createEndpoint(world.chain.http);
  const calls = callsAt(endpoint, world.chain.multicall3, look.block.hash);
  const [outcome] = await runReadings([() => venue.read(look.block, look.sheets)], calls);
  if (!outcome?.ok) throw new Error(outcome?.error ?? 'no outcome');
  return outcome.value;
}

export const readingCases: readonly ConformanceCase[] = [
  {
    name: 'default: positions and margin accounts of a book agree with each other',
    needs: ['trade'],
    async run({ newDesk, world }) {
      for (const side of world.examples.sides) {
        const desk = await newDesk();
        await openPosition(desk, side);
        const reading = await desk.read();
        expectConsistent(reading, desk.account.address);
        expectMarginAsStated(desk.venue, reading, world.tolerances.marginAt);
      }
    },
  },
  {
    name: 'default: a loan, its collateral and their margin account agree with each other',
    needs: ['borrow'],
    async run({ newDesk, world }) {
      const desk = await newDesk();
      await openMargined(desk);
      const reading = await desk.read();
      expectConsistent(reading, desk.account.address);
      expectMarginAsStated(desk.venue, reading, world.tolerances.marginAt);
    },
  },
  {
    name: "invariant: a margin account is what the protocol's own views make of it",
    needs: ['addCollateral'],
    async run({ newDesk, world }) {
      const desk = await newDesk();
      await openMargined(desk);
      await expectOwnArithmetic(world, desk.venue, await desk.look());
    },
  },
  {
    name: 'invariant: a reading takes two round trips at most, and its record reads the same',
    needs: ['addCollateral'],
    async run({ newDesk }) {
      const desk = await newDesk();
      await openMargined(desk);
      const look = await desk.look();
      expect(look.transcript.length).toBeLessThanOrEqual(mostPhases);
      const recorded = decodeJson(encodeJson(look.transcript)) as typeof look.transcript;
      const replayed = replayReading(() => desk.venue.read(look.block, look.sheets), recorded);
      if (!replayed.ok) throw new Error(replayed.error);
      expect(replayed.value).toEqual(look.reading);
    },
  },
  {
    name: 'invariant: one block reads the same twice, whatever has happened since',
    needs: ['addCollateral'],
    async run({ newDesk, world }) {
      const desk = await newDesk();
      await openMargined(desk);
      const look = await desk.look();
      const token = look.reading.funding.find(({ balance }) => balance > 0n);
      if (!token) throw new Error('the wallet is empty');
      await desk.hand.transfer(token.token.address, desk.account.address, 1n);
      expect(await again(world, desk.venue, look)).toEqual(look.reading);
    },
  },
];
