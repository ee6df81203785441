import { BallastError } from '../../model/error.js';
import type { Log } from '../../model/log.js';
import type { Right } from '../../model/rights.js';
import { newId } from '../../record/id.js';
import { insertCommand } from '../../record/statements/runs.js';
import { ReviewOverError } from '../reviews/answerReview.js';
import { html } from './html.js';
import { sayError } from './say/sayError.js';
import type { Outcome, Person, VerbContext } from './verbs/verb.js';

/** What somebody wants done. */
export interface Attempt {
  /** What people call it: `approve`. */
  verb: string;
  /** Without it nothing is done. */
  right: Right;
  run: () => Promise<Outcome>;
}

/** Stands between what somebody wants and what they may. */
export interface Permission {
  /** Runs it where the person may; what goes wrong is an answer as well. @throws LedgerError when a refusal cannot be written down */
  attempt(person: Person, wanted: Attempt): Promise<Outcome>;
  /** Writes down that something was not done, and why. @throws LedgerError */
  refused(person: Person, verb: string, why: string): Promise<void>;
}

export function createPermission({ ledger, now, log }: Pick<VerbContext, 'ledger' | 'now'> & { log: Log }): Permission {
  const refused = ({ author }: Person, verb: string, why: string): Promise<void> =>
    ledger.commit(insertCommand({ id: newId(now()), verb: 'telegram refused', args: [verb, why], author, at: now() }));

  return {
    refused,
    async attempt(person, { verb, right, run }) {
      if (!person.rights.has(right)) {
        await refused(person, verb, `${person.user.role} may not ${right}`);
        return {
          lines: [html`you may not: /${verb} wants the right to <b>${right}</b>, and you are ${person.user.role}`],
          isFailure: true,
        };
      }
      try {
        return await run();
      } catch (error) {
        if (!(error instanceof BallastError)) log.error({ at: 'telegram', verb, error }, 'a verb failed');
        // To answer what is over comes to nothing however often it is tried.
        return { lines: sayError(error), ...(error instanceof ReviewOverError ? {} : { isFailure: true }) };
      }
    },
  };
}
