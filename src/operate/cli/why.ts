import { BallastError } from '../../model/error.js';
import { type Id, shortId } from '../../model/order.js';
import type { Ledger } from '../../record/ledger.js';
import { type DecisionStory, decisionStory } from '../../record/queries/decisions.js';
import { type Found, findById } from '../../record/queries/findById.js';
import { parentsNamed } from '../../record/queries/parentOrders.js';
import { positionsAt, riskAt } from '../../record/queries/ticks.js';
import { agreementOf, agreementText } from '../orders/agreementText.js';
import { priceWhenDecided } from '../orders/priceWhenDecided.js';
import { statusText } from '../orders/statusWords.js';
import { reviewNamed } from '../reviews/answerReview.js';
import { choiceLines } from '../words/choiceLines.js';
import { clock, decimal, integer, signed } from '../words/numbers.js';
import { orderCostLines } from '../words/orderCostLines.js';
import { termsText } from '../words/terms.js';
import { orderShow } from './order/orderShow.js';
import { orderLines, paintStatus } from './orderLines.js';
import type { Answer } from './output.js';
import { reviewText } from './review/reviews.js';
import { bold, dim, green, red, yellow } from './table.js';

/**
 * The whole story of a decision, or of an order that somebody asked for, by its id or that of anything that came of it (an order, an
 * execution, a review, a transaction's hash), or the beginning of one. @throws BallastError when nothing or several things begin so.
 */
export async function why(ledger: Ledger, id: string, now: number): Promise<Answer> {
  const subject = await subjectOf(ledger, id);
  if ('parent' in subject) return orderShow(ledger, subject.parent, now);
  if ('review' in subject) {
    const review = await reviewNamed(ledger, subject.review);
    return { json: { review }, text: reviewText(review, now) };
  }
  const story = await decisionStory(ledger, subject.decision);
  if (!story) throw new BallastError(`${id} has lost its tick`, { mend: 'the ledger is damaged: restore a backup' });
  const [positions, risk] = await Promise.all([positionsAt(ledger, story.tick.id), riskAt(ledger, story.tick.id)]);
  return { json: { ...story, positions, risk: risk ?? null }, text: tell({ ...story, positions, risk }, now) };
}

async function subjectOf(ledger: Ledger, id: string): Promise<{ parent: Id } | { decision: Id } | { review: Id }> {
  const all = await findById(ledger, id);
  const exact = all.filter((one) => one.id === id.toLowerCase());
  const found = exact.length > 0 ? exact : all;
  const named = (await parentsNamed(ledger, id)).filter(({ clOrdId }) => exact.length === 0 && clOrdId === id);
  const parents = [...new Set([...named.map((one) => one.id), ...found.flatMap(({ parent }) => parent ?? [])])];
  const decisions = [...new Set(found.flatMap(({ decision }) => decision ?? []))];
  const [parent] = parents;
  const [decision] = decisions;
  if (parents.length + decisions.length > 1) {
    const [nouns, facts] = parents.length === 0 ? ['decisions', decisions] : ['stories', [...parents, ...decisions]];
    throw new BallastError(`${facts.length} ${nouns} begin with ${id}`, { facts, mend: 'give more of the id' });
  }
  if (parent !== undefined) return { parent };
  if (decision !== undefined) return { decision };
  const [first] = found;
  if (first?.kind === 'review') return { review: first.id };
  throw nothingBehind(id, first);
}

/** What an id is that has no story here, and which verb shows it. */
function nothingBehind(id: string, found: Found | undefined): BallastError {
  if (found) {
    const [noun, mend] = shownBy(found);
    return new BallastError(`${id} is ${noun}: there is no decision behind it`, { mend });
  }
  const short = /^(0x)?[0-9a-f-]{0,3}$/i.test(id);
  return new BallastError(
    short ? `${id} is too short to find anything by` : `nothing that was decided begins with ${id}`,
    {
      mend: short ? 'give at least four characters of an id' : '`ballast decisions` lists what there is',
    },
  );
}

