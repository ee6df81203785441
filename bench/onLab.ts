import type { LabAccount } from '../src/lab/accounts.js';
import { standardBook, standardFunds } from '../src/lab/book.js';
import { createLab, type Lab } from '../src/lab/lab.js';

/** What a bench is given: a lab, an account that holds the standard book there, and what is let go of when it ends. */
export interface OnLab {
  lab: Lab;
  account: LabAccount;
  /** The newest is let go of first, whatever has become of the bench. */
  onFinished(forget: () => void | Promise<void>): void;
}

/** Runs a bench on a lab of its own; what it comes to is the exit code of the process. */
export async function onLab(bench: (given: OnLab) => Promise<number>): Promise<void> {
  const forgets: (() => void | Promise<void>)[] = [];
  const lab = await createLab();
  forgets.push(() => lab.stop().catch(() => {}));
  try {
    const account = await lab.createAccount(standardFunds);
    await lab.openBook(account, standardBook);
    process.exitCode = await bench({ lab, account, onFinished: (forget) => void forgets.push(forget) });
  } finally {
    for (const forget of forgets.reverse()) await forget();
  }
}
