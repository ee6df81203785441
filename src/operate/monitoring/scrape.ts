import { kindOf } from '../../model/alertKind.js';
import type { DeepRisk } from '../../model/deepRisk.js';
import type { Pulse } from '../../model/pulse.js';
import type { Ledger } from '../../record/ledger.js';
import { type CountedSince, createCounts } from '../../record/queries/countedSince.js';
import { latestRun } from '../../record/queries/latestRun.js';
import { openOrders } from '../../record/queries/openOrders.js';
import { sinksFailing } from '../../record/queries/sinksFailing.js';
import type { Environment } from '../books/bookRules.js';
import { type OverviewView, readOverview } from '../views/overview.js';
import { sampledBook } from '../views/sampledBook.js';
import { readStanding } from '../views/standing.js';
import { readSystem, type SystemView } from '../views/system.js';
import { type Health, healthOf } from './health.js';

/** All that metrics are made of, read at one time. */
export interface Scrape {
  now: number;
  /** Of its books those that are kept: the figures of one that was retired would stand still for ever. */
  overview: OverviewView;
  system: SystemView;
  pulses: readonly Pulse[];
  health: Health;
  /** The newest sample of each book; null where what takes long was not worked out. */
  books: readonly { strategy: string; hash: string; skippedBlocks: number; deep: DeepRisk['portfolio'] | null }[];
  alerts: readonly { code: string; severity: string }[];
  orders: readonly { strategy: string; orderClass: string; status: string }[];
  /** Since this process began to count. */
  counted: CountedSince;
  sinks: readonly { sink: string; failures: number }[];
}

/** @returns what reads all of it; what is counted begins at 0 with this */
export function createScrape(ledger: Ledger, env: Environment): (now: number) => Promise<Scrape> {
  const counts = createCounts(ledger);
  return async (now) => {
    const [standing, open, run] = await Promise.all([readStanding(ledger, now), openOrders(ledger), latestRun(ledger)]);
    const { pulses, alerts } = standing;
    const [all, system, counted, sinks] = await Promise.all([
      readOverview(ledger, { now, env, standing, open }),
      readSystem(ledger, now, standing),
      counts(),
      sinksFailing(ledger),
    ]);
    const overview = { ...all, books: all.books.filter(({ isKept }) => isKept) };
    const books = await Promise.all(
      overview.books.map(async ({ strategy }) => {
        const { tick, risk } = (await sampledBook(ledger, strategy, env)) ?? {};
        return {
          ...{ strategy, hash: tick?.strategyHash ?? '', skippedBlocks: tick?.skippedBlocks ?? 0 },
          deep: risk?.deep?.portfolio ?? null,
        };
      }),
    );
    return {
      ...{ now, overview, system, pulses, health: healthOf({ now, run, pulses }), books, counted, sinks },
      alerts: alerts.map(({ code }) => ({ code, severity: kindOf(code).severity })),
      orders: open.map(({ strategy, orderClass, status }) => ({ strategy, orderClass, status })),
    };
  };
}
