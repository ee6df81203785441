import { type Command, Option } from 'commander';
import { natural, whole } from '../wholeNumber.js';
import { type SettingName, settingNames } from './settings.js';

/** The whole job on a local chain. */
export function addDemoVerb(program: Command): void {
  program
    .command('demo')
    .description('the whole job on a local chain: one account guarded, one not')
    .option('--seed <n>', 'shapes the market', whole(), 1)
    .option('--steps <n>', 'steps of the market', natural(), 24)
    .addOption(
      new Option('--venue <name>', 'where: lyra (with perp-v2), or gmx (GMX V2)').choices(settingNames).default('lyra'),
    )
    .option('--fast', 'no pauses for reading')
    .option('--console', 'in the browser as well; stays up at the end, with a question to answer')
    .action(async (options: { seed: number; steps: number; venue: SettingName; fast?: boolean; console?: boolean }) => {
      const { demo } = await import('./demo.js');
      process.exitCode = await demo(options);
    });
}
