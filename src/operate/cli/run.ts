import { keccak256 } from 'viem';
import { ConfigError } from '../../config/configError.js';
import { type Config, loadConfig } from '../../config/loadConfig.js';
import { redactLine } from '../../config/redact.js';
import type { Alarms } from '../../model/alert.js';
import type { Log } from '../../model/log.js';
import { milliseconds, type UnixMillis, unixMillis } from '../../model/units.js';
import { createAlarms } from '../../record/alarms.js';
import { type Ledger, openLedger } from '../../record/ledger.js';
import { saveConfiguration } from '../../record/statements/configurations.js';
import { endRun, startRun } from '../../record/statements/runs.js';
import { closeObsolete } from '../alerts/closeObsolete.js';
import { watchAudit } from '../auditWatch.js';
import { keepReloading } from '../change/keepReloading.js';
import { listenForReload } from '../change/listenForReload.js';
import { createReloads } from '../change/reloads.js';
import { createRenewals } from '../change/renewals.js';
import { takeDaemonLock } from '../daemonLock.js';
import { daemonOwner, refuseKeptElsewhere } from '../daemonOwner.js';
import { loadSigner } from '../keys.js';
import { createLog } from '../log.js';
import { reportService } from '../monitoring/service/reportService.js';
import { preflight } from '../preflight.js';
import { keepOperatorSide } from '../side/keepOperatorSide.js';
import { sideParts } from '../side/parts.js';
import { startKeeper } from '../startKeeper.js';
import { version } from '../version.js';
import { watchDisk } from '../watchDisk.js';
import { watchRuns } from '../watchRuns.js';
import { whileBeating } from '../whileBeating.js';
import { exitCodeOf, exitCodes } from './exitCodes.js';
import { ledgerFile } from './openLedgerFor.js';

export interface RunOptions {
  settings: string;
  db?: string;
}

const now = (): UnixMillis => unixMillis(Date.now());

const pulseEvery = milliseconds(1_000);

/**
 * The daemon: keeps every strategy until SIGTERM or SIGINT, which finish the transaction in hand; a second one ends the
 * process at once. Endpoints that are down are waited for.
 * @returns the exit code. @throws ConfigError, DaemonLockError, LedgerError before anything is sent.
 */
export async function run(strategyFiles: readonly string[], { settings, db }: RunOptions): Promise<number> {
  const config = loadConfig({ settingsFile: settings, strategyFiles, env: process.env });
  const file = await ledgerFile({ settings, ...(db === undefined ? {} : { db }) });
  const log = createLog();
  const stop = listenForStop(log);

  const problems = await Promise.race([preflight(config, { unreachable: 'pass' }), stop.asked]);
  if (problems === 'stop') return exitCodes.ok;
  if (problems.length > 0) throw new ConfigError(problems);

  const lock = takeDaemonLock(file);
  try {
    const ledger = openLedger({ file });
    try {
      await refuseKeptElsewhere(ledger, now());
      // People see to the end what the keeper does, so their side stops after it.
      const over = new AbortController();
      const alarms = createAlarms({ ledger, now, log });
      const { settings: asked, strategies } = config;
      const parts = sideParts.flatMap((kind) => kind(asked) ?? []);
      await closeObsolete({ ledger, alarms, settings: asked, parts, strategies });
      const side = await keepOperatorSide({ settings: config.settings, file, alarms, log, stop: over.signal });
      try {
        return await keepUntilStopped(config, ledger, alarms, log, stop);
      } finally {
        over.abort();
        await side?.ended;
      }
    } finally {
      ledger.close();
    }
  } finally {
    lock.release();
  }
}

