import type { OverviewView } from '../../../views/overview.js';

/** A pulse comes every few seconds, and the overview is asked for at each beat of the stream: nothing that is well is older. */
const longestMs = 45_000;

/** Whether the daemon was asked long ago: what it has written since is not known here. */
export const isUnheard = ({ asOf }: Pick<OverviewView, 'asOf'>, now: number): boolean => now - asOf > longestMs;

/** Whether what the page shows is old: as the daemon said when it was asked last, or by now. */
export const isOld = ({ isStale, newestAt }: Pick<OverviewView, 'isStale' | 'newestAt'>, now: number): boolean =>
  isStale || newestAt === null || now - newestAt > longestMs;
