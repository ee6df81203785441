import type { Address } from 'viem';
import type { Decision } from '../../../model/decision.js';
import { shortId } from '../../../model/order.js';
import type { RiskReport } from '../../../model/riskReport.js';
import type { DecisionStory, OrderStory } from '../../../record/queries/decisions.js';
import { statusWords } from '../../orders/statusWords.js';
import { decimal, signed } from '../../words/numbers.js';
import { fillText, termsText } from '../../words/terms.js';
import { bold, dim, green, red, table, yellow } from '../table.js';
import type { DemoConsole } from './demoConsole.js';
import type { DemoFiles } from './files.js';
import type { Score } from './scoreboard.js';
import type { Setting } from './settings.js';
import type { Liquidated } from './stage.js';

interface Scores {
  guarded: Score;
  unguarded: Score;
}

interface Ending {
  /** What the strategy would still do. */
  wanted: readonly Pick<Decision, 'rule' | 'because'>[];
  passed: boolean;
  files: DemoFiles;
}

export type Narrator = ReturnType<typeof createNarrator>;

/** Tells the story on the terminal, line by line. */
export function createNarrator(write: (line: string) => void = (line) => void process.stdout.write(`${line}\n`)) {
  const row = (step: string, price: string, ...cells: string[]) =>
    write([step.padStart(4), price.padStart(10), ...cells.map((cell) => cell.padStart(10))].join(' '));
  return {
    opening(seed: number, steps: number, { book, market }: Pick<Setting, 'book' | 'market'>) {
      write(bold(`ballast demo  seed ${seed}, ${steps} steps`));
      write(`Two accounts hold the same book: ${book}.`);
      write(`ballast guards one of them. ${market}\n`);
    },
    stage: (line: string) => write(dim(`  ${line}`)),
    cast({ strategy }: DemoFiles, guarded: Address, unguarded: Address) {
      write(dim(`  guarded   ${guarded}  by ${strategy}`));
      write(dim(`  unguarded ${unguarded}\n`));
      row('step', 'ETH usd', 'guarded', '', '', 'unguarded', '', '');
      row('', '', 'delta', 'health', 'equity', 'delta', 'health', 'equity');
    },
    decision({ decision, orders }: DecisionStory) {
      const { id, verdict, action, rule, because, not, orderClass } = decision;
      const said = action ? termsText(action.terms) : rule;
      const paint = verdict === 'act' ? green : yellow;
      const why = (verdict === 'act' ? because : not).join('; ');
      write(`       ${paint(verdict.padEnd(9))}${said}  ${dim(`${orderClass}: ${why}  [${shortId(id)}]`)}`);
      for (const { order, attempts, fills } of orders) {
        const hash = attempts.at(-1)?.hash;
        write(`                ${standingOf(order, fills)}${hash ? dim(`  tx ${hash}`) : ''}`);
      }
    },
    /** What became of an order that waited at its venue. */
    order({ order, fills, venueOrders }: OrderStory) {
      const hash = venueOrders.at(-1)?.endTransaction;
      const word = statusWords[order.status].padEnd(9);
      const said = order.status === 'Filled' ? fillsText(fills) : `${termsText(order.terms)}: ${order.text}`;
      const paint = order.status === 'Filled' ? green : yellow;
      write(`       ${paint(word)}${said}${hash ? dim(`  tx ${hash}`) : ''}`);
    },
    console({ url, token, hasPage }: DemoConsole) {
      write(`  ${bold(url)}  opens the console, once`);
      write(dim(`  on another device, or again: log in with ${token}`));
      if (!hasPage) write(yellow('  the page is not built (`npm run build`): only the HTTP API is there'));
      write('');
    },
    staying() {
      write(`\n${bold('Somebody clicked twice:')} the second order waits for a person, under Approvals.`);
      write('The console stays up, a block a second. Ctrl-C ends it.');
    },
    act: (line: string) => write(`       ${bold(line)}`),
    liquidations(who: string, done: readonly Liquidated[]) {
      for (const { venue, what, hash } of done) {
        write(`       ${red('LIQUIDATED')} ${who}: ${venue} ${what}  ${dim(`tx ${hash}`)}`);
      }
    },
    row(step: number, price: number, guarded: RiskReport, unguarded: RiskReport) {
      row(String(step), decimal(price), ...standing(guarded), ...standing(unguarded));
    },
    ending(
      scores: Scores,
      spent: { transactions: number; orders: number; gas: number },
      { wanted, passed, files }: Ending,
    ) {
      const liquidated = ({ liquidations: [first, ...rest] }: Score) =>
        first
          ? red(`${first.what} at ${decimal(first.price)}${rest.length > 0 ? ` and ${rest.length} more` : ''}`)
          : green('never');
      const line = (what: string, read: (score: Score) => string) => ({
        what,
        guarded: read(scores.guarded),
        unguarded: read(scores.unguarded),
      });
      const lines = [
        line('worst health', (score) => decimal(score.worstHealth, 3)),
        line('liquidated', liquidated),
        line('largest |delta| ETH', (score) => decimal(score.largestDelta, 3)),
        line('final equity usd', (score) => decimal(score.equity)),
        { what: 'orders filled', guarded: String(spent.orders), unguarded: '0' },
        { what: 'transactions', guarded: String(spent.transactions), unguarded: '0' },
        { what: 'gas ETH', guarded: decimal(spent.gas, 6), unguarded: decimal(0, 6) },
      ];
      write('');
      write(
        table(lines, [
          { title: '', cell: (l) => l.what },
          { title: 'guarded', align: 'right', cell: (l) => l.guarded },
          { title: 'unguarded', align: 'right', cell: (l) => l.unguarded },
        ]),
      );
      write(
        `\n${wanted.length === 0 ? 'The guarded account ended inside its bands.' : red('The guarded account ended outside its bands.')}`,
      );
      for (const { rule, because } of wanted) write(red(`  ${rule}: ${because.join('; ')}`));
      write(passed ? green('ballast held it level.') : red('This story did not end as it should have.'));
      write(dim(`\nEverything is in the ledger:`));
      write(`  npx ballast decisions --db ${files.ledger}`);
      write(`  npx ballast why ID --db ${files.ledger}`);
    },
  };
}

const fillsText = (fills: OrderStory['fills']): string => fills.map(({ fill }) => fillText(fill)).join(', ');

/** What it did, or why it stands where it stands. */
function standingOf({ status, text }: OrderStory['order'], fills: OrderStory['fills']): string {
  if (status === 'Filled') return fillsText(fills);
  return yellow(status === 'New' ? text : `${status}: ${text}`);
}

const standing = ({ underlyings, portfolio }: RiskReport): string[] => [
  signed(underlyings[0]?.delta ?? 0),
  decimal(portfolio.worstHealth),
  decimal(portfolio.equity, 0),
];
