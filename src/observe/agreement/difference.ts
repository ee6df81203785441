import type { Hex } from 'viem';
import type { CallResult } from '../../model/reading.js';
import type { Testimony } from './testimony.js';

/**
 * Where two endpoints part, in a sentence that lets a person ask them again by hand; empty where they do not.
 * @param whose - The second testimony, in that sentence.
 */
export function difference(its: Testimony, others: Testimony, whose = 'others'): string {
  for (const field of ['number', 'parentHash', 'timestamp', 'baseFee'] as const) {
    const [a, b] = [its.block[field], others.block[field]];
    if (a !== b) return `says ${a} for the ${field} of the block, and ${whose} ${b}`;
  }
  for (const [i, phases] of its.readings.entries()) {
    for (const [phase, { calls, results }] of phases.entries()) {
      const theirs = others.readings[i]?.[phase]?.results ?? [];
      const at = results.findIndex(({ ok, data }, j) => ok !== theirs[j]?.ok || data !== theirs[j]?.data);
      const [call, a, b] = [calls[at], results[at], theirs[at]];
      if (call && a && b)
        return `answers eth_call of ${call.data} to ${call.to} with ${show(a, b)}, and ${whose} ${show(b, a)}`;
    }
  }
  return '';
}

/** Long answers are cut down to the word in which they differ. */
function show({ ok, data }: CallResult, other: CallResult): string {
  const shown = data.length <= 66 ? data : wordThatDiffers(data, other.data);
  return ok ? shown : `a revert (${shown})`;
}

function wordThatDiffers(data: Hex, other: Hex): string {
  const words = wordsOf(data);
  const theirs = wordsOf(other);
  const at = words.findIndex((word, i) => word !== theirs[i]);
  return at < 0 ? `${words.length} words` : `0x${words[at]} as word ${at}`;
}

const wordsOf = (data: Hex): string[] => data.slice(2).match(/.{1,64}/g) ?? [];
