import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { loadConfig } from '../../src/config/loadConfig.js';
import { createProgram } from '../../src/operate/cli/program.js';
import { type Verb, verbTree } from '../../src/operate/cli/verbTree.js';
import { venueKinds } from '../../src/venues/venues.js';
import { type Page, pageOf, pages, root } from './markdown.js';

const all = pages();

describe('behavior: every verb that a page tells somebody to type is one that there is, with such options', () => {
  const tree = verbTree(createProgram());

  /** What is wrong with a command; null where nothing is. */
  function wrongWith(command: string): string | null {
    const words = wordsOf(command);
    let verb: Verb = tree;
    const known = new Set(tree.options.flatMap(({ short, long }) => [short, long]));
    for (let word = words.shift(); word !== undefined; word = words.shift()) {
      const inner = verb.verbs.find(({ path }) => path.at(-1) === word);
      if (inner) {
        verb = inner;
        for (const { short, long } of verb.options) known.add(short).add(long);
      } else if (/^--?[a-z]/.test(word)) {
        const [name = ''] = word.split('=');
        if (!known.has(name) && name !== '--help') return `\`${verb.path.join(' ')}\` has no option ${name}`;
      } else if (verb.verbs.length > 0 && /^[a-z]/.test(word) && word !== 'help') {
        return `there is no verb \`${[...verb.path, word].join(' ')}\``;
      }
    }
    return null;
  }

  test.each(all.map((page) => [page.file, page] as const))('%s', (_, page) => {
    const wrong = commandsOf(page).flatMap((command) => {
      const found = wrongWith(command);
      return found === null ? [] : [`ballast ${command}: ${found}`];
    });
    expect(wrong).toEqual([]);
  });

  test('the README names every verb', () => {
    const table = pageOf('README.md')
      .prose.filter((line) => line.startsWith('| '))
      .join(' ');
    const named = new Set([...table.matchAll(/`([a-z-]+)[^`]*`/g)].map(([, verb]) => verb));
    const elsewhere = new Set(['metrics', 'completion', 'help']);
    expect(tree.verbs.flatMap(({ path }) => path).filter((verb) => !named.has(verb) && !elsewhere.has(verb))).toEqual(
      [],
    );
  });

  test('what is wrong is seen', () => {
    expect(wrongWith('run strategies/book.yaml --db x.db')).toBeNull();
    expect(wrongWith('keys new keys/book.json --password-file f')).toBeNull();
    expect(wrongWith('order explode 7')).toBe('there is no verb `order explode`');
    expect(wrongWith('status --frobnicate')).toBe('`status` has no option --frobnicate');
  });
});

/** As a shell takes them apart; what follows a `#`, a `|`, a `>` or a `;` is no part of it. */
const wordsOf = (command: string): string[] =>
  [...command.replace(/(^|\s)[#|>;&].*$/, '').matchAll(/"[^"]*"|'[^']*'|[^\s"']+/g)].map(([word]) =>
    word.replace(/^["']|["']$/g, ''),
  );

/** What is signed for an entry of the audit chain begins with these words. */
const notTyped = new Set(['audit entry']);

/** What stands after `ballast ` at the beginning of a line that is quoted, or of what stands between ticks. */
function commandsOf({ fences, prose }: Page): string[] {
  const quoted = fences
    .filter(({ language }) => ['', 'console', 'sh', 'bash'].includes(language))
    .flatMap(({ text }) => text.split('\n').flatMap((line) => /^\$ ballast (.*)$/.exec(line)?.[1] ?? []));
  const indented = prose.flatMap((line) => /^ {4}(?:npx )?ballast (.*)$/.exec(line)?.[1] ?? []);
  // A verb named in a sentence may be broken over two lines, and `a|b` names two.
  const inline = [...prose.join('\n').matchAll(/`ballast\s([^`]*)`/g)].map(([, command = '']) =>
    command.replaceAll('\n', ' ').replaceAll(/\\?\|\S*/g, ''),
  );
  return [...quoted, ...indented, ...inline]
    .flatMap((line) => line.replace(/\s#\s.*$/, '').split(/\s*(?:;|&&)\s*(?:npx )?ballast /))
    .filter((one) => !notTyped.has(one));
}

describe('behavior: YAML on a page is what ballast would take', () => {
  /** Another with each number. */
  const address = (number: number): string => `0x${String(number).padStart(2, '0').repeat(20)}`;
  const example = readFileSync(join(root, 'ballast.example.yaml'), 'utf8');
  const blocks = all.flatMap(({ file, fences }) =>
    fences.filter(({ language }) => language === 'yaml').map(({ text, line }) => ({ at: `${file}:${line}`, text })),
  );
  const names = new Set(
    [example, ...blocks.map(({ text }) => text)].flatMap((text) =>
      [...text.matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => name),
    ),
  );
  const env = Object.fromEntries(
    [...names].map((name, index) => [name, /URL|WEBHOOK/.test(name) ? 'https://example.com' : address(index + 10)]),
  );
  const { lab, arbitrum } = parse(example).chains;
  /** A chain with everything there is, so that a rule may name any of it. */
  const everywhere = {
    ...{ id: 42_161, endpoints: ['wss://a.com', 'wss://b.com', 'wss://c.com'] },
    tokens: { ...lab.tokens, ...arbitrum.tokens, WBTC: { address: address(91), decimals: 8, underlying: 'BTC' } },
    venues: { ...lab.venues, ...arbitrum.venues },
  };
  const watch = [
    ...[{ lyra: 'ETH' }, { 'perp-v2': 'ETH' }, { 'gmx-v2': 'ETH/USD' }, { 'aave-v3': ['WETH', 'USDC'] }],
    ...[{ 'uniswap-v3': 'WETH/USDC' }, { wallet: ['USDC', 'sUSD', 'sETH', 'WETH'] }],
  ];
  const limits = { order: '100_000 usd', day: { turnover: '1_000_000 usd', gas: '1 eth' } };
  const book = { name: 'book', chain: 'lab', account: address(92), watch, rules: [], limits };
  const ofStrategies = [...Object.keys(book), 'atStake', 'review', 'mode'];

  const sinkKinds = ['discord', 'slack', 'telegram', 'webhook', 'smtp'];

  type Fragment = Record<string, unknown>;
  const merged = (under: Fragment, over: Fragment): Fragment => ({
    ...under,
    ...Object.fromEntries(
      Object.entries(over).map(([key, value]) => [
        key,
        isMap(value) && isMap(under[key]) ? merged(under[key], value) : value,
      ]),
    ),
  });
  const isMap = (value: unknown): value is Fragment =>
    typeof value === 'object' && value !== null && !Array.isArray(value);

  /** The two files that a fragment would stand in, with what it does not say. */
  function filesFor(fragment: Fragment): { settings: unknown; strategy: unknown } {
    const keys = Object.keys(fragment);
    const onLab = (chain: Fragment) => ({ chains: { lab: merged(everywhere, chain) } });
    if (keys.every((key) => venueKinds.some(({ id }) => id === key)))
      return { settings: onLab({ venues: fragment }), strategy: book };
    if (keys.every((key) => key === 'tokens' || key === 'venues')) return { settings: onLab(fragment), strategy: book };
    if (Object.values(fragment).every((one) => isMap(one) && Object.keys(one).some((key) => sinkKinds.includes(key))))
      return { settings: { ...onLab({}), alerts: { sinks: fragment } }, strategy: book };
    if (keys.join() === 'users')
      return { settings: { ...onLab({}), telegram: { tokenFile: 'bot.token', ...fragment } }, strategy: book };
    if (!keys.some((key) => ofStrategies.includes(key))) {
      const declared = isMap(fragment['chains']) ? {} : onLab({});
      return { settings: { ...declared, ...fragment }, strategy: isMap(fragment['chains']) ? null : book };
    }
    const first = String(fragment['chain'] ?? 'lab');
    const others = Object.keys(fragment['chains'] ?? {}).map((name) => [name, { ...everywhere, id: 1 }]);
    return {
      settings: { chains: { [first]: everywhere, ...Object.fromEntries(others) } },
      strategy: merged(book, fragment),
    };
  }

  /** What other programs read: Docker, Prometheus. */
  const foreign = ['services', 'scrape_configs', 'groups', 'route', 'receivers'];
  const own = blocks.filter(({ text }) => !foreign.some((key) => Object.keys(parse(text)).includes(key)));

  test.each(own.map(({ at, text }) => [at, text] as const))('%s', (_, text) => {
    let unsaid = 80;
    // An address that a page leaves to the reader is one of theirs.
    const filled = text
      .replaceAll(/0x(\d)\1{3}…/g, (_beginning, digit: string) => `"0x${digit.repeat(40)}"`)
      .replaceAll(/"?0x…"?/g, () => {
        unsaid += 1;
        return `"${address(unsaid)}"`;
      });
    const { settings, strategy } = filesFor(parse(filled));
    const written = (value: unknown) => new TextEncoder().encode(stringify(value, { aliasDuplicateObjects: false }));
    const texts = new Map([
      ['/docs/ballast.yaml', written(settings)],
      ['/docs/book.yaml', written(strategy)],
    ]);
    const strategyFiles = strategy === null ? [] : ['/docs/book.yaml'];
    const load = () => loadConfig({ settingsFile: '/docs/ballast.yaml', strategyFiles, texts, env, needsKeys: false });
    expect(load).not.toThrow();
  });
});

test('behavior: the page of venues has a row for each', () => {
  const { prose } = pageOf('docs/venues.md');
  for (const { id } of venueKinds) expect(prose.filter((line) => line.startsWith(`| \`${id}\` |`))).toHaveLength(1);
});
