import type { DeskEvent, LegsState } from '../../model/desk.js';
import { legsIn, netShare, sayShare } from './legs.js';

/** Shares are rounded, and so are the sizes that venues trade. */
const rounding = 1e-4;

/** How far apart legs are that were taken on, as shares of themselves, and how far they may be. Once one has failed, none may be ahead. */
export function gapOf(list: LegsState): {
  shares: readonly { clOrdId: string; share: number }[];
  gap: number;
  allowed: number;
} {
  const legs = legsIn(list).filter(({ acceptedAt }) => acceptedAt !== null);
  const shares = legs.map((leg) => ({ clOrdId: leg.clOrdId, share: netShare(list, leg) }));
  const all = shares.map(({ share }) => share);
  const gap = legs.length === 0 ? 0 : Math.max(0, ...all) - Math.min(1, ...all);
  return { shares, gap, allowed: list.status === 'Alert' ? 0 : list.imbalance };
}

/** How far apart legs are, in a sentence; empty when they are not further than they may be. */
export function sayApart(list: LegsState): string {
  const { shares, gap, allowed } = gapOf(list);
  if (!(gap > allowed + rounding)) return '';
  const each = shares.map(({ clOrdId, share }) => `${clOrdId} ${sayShare(share)}`).join(', ');
  const why = list.text === '' ? '' : `${list.text}; `;
  return `${why}done of the legs of ${list.id}: ${each}`;
}

/** Opens, changes or closes the alert where there is something new. @param text - What is to be said; empty: nothing any more. */
export const tellApart = ({ id, apart }: LegsState, text: string): DeskEvent[] =>
  apart === text ? [] : [{ kind: 'legsApart', list: id, from: apart, text }];
