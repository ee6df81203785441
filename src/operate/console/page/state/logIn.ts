import { AskError, ask } from './ask.js';
import { type Session, sessionStore } from './session.js';

/** Asks once who is logged in. A page that cannot be told stays as it is. @throws AskError when nobody answers */
export async function askSession(): Promise<void> {
  try {
    sessionStore.set({ state: 'in', session: await ask<Session>('/session') });
  } catch (error) {
    if (!(error instanceof AskError) || error.status !== 401) throw error;
    const was = sessionStore.get();
    if (was.state !== 'none') sessionStore.set({ state: 'none', ended: was.state === 'in' });
  }
}

/** @throws AskError when the token is nobody's, or too many were tried */
export async function logIn(token: string): Promise<void> {
  sessionStore.set({ state: 'in', session: await ask<Session>('/session', { method: 'POST', body: { token } }) });
}

/** Ends the session here and at the daemon. */
export async function logOut(): Promise<void> {
  try {
    await ask('/session', { method: 'DELETE' });
  } finally {
    sessionStore.set({ state: 'none', ended: false });
  }
}