function shownBy({ kind, id }: Found): [noun: string, mend: string] {
  switch (kind) {
    case 'block':
      return ['a block', `see \`ballast block show ${shortId(id)}\``];
    case 'break':
      return ['a break', 'see `ballast breaks --all`'];
    case 'tick':
      return ['a tick on which nothing was decided', 'see `ballast decisions`'];
    default:
      return ['what an operator said', 'see `ballast decisions`'];
  }
}

type Story = DecisionStory & {
  positions: Awaited<ReturnType<typeof positionsAt>>;
  risk: Awaited<ReturnType<typeof riskAt>>;
};

function tell(story: Story, now: number): string {
  const { decision, tick, orders, positions, risk } = story;
  const what = decision.action ? `   ${termsText(decision.action.terms, decision.action.step)}` : '';
  const chosen = choiceLines(decision);
  const lines: [string, readonly string[]][] = [
    ['because', decision.because],
    ['stood', standing(story)],
    ['size', decision.size],
    ['chose', chosen.chose],
    ['not', [...chosen.not, ...decision.not]],
    ['checks', checkLines(story)],
    [
      'became',
      orders.flatMap((one) => orderLines(one, priceWhenDecided(one.order, decision.subject, positions, risk))),
    ],
    ['cost', orderCostLines(orders)],
    [
      'read at',
      [
        `block ${integer(tick.blockNumber)} ${abridged(tick.blockHash)}, decided in ${integer(tick.tookMs)} ms`,
        ...agreementLine(story),
        dim(`inputs ${abridged(tick.snapshotHash)}, strategy ${decision.strategy} ${abridged(decision.strategyHash)}`),
      ],
    ],
  ];
  const id = dim(`${decision.strategy}  ${decision.orderClass}  ${shortId(decision.id)}`);
  const head = `${clock(decision.at, now)}  ${bold(decision.rule)}   ${headline(story)}${what}   ${id}`;
  const body = lines.flatMap(([title, texts]) =>
    texts.map((text, i) => `  ${dim((i === 0 ? title : '').padEnd(9))} ${text}`),
  );
  return [head, ...body].join('\n');
}

/** In one word: what came of it. */
function headline({ decision, tick, orders }: Story): string {
  if (decision.verdict === 'hold') return yellow('HELD');
  if (decision.verdict === 'refused') return red('REFUSED');
  if (decision.verdict === 'review') return yellow('FOR REVIEW');
  if ((tick.summary as { mode?: string } | null)?.mode === 'shadow') return yellow('SHADOW');
  const [order] = orders;
  return order ? paintStatus(order.order.status, statusText(order).toUpperCase()) : green('ACTED');
}

/** Where the book was at that block. */
function standing({ risk }: Story): string[] {
  if (!risk) return [];
  const { underlyings, portfolio } = risk;
  return [
    [
      ...underlyings.map((u) => `${u.underlying} ${decimal(u.price)} usd, delta ${signed(u.delta, 4)}`),
      `equity ${decimal(portfolio.equity)} usd, worst health ${decimal(portfolio.worstHealth, 3)}`,
    ].join('; '),
  ];
}

function checkLines({ decision: { checks } }: Story): string[] {
  if (checks.length === 0) return [];
  const count = (wanted: string): number => checks.filter((check) => check.verdict === wanted).length;
  const words = { pass: 'passed', shrink: 'shrunk', review: 'for review', reject: 'rejected' };
  const counts = Object.entries(words).flatMap(([verdict, word]) =>
    count(verdict) > 0 ? [`${count(verdict)} ${word}`] : [],
  );
  const told = checks.filter((check) => check.verdict !== 'pass').map((check) => `${check.code}: ${check.text}`);
  return [counts.join(', '), ...told];
}

/** How many endpoints said the same of the block; nothing where only the one in use was asked. */
function agreementLine({ tick }: Story): string[] {
  const agreement = agreementOf(tick);
  if (!agreement) return [];
  const text = agreementText(agreement);
  const { agreed, wanted, differed } = agreement;
  return [agreed >= wanted && differed === 0 ? text : yellow(text)];
}

/** Enough of a hash to compare by eye; `--json` has the whole of it. */
const abridged = (hash: string): string => `${hash.slice(0, 10)}…${hash.slice(-4)}`;
