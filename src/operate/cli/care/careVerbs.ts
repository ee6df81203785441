import type { Command } from 'commander';
import type { LedgerChoice, VerbsOptions } from '../ledgerVerbs.js';
import { natural } from '../wholeNumber.js';

/** Backups, and what comes before an upgrade. */
export function addCareVerbs({ program, settings, answer }: VerbsOptions): void {
  const verb = (name: string, description: string): Command =>
    program.command(name).description(description).option('--db <file>', 'the ledger').option('--json', 'for programs');

  verb('backup', 'copies the ledger and the files beside it, also while a daemon runs')
    .option('--to <folder>', 'where backups are; `backup: to` of ballast.yaml, else ./backups')
    .option('--keep <n>', 'delete older ones once this one is verified', natural(4))
    .option('--with-keys', 'encrypted keystores too, and ballast.yaml to the letter; passwords never')
    .action(async (options: LedgerChoice & { to?: string; keep?: number; withKeys?: boolean }) => {
      const { backup } = await import('./backup.js');
      await answer(options.json, () => backup({ settings: settings(), ...options }));
    });

  verb('restore', 'puts a backup in the place of the ledger, which is kept beside it')
    .argument('<folder>', 'of the backup')
    .option('--force', 'over a ledger that is newer, or of other chains')
    .action(async (folder: string, options: LedgerChoice & { force?: boolean }) => {
      const { restoreVerb } = await import('./restore.js');
      await answer(options.json, () => restoreVerb(folder, { settings: settings(), ...options }));
    });

  verb('upgrade-check', 'what this ballast, or another that is installed, would do with your ledger and files')
    .argument('[strategy...]', 'strategy files; those that ran last when left out')
    .option('--to <folder>', 'where the other version is installed')
    .action(async (files: string[], options: LedgerChoice & { to?: string }) => {
      const { upgradeCheckVerb, upgradeCheckBy } = await import('./upgradeCheck.js');
      const said = { settings: settings(), ...options };
      if (options.to !== undefined) process.exitCode = await upgradeCheckBy(options.to, files, said);
      else await answer(options.json, () => upgradeCheckVerb(files, said));
    });
}
