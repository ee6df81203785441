import type { VerbsOptions } from './ledgerVerbs.js';

/** What keeps strategies, and what tells before it what that would begin with. */
export function addRunVerbs({ program, settings, answer }: VerbsOptions): void {
  program
    .command('run')
    .description('keep strategies until stopped')
    .argument('<strategy...>', 'strategy files')
    .option('--db <file>', 'the ledger')
    .action(async (files: string[], options: { db?: string }) => {
      const { keepSmall } = await import('../keepSmall.js');
      keepSmall();
      const { run } = await import('./run.js');
      // Whatever still hangs on a socket then has nothing left to do.
      process.exit(await run(files, { settings: settings(), ...options }));
    });

  program
    .command('check')
    .description('everything wrong with strategies, in one report; sends nothing')
    .argument('<strategy...>', 'strategy files')
    .option('--json', 'for programs')
    .action(async (files: string[], options: { json?: boolean }) => {
      const { check } = await import('./check.js');
      await answer(options.json, () => check(files, { settings: settings() }));
    });

  program
    .command('recover')
    .description('what a start would do first with what an earlier run has left open')
    .argument('<strategy...>', 'strategy files')
    .option('--dry-run', 'tell it, and do nothing: it is done by `ballast run`')
    .option('--db <file>', 'the ledger')
    .option('--json', 'for programs')
    .action(async (files: string[], options: { dryRun?: boolean; db?: string; json?: boolean }) => {
      const { recover } = await import('./recover.js');
      await answer(options.json, () => recover(files, { settings: settings(), ...options }));
    });
}
