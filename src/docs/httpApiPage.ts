import { rights, roleNames, roles } from '../model/rights.js';
import { openApi, rightSays } from '../operate/api/openApi.js';
import { otherAnswers } from '../operate/api/otherAnswers.js';
import type { Route } from '../operate/api/route.js';
import { routes } from '../operate/api/routes/routes.js';
import { liveKinds } from '../operate/live/changes.js';
import { code, table } from './markdown.js';

interface Parameter {
  name: string;
  in: string;
}

type Operation = { parameters?: readonly Parameter[] };

/** docs/openapi.json, from the list of routes and the schemas that they are answered by. */
export const openApiText = async (): Promise<string> => `${JSON.stringify(await openApi(routes), null, 2)}\n`;

/** docs/http-api.md, from the same. Its examples are typed by `httpApiPage.test.ts`. */
export async function httpApiPage(): Promise<string> {
  const { paths } = (await openApi(routes)) as { paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> };
  const askedOf = ({ method, path }: Route): string => {
    const { parameters = [] } = paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()] ?? {};
    const names = parameters.filter((one) => one.in === 'query').map(({ name }) => code(name));
    return names.length === 0 ? '' : ` Takes ${names.join(', ')}.`;
  };
  const rowOf = (route: Route) => [
    code(`${route.method} ${route.path}`),
    code(route.right),
    `${route.summary}.${askedOf(route)}${route.note === undefined ? '' : ` ${route.note}`}`,
  ];
  return `# HTTP API

Everything that [the console](console.md) shows and does, for programs. The daemon serves it where \`ballast.yaml\` has \`console:\`; \`ballast serve\`
serves it on a ledger without a daemon. Each shape is in [openapi.json](openapi.json) (OpenAPI 3.1), from which clients can be generated. Both pages are
made from the list of routes in \`src/operate/api/routes\` by \`npm run docs\`, and every example here is run by a test.

## Ten lines

\`\`\`console
$ ballast token new robot trader --to console.tokens
$ export BALLAST=http://127.0.0.1:8420 TOKEN=…
\`\`\`

\`\`\`sh
# everything at a glance
curl -sS --fail -H "Authorization: Bearer $TOKEN" $BALLAST/v1/overview

# ask for an order; asked again with the same clOrdId it is the same order
curl -sS --fail -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" \\
  -d '{"book": "eth-book", "clOrdId": "trim-1", "side": "Sell", "quantity": "0.5", "instrument": "perp-v2 ETH", "price": "2410.50"}' \\
  $BALLAST/v1/orders

# what became of it
curl -sS --fail -H "Authorization: Bearer $TOKEN" $BALLAST/v1/orders/trim-1

# take it back
curl -sS --fail -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" -H "Idempotency-Key: $(date +%s)-$$" \\
  -d '{"text": "not today"}' $BALLAST/v1/orders/trim-1/cancel

# a file of them: all or none
printf 'clOrdId,side,quantity,instrument\\nj-1,Sell,0.2,perp-v2 ETH\\nj-2,Buy,0.1,perp-v2 BTC\\n' |
  curl -sS --fail -H "Authorization: Bearer $TOKEN" -H "Content-Type: text/csv" --data-binary @- "$BALLAST/v1/imports?list=june&dryRun=true"
\`\`\`

With a token of an operator, an approver and an admin:

\`\`\`sh
# send only what lowers risk
curl -sS --fail -H "Authorization: Bearer $OPERATOR" -H "Content-Type: application/json" \\
  -d '{"text": "the oracle looks odd"}' $BALLAST/v1/trading-state/pause

# what waits for a person, and yes to one of it
curl -sS --fail -H "Authorization: Bearer $APPROVER" "$BALLAST/v1/reviews?open=true"
curl -sS --fail -H "Authorization: Bearer $APPROVER" -H "Content-Type: application/json" -H "Idempotency-Key: yes-1" \\
  -d '{"text": "looked at it", "notional": 20000}' $BALLAST/v1/reviews/$REVIEW/approve

# let trading go on; somebody else's word since \`seen\` is not overruled unseen
SEEN=$(curl -sS --fail -H "Authorization: Bearer $ADMIN" $BALLAST/v1/overview | sed 's/.*"trading":{[^}]*"since":\\([0-9]*\\).*/\\1/')
curl -sS --fail -H "Authorization: Bearer $ADMIN" -H "Content-Type: application/json" \\
  -d "{\\"text\\": \\"it was the feed\\", \\"seen\\": $SEEN}" $BALLAST/v1/trading-state/resume
\`\`\`

## Who may what

\`ballast token new NAME ROLE\` shows a token once and writes its hash into the file that \`console: tokens\` names (mode 600), with \`--until 2027-01-01\`
where it is to end. A line taken out of the file lets nobody in a second later, nor whoever had logged in with it. The name is the author of
whatever is done, and the same person wherever they come from: give the token the name of their login and of their Telegram entry. Two names that differ in upper and lower case alone
are one person.

${table(
  ['role', ...rights.map(code)],
  roleNames.map((role) => [
    role,
    ...rights.map((right) => ((roles[role] as readonly string[]).includes(right) ? 'yes' : '')),
  ]),
)}

${table(
  ['right', 'lets you'],
  rights.map((right) => [code(right), rightSays[right]]),
)}

A line of the file may have rights, apart by commas, in the place of a role. Programs send \`Authorization: Bearer TOKEN\`. Browsers log in: \`POST /session\`
with \`{"token": …}\` sets a cookie that no script reads, and answers \`csrf\`, which goes into the header \`x-ballast-csrf\` of whatever is not a GET.
\`GET /session\` says who is in, \`DELETE /session\` ends it. Without a file of tokens only this machine is served, and there is only to look.

## What can be asked

${table(['', 'right', ''], routes.map(rowOf))}

## What is answered

- JSON. Times are Unix milliseconds, figures of risk are numbers, \`null\` is "not known". Quantities and prices of orders are exact decimal text; so may they be
  sent, or as JSON numbers, of which every digit counts as written. The orders that \`POST /v1/orders\` and the wishes answer are as \`--json\` of the command line has them: base units of 1e-18.
- Lists come newest first, with \`nextCursor\`: sent as \`before\` it asks for the next page.
- \`GET\`: with the \`ETag\` of the answer before as \`If-None-Match\`, what has not changed is a 304. Long answers are compressed for who takes that.
- \`POST\`: with an \`Idempotency-Key\` (up to 128 characters, another one for each thing) what is sent again within a day is done once and answered alike, with
  \`Idempotency-Replayed: true\`. The same key with something else is 422. After a restart the ledger itself tells what was done: an order by its \`clOrdId\`, a
  review and the state of trading by how they stand. Answers of 202 are wishes: the keeper takes them up at its next block.
- Errors have one shape: \`{"error": {"code", "message", "mend", "retryable", "problems"}}\`. \`code\` is for programs, \`problems\` is everything that is wrong, by field.

${table(
  ['status', 'what it means'],
  Object.entries(otherAnswers).map(([status, says]) => [status, says]),
)}

One caller is answered 200 requests at once and 50 a second in the long run. A body is 64 KB at most, an import 32 MB.

## Live

\`GET /v1/live\` is a stream of server-sent events. \`hello\` comes first and says the server's time and version, and the caller's \`rights\`; \`changed\` says what
has, within about 25 ms of its commit; \`rights\` says what the caller may do once that is something else, within about a second; \`heartbeat\` comes every 15 s. It tells that something changed and not what it is now: ask the view that shows it.

\`\`\`
event: changed
id: 184220-9917-1750000000000
data: {"kinds":["tick","decisions"],"tick":184220,"entry":9917,"now":1750000000042}
\`\`\`

Kinds: ${liveKinds.map(code).join(', ')}.
Points of \`series\` are written with each of the keeper's pulses, about once a second. Whoever comes again with \`Last-Event-ID\` (browsers do) hears at once what was missed. A client that does not read is
let go, and so is one whose token or session has ended; 24 streams a caller, 128 in all.
`;
}
