import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseUsd } from '../../../config/quantities.js';
import { unixMillis } from '../../../model/units.js';
import type { LedgerChoice, LedgerVerbs } from '../ledgerVerbs.js';

const usd = (text: string): number => {
  const parsed = parseUsd(/usd$/i.test(text.trim()) ? text : `${text} usd`);
  if (!('value' in parsed) || parsed.value <= 0) throw new InvalidArgumentError('an amount like 5_000 is wanted, USD');
  return parsed.value;
};

/** What waits for a person, and the person's answer. */
export function addReviewVerbs({ reading, read, write }: LedgerVerbs, program: Command): void {
  reading('reviews', 'what waits for a person to look at it')
    .option('--book <name>', 'one book')
    .addOption(new Option('--strategy <name>', 'one book').hideHelp())
    .option('--all', 'the answered ones as well')
    .action(async ({ book, ...options }: LedgerChoice & import('./reviews.js').ReviewsOptions & { book?: string }) => {
      const { reviews } = await import('./reviews.js');
      const asked = book === undefined ? options : { ...options, strategy: book };
      await read(options, (ledger) => reviews(ledger, Date.now(), asked));
    });

  const review = program.command('review').description('answer what waits for a person');
  const answering = (name: string, description: string): Command =>
    review
      .command(name)
      .description(description)
      .argument('<id>', 'of the review, or the beginning of it')
      .option('--because <text>', 'why, for the record')
      .option('--db <file>', 'the ledger')
      .option('--json', 'for programs');
  type Options = LedgerChoice & import('./answer.js').AnswerOptions;
  const say = async (verdict: 'approve' | 'reject', id: string, options: Options) => {
    const { answer } = await import('./answer.js');
    await write(options, (ledger) => answer(ledger, verdict, id, options, unixMillis(Date.now())));
  };

  answering('approve', 'it may be done')
    .option('--to <usd>', 'up to this size only', usd)
    .action((id: string, options: Options) => say('approve', id, options));
  answering('reject', 'it may not be done').action((id: string, options: Options) => say('reject', id, options));
}
