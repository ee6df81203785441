import type { VerbsOptions } from '../ledgerVerbs.js';
import type { InitFlags } from './given.js';

const oneOrMore = (value: string, before: readonly string[] = []): string[] => [...before, value];

/** Set-up: from nothing to a strategy in shadow. */
export function addInitVerb({ program, settings, answer }: VerbsOptions): void {
  program
    .command('init')
    .description('set up: asks, looks at the account, and writes ballast.yaml, .env and a strategy in shadow')
    .option('--chain <name>', 'arbitrum, ethereum, or a name of your own')
    .option('--endpoint <url>', 'RPC endpoint; said again: a second opinion', oneOrMore)
    .option('--account <address>', 'whom to watch; no key is needed')
    .option('--venues <list>', 'with commas between; those that hold something when left out')
    .option(
      '--contract <path=address>',
      'of a chain of your own: perp-v2.markets.ETH=0x…; may be said again',
      oneOrMore,
    )
    .option('--token <symbol=address>', 'of a chain of your own: USDC=0x…, WETH=0x…:ETH; may be said again', oneOrMore)
    .option('--hedge <list>', 'underlyings to hedge, or none; what looks hedged when left out')
    .option('--name <name>', 'of the strategy', 'book')
    .option('--yes', 'ask nothing; what is there is never overwritten')
    .option('--json', 'for programs')
    .action(async ({ json, ...flags }: InitFlags & { json?: boolean }) => {
      const [{ init }, { openTerminal }] = await Promise.all([import('./init.js'), import('../terminal.js')]);
      const terminal = openTerminal('nothing was written');
      try {
        await answer(json, () => init({ flags, settings: settings(), terminal, now: Date.now }));
      } finally {
        terminal?.close();
      }
    });
}
