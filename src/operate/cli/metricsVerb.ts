import type { VerbsOptions } from './ledgerVerbs.js';

/** What rules may be written with. */
export function addMetricsVerb({ program, answer }: Pick<VerbsOptions, 'program' | 'answer'>): void {
  program
    .command('metrics')
    .description('every name that a rule may use')
    .option('--json', 'for programs')
    .action(async ({ json }: { json?: boolean }) => {
      const { metrics } = await import('./metrics.js');
      await answer(json, metrics);
    });
}
