import type { Evidence } from '../evidence.js';

/**
 * Every nonce that the chain counts is of an attempt of ours that the ledger has in a block, or was used by somebody else; and none
 * was skipped: what is used up by an empty transaction was asked for by an order before, or used by somebody else.
 */
export function noNonceGap(evidence: Evidence): string[] {
  const { ledger, mined, chain, before, foreign, foreignNonces, misled, sent } = evidence;
  const broken: string[] = [];
  for (let nonce = before.count; nonce < chain.count; nonce++) {
    const winner = mined.find((one) => one.nonce === nonce);
    if (winner && foreign.has(winner.hash)) continue;
    const attempt = ledger.attempts.find(({ hash }) => hash === winner?.hash);
    if (!attempt) broken.push(`nonce ${nonce} is used by a transaction that the ledger does not know`);
    else if (attempt.nonce !== nonce) broken.push(`nonce ${nonce} is used by what the ledger has at ${attempt.nonce}`);
    else if (attempt.state !== (winner?.succeeded ? 'Final' : 'Reverted'))
      broken.push(`nonce ${nonce} is mined, and the ledger has it ${attempt.state}`);
  }
  for (const { nonce } of sent) {
    if (nonce > chain.count)
      broken.push(`a transaction was sent at nonce ${nonce}, and the chain counts ${chain.count}`);
  }
  for (const nonce of new Set(ledger.attempts.map((one) => one.nonce))) {
    const isAskedFor = ledger.attempts.some((one) => one.nonce === nonce && !one.cancels);
    if (!isAskedFor && !foreignNonces.has(nonce) && !misled)
      broken.push(`nonce ${nonce} was skipped, and used up by an empty transaction`);
  }
  return broken;
}