async function keepUntilStopped(config: Config, ledger: Ledger, alarms: Alarms, log: Log, stop: Stop): Promise<number> {
  let exitCode: number = exitCodes.unexpected;
  // A ledger that cannot be written any more is told already; it must not change what the process ends with.
  const end = (code: number): Promise<void> =>
    ledger
      .commit(endRun({ exitCode: code, at: now() }))
      .catch((error: unknown) => log.error({ at: 'run', error }, 'the end is not recorded'));
  // Committing is synchronous underneath, so this is done before the process is gone.
  stop.atOnce = () => void end(exitCodes.stoppedAtOnce);
  const endListening = listenForUnforeseen(log, (code) => void end(code));
  const renewals = createRenewals();
  const reloads = createReloads({ config, env: process.env, renewals, ledger, alarms, now, log });
  try {
    await ledger.commit([
      startRun({ version, at: now(), owner: daemonOwner() }),
      reloads.started(now()),
      saveConfiguration(settingsSaid(config)),
    ]);
    log.info({ at: 'run', version, pid: process.pid, ledger: ledger.file }, 'started');
    const signerOf = (account: Parameters<typeof loadSigner>[1], chainId: number) =>
      loadSigner(config, account, chainId);
    const endAudit = watchAudit({ ledger, alarms, log });
    stop.signal.addEventListener('abort', () => void endAudit(), { once: true });
    const endDisk = watchDisk({ ledger, alarms, log });
    stop.signal.addEventListener('abort', endDisk, { once: true });
    const endRuns = await watchRuns({ ledger, alarms, now, log });
    stop.signal.addEventListener('abort', endRuns, { once: true });
    await whileBeating({ ledger, now, log }, stop.signal, async (stopped) => {
      const over = new AbortController();
      const reloading = keepReloading({ reloads, log }, over.signal);
      const service = reportService({ ledger, now, log });
      const asked = () => {
        service?.reloading();
        reloading.signalled();
      };
      const endSignals = listenForReload({ asked, goneTerminal: stop.ask, log });
      stopped.addEventListener('abort', () => void service?.ended(), { once: true });
      try {
        await startKeeper({ config, ledger, alarms, signerOf, now, log, stop: stopped, pulseEvery, renewals });
      } finally {
        endSignals();
        over.abort();
        await Promise.all([reloading.stopped, service?.ended()]);
      }
    });
    exitCode = exitCodes.ok;
    log.info({ at: 'run' }, 'stopped');
    return exitCode;
  } catch (error) {
    if (error instanceof ConfigError) {
      exitCode = exitCodes.badInput;
      throw error;
    }
    // Not foreseen, so nothing is known for sure: end here. The next start finds out what is true before it acts.
    log.error({ at: 'run', error }, 'ended by an error');
    exitCode = exitCodeOf(error);
    return exitCode;
  } finally {
    stop.atOnce = () => {};
    endListening();
    await end(exitCode);
  }
}

/** ballast.yaml as a run starts with it: its hash is of the whole file, its text is kept without what may be secret. */
function settingsSaid({ settings: { file }, texts }: Config): Parameters<typeof saveConfiguration>[0] {
  const bytes = Buffer.from(texts.get(file) ?? []);
  const source = bytes.toString('utf8').split('\n').map(redactLine).join('\n');
  return { hash: keccak256(bytes), file, source, at: now() };
}

/**
 * What nothing has caught leaves nothing known for sure: the process ends, and the next start finds out what is true. Before
 * the listener of the whole command line, which knows of no run. @returns the way to stop listening
 */
function listenForUnforeseen(log: Log, end: (exitCode: number) => void): () => void {
  const unforeseen = (error: unknown) => {
    log.error({ at: 'run', error }, 'ended by an error that nothing caught');
    const exitCode = exitCodeOf(error);
    end(exitCode);
    process.exit(exitCode);
  };
  process.prependListener('uncaughtException', unforeseen);
  process.prependListener('unhandledRejection', unforeseen);
  return () => {
    process.off('uncaughtException', unforeseen);
    process.off('unhandledRejection', unforeseen);
  };
}

interface Stop {
  signal: AbortSignal;
  asked: Promise<'stop'>;
  /** As a signal does. */
  ask: (signal: NodeJS.Signals) => void;
  /** What is left to do when there is no time for anything else. */
  atOnce: () => void;
}

function listenForStop(log: Log): Stop {
  const stop = new AbortController();
  const asked = new Promise<'stop'>((resolve) => {
    stop.signal.addEventListener('abort', () => resolve('stop'), { once: true });
  });
  const heard = (signal: NodeJS.Signals) => {
    if (!stop.signal.aborted) {
      log.info({ at: 'run', signal }, 'stopping once the transaction in hand is settled; once more to stop at once');
      stop.abort();
      return;
    }
    log.warn({ at: 'run', signal }, 'stopped at once: the next start finds out what became of what was in flight');
    listening.atOnce();
    process.exit(exitCodes.stoppedAtOnce);
  };
  const listening: Stop = { signal: stop.signal, asked, ask: heard, atOnce: () => {} };
  process.on('SIGTERM', heard);
  process.on('SIGINT', heard);
  return listening;
}
