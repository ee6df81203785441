import { createStore } from './store.js';

/** What a person may do. */
export type Right = 'view' | 'trade' | 'operate' | 'review' | 'resume';

/** Who is logged in. */
export interface Session {
  name: string;
  role: string;
  rights: readonly Right[];
  csrf: string;
  /** Unix ms; null where it does not end. */
  expiresAt: number | null;
}

/** Whether somebody is logged in: not asked yet, nobody (`ended`: somebody was), or who. */
export type SessionState =
  | { state: 'asking'; session?: null; ended?: false }
  | { state: 'none'; session?: null; ended: boolean }
  | { state: 'in'; session: Session; ended?: false };

/** Who is logged in on this page. */
export const sessionStore = createStore<SessionState>({ state: 'asking' });

/** Which roles have a right, for those who wonder whom to ask. */
export const rolesWith: Readonly<Record<Right, string>> = {
  view: 'any role',
  trade: 'a trader, an operator or an admin',
  operate: 'an operator or an admin',
  review: 'an approver or an admin',
  resume: 'an admin',
};

/** Why somebody may not do something; null where they may. */
export function whyNot(right: Right, session: Session | null | undefined): string | null {
  if (session?.rights.includes(right)) return null;
  const who = session ? `${session.name} (${session.role})` : 'Nobody who is logged out';
  return `${who} may not: it takes the right “${right}”, which ${rolesWith[right]} has.`;
}
