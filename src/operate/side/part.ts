import type { Settings } from '../../config/settings.js';
import type { Log } from '../../model/log.js';
import type { UnixMillis } from '../../model/units.js';
import type { Ledger } from '../../record/ledger.js';
import type { KnownBookOptions } from '../orders/readKnownBook.js';

/** What a part of the operator's side is given. Its ledger is a connection of its own: no part reaches into the loop. */
export interface SideContext {
  settings: Settings;
  ledger: Ledger;
  /** What orders of people are held to. */
  knowledge: KnownBookOptions;
  now: () => UnixMillis;
  log: Log;
  /** Ends the part. */
  stop: AbortSignal;
}

/**
 * One of the things that stand between the ledger and people: the console, the sending of alerts, Telegram. It runs until `stop`
 * fires. What it throws costs nobody but itself: it is told, and it is started again after a pause, `open` first.
 */
export interface SidePart {
  name: string;
  /**
   * What must be so before the part can run: a port that is free, a file that can be read. Quick, and off to no network. What it
   * throws when the daemon starts is bad input: the daemon says so and does not start.
   */
  open?(context: SideContext): Promise<void>;
  run(context: SideContext): Promise<void>;
}

/**
 * Makes a part of what ballast.yaml says; null where that asks for none. The daemon asks it too, only to know whether there is
 * anything to run: its file imports nothing of weight, and `open` and `run` import what they need when they are called.
 */
export type SidePartKind = (settings: Settings) => SidePart | null;
