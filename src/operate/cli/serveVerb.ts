import type { Command } from 'commander';

/** The HTTP API. */
export function addServeVerb(program: Command, settings: () => string): void {
  program
    .command('serve')
    .description('an HTTP API on the ledger: orders, reviews, the blotter')
    .option('--listen <address>', 'where', '127.0.0.1:8420')
    .option('--tokens <file>', 'who may do what: a line each, `name rights token`; chmod 600')
    .option('--db <file>', 'the ledger')
    .action(async (options: { listen: string; tokens?: string; db?: string }) => {
      const { serve } = await import('./serve.js');
      await serve({ settings: settings(), ...options });
    });
}
