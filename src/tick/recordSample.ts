import type { Alarms } from '../model/alert.js';
import { shortMessageOf } from '../model/error.js';
import type { Log } from '../model/log.js';
import type { Recorder, TickRecord } from '../record/recorder.js';
import type { Draft } from './decide.js';
import type { Forecaster } from './forecaster.js';
import { sampleOf } from './sampleOf.js';

export interface RecordSampleOptions {
  forecaster: Forecaster;
  alarms: Alarms;
  log: Log;
}

/**
 * Adds to a recorded tick all that takes long to work out. It is for the operator: asked once orders are on their way, and where
 * it fails the operator is told, and the keeper goes on. A ledger that cannot be written stops it where it matters, at the next
 * tick that is recorded.
 */
export async function recordSample(
  { sampled }: Pick<Recorder, 'sampled'>,
  { forecaster, alarms, log }: RecordSampleOptions,
  {
    book: { strategy },
    snapshot,
    venues,
    context,
    plan,
  }: Pick<Draft, 'book' | 'snapshot' | 'venues' | 'context' | 'plan'>,
  { tick }: Pick<TickRecord, 'tick'>,
): Promise<void> {
  // One portfolio, told once: by the book on the strategy's first chain.
  if (tick === null || strategy.home !== undefined) return;
  const alert = { code: 'RISK_UNTOLD', subject: strategy.name } as const;
  try {
    const forecast = context.forecast ?? (await forecaster(strategy, snapshot));
    await sampled(strategy, tick, sampleOf({ strategy, venues }, snapshot, plan.risk, forecast));
    await alarms.resolve(alert);
  } catch (error) {
    const text = shortMessageOf(error);
    log.error({ at: 'risk', strategy: strategy.name, tick, error: text }, 'the risk of a sample could not be told');
    await alarms.raise({ ...alert, text });
  }
}
