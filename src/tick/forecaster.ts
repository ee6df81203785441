import { estimationDays, forecastOf } from '../assess/history/forecastOf.js';
import type { Forecast } from '../model/forecast.js';
import { positionsOf, type Snapshot } from '../model/snapshot.js';
import type { Strategy } from '../model/strategy.js';
import { DAY, HOUR } from '../model/time.js';
import { type UnixMillis, unixMillis } from '../model/units.js';
import type { Ledger } from '../record/ledger.js';
import { midnightHistory } from '../record/queries/prices.js';

export interface ForecasterOptions {
  ledger: Ledger;
  now: () => UnixMillis;
}

/** What the ledger's price history says of the days to come, for what a book holds and its venues price. */
export type Forecaster = (strategy: Strategy, snapshot: Snapshot) => Promise<Forecast>;

/** Made anew for each book when an hour is over, or it holds something else. */
export function createForecaster({ ledger, now }: ForecasterOptions): Forecaster {
  const made = new Map<string, { of: string; forecast: Forecast }>();

  return async (strategy, snapshot) => {
    const hour = unixMillis(Math.floor(now() / HOUR) * HOUR);
    const underlyings = underlyingsOf(snapshot);
    const of = JSON.stringify([hour, underlyings]);
    const before = made.get(strategy.name);
    if (before?.of === of) return before.forecast;
    // One more day, since a return needs two prices; the hour that still runs has no last price yet.
    const from = unixMillis(hour - (estimationDays + 1) * DAY);
    const history = await midnightHistory(ledger, underlyings, from, hour);
    const forecast = forecastOf(history, strategy.risk, underlyings);
    made.set(strategy.name, { of, forecast });
    return forecast;
  };
}

function underlyingsOf(snapshot: Snapshot): string[] {
  const priced = snapshot.readings.flatMap(({ prices }) => Object.keys(prices));
  const held = positionsOf(snapshot).flatMap(({ instrument }) => instrument.underlying ?? []);
  return [...new Set([...priced, ...held])].sort();
}
