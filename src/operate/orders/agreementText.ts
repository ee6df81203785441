import type { Agreement } from '../../model/agreement.js';
import type { RecordedTick } from '../../record/queries/recordedTick.js';

/** How many endpoints were asked for the block of a tick; null where only the one in use was. */
export const agreementOf = ({ summary }: Pick<RecordedTick, 'summary'>): Agreement | null =>
  (summary as { agreement?: Agreement } | null | undefined)?.agreement ?? null;

/** What they said of it, in a sentence. */
export function agreementText({ wanted, agreed, differed, behind, silent }: Agreement): string {
  const others = [
    `${differed} said something else`,
    `${behind} did not have the block`,
    `${silent} did not answer`,
  ].filter((_, i) => [differed, behind, silent][i] !== 0);
  return [`${agreed} of the ${wanted} endpoints wanted said the same of it`, ...others].join(', ');
}
