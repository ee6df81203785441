import { plainText } from '../../../plainText.js';
import { sessionStore } from './session.js';

/** One thing that is wrong with what was asked. */
export interface AskProblem {
  field: string | null;
  message: string;
  mend?: string;
  line?: number;
}

/** What the daemon would not do, or that it could not be asked, with the mend. */
export class AskError extends Error {
  override name = 'AskError';
  /** 0: nobody answered. */
  readonly status: number;
  readonly code: string;
  readonly mend: string;
  readonly problems: readonly AskProblem[];

  constructor(said: { status: number; code: string; message: string; mend?: string; problems?: AskProblem[] }) {
    super(said.message);
    this.status = said.status;
    this.code = said.code;
    this.mend = said.mend ?? '';
    this.problems = said.problems ?? [];
  }

  /** Whether the same may be answered a little later, with nobody doing anything about it. */
  get mayPass(): boolean {
    return this.status <= 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

interface Asked {
  method?: 'GET' | 'POST' | 'DELETE';
  body?: unknown;
  /** Of one question: however often it is sent, it is done once. */
  key?: string;
  signal?: AbortSignal;
}

/** Asks the daemon, as the person who is logged in. @throws AskError */
export async function ask<Answer>(path: string, { method = 'GET', body, key, signal }: Asked = {}): Promise<Answer> {
  const csrf = sessionStore.get().session?.csrf;
  const headers: Record<string, string> = { accept: 'application/json' };
  if (method !== 'GET' && csrf) headers['x-ballast-csrf'] = csrf;
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (key !== undefined) headers['idempotency-key'] = key;
  let response: Response;
  try {
    response = await fetch(path, {
      ...{ method, headers, credentials: 'same-origin', cache: 'no-store', redirect: 'error' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: signal ?? AbortSignal.timeout(20_000),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    const again = method === 'GET' ? 'the page tries again by itself' : 'then try again';
    throw new AskError({
      ...{ status: 0, code: 'unreachable', message: 'ballast does not answer' },
      mend: `see that the daemon runs and that this device reaches it; ${again}`,
    });
  }
  const said = await readBody(response);
  if (response.ok) return said as Answer;
  throw wrongOf(response.status, said, path);
}

async function readBody(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return text === '' ? {} : parsed(text);
  } catch {
    return {};
  }
}

/** A control character or a mark of direction, as it is or as JSON writes it. */
const mayHaveControls = /[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]|\\u/;

/**
 * What steers how a line reads is written out, since names of tokens and words of contracts are strangers'. The text of a strategy
 * stays as it is: it is edited, and has a hash.
 */
function parsed(text: string): unknown {
  if (!mayHaveControls.test(text)) return JSON.parse(text);
  return JSON.parse(text, (name, value: unknown) =>
    typeof value === 'string' && name !== 'source' ? plainText(value, false) : value,
  );
}

function wrongOf(status: number, said: unknown, path: string): AskError {
  const error = (said as { error?: Record<string, unknown> } | null)?.error ?? {};
  const text = (name: string) => (typeof error[name] === 'string' ? (error[name] as string) : undefined);
  if (status === 401 && path !== '/session') {
    const { session } = sessionStore.get();
    sessionStore.set({ state: 'none', ended: session !== null });
  }
  const mend = text('mend');
  return new AskError({
    status,
    code: text('code') ?? `http_${status}`,
    message: text('message') ?? `ballast answered with ${status}`,
    ...(mend === undefined ? {} : { mend }),
    ...(Array.isArray(error['problems']) ? { problems: error['problems'] as AskProblem[] } : {}),
  });
}

/** What is told of anything that was thrown. */
export const askErrorOf = (error: unknown): AskError =>
  error instanceof AskError
    ? error
    : new AskError({
        status: -1,
        code: 'unforeseen',
        message: error instanceof Error ? error.message : 'something unforeseen happened',
        mend: 'load the page again; if it stays, `ballast status` says the same in a terminal',
      });
