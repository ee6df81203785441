import { createHash, randomBytes } from 'node:crypto';
import type { UnixMillis } from '../../model/units.js';
import type { TokenKey } from './tokens.js';

/** Somebody who has logged in with a token. Whose it is, and whether it still is, the file of tokens says each time. */
export interface Session {
  /** Of the token that was logged in with. */
  token: TokenKey;
  /** What a page must send along with what it wants done: a page of somebody else cannot read it. */
  csrf: string;
  openedAt: number;
  usedAt: number;
}

export interface Sessions {
  readonly count: number;
  /** @returns what goes into the cookie; kept nowhere but there */
  open(token: TokenKey, at: UnixMillis): { id: string; session: Session };
  /** undefined when there is none of that id, or it was too long ago. Counts as use. */
  find(id: string, at: UnixMillis): Session | undefined;
  /** Whether there is one. No use of it. */
  has(id: string, at: UnixMillis): boolean;
  close(id: string): void;
  /** Unix ms: when it ends if it is used until then. */
  endOf(session: Session): number;
}

export interface SessionsOptions {
  /** Ends one that nothing was asked with; 30 minutes. A page in sight asks all the time. */
  idleMs?: number;
  /** Ends any; 12 hours. */
  longestMs?: number;
  /** Of one token; the oldest goes when another is opened. */
  mostEach?: number;
}

const most = 200;

/** Sessions live in memory only: a restart logs everybody out, and a copy of the disk lets nobody in. */
export function createSessions({
  idleMs = 30 * 60_000,
  longestMs = 12 * 3_600_000,
  mostEach = 8,
}: SessionsOptions = {}): Sessions {
  /** By the hash of the id, oldest first. */
  const open = new Map<string, Session>();

  const isOver = ({ openedAt, usedAt }: Session, at: number) => at - usedAt >= idleMs || at - openedAt >= longestMs;

  function makeRoom(token: TokenKey, at: number): void {
    for (const [key, session] of open) if (isOver(session, at)) open.delete(key);
    const same = [...open].filter(([, session]) => session.token === token);
    for (const [key] of same.slice(0, Math.max(0, same.length - mostEach + 1))) open.delete(key);
    for (const key of open.keys()) {
      if (open.size < most) break;
      open.delete(key);
    }
  }

  return {
    get count() {
      return open.size;
    },
    open(token, at) {
      makeRoom(token, at);
      const id = randomBytes(32).toString('base64url');
      const session = { token, csrf: randomBytes(32).toString('base64url'), openedAt: at, usedAt: at };
      open.set(hashOf(id), session);
      return { id, session };
    },
    find(id, at) {
      const key = hashOf(id);
      const session = open.get(key);
      if (!session) return undefined;
      if (isOver(session, at)) {
        open.delete(key);
        return undefined;
      }
      // A clock that steps back must not end it.
      session.usedAt = Math.max(session.usedAt, at);
      return session;
    },
    has(id, at) {
      const session = open.get(hashOf(id));
      return session !== undefined && !isOver(session, at);
    },
    close: (id) => void open.delete(hashOf(id)),
    endOf: ({ openedAt }) => openedAt + longestMs,
  };
}

/** Looked up by the hash: how long that takes tells nothing of any id. */
const hashOf = (id: string): string => createHash('sha256').update(id).digest('base64');
