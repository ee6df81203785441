import type { DeskEvent, LegsState } from '../../model/desk.js';
import { legsIn, netShare, sayShare } from './legs.js';

/** Shares are rounded, and so are the sizes that venues trade. */
const rounding = 1e-4;

/** How far apart legs are, in a sentence; empty when they are not further than they may be. Once one has failed, none may be ahead. */
export function sayApart(list: LegsState): string {
  const legs = legsIn(list).filter(({ acceptedAt }) => acceptedAt !== null);
  const shares = legs.map((leg) => netShare(list, leg));
  const gap = Math.max(0, ...shares) - Math.min(1, ...shares);
  const allowed = list.status === 'Alert' ? 0 : list.imbalance;
  if (legs.length === 0 || !(gap > allowed + rounding)) return '';
  const each = legs.map(({ clOrdId }, i) => `${clOrdId} ${sayShare(shares[i] ?? 0)}`).join(', ');
  const why = list.text === '' ? '' : `${list.text}; `;
  return `${why}done of the legs of ${list.id}: ${each}`;
}

/** Opens, changes or closes the alert where there is something new. @param text - What is to be said; empty: nothing any more. */
export const tellApart = ({ id, apart }: LegsState, text: string): DeskEvent[] =>
  apart === text ? [] : [{ kind: 'legsApart', list: id, from: apart, text }];
