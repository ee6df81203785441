import type { Config } from '../../config/loadConfig.js';
import type { ChainSettings } from '../../config/settings.js';
import type { UnixMillis } from '../../model/units.js';
import type { OpenedChain } from './openedChain.js';

/** `warn`: it would start, and something is not as it should be. `fail`: it would not start, or must not be left alone. */
export type Verdict = 'ok' | 'warn' | 'fail';

/** One line of the report. */
export interface Finding {
  verdict: Verdict;
  /** What it is about, in a few words: `arbitrum wss://node.example`, `key 0x70…79C8`, `disk`. Never a secret. */
  about: string;
  /** What was found, with units. */
  says: string;
  /** What to do about it; every `warn` and `fail` has one. */
  mend?: string;
}

/** What a check may look at. It sends nothing, and writes nothing. */
export interface DoctorContext {
  config: Config;
  /** Absolute; it need not be there yet. */
  ledgerFile: string;
  env: Readonly<Record<string, string | undefined>>;
  now: () => UnixMillis;
  /** Fires when the check's time is up, or nobody waits any more: what is asked then is given up. */
  signal: AbortSignal;
  /** For how many rescues the account's gas token should do. */
  rescues: number;
  /** The chains that the strategies are on; all of ballast.yaml's where no strategy was named. */
  chains: readonly ChainSettings[];
  /**
   * A chain with its endpoints, its newest block, and what is held there; opened once for all checks.
   * Never throws: what could not be had is told in it.
   */
  opened(chain: ChainSettings): Promise<OpenedChain>;
}

/** One thing that can be looked at on its own. Checks run at the same time; one that throws or takes too long is a `fail` of itself only. */
export interface DoctorCheck {
  /** A word or two, as the report heads its lines: `endpoints`. */
  name: string;
  /** How long it may take; 15 s when left out. */
  timeoutMs?: number;
  /** Empty where there is nothing to look at: a part that ballast.yaml does not ask for. */
  run(context: DoctorContext): Promise<readonly Finding[]>;
}
