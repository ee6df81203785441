import { readFileSync, writeFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import type { LabAccount } from '../../src/lab/accounts.js';
import type { Ledger } from '../../src/record/ledger.js';
import type { KeeperWorld } from '../runKeeper.js';
import { forgetFiles, type KeptBooks, keepBooks, writeBooks } from '../scenario/keepBooks.js';
import { decisionsOf } from './story.js';

type Text = Readonly<Record<string, unknown>>;

/** A book with what its strategy file has besides. */
export interface LevelsBook {
  name: string;
  account: LabAccount;
  rules: readonly Text[];
}

/** What is above the strategies, as ballast.yaml has it. */
interface Above {
  limits?: Text;
  accounts?: readonly Text[];
  sequencer?: Text;
}

type Finished = (forget: () => Promise<void>) => void;

const watch = [{ 'perp-v2': 'ETH' }, { wallet: ['USDC'] }];

/** One keeper of several books, with limits above them. */
export async function keepUnder(
  world: KeeperWorld,
  books: readonly LevelsBook[],
  { sequencer, ...above }: Above,
  onFinished: Finished,
): Promise<KeptBooks> {
  const many = books.map(({ name, account }) => ({ name, account, watch, givesTo: [] }));
  const files = writeBooks(world, many);
  change<{ chains: { lab: Text } }>(files.settings, ({ chains: { lab }, ...settings }) => ({
    ...settings,
    ...above,
    chains: { lab: { ...lab, ...(sequencer ? { sequencer } : {}) } },
  }));
  books.forEach(({ rules }, index) => {
    change(files.strategies[index] ?? '', (strategy) => ({
      ...strategy,
      rules: rules.map((rule) => ({ cooldown: '0s', maxSlippage: '200bps', ...rule })),
    }));
  });
  const kept = await keepBooks(world, many, files);
  onFinished(async () => {
    await kept.stop();
    forgetFiles(files);
  });
  return kept;
}

function change<Written extends Text>(file: string, to: (text: Written) => Text): void {
  writeFileSync(file, stringify(to(parse(readFileSync(file, 'utf8')) as Written), { aliasDuplicateObjects: false }));
}

/** What was decided for a book, oldest first: the verdict, and what did not pass with whose limit it was. */
export async function toldOf(ledger: Ledger, book: string): Promise<string[]> {
  return (await decisionsOf(ledger))
    .filter(({ strategy }) => strategy === book)
    .map(({ verdict, checks }) =>
      [
        verdict,
        ...checks
          .filter((check) => check.verdict !== 'pass')
          .map((check) => [check.code, check.verdict, ...('level' in check ? [check.level] : [])].join(' ')),
      ].join(': '),
    );
}
