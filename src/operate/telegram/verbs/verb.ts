import type { TelegramUser } from '../../../config/settings/telegramSchema.js';
import type { Right } from '../../../model/rights.js';
import type { UnixMillis } from '../../../model/units.js';
import type { Ledger } from '../../../record/ledger.js';
import type { KnownBookOptions } from '../../orders/readKnownBook.js';
import type { Html } from '../html.js';

/** Somebody who is on the list. */
export interface Person {
  user: TelegramUser;
  /** Who the ledger says it was: `telegram:ann`. */
  author: string;
  rights: ReadonlySet<Right>;
}

export interface VerbContext {
  ledger: Ledger;
  knowledge: KnownBookOptions;
  now: () => UnixMillis;
  /** USD: approving more than that wants a code as well. */
  codeAbove: number;
}

export interface Said {
  person: Person;
  args: readonly string[];
}

/** What the bot answers. */
export interface Reply {
  lines: readonly Html[];
  /** Below the last of its messages, beside each other. */
  buttons?: readonly Button[];
  /** Until when they count, Unix ms. */
  buttonsUntil?: number;
  /** Shown before the lines: SVG. */
  picture?: { svg: string; caption: Html };
  /** Each is a message of its own, after this one. */
  more?: readonly Reply[];
  /** It says why something was not done that may be tried again. */
  isFailure?: true;
}

/** What a button does when it is pressed: the first press of a row is the only one. */
export interface Button {
  label: string;
  deed: Deed;
}

/** Something that is done later, by a button or a code. It looks at everything anew. */
export interface Deed {
  /** What people call it: `approve`. */
  verb: string;
  right: Right;
  run(context: VerbContext, person: Person): Promise<Outcome>;
}

/** What is wanted of the person first: they repeat a code, and then it is done. */
export interface Ask {
  ask: readonly Html[];
  deed: Deed;
}

export type Outcome = Reply | Ask;
export const isAsk = (outcome: Outcome): outcome is Ask => 'ask' in outcome;

/** One thing that people may say to the bot. */
export interface Verb {
  name: string;
  /** `ID [why]`; empty where it takes nothing. */
  args: string;
  /** For the list that Telegram shows, for /help and for the docs. */
  says: string;
  /** Without it the verb is refused. */
  right: Right;
  /** Whether a code is wanted, and of what. */
  code: 'always' | 'sometimes' | 'never';
  run(context: VerbContext, said: Said): Promise<Outcome>;
}
