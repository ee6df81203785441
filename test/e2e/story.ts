import type { LabAccount } from '../../src/lab/accounts.js';
import type { Book } from '../../src/lab/book.js';
import type { Lab } from '../../src/lab/lab.js';
import type { Id } from '../../src/model/order.js';
import type { Ledger } from '../../src/record/ledger.js';
import { decisionStory, listDecisions, type OrderStory } from '../../src/record/queries/decisions.js';
import { listOrders } from '../../src/record/queries/listOrders.js';

/** All that the ledger holds of every order, oldest first. */
export async function orderStories(ledger: Ledger): Promise<OrderStory[]> {
  const orders = await listOrders(ledger, { limit: 1_000 });
  const stories = await Promise.all(orders.map((order) => storyOf(ledger, order.decision)));
  return stories.flat().reverse();
}

async function storyOf(ledger: Ledger, decision: Id): Promise<readonly OrderStory[]> {
  return (await decisionStory(ledger, decision))?.orders ?? [];
}

/** Oldest first. */
export const decisionsOf = async (ledger: Ledger) => (await listDecisions(ledger, { limit: 1_000 })).reverse();

/** An account that holds `book`, with the pool, the averages and the clock an hour past its opening. */
export async function settledAccount(
  lab: Lab,
  funds: Parameters<Lab['createAccount']>[0],
  book: Book,
): Promise<LabAccount & { options: readonly bigint[]; nonce: number }> {
  const account = await lab.createAccount(funds);
  const { options } = await lab.openBook(account, book);
  // Mark, oracle and pool agree again, and no funding runs up.
  await lab.advance(3600);
  // Opening the book took transactions of its own.
  return { ...account, options, nonce: await lab.publicClient.getTransactionCount(account) };
}
