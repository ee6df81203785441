import type { Command } from 'commander';
import { exitCodes } from './exitCodes.js';
import { natural } from './wholeNumber.js';

/** What ballast stands on, looked at from all sides. */
export function addDoctorVerb(program: Command, settings: () => string): void {
  program
    .command('doctor')
    .description('endpoints, contracts, gas, keys, clock, disk and ledger: a line each, ok or the mend')
    .argument('[strategy...]', 'strategy files; without any only what ballast.yaml says')
    .option('--rescues <n>', 'for how many rescues the gas should do', natural(4), 10)
    .option('--db <file>', 'the ledger')
    .option('--json', 'for programs')
    .action(async (files: string[], { json, ...options }: { rescues: number; db?: string; json?: boolean }) => {
      const [{ doctor }, { show }] = await Promise.all([import('./doctor.js'), import('./output.js')]);
      const found = await doctor(files, { settings: settings(), ...options });
      show(found, json === undefined ? {} : { json });
      if (!found.isWell) process.exitCode = exitCodes.unexpected;
    });
}
