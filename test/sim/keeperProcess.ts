import type { Signer } from '../../src/execute/transactions/signer.js';
import { createSigner } from '../../src/execute/transactions/signer.js';
import { CHAIN_ID } from '../../src/lab/clients.js';
import { shortMessageOf } from '../../src/model/error.js';
import type { Log } from '../../src/model/log.js';
import { isRetryable } from '../../src/model/retryable.js';
import { unixMillis } from '../../src/model/units.js';
import { startKeeper } from '../../src/operate/startKeeper.js';
import { type Ledger, openLedger } from '../../src/record/ledger.js';
import type { TickRecord } from '../../src/record/recorder.js';
import { startRun } from '../../src/record/statements/runs.js';
import type { Life } from './life.js';
import { type Fates, mortalLedger, mortalSigner } from './machine.js';
import type { Trace } from './trace.js';
import type { VirtualTime } from './virtualTime.js';
import type { World } from './world.js';

/** A defect that a test puts into the keeper, at the seams that it is built on. */
export interface Plant {
  signer?(real: Signer, url: string): Signer;
  ledger?(real: Ledger): Ledger;
}

export interface KeeperProcess {
  life: Life;
  /** Of the ticks that it has taken. */
  lastTick(): TickRecord | null;
  /** Why it ended by itself; null while it lives, and when it was killed. */
  ended(): { retryable: boolean; text: string } | null;
  /** Its file is closed, as the system does for a process that is gone. */
  close(): void;
}

export interface KeeperProcessOptions {
  world: World;
  variant: number;
  file: string;
  life: Life;
  urls: readonly string[];
  time: VirtualTime;
  fates: Fates;
  trace: Trace;
  plant: Plant;
}

/** The real keeper, from the operator's files on, as one life. */
export function startProcess(options: KeeperProcessOptions): KeeperProcess {
  const { world, variant, file, life, urls, time, fates, trace, plant } = options;
  let last: TickRecord | null = null;
  let end: { retryable: boolean; text: string } | null = null;
  const real = openLedger({ file });
  // Nothing here dies with the operating system, so nothing has to be on the disk.
  real.db.run('pragma synchronous = off');
  const say = (level: keyof Log) => (facts: object, message: string) => {
    if (life.isDead() || level === 'debug') return;
    const { at, text, error, state, code, subject } = facts as Readonly<Record<string, unknown>>;
    const more = [state, code, subject, text, error].filter((fact) => typeof fact === 'string' && fact !== '');
    trace.say(`  ${level === 'info' ? '' : `${level} `}${String(at)}: ${[message, ...more].join(', ')}`);
  };
  const log: Log = { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') };
  time.live(life, () => {
    const planted = plant.ledger?.(real) ?? real;
    const ledger = mortalLedger(planted, life, fates);
    const now = () => unixMillis(life.clock(time.now()));
    const key = createSigner(world.account.privateKey, { chainId: CHAIN_ID });
    const signer = mortalSigner(plant.signer?.(key, urls[0] ?? '') ?? key, life, fates);
    const run = async () => {
      await real.commit(startRun({ version: 'sim', at: now() }));
      await startKeeper({
        config: world.config(variant, urls),
        ledger,
        signerOf: async () => signer,
        now,
        log,
        quoting: { everyMs: 0, clock: now },
        stop: new AbortController().signal,
        onTick: (tick) => {
          last = tick;
        },
      });
    };
    run().then(
      () => {
        end = { retryable: false, text: 'it ended without being asked to' };
      },
      (error: unknown) => {
        end = { retryable: isRetryable(error), text: shortMessageOf(error) };
      },
    );
  });
  return { life, lastTick: () => last, ended: () => end, close: real.close };
}
