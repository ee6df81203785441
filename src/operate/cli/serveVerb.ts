import type { Command } from 'commander';

interface ServeSaid {
  listen: string;
  tokens?: string;
  publicUrl?: string[];
  db?: string;
}

/** The console and the HTTP API without a daemon, and the tokens that let people in. */
export function addServeVerb(program: Command, settings: () => string): void {
  program
    .command('serve')
    .description('the console and the HTTP API on a ledger, beside a daemon or without one')
    .option('--listen <address>', 'where', '127.0.0.1:8420')
    .option('--tokens <file>', 'who may do what: a line each, as `ballast token new` writes it; chmod 600')
    .option('--public-url <url...>', 'where people reach it from elsewhere, as they type it')
    .option('--db <file>', 'the ledger')
    .action(async (options: ServeSaid) => {
      const { serve } = await import('./serve.js');
      await serve({ settings: settings(), ...options });
    });
  program
    .command('token')
    .description('tokens of the console and the API')
    .command('new')
    .description('make one: the token once, and its line for the file of tokens')
    .argument('<name>', 'whose it is: the author of what they do')
    .argument('<role>', 'viewer, trader, operator, approver or admin')
    .option('--until <date>', 'the last day that it lets in: 2027-01-01')
    .option('--to <file>', 'add the line to this file, which is made where it is not there')
    .action(async (name: string, role: string, options: { until?: string; to?: string }) => {
      const { newToken } = await import('./newToken.js');
      process.stdout.write(await newToken(name, role, options));
    });
}
