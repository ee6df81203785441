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
 * fires. What it throws costs nobody but itself: it is told, and it is started again after a pause.
 */
export interface SidePart {
  name: string;
  run(context: SideContext): Promise<void>;
}

/** Makes a part of what ballast.yaml says; null where that asks for none. */
export type SidePartKind = (settings: Settings) => SidePart | null;
