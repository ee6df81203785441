import { decodeFunctionResult, encodeFunctionData, parseAbi } from 'viem';
import { ask, type CallResult, done, type Reading } from '../model/reading.js';
import type { SequencerFeed, SequencerState } from '../model/sequencer.js';
import { unixSeconds } from '../model/units.js';

const abi = parseAbi([
  'function latestRoundData() view returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)',
]);

/**
 * One call. The answer is 0 while the sequencer is up and 1 while it is down; `startedAt` is when that began (Chainlink, "L2
 * sequencer uptime feeds"). A feed that cannot be read stops nothing else of a snapshot: it is told as not known.
 */
export function readSequencer({ feed, grace }: SequencerFeed): Reading<SequencerState> {
  const data = encodeFunctionData({ abi, functionName: 'latestRoundData' });
  return ask([{ to: feed, data }], ([result]) => done({ ...stateIn(result), grace }));
}

function stateIn(result: CallResult | undefined): Omit<SequencerState, 'grace'> {
  const unknown = (trouble: string) => ({ up: null, since: unixSeconds(0), trouble });
  if (!result?.ok) return unknown("the feed of the sequencer's uptime does not answer");
  try {
    const [, answer, startedAt] = decodeFunctionResult({ abi, functionName: 'latestRoundData', data: result.data });
    // A round that has not begun yet: on Arbitrum, until the feed has been written for the first time.
    if (startedAt === 0n) return unknown('the feed of the sequencer does not say since when');
    if (answer !== 0n && answer !== 1n) return unknown(`the feed of the sequencer says ${answer}`);
    return { up: answer === 0n, since: unixSeconds(Number(startedAt)) };
  } catch {
    return unknown('the feed of the sequencer answers with what is no round');
  }
}
