import type { Command } from 'commander';
import type { Answer } from './output.js';

/** What `keys` verbs are given. */
export interface KeysVerbs {
  program: Command;
  settings(): string;
  answer(json: boolean | undefined, find: () => Answer | Promise<Answer>): Promise<void>;
}

/** What is done with encrypted keystores. */
export function addKeysVerbs({ program, settings, answer }: KeysVerbs): void {
  const keys = program.command('keys').description('encrypted keystores');

  keys
    .command('new')
    .description('a fresh key in a new encrypted keystore')
    .argument('<file>', 'the keystore to write')
    .option('--password-file <file>', 'instead of asking; chmod 600')
    .action(async (file: string, options: { passwordFile?: string }) => {
      const { newKey } = await import('./keys.js');
      await answer(false, () => newKey(file, options));
    });

  keys
    .command('import')
    .description('an existing key, read from standard input')
    .argument('<file>', 'the keystore to write')
    .option('--password-file <file>', 'instead of asking; chmod 600')
    .action(async (file: string, options: { passwordFile?: string }) => {
      const { importExistingKey } = await import('./keys.js');
      await answer(false, () => importExistingKey(file, options));
    });

  keys
    .command('list')
    .description('the keys that ballast.yaml names')
    .option('--json', 'for programs')
    .action(async ({ json }: { json?: boolean }) => {
      const { listKeys } = await import('./keys.js');
      await answer(json, () => listKeys(settings()));
    });
}
