import type { Address } from 'viem';
import { driftsOver, sayDrift } from '../assess/margin/marginDrift.js';
import type { Alarms } from '../model/alert.js';
import { shortMessageOf } from '../model/error.js';
import type { Log } from '../model/log.js';
import { marginAccountsOf } from '../model/snapshot.js';
import type { Milliseconds, UnixMillis } from '../model/units.js';
import { EndpointError } from '../observe/endpoints/endpoint.js';
import { callsAt, runReadings } from '../observe/runReadings.js';
import { isDue } from '../record/isDue.js';
import type { Ledger } from '../record/ledger.js';
import { openAlerts } from '../record/queries/alerts.js';
import type { Book } from './book.js';
import type { Seen } from './observeBlock.js';

export interface MarginWatchOptions {
  chainId: number;
  multicall3: Address;
  books: readonly Book[];
  ledger: Ledger;
  alarms: Alarms;
  /** Between two comparisons. */
  sampleEvery: Milliseconds;
  now: () => UnixMillis;
  log: Log;
}

/**
 * Asks the protocols' own views now and then what the margin accounts of a block are worth, and alerts where our arithmetic says
 * otherwise: whatever is decided of an account stands on that arithmetic. What cannot be asked is not compared, and asked again.
 */
export function createMarginWatch(options: MarginWatchOptions): (seen: Seen) => Promise<void> {
  const { multicall3, books, sampleEvery, now, log } = options;
  let comparedAt: UnixMillis | undefined;

  return async ({ endpoint, frame, taken }) => {
    if (!isDue(comparedAt, sampleEvery, now())) return;
    comparedAt = now();
    await closeGone(options, taken);
    const asked = books.flatMap((book, i) => statedIn(book, taken[i]?.snapshot.readings ?? []));
    try {
      const makeCalls = callsAt(endpoint, multicall3, frame.block.hash);
      const outcomes = await runReadings(
        asked.map(({ read }) => read),
        makeCalls,
      );
      for (const [i, outcome] of outcomes.entries()) {
        const one = asked[i];
        if (!one) continue;
        if (outcome.ok) await compare(options, one, outcome.value);
        else log.debug({ at: 'margins', venue: one.venue, error: outcome.error }, 'margins could not be compared');
      }
    } catch (error) {
      if (!(error instanceof EndpointError)) throw error;
      log.debug({ at: 'margins', error: shortMessageOf(error) }, 'margins could not be compared');
    }
  };
}

type Readings = Seen['taken'][number]['snapshot']['readings'];

function statedIn({ strategy, venues }: Book, readings: Readings) {
  return readings.flatMap((reading) => {
    const stated = venues.get(reading.venue)?.stated;
    return stated ? { strategy, venue: reading.venue, read: () => stated(reading) } : [];
  });
}

type Asked = ReturnType<typeof statedIn>[number];
type Stated = Parameters<typeof driftsOver>[0];

/** An alert for each account that is off; one that is right again closes its own. What states nothing says neither. */
async function compare({ alarms, chainId }: MarginWatchOptions, { strategy }: Asked, stated: Stated): Promise<void> {
  const told = stated.filter(({ theirs }) => theirs.equity !== null || theirs.maintenance !== null);
  const over = driftsOver(told, strategy.risk.marginDrift);
  for (const account of new Set(told.map(({ marginAccount }) => marginAccount))) {
    const alert = { code: 'MARGIN_DRIFT', subject: `${driftSubjectsOf(strategy.account, chainId)}${account}` } as const;
    const found = over.filter(({ marginAccount }) => marginAccount === account);
    if (found.length > 0) await alarms.raise({ ...alert, text: found.map(sayDrift).join('; ') });
    else await alarms.resolve(alert);
  }
}

/** A margin account that a block does not have any more cannot be off: its alert closes, whichever run opened it. */
async function closeGone({ ledger, books, alarms, chainId }: MarginWatchOptions, taken: Seen['taken']): Promise<void> {
  const seen = books.flatMap(({ strategy }, i) => {
    const snapshot = taken[i]?.snapshot;
    return snapshot ? [{ of: driftSubjectsOf(strategy.account, chainId), snapshot }] : [];
  });
  for (const { code, subject } of await openAlerts(ledger)) {
    if (code !== 'MARGIN_DRIFT') continue;
    const own = seen.filter(({ of }) => subject.startsWith(of));
    const isGone = own.every(
      ({ of, snapshot }) =>
        snapshot.unread.length === 0 && marginAccountsOf(snapshot).every(({ id }) => subject !== `${of}${id}`),
    );
    if (own.length > 0 && isGone) await alarms.resolve({ code, subject });
  }
}

/** What the subjects of all margin accounts of an account begin with. */
export const driftSubjectsOf = (account: Address, chainId: number): string => `${account} on ${chainId}: `;
