import { parentPort, workerData } from 'node:worker_threads';
import type { Settings } from '../../config/settings.js';
import { BallastError } from '../../model/error.js';
import type { Log } from '../../model/log.js';
import { unixMillis } from '../../model/units.js';
import { openLedger } from '../../record/ledger.js';
import { sideParts } from './parts.js';
import { runParts } from './runParts.js';
import { type SideSaid, type SideWork, stopWord } from './sideMessages.js';

// The body of the thread of `keepOperatorSide`: every part that ballast.yaml asks for, on one connection to the ledger.

/** People see that the ledger is held by somebody else sooner than the keeper gives up on it. */
const patienceMs = 1_000;

const { settings: given, file, isAgain } = workerData as SideWork;
const settings = given as Settings;
const say = (said: SideSaid) => parentPort?.postMessage(said);

/** Lines are written by the daemon's own log, which keeps secrets out. What cannot be copied goes as text. */
const write =
  (level: keyof Log) =>
  (facts: object, message: string): void => {
    try {
      say({ kind: 'log', level, facts, message });
    } catch {
      const texts = Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, String(fact)]));
      say({ kind: 'log', level, facts: texts, message });
    }
  };
const log: Log = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };

const stop = new AbortController();
parentPort?.on('message', (word) => {
  if (word === stopWord) stop.abort();
});

const ledger = openLedger({ file, patienceMs });
try {
  await runParts(
    sideParts.flatMap((kind) => kind(settings) ?? []),
    {
      context: {
        ...{ settings, ledger, log, stop: stop.signal },
        knowledge: {
          env: process.env,
          chainOf: (id) => Object.values(settings.chains).find((chain) => chain.id === id),
        },
        now: () => unixMillis(Date.now()),
      },
      opened: () => say({ kind: 'opened' }),
      failed: (part, text) => say({ kind: 'failed', part, text }),
      recovered: (part) => say({ kind: 'recovered', part }),
      isAgain,
    },
  );
} catch (error) {
  if (!(error instanceof BallastError)) throw error;
  const { shortMessage: message, facts, mend } = error;
  say({ kind: 'refused', message, facts, mend });
} finally {
  ledger.close();
  // Ends this thread, whatever a part has left open.
  process.exit();
}
