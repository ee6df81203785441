import { basename, dirname, join, relative, resolve } from 'node:path';
import { packageRoot } from '../../../config/packageRoot.js';
import { BallastError } from '../../../model/error.js';
import type { Answer } from '../output.js';
import { bold, dim } from '../table.js';
import type { Terminal } from '../terminal.js';
import { discover } from './discover.js';
import { type InitFlags, readFlags } from './given.js';
import { heldText } from './heldText.js';
import { askAccount, askChain, askContracts, askEndpoints, askVenues, askYes } from './interview.js';
import { type ChainTemplate, knownChains } from './knownChains.js';
import { type NewFile, requirePlaces, type Written, writeNewFiles } from './newFiles.js';
import { ownChain } from './ownChain.js';
import { proposalText } from './proposalText.js';
import { propose } from './propose.js';
import { proveFiles } from './proveFiles.js';
import { envText, settingsText } from './settingsText.js';
import { strategyText } from './strategyText.js';
import { watchedOf } from './watched.js';

export interface InitOptions {
  flags: InitFlags;
  /** ballast.yaml; .env and strategies/ come beside it. */
  settings: string;
  /** Who is asked for what the flags leave open; null: nobody. */
  terminal: Terminal | null;
  now: () => number;
}

/**
 * Asks what it must, looks at what the account holds, and writes ballast.yaml, .env and a commented strategy in shadow that pass
 * `ballast check`. Until the last question nothing is written, and nothing is ever sent.
 * @throws BallastError with all that stands in the way
 */
export async function init({ flags, settings, terminal, now }: InitOptions): Promise<Answer> {
  const given = readFlags(flags, terminal !== null);
  const folder = dirname(resolve(settings));
  const places = {
    ...{ settings: resolve(settings), env: join(folder, '.env') },
    strategy: join(folder, 'strategies', `${given.name}.yaml`),
  };
  requirePlaces(Object.values(places));
  const say = (text: string) => terminal?.say(text);
  const name = await askChain(given, terminal);
  const known = knownChains.find((one) => one.name === name);
  const { urls, reached } = await askEndpoints(given, known?.id ?? null, terminal, now);
  try {
    for (const note of reached.notes) say(dim(`  ${note}`));
    const account = await askAccount(given, terminal);
    const template = known ?? (await declareOwn(name, given, reached, terminal));
    const asked = await askVenues(given, template, terminal);

    const { endpoint } = reached.first;
    const found = await discover({ template, endpoints: urls, endpoint, account, asked });
    const { snapshot, report, chain, all, left } = found;
    const held = heldText(found);
    say(`\n${held}\n`);

    const watch = watchedOf(snapshot, { all, asked, tokens: chain.tokens });
    if (watch.length === 0) {
      throw new BallastError('there is nothing to watch on this chain; nothing was written', {
        mend: 'name a venue with --venues, and tokens with --token',
      });
    }
    const proposal = propose({ snapshot, report, watch, tokens: chain.tokens, hedge: given.hedge });
    const proposed = proposalText(proposal);
    say(`${proposed}\n`);
    const schema = relative(dirname(places.strategy), join(packageRoot, 'strategies', 'strategy.schema.json'));
    const files = filesOf({
      ...places,
      settingsText: settingsText({ chain: used(template, watch), endpoints: urls.length, account }),
      envText: envText({ endpoints: urls, account }),
      strategyText: strategyText(proposal, {
        ...{ name: given.name, chain: template.name, account, block: snapshot.block.number },
        schema: schema.startsWith('.') ? schema : `./${schema}`,
      }),
    });
    await proveFiles(files, { urls, account });
    if (terminal && !given.yes) {
      const list = files.map(({ file }) => basename(file)).join(', ');
      if (!(await askYes(terminal, `Write ${list}?`, true))) throw new BallastError('stopped; nothing was written');
    }
    const written = await writeNewFiles(files, (file) =>
      terminal && !given.yes
        ? askYes(terminal, `${file} is there already. Replace it?`, false)
        : Promise.resolve(false),
    );
    const facts = { chain: template.name, account, block: snapshot.block.number, left };
    return {
      json: { ...facts, watch, files: written },
      text: [...(terminal ? [] : [held, '', proposed, '']), writtenText(written), '', nextSteps(written, folder)].join(
        '\n',
      ),
    };
  } finally {
    await reached.close();
  }
}

async function declareOwn(
  name: string,
  given: ReturnType<typeof readFlags>,
  { first, chainId }: Awaited<ReturnType<typeof askEndpoints>>['reached'],
  terminal: Terminal | null,
): Promise<ChainTemplate> {
  const { contracts, tokens } = await askContracts(given, terminal);
  return ownChain(name, { endpoint: first.endpoint, chainId }, contracts, tokens);
}

/** What is not watched needs not be declared; it is a line in the example where it is wanted later. */
const used = (template: ChainTemplate, watch: readonly { venue: string }[]): ChainTemplate => ({
  ...template,
  venues: Object.fromEntries(
    Object.entries(template.venues).filter(([venue]) => watch.some((one) => one.venue === venue)),
  ),
});

interface Texts {
  settings: string;
  strategy: string;
  env: string;
  settingsText: string;
  strategyText: string;
  envText: string;
}

const filesOf = (texts: Texts): NewFile[] => [
  { file: texts.settings, text: texts.settingsText, isPrivate: false },
  { file: texts.env, text: texts.envText, isPrivate: true },
  { file: texts.strategy, text: texts.strategyText, isPrivate: false },
];

const sayHow: Readonly<Record<Written['how'], string>> = {
  written: '',
  replaced: 'replaced',
  kept: 'stood there already, the same',
  beside: 'beside the one that is there, which is left as it is',
};

function writtenText(written: readonly Written[]): string {
  const from = process.cwd();
  return written
    .map(({ file, how }) => `wrote   ${relative(from, file)}${how === 'written' ? '' : dim(`  (${sayHow[how]})`)}`)
    .join('\n');
}

/** What to type now, in order. */
function nextSteps(written: readonly Written[], folder: string): string {
  const from = process.cwd();
  const beside = written.filter(({ how }) => how === 'beside');
  const strategy = relative(from, written.at(-1)?.file ?? '');
  const steps = [
    ...(folder === from ? [] : [[`cd ${relative(from, folder)}`, 'where the files are']]),
    ...beside.map(({ wanted, file }) => [
      `diff ${relative(from, wanted)} ${relative(from, file)}`,
      'take over what you want of the new one',
    ]),
    [`ballast check ${strategy}`, 'files and chain; sends nothing'],
    [`ballast doctor ${strategy}`, 'the machine as well'],
    [`ballast run ${strategy}`, 'in shadow: decides and records, sends nothing'],
    ['ballast status', 'in another terminal; `ballast decisions` tells what it would have done'],
  ];
  const width = Math.max(...steps.map(([command = '']) => command.length));
  return [bold('Next'), ...steps.map(([command = '', why = '']) => `  ${command.padEnd(width)}   ${dim(why)}`)].join(
    '\n',
  );
}
