import { redactUrls } from '../../observe/endpoints/redactUrls.js';

/** What a node's answer to signed bytes may mean. None of them proves that the bytes are nowhere. */
export type SendFailure =
  | 'alreadyKnown'
  | 'nonceTooLow'
  | 'nonceTooHigh'
  | 'underpriced'
  | 'belowBaseFee'
  | 'noFunds'
  | 'rejected'
  | 'lost';

const sentences: Readonly<Record<SendFailure, string>> = {
  alreadyKnown: 'the node says it has it already',
  nonceTooLow: 'the node says the nonce is used',
  nonceTooHigh: 'the node says an earlier nonce is missing',
  underpriced: 'the node has another transaction at this nonce and wants higher fees to replace it',
  belowBaseFee: 'the node says the fee is below the base fee',
  noFunds: 'the node says the account cannot pay for gas and value',
  rejected: 'the node refused it',
  lost: 'no answer from the node',
};

/** Wordings of geth, Erigon, Nethermind, Besu, Reth and Anvil. */
const wordings: readonly [SendFailure, RegExp][] = [
  ['alreadyKnown', /already ?known|already imported|known transaction|already ?exists/i],
  ['nonceTooLow', /nonce too low|nonce is too low|old ?nonce|invalid nonce.*expected|nonce.*already (been )?used/i],
  ['nonceTooHigh', /nonce too high|nonce gap|gapped/i],
  ['underpriced', /underpriced|replacement fee too low|fee too low to (compete|replace)/i],
  ['belowBaseFee', /max fee per gas less than block base fee|less than (block )?base fee|feetoolow|fee cap less than/i],
  ['noFunds', /insufficient funds|insufficient balance|insufficientfunds/i],
];

/** Whatever `eth_sendRawTransaction` threw, in a word and in a sentence for the journal. Quotes no bytes and no URL. */
export function sendFailureOf(error: unknown): { kind: SendFailure; text: string } {
  const said = wordsOf(error);
  const answer = said.find(({ fromNode }) => fromNode);
  const all = said.map(({ text }) => text).join('\n');
  const kind = wordings.find(([, wording]) => wording.test(all))?.[0] ?? (answer ? 'rejected' : 'lost');
  const quote = kind === 'rejected' && answer ? `: ${redactUrls(answer.text).slice(0, 200)}` : '';
  return { kind, text: sentences[kind] + quote };
}

/** The short texts down the chain of causes; long ones, which quote the request, are left out. */
function wordsOf(error: unknown): { text: string; fromNode: boolean }[] {
  const words: { text: string; fromNode: boolean }[] = [];
  for (let e = error, depth = 0; typeof e === 'object' && e !== null && depth < 10; depth++) {
    const fromNode = 'code' in e && typeof e.code === 'number';
    for (const key of ['details', 'shortMessage'] as const) {
      const text = (e as Record<string, unknown>)[key];
      if (typeof text === 'string') words.push({ text, fromNode });
    }
    if ('message' in e && !('shortMessage' in e)) words.push({ text: String(e.message), fromNode });
    e = 'cause' in e ? e.cause : undefined;
  }
  return words;
}
