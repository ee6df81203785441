import { duration } from '../words/numbers.js';
import { codeLivesMs, createCodes } from './codes.js';
import { html } from './html.js';
import type { Permission } from './permission.js';
import type { Speaker } from './speaker.js';
import { type Deed, isAsk, type Outcome, type Person, type VerbContext } from './verbs/verb.js';

export interface ConfirmationOptions {
  context: VerbContext;
  permission: Permission;
  speaker: Speaker;
  /** For tests. */
  drawCode?: () => string;
}

/** Tells people what came of what they said; what is dangerous is done once they have repeated a code. */
export interface Confirmation {
  /** @param to Which message it answers. */
  reply(person: Person, chat: number, outcome: Outcome, to?: number): Promise<void>;
  /** Somebody has written six digits. */
  coded(person: Person, chat: number, code: string): Promise<void>;
  /** Somebody has written something else: no code of theirs is waited for any more. @returns whether one was */
  drop(person: Person): boolean;
}

export function createConfirmation({ context, permission, speaker, drawCode }: ConfirmationOptions): Confirmation {
  const { now } = context;
  const codes = createCodes<Deed>({ now, ...(drawCode === undefined ? {} : { draw: drawCode }) });

  async function reply(person: Person, chat: number, outcome: Outcome, to?: number): Promise<void> {
    if (!isAsk(outcome)) return speaker.deliver(person, chat, outcome, to);
    const { ask, deed } = outcome;
    const asked = codes.ask(person.user.id, { verb: deed.verb, deed });
    if ('lockedUntil' in asked) {
      await permission.refused(person, deed.verb, 'too many wrong codes');
      const wait = duration(asked.lockedUntil - now());
      return speaker.say(chat, [html`too many codes were wrong: nothing that wants one is begun for ${wait}`]);
    }
    const code = html`repeat <code>${asked.code}</code> within ${duration(codeLivesMs)}, and it is done; anything else, and it is not`;
    await speaker.say(chat, [...ask, code], to);
  }

  return {
    reply,
    async coded(person, chat, code) {
      const answer = codes.answer(person.user.id, code);
      switch (answer.kind) {
        case 'none':
          return speaker.say(chat, [html`no code is waited for`]);
        case 'late':
          return speaker.say(chat, [html`the time for that code was up: say /${answer.verb} again`]);
        case 'wrong':
          if (answer.left > 0) return speaker.say(chat, [html`that is not the code: ${answer.left} tries are left`]);
          await permission.refused(person, answer.verb, 'the code was wrong');
          return speaker.say(chat, [html`that is not the code, and it is void now: nothing was done`]);
        case 'right': {
          const { verb, right, run } = answer.pending.deed;
          const wanted = { verb, right, run: () => run(context, person) };
          return reply(person, chat, await permission.attempt(person, wanted));
        }
      }
    },
    drop: ({ user }) => codes.drop(user.id),
  };
}
