import type { Id } from '../../../model/order.js';
import type { UnixMillis } from '../../../model/units.js';
import type { Outcome } from '../plan/pauseAfter.js';
import type { Said } from '../say/said.js';
import type { ToldAlert } from '../say/told.js';

/** What is sent, to whatever receiver. */
export interface Message {
  /** The same each time that the same is tried: who gets it twice can tell. */
  id: Id;
  at: UnixMillis;
  kind: 'alert' | 'digest' | 'test';
  /** What tells this ballast from others. */
  place: string;
  said: Said;
  /** The gravest first; empty for a test. */
  alerts: readonly ToldAlert[];
}

/** One receiver of alerts. */
export interface Sink {
  name: string;
  /**
   * Sends one message. Never throws, and never takes much longer than `timeoutMs` of its making: what goes wrong is the outcome, without
   * anything secret in it.
   */
  send(message: Message, stop: AbortSignal): Promise<Outcome>;
}
