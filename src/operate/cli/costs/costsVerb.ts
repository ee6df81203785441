import { InvalidArgumentError } from 'commander';
import { parseDuration } from '../../../config/quantities.js';
import type { LedgerChoice, LedgerVerbs } from '../ledgerVerbs.js';

const time = (text: string): number => {
  const parsed = parseDuration(text);
  if (!('value' in parsed) || parsed.value <= 0) throw new InvalidArgumentError('a time like 24h or 7d is wanted');
  return parsed.value;
};

/** What orders were expected to cost, and what they have cost. */
export function addCostsVerb({ reading, read }: Pick<LedgerVerbs, 'reading' | 'read'>): void {
  reading('costs', 'what orders were expected to cost, and what they have cost')
    .option('--strategy <name>', 'one book')
    .option('--since <time>', 'how far back: 24h, 7d', time, time('7d'))
    .action(async (options: LedgerChoice & import('./costs.js').CostsOptions) => {
      const { costs } = await import('./costs.js');
      await read(options, (ledger) => costs(ledger, Date.now(), options));
    });
}
