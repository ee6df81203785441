import { type JsonSchema, jsonSchemaOf, partAt } from '../config/jsonSchema.js';
import { settingsJsonSchema } from '../config/settings/schema.js';
import { ruleKinds } from '../config/strategy/ruleShapes.js';
import { strategyJsonSchema } from '../config/strategy/schema.js';
import type { VenueKind } from '../venues/venue.js';
import { fieldTable } from './fieldTable.js';
import { code, table } from './markdown.js';
import { sequencerFeeds } from './sequencerFeeds.js';

/**
 * docs/strategy.md: every key of the files an operator writes, from the schemas they are checked with.
 * @param files The shipped example of each, as it stands in the repository.
 */
export function strategyPage(files: { strategy: string; settings: string }, kinds: readonly VenueKind[]): string {
  const strategy = strategyJsonSchema();
  const settings = settingsJsonSchema();
  const { watch, rules, limits, review, risk, ...head } = strategy.properties ?? {};
  return `# Strategy files and ballast.yaml

A strategy is one YAML file: whom to watch, what to do and when, and how far it may go. \`ballast check FILE\` reads it and
reports everything that is wrong with it, with lines, before anything runs. This page is made from the schemas by
\`npm run docs\`; \`strategies/strategy.schema.json\` gives an editor the same (the first line of the example asks for it).

\`\`\`yaml
${files.strategy.trim()}
\`\`\`

## How values are written

${table(
  ['kind', 'written', 'and not'],
  [
    ['US dollars', '`50_000 usd`', '`50000`: the unit is always said'],
    ['rates', '`30bps`, `0.3%`; whole basis points', '`0.003`'],
    ['durations', '`500ms`, `30s`, `2m`, `1h`, `7d`, `1h 30m`', '`120`'],
    ['gas', "`0.05 eth`: the chain's gas token", '`100 usd`'],
    ['health', '`1.3`: equity / maintenance; at 1 a margin account is liquidated', '`130%`'],
    ['addresses', '`0x…`; mixed case must match its checksum', ''],
    ['an instrument', '`perp-v2 ETH`, `gmx-v2 ETH/USD`: venue and market', '`ETH`'],
    [
      'margin accounts',
      "`perp-v2 *` (each of a venue's), `perp-v2 cross`, `gmx-v2 ETH/USD long USDC`, `'lyra #7'`",
      '`lyra #7` unquoted: `#` begins a comment',
    ],
    ['variables', `\`\${NAME}\`, from the environment or \`.env\`; quoted inside brackets`, ''],
  ],
)}

## The strategy

${fieldTable({ properties: head, ...(strategy.required ? { required: strategy.required } : {}) })}

### \`atStake\`

How many endpoints must agree on the block and on everything that is read at it before money moves, and how many blocks make
a transaction final, by the USD that an order moves. A list of:

${fieldTable(partOrEmpty(strategy, ['atStake', 0]))}

The highest tier that an order reaches counts. Where no tier is for the smallest amounts, two endpoints must agree there, or
one where the chain has only one. What a tier leaves out is as in the one below; none asks for less than the one below, for
fewer confirmations than the chain's, or for more endpoints than the chain has.

### \`watch\`

${watch?.description ?? ''}: a list of venues, each with a name or a list of names.

${table(
  ['venue', 'what is named', 'can be hedged on'],
  kinds.map(({ id, perpetuals }) => [
    code(id),
    id === 'wallet' ? 'tokens that ballast.yaml declares' : 'markets that ballast.yaml declares',
    perpetuals ? 'yes' : '',
  ]),
)}

### \`rules\`

