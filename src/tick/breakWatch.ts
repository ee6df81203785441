import type { Hash } from 'viem';
import type { Baseline } from '../assess/breaks/baseline.js';
import { type Compared, compareHeld, isAsItWas, isGift, type Shown } from '../assess/breaks/compareHeld.js';
import { heldOf } from '../assess/breaks/held.js';
import type { HeldByHand, Known } from '../assess/breaks/known.js';
import { firstBaseline, nextBaseline } from '../assess/breaks/nextBaseline.js';
import { sayDifference } from '../assess/breaks/sayDifference.js';
import { withAdopted } from '../assess/breaks/withAdopted.js';
import { type Receipt, readReceipts } from '../execute/follow/readReceipts.js';
import type { Break } from '../model/breaks.js';
import type { Log } from '../model/log.js';
import type { Id, OrderId, OrderTerms } from '../model/order.js';
import type { Snapshot } from '../model/snapshot.js';
import { HOUR } from '../model/time.js';
import { smallest, toFloat, type UnixMillis, wad } from '../model/units.js';
import type { ChainRequester } from '../observe/endpoints/endpoint.js';
import { newId } from '../record/id.js';
import type { Ledger, Work } from '../record/ledger.js';
import { adoptedBreaks, baselineOf, openBreaks } from '../record/queries/breaks.js';
import { type KnownSince, knownSince } from '../record/queries/knownSince.js';
import { venueOrdersById } from '../record/queries/venueOrders.js';
import { changeBreak, closeBreak, openBreak, saveBaseline } from '../record/statements/breaks.js';
import type { Book } from './book.js';
import type { Seen } from './observeBlock.js';
import { strangersOf } from './strangers.js';
import { tokenFlows } from './tokenFlows.js';

export interface BreakWatchOptions {
  chainId: number;
  books: readonly Book[];
  pool: { client: ChainRequester };
  /** Blocks on the chain, its own included, that make a transaction final. */
  confirmations: number;
  ledger: Ledger;
  now: () => UnixMillis;
  log: Log;
}

/** Blocks that must show a difference before it is one: what explains it may be heard of a block later. */
const looksWanted = 2;
/** The same where events tell what a venue's keepers did: those are looked for beside the ticks. */
const looksWantedWithEvents = 4;
/** How old a baseline of what bears interest may get: the older, the more might be missing and not be seen. */
const oldest = HOUR;
/** Orders by hand that are over and remembered. */
const mostByHand = 100;

/**
 * Compares what each book holds at every block with what it should hold by all that is known. Where nothing has changed, which is
 * most of the time, nothing is asked. What cannot be explained becomes a break; one that is explained later, or has gone away,
 * is resolved. What should be there is reckoned from the ledger, so a start goes on where the last run has ended, and finds what
 * happened in between. Shadow books are left out: what changes there is never their own doing.
 */
export function createBreakWatch(options: BreakWatchOptions): (seen: Seen) => Promise<void> {
  const watches = options.books
    .filter(({ strategy }) => strategy.mode === 'live')
    .map((book) => ({ book, look: createLook(options, book) }));

  return async ({ taken }) => {
    for (const { book, look } of watches) {
      const snapshot = taken[options.books.indexOf(book)]?.snapshot;
      if (snapshot) await look(snapshot);
    }
  };
}

