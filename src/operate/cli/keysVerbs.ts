import { exitCodes } from './exitCodes.js';
import type { VerbsOptions } from './ledgerVerbs.js';

/** What is done with encrypted keystores. */
export function addKeysVerbs({ program, settings, answer }: VerbsOptions): void {
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

  keys
    .command('check')
    .description('open keystores, and say whose they are and what they may sign')
    .argument('[file]', 'a keystore; every key that ballast.yaml names when left out')
    .option('--password-file <file>', 'instead of what ballast.yaml says, or of asking')
    .option('--json', 'for programs')
    .action(async (file: string | undefined, { json, ...options }: { passwordFile?: string; json?: boolean }) => {
      const [{ checkKeys }, { show }] = await Promise.all([import('./keysCheck.js'), import('./output.js')]);
      const found = await checkKeys(file, { settings: settings(), ...options });
      show(found, json === undefined ? {} : { json });
      if (!found.isWell) process.exitCode = exitCodes.unexpected;
    });

  keys
    .command('password')
    .description('encrypt a keystore anew, with another password')
    .argument('<file>', 'the keystore')
    .option('--password-file <file>', 'the password until now, instead of asking; chmod 600')
    .option('--new-password-file <file>', 'the new one, instead of asking; chmod 600')
    .action(async (file: string, options: { passwordFile?: string; newPasswordFile?: string }) => {
      const { changePassword } = await import('./changePassword.js');
      await answer(false, () => changePassword(file, options));
    });
}