${rules?.description ?? ''}. Each begins with its kind. When several want something in one block, what survives comes first:
\`survive\` (health below \`surviveBelow\`), \`margin\` (\`topUp\`, \`deleverage\`, then \`protect\`), \`delta\` (\`hedge\`), \`cost\` (\`claim\`).

Where a venue carries orders out later, what it holds and has not carried out counts as in flight, the operator's own
orders included; a rule waits for its own, and for one by hand on the same position, except to survive. Without any rule,
an order of ours that the venue should have carried out by now is taken back as soon as the venue allows it, and so is a
stop whose position is gone; such a decision is called \`expire\`. After five failures for one reason within an hour a rule
opens nothing more until the strategy file changes, the market moves by 2 % or an hour has passed; what reduces, protects
or rescues only backs off, and so does what was taken back because nobody had carried it out.

${ruleKinds.map((kind) => `#### \`${kind}\`\n\n${fieldTable(ruleSchema(strategy, kind))}`).join('\n\n')}

### \`limits\`

${limits?.description ?? ''}.

${limits ? fieldTable(limits) : ''}

A limit that is written as \`{ review: X, reject: Y }\` lets a person look at what is beyond X (\`ballast reviews\`), and cuts or
refuses what is beyond Y; a plain value is the second. Of a time that must not be too short (\`runway\`, \`duplicates\`) it is
the other way about. What lowers the thing that a limit is on passes, however far beyond it is. Without a limit nothing is
checked. \`limits:\` and \`accounts:\` in ballast.yaml set the same for everybody and for an account; the strictest binds. What
each check measures is in [checks.md](checks.md).

### \`review\`

${review?.description ?? ''}; none of it must be said.

${review ? fieldTable(review) : ''}

### \`risk\`

${risk?.description ?? ''}; none of it must be said. What the figures mean is in [risk.md](risk.md).

${risk ? fieldTable(risk) : ''}

#### \`shocks\`

A list of:

${fieldTable(partOrEmpty(strategy, ['risk', 'shocks', 0]))}

## Conditions

\`\`\`
abs(delta) > 1.5 and gas < 2
health < 1.3 or liquidationDistance < 0.05
1.05 < health < 1.2 and not (gas > 100)
\`\`\`

Numbers, [metrics](metrics.md), \`+ - * / ^\`, comparisons \`< <= > >= == !=\`, \`and\`, \`or\`, \`not\`, parentheses, and the functions
listed with the metrics. \`a < b < c\` means both. \`not\` needs parentheses: \`not (health < 1)\`. Nothing else is a condition: no
text, properties, lists, assignments or units; nothing of it is ever run as code.

A metric may have no meaning for a subject (\`liquidationPrice\` where no price liquidates). A comparison with it is then
neither true nor false but unknown, and so is its \`not\`. \`unknown or true\` is true and \`unknown and false\` is false. A rule
acts only when its condition is known to be true.

## What is checked

Keys and values (with the nearest known name), units, checksums, variables that are not set; that chain, venues, markets
and tokens exist in ballast.yaml and are watched by the strategy that uses them; and contradictions:

- a \`topUp\` or \`deleverage\` whose trigger (\`health < x\`) is not below its target, or whose target is not above \`surviveBelow\`
- a \`deleverage\` that would act before the \`topUp\` of the same account
- a \`protect\` whose stop would close a position before a \`topUp\` or \`deleverage\` of the same account acts, and a second
  one for the same position; a \`protect\` or \`claim\` at a venue where no order rests
- a margin account that what is watched can never have (\`gmx-v2 ETH/USD long\`, without its collateral)
- a \`hedge\` whose target lies outside the band in which it rests (\`abs(delta) > x\`)
- a \`maxSlippage\` over \`limits.slippage\`; a minimum over a maximum or over \`limits.order\`
- one order allowed more than a day, an hour more than a day; a limit of health below \`surviveBelow\`, or below where a
  \`deleverage\` on a venue that hedges trade on begins
- two rules or two strategies of one name; anything named twice
- an \`atStake\` that asks for less where more is at stake, or for more endpoints than the chain has
- \`mode: live\` without a key for the account; two live strategies on one account of one chain

\`ballast check\` then asks the chain: its id, code at every address, and whether the key (or the remote
signer) is the account's.

## ballast.yaml

Chains and what is deployed on them, the ledger, and where keys are. Relative paths start at the file.

\`\`\`yaml
${files.settings.trim()}
\`\`\`

### \`chains.NAME\`

${fieldTable(partOrEmpty(settings, ['chains', 'NAME']))}

#### \`sequencer\`

${fieldTable(partOrEmpty(settings, ['chains', 'NAME', 'sequencer']))}

The feed is read in the same block as everything else, and a second endpoint must say the same of it. A feed that does not answer
lets in no new risk either. Addresses, as Chainlink lists them (https://docs.chain.link/data-feeds/l2-sequencer-feeds); look there for
others, and before you rely on one:

${table(
  ['chain', 'feed'],
  sequencerFeeds.map(({ chain, feed }) => [chain, code(feed)]),
)}

#### \`tokens.SYMBOL\`

${fieldTable(partOrEmpty(settings, ['chains', 'NAME', 'tokens', 'SYMBOL']))}

#### \`venues\`

${kinds.map(deploymentSection).join('\n\n')}

### \`ledger\`

${fieldTable(partOrEmpty(settings, ['ledger']))}

### \`keys\`

${settings.properties?.['keys']?.description ?? ''}. A list of:

${fieldTable(partOrEmpty(settings, ['keys', 0]))}

Each states where the key is, either \`keystore\`, with exactly one of \`passwordFile\`, \`credential\` and \`prompt\`, or \`remote\`.
A remote signer that asks who calls is given it in its URL: \`https://NAME:PASSWORD@host\`, or \`https://bearer:TOKEN@host\`.

#### \`policy\`

What the key may sign at most, whatever a strategy says. What can only lower risk is not counted against USD.

${fieldTable(wholeOf(partOrEmpty(settings, ['keys', 0, 'policy'])))}

### \`limits\`

${settings.properties?.['limits']?.description ?? ''}: sums over books are of all live ones that the ledger knows.

${fieldTable(wholeOf(settings.properties?.['limits'] ?? {}))}

### \`accounts\`

${settings.properties?.['accounts']?.description ?? ''}: a list of \`{ account, limits }\`, with limits as above.

${sideSections(settings)}

No report ever shows more of an endpoint or a remote signer than its host.
`;
}

