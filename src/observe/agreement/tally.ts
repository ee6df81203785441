import { isDeepStrictEqual } from 'node:util';
import type { Agreement } from '../../model/agreement.js';

/** What one endpoint says of one account; `content` is compared as a whole. */
export type Answer<Content> = { kind: 'told'; content: Content } | { kind: 'behind' } | { kind: 'silent' };

export interface Tally {
  agreement: Agreement;
  /** Who says what is believed, the one who counts first: indices into the answers. */
  agreeing: readonly number[];
  /** Who says something else. */
  differing: readonly number[];
  /** More than half of those that answered say what is believed; else nobody can tell who is right. */
  decided: boolean;
}

/**
 * Counts who says the same. What more than half of those that answered say is believed, whoever is in use; where no answer
 * has so many, the one in use is kept.
 * @param answers - The endpoint in use first; it has answered.
 * @throws RangeError when it has not
 */
export function tally(wanted: number, answers: readonly Answer<unknown>[]): Tally {
  const groups: { content: unknown; members: number[] }[] = [];
  answers.forEach((answer, i) => {
    if (answer.kind !== 'told') return;
    const group = groups.find(({ content }) => isDeepStrictEqual(content, answer.content));
    if (group) group.members.push(i);
    else groups.push({ content: answer.content, members: [i] });
  });
  const [inUse] = groups;
  if (inUse?.members[0] !== 0) throw new RangeError('the endpoint in use has not answered');
  const told = groups.reduce((sum, { members }) => sum + members.length, 0);
  const majority = groups.find(({ members }) => members.length * 2 > told);
  const believed = majority ?? inUse;
  const count = (kind: 'behind' | 'silent'): number => answers.filter((answer) => answer.kind === kind).length;
  return {
    agreement: {
      wanted,
      agreed: believed.members.length,
      differed: told - believed.members.length,
      behind: count('behind'),
      silent: count('silent'),
    },
    agreeing: believed.members,
    differing: groups.filter((group) => group !== believed).flatMap(({ members }) => members),
    decided: majority !== undefined,
  };
}

/** As many say the same as are wanted, and they are more than those who say something else. */
export const isSettled = ({ agreement, decided }: Tally): boolean => decided && agreement.agreed >= agreement.wanted;
