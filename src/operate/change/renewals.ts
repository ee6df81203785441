import { chainsOf } from '../../chains/strategyOn.js';
import type { Config } from '../../config/loadConfig.js';
import type { Strategy } from '../../model/strategy.js';
import { ChangeError } from './changeError.js';

/** One chain's loop, that can be ended between two ticks and begun again with other books. */
export interface RenewableLoop<Opened> {
  chain: string;
  /** Finds the venues of other files, beside the loop that runs. @returns null where the chain cannot be read. @throws ConfigError */
  open(config: Config, stop: AbortSignal): Promise<Opened | null>;
  /** Keeps what was opened until the keeper stops; where `renew` fires, until the tick in hand is done. */
  keep(opened: Opened, renew: AbortSignal): Promise<void>;
}

/**
 * Where loops are renewed. A loop that begins again does what a start does: it finds out first what became of all that is open, and so
 * orders that the books before it have sent are followed by the new ones.
 */
export interface Renewals {
  /** Keeps a chain, time and again with what was opened for it last. Returns when `stop` has fired. */
  run<Opened>(loop: RenewableLoop<Opened>, first: Opened, stop: AbortSignal): Promise<void>;
  /**
   * Keeps a strategy by other files from its next tick on, on all of its chains at once. One at a time. The loops that have ended wait for
   * the tick of the slowest, and no longer than a chain is waited for.
   * @param between - Done while none of its loops runs; where it throws, they go on as they were.
   * @throws ChangeError, ConfigError; all goes on as it was then
   */
  renew(config: Config, strategy: Strategy, between: () => Promise<void>): Promise<void>;
}

/** A loop as it stands, until it begins again. */
interface Standing {
  chain: string;
  stop: AbortSignal;
  /** Opens what the loop is to begin again with; the way to have it do that. */
  prepare(config: Config, stop: AbortSignal): Promise<() => void>;
  /** Asks it to end with the tick in hand. @returns whether it waits to begin again */
  end(): Promise<boolean>;
  /** Lets it begin again, with what was prepared and used, or as it was; one whose tick still goes on, as it was and at once after it. */
  goOn(): void;
}

/** A chain that cannot be read for so long is not waited for, nor is a tick that takes so long: what runs goes on. */
const patience = 30_000;

function deferred<Value>(): { promise: Promise<Value>; resolve: (value: Value) => void } {
  let resolve: (value: Value) => void = () => {};
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** What comes of it in time; null where nothing does. */
async function within<Value>(ms: number, work: Promise<Value>): Promise<Value | null> {
  const { promise: late, resolve } = deferred<null>();
  const timer = setTimeout(resolve, ms, null);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

const tickGoesOn = (slow: readonly Standing[]): ChangeError =>
  new ChangeError(`a tick of ${slow.map(({ chain }) => chain).join(', ')} takes long, so what runs goes on`, {
    mend: 'try again once the transaction in hand is settled',
    retryable: true,
  });

/** @param patienceMs - How long chains are waited for: first to be read, then to be between two ticks. */
export function createRenewals(patienceMs: number = patience): Renewals {
  const standing = new Set<Standing>();
  let last: Promise<unknown> = Promise.resolve();

  async function renewNow(config: Config, strategy: Strategy, between: () => Promise<void>): Promise<void> {
    const chains = chainsOf(strategy).map(({ chain }) => chain);
    const own = [...standing].filter(({ chain }) => chains.includes(chain));
    if (own.length < chains.length) {
      throw new ChangeError(`${strategy.name} is not kept on every chain of it yet`, {
        mend: 'try again once its chains can be read',
        retryable: true,
      });
    }
    const stop = AbortSignal.any([...own.map((one) => one.stop), AbortSignal.timeout(patienceMs)]);
    const use = await Promise.all(own.map((one) => one.prepare(config, stop)));
    const ends = Promise.all(own.map((one) => one.end()));
    try {
      const wait = await within(patienceMs, ends);
      if (wait === null) throw tickGoesOn(own.filter((one) => standing.has(one)));
      if (wait.includes(false)) throw new ChangeError('the daemon is stopping', { retryable: true });
      await between();
      for (const prepared of use) prepared();
    } finally {
      for (const one of own) one.goOn();
    }
  }

  return {
    async run(loop, first, stop) {
      let opened = first;
      for (;;) {
        const renew = new AbortController();
        const [ended, begins] = [deferred<boolean>(), deferred<void>()];
        const own: Standing = {
          chain: loop.chain,
          stop,
          async prepare(config, patience) {
            const found = await loop.open(config, patience);
            if (found === null) throw new ChangeError(`${loop.chain} cannot be read now`, { retryable: true });
            return () => {
              opened = found;
            };
          },
          end() {
            renew.abort();
            return ended.promise;
          },
          goOn() {
            // Where its tick goes on nobody may take it for one that waits: it is renewed again once it has begun again.
            standing.delete(own);
            begins.resolve();
          },
        };
        standing.add(own);
        let waits = false;
        try {
          await loop.keep(opened, renew.signal);
          waits = renew.signal.aborted && !stop.aborted;
        } finally {
          standing.delete(own);
          ended.resolve(waits);
        }
        if (!waits) return;
        await begins.promise;
      }
    },
    renew(config, strategy, between) {
      const turn = last.then(() => renewNow(config, strategy, between));
      last = turn.catch(() => {});
      return turn;
    },
  };
}