/** What stands between the ledger and people, each with its fields; a map of names is shown as one of them. */
const sideSections = (settings: JsonSchema): string =>
  ['alerts', 'console', 'telegram', 'metrics', 'backup']
    .flatMap((name) => {
      const section = settings.properties?.[name];
      if (!section) return [];
      const receivers = name === 'alerts' ? partAt(section, ['sinks', 'NAME']) : null;
      return [
        `### ${code(name)}\n\n${section.description ?? ''}\n\n${fieldTable(section)}`,
        ...(receivers ? [`#### ${code('sinks.NAME')}\n\n${fieldTable(receivers)}`] : []),
      ];
    })
    .join('\n\n');

const ruleSchema = (strategy: JsonSchema, kind: string): JsonSchema =>
  strategy.properties?.['rules']?.items?.anyOf?.find(({ properties }) => properties && kind in properties) ?? {};

const partOrEmpty = (schema: JsonSchema, path: readonly (string | number)[]): JsonSchema => partAt(schema, path) ?? {};

/** With the fields of its maps shown one by one, though each may be left out whole. */
const wholeOf = (schema: JsonSchema): JsonSchema => ({ ...schema, required: [], properties: flatOf(schema, '') });

const flatOf = ({ properties = {} }: JsonSchema, prefix: string): Record<string, JsonSchema> =>
  Object.fromEntries(
    Object.entries(properties).flatMap(([key, field]) =>
      field.properties ? Object.entries(flatOf(field, `${prefix}${key}.`)) : [[`${prefix}${key}`, field]],
    ),
  );

function deploymentSection({ id, deployment }: VenueKind): string {
  const schema = jsonSchemaOf(deployment);
  if (Object.keys(schema.properties ?? {}).length === 0) return `${code(id)} needs no entry.`;
  return `Of ${code(id)}:\n\n${fieldTable(schema)}`;
}