function createLook({ chainId, pool, confirmations, ledger, now, log }: BreakWatchOptions, { strategy, venues }: Book) {
  const of = { strategy: strategy.name, chainId, account: strategy.account };
  const hasEvents = [...venues.values()].some(({ tracking }) => tracking !== undefined);
  const wanted = hasEvents ? looksWantedWithEvents : looksWanted;
  /** Blocks that have shown each difference, one after the other. */
  const looks = new Map<string, { block: bigint; count: number }>();
  /** null until the ledger was asked. */
  let baseline: Baseline | null = null;
  /** Something is not as it should be, or not certain yet. */
  let isUneasy = true;

  return async (snapshot: Snapshot): Promise<void> => {
    const at = now();
    const shown = shownIn(snapshot, strategy.hash);
    baseline ??= (await baselineOf(ledger, of)) ?? null;
    if (baseline === null) {
      baseline = firstBaseline(shown, newestEach(await adoptedBreaks(ledger, of)));
      await ledger.commit(saveBaseline(of, baseline, at));
      return;
    }
    let before = baseline;
    // A block of before what is known: an endpoint that lags tells nothing.
    if (newestOf(before) > shown.block) return;
    if (!isUneasy && isAsItWas(before, shown) && !isOld(before, shown)) return;

    const byHand = await heldByHand(before, snapshot);
    const isByHandNew = before.byHand.length !== byHand.length || byHand.some(({ order }) => !wasSeen(before, order));
    before = { ...before, byHand };
    const open = await openBreaks(ledger, of);
    const { known, transactions } = await knownOf(before, snapshot);
    const first = compareHeld(before, shown, known);
    const answers = await adoptedBreaks(ledger, of);
    const mended = withAdopted(before, first, answers);
    const compared = mended === before ? first : compareHeld(mended, shown, known);
    const next = nextBaseline(mended, shown, compared, newestEach(answers));
    const isMoved = isByHandNew || mended !== before || isOld(before, shown) || hasMoved(before, shown, compared);
    const work: Work[] = isMoved ? [saveBaseline(of, next, at)] : [];
    const notes: (() => void)[] = [];
    for (const one of compared) {
      const standing = open.find(({ what }) => what === one.what);
      if (one.verdict === 'different') {
        const count = countLook(one.what, shown.block);
        if (standing) work.push(...(await changed(standing, one, transactions, shown.block, at)));
        else if (count >= wanted) {
          const found = await breakOf(one, transactions, shown.block, at);
          work.push(openBreak(found));
          const { id, what, text } = found;
          notes.push(() => log.error({ at: 'breaks', ...of, id, what, text }, 'not as it should be'));
        }
        continue;
      }
      looks.delete(one.what);
      if (standing && one.verdict !== 'pending') work.push(resolved(standing, one.text || goneText(one), at));
    }
    for (const standing of open) {
      const isGone = !compared.some(({ what }) => what === standing.what) && !shown.unread.includes(standing.venue);
      if (isGone) work.push(resolved(standing, 'it is not watched any more', at));
    }
    await ledger.commit(work);
    for (const note of notes) note();
    if (isMoved) baseline = next;
    isUneasy =
      open.length > 0 ||
      compared.some((one) => !one.isSettled || one.verdict === 'different' || one.verdict === 'pending');
  };

  function countLook(what: string, block: bigint): number {
    const before = looks.get(what);
    const count = before ? before.count + (block > before.block ? 1 : 0) : 1;
    looks.set(what, { block, count });
    return count;
  }

  /** What has happened since the oldest block that anything is compared with. */
  async function knownOf(before: Baseline, snapshot: Snapshot): Promise<{ known: Known; transactions: Set<Hash> }> {
    const { block } = snapshot;
    const from = oldestOf(before, block.number);
    const ledgers = await knownSince(ledger, of, from, block.number - BigInt(confirmations));
    const receipts = await readReceipts(
      pool.client,
      ledgers.transactions.map(({ hash }) => hash),
    );
    const known: Known = {
      fills: ledgers.fills.filter((fill) => fill.block <= block.number),
      ...flowsOf(ledgers, receipts, snapshot),
      inFlight: ledgers.open.filter((order) => isUnderWay(order, snapshot)).map(({ terms }) => terms),
      heldByHand: before.byHand,
    };
    return { known, transactions: new Set(ledgers.transactions.map(({ hash }) => hash)) };
  }

  function flowsOf({ transactions }: KnownSince, receipts: ReadonlyMap<Hash, Receipt>, snapshot: Snapshot) {
    const tokens = heldOf(snapshot).flatMap(({ kind, token }) => (kind === 'token' && token ? [token] : []));
    const flows = transactions.flatMap(({ hash, isSettled }) => {
      const receipt = receipts.get(hash);
      if (!receipt || receipt.blockNumber > snapshot.block.number) return [];
      return tokenFlows(receipt, of.account, tokens).map((flow) => ({ ...flow, isSettled }));
    });
    return { flows, isComplete: transactions.every(({ hash }) => receipts.has(hash)) };
  }

  /** Those that wait, and those that were seen to and have ended since the wallet was last explained. */
  async function heldByHand(before: Baseline, { block, readings }: Snapshot): Promise<HeldByHand[]> {
    const waiting: HeldByHand[] = [];
    for (const { id, venue, held } of readings.flatMap(({ orders = [] }) => orders)) {
      if (!held || (await venueOrdersById(ledger, { chainId, venue }, [id])).length > 0) continue;
      const { address, decimals } = held.token;
      const seen = before.byHand.find(({ order }) => order === id);
      const amount = wad((held.amount * 10n ** 18n) / 10n ** BigInt(decimals));
      waiting.push({ order: id, token: address, amount, block: seen?.block ?? block.number, isWaiting: true });
    }
    const ended = before.byHand.filter(({ order }) => !waiting.some((one) => one.order === order));
    const first = oldestOf(before, block.number);
    const over = ended.filter((one) => one.block > first).map((one) => ({ ...one, isWaiting: false }));
    return [...waiting, ...over.slice(-mostByHand)];
  }

  async function breakOf(one: Compared, transactions: ReadonlySet<Hash>, block: bigint, at: UnixMillis) {
    const { token } = one.held;
    const asked = { account: of.account, from: one.anchor.block + 1n, to: block, known: transactions, token };
    const strangers = await strangersOf(pool.client, asked);
    return {
      ...of,
      id: newId(at),
      venue: one.held.venue,
      what: one.what,
      expected: toFloat(one.expected),
      actual: toFloat(one.actual),
      text: sayDifference(one, of.account, strangers),
      isGift: isGift(one),
      openedAt: at,
    };
  }

  async function changed(
    standing: Break,
    one: Compared,
    transactions: ReadonlySet<Hash>,
    block: bigint,
    at: UnixMillis,
  ): Promise<Work[]> {
    const gap = toFloat(wad(one.actual - one.expected));
    const was = standing.actual - standing.expected;
    const isSame = Math.abs(gap - was) <= 1e-9 * Math.max(1, Math.abs(standing.actual));
    if (isSame || one.held.kind === 'balance') return [];
    const { id: _, openedAt: __, ...found } = await breakOf(one, transactions, block, at);
    return [changeBreak({ ...standing, ...found }, at)];
  }
}

