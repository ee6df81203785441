import type { Command } from 'commander';
import { exitCodes } from './exitCodes.js';
import type { Answer } from './output.js';

interface HealthSaid {
  ready?: boolean;
  db?: string;
  json?: boolean;
}

/** Whether the daemon is well, for whoever supervises it without HTTP: Docker's health check. */
export function addHealthVerb(program: Command, settings: () => string): void {
  program
    .command('health')
    .description('is the daemon well: ends with 0 where it is, with 1 where it is not')
    .option('--ready', 'that it can do its work as well, and not only that it lives')
    .option('--db <file>', 'the ledger')
    .option('--json', 'for programs')
    .action(async ({ ready = false, db, json }: HealthSaid) => {
      const { health } = await import('./health.js');
      const { withLedger } = await import('./openLedgerFor.js');
      const { show } = await import('./output.js');
      const options = { settings: settings(), readonly: true, ...(db === undefined ? {} : { db }) };
      let isWell = false;
      const found: Answer = await withLedger(options, async (ledger) => {
        const told = await health(ledger, Date.now(), ready);
        isWell = told.isWell;
        return told;
      });
      show(found, json === undefined ? {} : { json });
      if (!isWell) process.exitCode = exitCodes.unexpected;
    });
}
