import { shortMessageOf } from '../../../model/error.js';
import type { Log } from '../../../model/log.js';
import type { Pulse } from '../../../model/pulse.js';
import type { UnixMillis } from '../../../model/units.js';
import { pause } from '../../../observe/endpoints/pause.js';
import type { Ledger } from '../../../record/ledger.js';
import { currentTradingState } from '../../../record/queries/currentTradingState.js';
import { latestRun } from '../../../record/queries/latestRun.js';
import { latestPulses } from '../../../record/queries/pulses.js';
import { healthOf } from '../health.js';
import { createNotify, type Notify, type ServiceNote } from './notifySystemd.js';
import { type Supervised, supervisedBy } from './serviceOf.js';

export interface ReportServiceOptions {
  ledger: Ledger;
  now: () => UnixMillis;
  log: Log;
  supervised?: Supervised | null;
  notify?: Notify;
  /** Between two looks before the first tick, milliseconds. */
  lookMs?: number;
}

/** What the daemon tells systemd while it runs. */
export interface ServiceReport {
  /** The strategy files are taken anew; that it is over is said with the next look. */
  reloading(): void;
  /** Says that it stops, and nothing after that. */
  ended(): Promise<void>;
}

/** Without a watchdog the line of `systemctl status` is renewed as often as this. */
const statusMs = 15_000;

/**
 * Tells systemd, where it asks: ready with the first tick of every chain; how it goes; that it is well, for as long as the loops move as
 * their pulses in the ledger tell. A loop that is stuck, and a ledger that cannot be written, end with a process that is started again.
 * @returns null where nobody asks
 */
export function reportService({
  ledger,
  now,
  log,
  supervised = supervisedBy(process.env, process.pid),
  notify = supervised ? createNotify({ socket: supervised.socket, log }) : undefined,
  lookMs = 250,
}: ReportServiceOptions): ServiceReport | null {
  if (!supervised || !notify) return null;
  const over = new AbortController();
  const everyMs = Math.min(statusMs, (supervised.watchdogMs ?? Number.POSITIVE_INFINITY) / 3);
  let ending: Promise<void> | null = null;
  let isReady = false;
  let isReloading = false;
  let saidAt = Number.NEGATIVE_INFINITY;

  async function look(): Promise<void> {
    const { hasTicked, isLive, status } = await standing(ledger, now());
    const becomesReady = !isReady && hasTicked;
    const isDue = performance.now() - saidAt >= everyMs;
    if (!becomesReady && !isReloading && !isDue) return;
    const isOver = becomesReady || isReloading;
    isReady ||= hasTicked;
    isReloading = false;
    saidAt = performance.now();
    const note: ServiceNote = { STATUS: status };
    if (isOver && isReady) note.READY = 1;
    if (isLive && supervised?.watchdogMs) note.WATCHDOG = 1;
    await notify?.(note);
  }

  const looking = (async () => {
    while (!over.signal.aborted) {
      await look().catch((error: unknown) =>
        log.warn({ at: 'systemd', error: shortMessageOf(error) }, 'how it goes cannot be read'),
      );
      await pause(isReady ? Math.min(1_000, everyMs) : lookMs, over.signal);
    }
  })();

  return {
    reloading() {
      isReloading = true;
      void notify({ RELOADING: 1, STATUS: 'looking at the strategy files' });
    },
    ended() {
      ending ??= end(notify);
      return ending;
    },
  };

  async function end(tell: Notify): Promise<void> {
    over.abort();
    await looking;
    await tell({ STOPPING: 1, STATUS: 'stopping once the transaction in hand is settled' });
  }
}

async function standing(ledger: Ledger, now: number) {
  const [run, pulses, trading] = await Promise.all([
    latestRun(ledger),
    latestPulses(ledger),
    currentTradingState(ledger),
  ]);
  const { live, reasons } = healthOf({ now, run, pulses });
  return {
    hasTicked: pulses.length > 0 && pulses.every(({ ticks }) => ticks.lastAt !== null),
    isLive: live,
    status: [`${trading.state}${reasons.length === 0 ? ', well' : ''}`, ...reasons, ...pulses.map(sayPulse)].join('; '),
  };
}

const sayPulse = ({ chain, head, ticks, books }: Pulse): string =>
  `${chain}: block ${head?.number ?? 'none'}, ${ticks.counted} ticks, ${books.join(', ')}`;