const wasSeen = ({ byHand }: Baseline, id: OrderId): boolean => byHand.some(({ order }) => order === id);

/** Whether there is more to keep than that the same was seen again. */
const hasMoved = ({ strategyHash, venues }: Baseline, shown: Shown, compared: readonly Compared[]): boolean =>
  strategyHash !== shown.strategyHash ||
  shown.read.some((venue) => venues[venue] === undefined) ||
  compared.some(({ verdict, isSettled }) => isSettled && (verdict === 'explained' || verdict === 'taken'));

const newestEach = (adopted: readonly Break[]): Map<string, Id> => new Map(adopted.map(({ what, id }) => [what, id]));

const goneText = ({ verdict }: Compared): string =>
  verdict === 'same' ? 'it went away' : 'what was heard of later explains it';

const resolved = ({ id }: Break, reason: string, at: UnixMillis): Work =>
  closeBreak(id, { status: 'Resolved', author: 'keeper', reason, at });

const shownIn = (snapshot: Snapshot, strategyHash: Shown['strategyHash']): Shown => ({
  block: snapshot.block.number,
  time: snapshot.block.timestamp,
  held: heldOf(snapshot),
  read: snapshot.readings.map(({ venue }) => venue),
  unread: snapshot.unread.map(({ venue }) => venue),
  strategyHash,
});

const anchorsOf = ({ held, venues }: Baseline) => [...held.map(({ anchor }) => anchor), ...Object.values(venues)];
function newestOf(baseline: Baseline): bigint {
  const blocks = anchorsOf(baseline).map(({ block }) => -block);
  return -smallest(0n, ...blocks);
}
const oldestOf = (baseline: Baseline, head: bigint): bigint =>
  smallest(head, ...anchorsOf(baseline).map(({ block }) => block));

const isOld = ({ held }: Baseline, { time }: Shown): boolean =>
  held.some(({ kind, anchor }) => kind === 'balance' && (time - anchor.time) * 1_000 > oldest);

/** Whether an order may have changed something that nobody has told of. One that rests in its venue's book has not. */
function isUnderWay({ terms, venueOrders = [] }: KnownSince['open'][number], { readings }: Snapshot): boolean {
  if ((terms as OrderTerms).kind !== 'rest' || venueOrders.length === 0) return true;
  const waiting = new Set(readings.flatMap(({ orders = [] }) => orders.map(({ id }) => id)));
  return venueOrders.some((id) => !waiting.has(id));
}
