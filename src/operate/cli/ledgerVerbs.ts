import type { Command } from 'commander';
import type { Ledger } from '../../record/ledger.js';
import type { Answer } from './output.js';

/** What every verb about a ledger takes. */
export interface LedgerChoice {
  db?: string;
  json?: boolean;
}

/** Verbs about a ledger, whether or not a daemon is writing it. */
export interface LedgerVerbs {
  /** A verb that reads the ledger, with what every one of them takes. */
  reading(name: string, description: string): Command;
  read(choice: LedgerChoice, ask: (ledger: Ledger) => Promise<Answer>): Promise<void>;
  write(choice: LedgerChoice, work: (ledger: Ledger) => Promise<Answer>): Promise<void>;
}

/** What verbs are added to. */
export interface VerbsOptions {
  program: Command;
  /** The file of settings that was asked for. */
  settings: () => string;
  /** Finds the answer and shows it. @param json undefined: on a terminal as text */
  answer(json: boolean | undefined, find: () => Answer | Promise<Answer>): Promise<void>;
}

/** How verbs about a ledger are made: it is opened once one is said. */
export function createLedgerVerbs({ program, settings, answer }: VerbsOptions): LedgerVerbs {
  const withLedger =
    (readonly: boolean): LedgerVerbs['read'] =>
    async ({ db, json }, ask) => {
      const opening = await import('./openLedgerFor.js');
      const options = { settings: settings(), readonly, ...(db === undefined ? {} : { db }) };
      await answer(json, () => opening.withLedger(options, ask));
    };
  return {
    reading: (name, description) =>
      program
        .command(name)
        .description(description)
        .option('--db <file>', 'the ledger')
        .option('--json', 'for programs'),
    read: withLedger(true),
    write: withLedger(false),
  };
}
