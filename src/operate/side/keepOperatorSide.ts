import { Worker } from 'node:worker_threads';
import type { Settings } from '../../config/settings.js';
import type { Alarms } from '../../model/alert.js';
import { BallastError, shortMessageOf } from '../../model/error.js';
import type { Log } from '../../model/log.js';
import { pause } from '../../observe/endpoints/pause.js';
import { doublingPause } from '../doublingPause.js';
import type { SidePartKind } from './part.js';
import { sideParts } from './parts.js';
import { type SideSaid, type SideWork, stopWord } from './sideMessages.js';

export interface OperatorSideOptions {
  settings: Settings;
  /** The ledger's file. */
  file: string;
  alarms: Alarms;
  log: Log;
  stop: AbortSignal;
  /** What the thread runs; it posts `SideSaid`. */
  worker?: URL;
  kinds?: readonly SidePartKind[];
  /** How long it waits after the first crash in a row; twice as long after each further one. */
  pauseMs?: number;
  /** How long the thread may take to stop before it is ended. */
  stopMs?: number;
}

/**
 * A limit, not a reserve: what people send is bounded, and an import of thousands of orders fits. The keeper's memory is its own.
 */
const resourceLimits = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 8 };
/** A thread that has lived this long has not crashed in a row. */
const longLivedMs = 60_000;

/**
 * Runs what stands between the ledger and people in one thread beside the keeper. The keeper never notices what becomes of it: a part
 * that fails is started again by the thread, a thread that dies is started again here, and an alert tells of both.
 * @returns once every part is open, with a promise of the end, after `stop`; null where ballast.yaml asks for no part
 * @throws BallastError when a part cannot open: a port that is taken, a file that cannot be read
 */
export async function keepOperatorSide(options: OperatorSideOptions): Promise<{ ended: Promise<void> } | null> {
  const { settings, kinds = sideParts } = options;
  if (!kinds.some((kind) => kind(settings) !== null)) return null;
  const first = startThread(options, false);
  const refusal = await first.opened;
  if (refusal) throw refusal;
  return { ended: keepAlive(first, options) };
}

/** The alert is about the thread where it is about no part of it. */
const whole = 'operator side';

async function keepAlive(first: Thread, options: OperatorSideOptions): Promise<void> {
  const { alarms, log, stop, pauseMs = 1_000 } = options;
  let failures = 0;
  for (let thread = first; ; thread = startThread(options, true)) {
    const well = setTimeout(() => {
      failures = 0;
      void alarms.resolve({ code: 'OPERATOR_SIDE_FAILED', subject: whole });
    }, longLivedMs);
    const why = await thread.ended;
    clearTimeout(well);
    if (stop.aborted) return;
    failures += 1;
    log.error({ at: 'operator side', error: why }, 'ended, and is started again');
    await alarms.raise({ code: 'OPERATOR_SIDE_FAILED', subject: whole, text: why });
    await pause(doublingPause(failures, pauseMs), stop);
    if (stop.aborted) return;
  }
}

interface Thread {
  /** null once every part is open; an error where one cannot be. */
  opened: Promise<BallastError | null>;
  /** Why it ended. */
  ended: Promise<string>;
}

function startThread(
  { settings, file, alarms, log, stop, worker: url, stopMs = 7_000 }: OperatorSideOptions,
  isAgain: boolean,
): Thread {
  const workerData: SideWork = { settings, file, isAgain };
  const worker = new Worker(url ?? new URL('./sideWorker.js', import.meta.url), { workerData, resourceLimits });
  worker.unref();
  let why = 'it ended by itself';
  let tellOpened: (refusal: BallastError | null) => void = () => {};
  const opened = new Promise<BallastError | null>((resolve) => {
    tellOpened = resolve;
  });
  const subject = (part: string) => ({ code: 'OPERATOR_SIDE_FAILED', subject: part }) as const;

  worker.on('message', (said: SideSaid) => {
    switch (said.kind) {
      case 'log':
        return log[said.level](said.facts, said.message);
      case 'opened':
        return tellOpened(null);
      case 'failed':
        return void alarms.raise({ ...subject(said.part), text: said.text });
      case 'recovered':
        return void alarms.resolve(subject(said.part));
      case 'refused':
        why = said.message;
        return tellOpened(
          new BallastError(said.message, { facts: said.facts, ...(said.mend === null ? {} : { mend: said.mend }) }),
        );
    }
  });
  worker.on('error', (error) => {
    why = shortMessageOf(error);
  });

  const askToStop = () => {
    worker.postMessage(stopWord);
    const late = setTimeout(() => void worker.terminate(), stopMs);
    worker.once('exit', () => clearTimeout(late));
  };
  if (stop.aborted) askToStop();
  else stop.addEventListener('abort', askToStop, { once: true });

  const ended = new Promise<string>((resolve) => {
    worker.once('exit', () => {
      stop.removeEventListener('abort', askToStop);
      tellOpened(new BallastError(`the operator's side could not be started: ${why}`));
      resolve(why);
    });
  });
  return { opened, ended };
}
