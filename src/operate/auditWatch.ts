import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Alarms } from '../model/alert.js';
import type { Log } from '../model/log.js';
import { DAY } from '../model/time.js';
import type { Ledger } from '../record/ledger.js';
import type { AuditSaid } from './auditWorker.js';
import { goAfterTicks } from './goAfterTicks.js';

export interface AuditWatchOptions {
  ledger: Pick<Ledger, 'file' | 'auditProblem'>;
  alarms: Alarms;
  log: Log;
  /** Between two readings of the whole ledger; the first is at the start. */
  everyMs?: number;
  /** Between two looks at whether entries can be signed. */
  keyEveryMs?: number;
  /** What reads the ledger that its argument names, and sends one `AuditSaid`. */
  reader?: URL;
}

/**
 * MiB; 0.2 KB a row: more than a million of what the chain holds. Beside the keeper it stays below what the unit and the compose file
 * in deploy/ allow both of them: a ledger that is spoiled must not take the machine's memory, nor the keeper with it.
 */
const mostMemory = 256;

/**
 * Verifies the ledger beside the keeper: at the start, and once a day. It reads everything, so it is a process of its own,
 * whose memory goes back to the machine when it ends. What is
 * found is an alert, and so is a reading that does not come to its end: the keeper trades on, since what it holds is on the chain and
 * not in the ledger.
 * @returns the way to end it
 */
export function watchAudit({
  ledger,
  alarms,
  log,
  everyMs = DAY,
  keyEveryMs = 60_000,
  reader = new URL('./auditWorker.js', import.meta.url),
}: AuditWatchOptions): () => Promise<void> {
  const broken = { code: 'AUDIT_BROKEN', subject: ledger.file } as const;
  const unsigned = { code: 'AUDIT_UNSIGNED', subject: ledger.file } as const;
  let running: ChildProcess | null = null;
  let ended = false;
  let unsignedEntries = 0;

  const look = () => {
    if (running !== null) return;
    const child = fork(fileURLToPath(reader), [ledger.file], {
      execArgv: [`--max-old-space-size=${mostMemory}`],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      // Ctrl-C is for the keeper, which ends it then.
      detached: true,
    });
    let told = false;
    let complaint = '';
    const fails = (why: string) => {
      if (told || ended) return;
      told = true;
      log.warn({ at: 'audit', error: why }, 'the ledger was not verified');
      void alarms.raise({ ...broken, text: `the ledger could not be verified: ${why}` });
    };
    running = child;
    // However the keeper ends: nothing must go on reading its ledger beside the next one.
    const end = () => void child.kill('SIGKILL');
    process.once('exit', end);
    child.once('close', () => process.off('exit', end));
    child.unref();
    child.channel?.unref();
    child.once('spawn', () => goAfterTicks(child.pid));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      complaint = `${complaint}${text}`.slice(-mostComplained);
    });
    child.on('message', (said: AuditSaid) => {
      told = true;
      void tell(said);
    });
    child.on('error', (error) => fails(error.message));
    child.on('close', (code, signal) => {
      running = null;
      fails(
        /^(?:\w*Error|FATAL ERROR): (.+)$/m.exec(complaint)?.[1] ??
          `its reader ended with ${code ?? signal} and said nothing`,
      );
    });
  };

  const tell = async (said: AuditSaid) => {
    const { findings, count, entries } = said;
    unsignedEntries = said.unsigned;
    await tellUnsigned();
    if (count === 0) {
      log.info({ at: 'audit', entries, unsigned: said.unsigned }, 'the ledger is as it was written');
      await alarms.resolve(broken);
      return;
    }
    const more = count > findings.length ? `, and ${count - findings.length} more` : '';
    await alarms.raise({ ...broken, text: `${findings.join('; ')}${more}` });
  };

  const tellUnsigned = async () => {
    const problem = ledger.auditProblem?.() ?? null;
    if (problem !== null) await alarms.raise({ ...unsigned, text: problem });
    else if (unsignedEntries > 0)
      await alarms.raise({ ...unsigned, text: `entries that nobody has signed: ${unsignedEntries}` });
    else await alarms.resolve(unsigned);
  };

  look();
  const timers = [setInterval(look, everyMs), setInterval(() => void tellUnsigned(), keyEveryMs)];
  for (const timer of timers) timer.unref();
  return async () => {
    ended = true;
    for (const timer of timers) clearInterval(timer);
    if (running?.kill('SIGKILL')) await once(running, 'close');
  };
}

/** Characters. */
const mostComplained = 4_000;
