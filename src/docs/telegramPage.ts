import { roleNames, roles } from '../model/rights.js';
import { verbs } from '../operate/telegram/verbs/verbs.js';
import { code, table } from './markdown.js';

const codes = { always: 'yes', sometimes: 'where it risks more', never: '' } as const;

/** docs/telegram.md, with the table of verbs that the bot itself obeys. */
export const telegramPage = (): string => `# Telegram

A bot of your own shows a phone how things stand, and does what the person may do: stop trading, answer what waits, take an alert on. It listens to
those who are on its list, each alone with it; everybody else gets silence. The tables of this page are made from the code by \`npm run docs\`.

It is a way in, not a part of the keeper: it runs in a thread beside it, on the ledger alone. Where Telegram is away the keeper goes on, and nobody is
any the less guarded. To be told of alerts is another thing, with another section: [alerting](alerting.md); both may use the same bot.

## Set-up

1. In Telegram, write \`/newbot\` to @BotFather, and name it. It answers with a token. \`/setjoingroups\`, Disable, keeps it out of groups.
2. Put the token into a file that only ballast's user may read: \`install -m 600 /dev/stdin keys/telegram.token\`, paste, Ctrl-D.
3. Give \`ballast.yaml\` the section, with nobody on the list yet:

   \`\`\`yaml
   telegram:
     tokenFile: ./keys/telegram.token
     users: []
   \`\`\`

4. Start the daemon, and write the bot a word. It says nothing.
5. \`ballast telegram whoami\` shows your number, and the line for \`users:\`. Telegram shows nobody their own number, and a name can be taken by others.
   Who sees several asks the one who wrote just now.

   \`\`\`yaml
     users:
       - { id: 123456789, name: ann, role: admin }
   \`\`\`

6. Start the daemon anew, and write \`/status\`. \`ballast doctor\` looks at the token, and whether another program takes what people write.

One bot is one ballast: where two programs read with one token, Telegram gives each half of it. ballast says so (\`OPERATOR_SIDE_FAILED\`), and tries again.

## What may be said

${table(
  ['say', 'what it does', 'right', 'wants a code'],
  verbs.map(({ name, args, says, right, code: wants }) => [
    code(`/${name}${args === '' ? '' : ` ${args}`}`),
    says,
    right,
    codes[wants],
  ]),
)}

An id is the beginning of one, as lists show it; lists have some that a thumb can touch, such as \`/ack_0198f2c47a10\`. \`/reviews\` shows each question with what would change, before and
after, and buttons to answer it. A right comes with a role:

${table(
  ['role', 'may'],
  roleNames.map((role) => [code(role), roles[role].join(', ')]),
)}

## What it asks by itself

When a check wants a person to look at an order ([reviews](reviews.md)), the bot writes to everybody on the list whose role may review: what is to be done, its size, which check asks
and why, what would change, until when there is time and what silence comes to, with buttons to approve and to reject it. These buttons are those of \`/reviews\`: the same right, the
same code above \`codeAbove\`; where two must approve, only the button to reject is left to who has approved.

- **Once it is answered, or its time is up, the same message says so** and its buttons go, with everybody who was asked, whoever answered and wherever.
- **A question rings once.** The ledger knows who was asked what: a restart asks nothing again, and gives the buttons that it has voided anew.
- **Five questions that wait have a message each; the others are counted in one**, which is rewritten as they come and go and does not ring again: \`/reviews\` has them.
- **Whoever has never written to the bot, or has barred it, cannot be asked**; the log says who. Once they write to it, they are asked what still waits.

The alert \`REVIEW_WAITING\` is told as every other, wherever alerts are told ([alerting](alerting.md)).

## What is safe

- **To stop is quick, to go on is not.** \`/pause\` is done at once. \`/resume\`, \`/halt\`, \`/cancel\` and an approval of more than \`codeAbove\` want a code: six digits, which you
  repeat within a minute. A code is of one person, for that verb with those words, and holds once; any other word voids it. After three wrong tries it is void, and after three
  such codes nothing that wants one is begun for ten minutes. To pause what is halted lets more be sent: that wants the right to resume, and a code.
- **What you see is what you decide on.** Where another has changed the state of trading since the code was asked for, it is not changed again: look, and decide anew. Of two who answer one
  question the second is told who was first. A button counts once, for whom it was shown to (one that asks for a code counts with its code); a restart voids codes, and the buttons of lists.
- **Nothing old is done.** A word that is older than a minute, by Telegram's own clock, is refused and says so: what you wrote while the machine was down does not happen an hour
  later. Nothing is done twice: how far the bot has read is written down before it acts.
- **Everything is on record.** What people do is in the ledger under \`telegram:NAME\` and in its [audit trail](audit.md), refusals included. Where two must approve, \`telegram:ann\` and the
  token or the login \`ann\` are one person: give a person one name everywhere.
- **Groups, forwarded and edited messages, channels and other bots are not listened to.** Each person may say 20 things a minute; more is silence.

## What is not

- Who holds an unlocked phone of yours is you. Set a passcode for Telegram, and two-step verification of its account; give the phone the smallest role that does: \`operator\` may stop, and
  not let go on.
- Telegram reads what the bot writes: chats with bots are not end-to-end encrypted. It learns your positions and orders, never a key, an address of an endpoint or a token.
- Who has the bot's token can read what is written to it and answer in its name, and can do nothing in ballast's: ballast obeys what Telegram says a person on the list wrote. With the token
  lost, \`/revoke\` at @BotFather, and a new one in the file.
- Telegram itself could make words up. Who cannot bear that gives nobody there more than \`operator\`, or runs a Bot API server of their own (\`apiRoot\`), which lessens who sees it, and does not
  take Telegram out.
- It may be away when it is needed most. Have another way in: [the console](console.md), SSH.
`;
