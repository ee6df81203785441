import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = dirname(fileURLToPath(import.meta.url));
const isTest = (file: string) => /\.test\.tsx?$|(^|\/)testing\//.test(file);

/** What every file of the house imports of the house, without tests. */
const imports = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .filter((file) => !isTest(file))
  .flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/(?:from|import\(|^import) ?'(\.{1,2}\/[^']+)'/gm)].map(
      ([, to = '']) => ({ file, to: relative(root, join(root, dirname(file), to)) }),
    ),
  );

test('the imports are found', () => {
  expect(imports.length).toBeGreaterThan(2_000);
});

/** Every file with the files that it needs, those of types included. */
const needs = new Map<string, string[]>();
for (const { file, to } of imports) needs.set(file, [...(needs.get(file) ?? []), fileOf(to)]);

function fileOf(imported: string): string {
  const [script, markup] = [imported.replace(/\.js$/, '.ts'), imported.replace(/\.js$/, '.tsx')];
  return existsSync(join(root, markup)) ? markup : script;
}

/** The first way that leads from a file back to itself; undefined where there is none. */
function circle(): string[] | undefined {
  const done = new Set<string>();
  const way: string[] = [];
  const from = (file: string): string[] | undefined => {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
    if (done.has(file)) return undefined;
    way.push(file);
    for (const next of needs.get(file) ?? []) {
      const found = from(next);
      if (found) return found;
    }
    way.pop();
    done.add(file);
    return undefined;
  };
  for (const file of needs.keys()) {
    const found = from(file);
    if (found) return found;
  }
  return undefined;
}

test('no file needs itself, by whatever way: each can be read after those that it needs', () => {
  expect(circle()).toBeUndefined();
});

const between = (from: string, to: RegExp) =>
  imports.filter((one) => one.file.startsWith(from) && to.test(one.to)).map(({ file, to: at }) => `${file} -> ${at}`);

test.each<[who: string, mayNotKnow: RegExp]>([
  ['model/', /^(?!model\/)/],
  // Without clock, client, ledger or people: what these say can be said again of any past block.
  ['assess/', /^(?!(assess|model|venues)\/)/],
  ['venues/', /^(?!(venues|model|assess|config|\.\.\/abis)\/)/],
  ['guard/', /^(?!(guard|model|venues|assess)\/)/],
  ['plan/', /^(?!(plan|guard|model|venues|assess|chains)\/)/],
  ['chains/', /^(?!(chains|model|venues|observe|plan)\/)/],
  ['observe/', /^(?!(observe|model|venues)\/)/],
  ['execute/', /^(?!(execute|model|observe|record|venues|assess|\.\.\/abis)\/)/],
  ['record/', /^(execute|tick|keeper|operate|config)/],
  ['tick/', /^(keeper|operate|config)/],
  ['keeper', /^operate/],
  ['config/', /^(observe|execute|record|tick|keeper|operate)/],
  // The terminal is one way to people of several: what they share stands beside it.
  ['operate/views/', /^operate\/(cli|api|console|telegram)\//],
  ['operate/words/', /^operate\/(?!words\/)/],
  ['operate/plot/', /^operate\/(?!plot\/)/],
  ['operate/page/', /^operate\/(?!(page|words)\/)/],
  ['operate/http/', /^operate\/(?!http\/)/],
  ['operate/report/', /^operate\/(?!report\/|plot\/|page\/|words\/)/],
  ['operate/orders/', /^operate\/(cli|api|console|telegram|views|alerts|monitoring)\//],
  ['operate/reviews/', /^operate\/(cli|api|console|telegram|views|alerts|monitoring)\//],
  ['operate/blocks/', /^operate\//],
  ['operate/books/', /^operate\/(?!books\/)/],
  ['operate/change/', /^operate\/(cli|api|console|telegram|alerts|monitoring)\//],
  ['operate/care/', /^operate\/(cli|api|console|telegram|views|alerts|monitoring)\//],
  ['operate/telegram/', /^operate\/(cli|api\/routes|console)\//],
  ['operate/alerts/', /^operate\/(cli|api\/routes|console|telegram)\//],
  ['operate/monitoring/', /^operate\/(cli|api|console|telegram)\//],
  ['operate/live/', /^operate\/(cli|api|console|telegram)\//],
  // Everything that people ask for goes through the ledger.
  ['operate/api/', /^(keeper|execute\/(orders|signing)\/|operate\/(cli|telegram|alerts\/sinks)\/)/],
  ['operate/telegram/', /^keeper/],
  // Pages and programs run in a browser.
  ['operate/console/page/', /^(record|execute|observe|config)\//],
])('%s knows nothing of %s', (who, mayNotKnow) => {
  expect(between(who, mayNotKnow)).toEqual([]);
});

test('nobody knows the pages that are made from code', () => {
  expect(between('', /^docs\//).filter((one) => !one.startsWith('docs/'))).toEqual([]);
});

test('only the demo knows the lab', () => {
  expect(between('', /^lab\//).filter((one) => !one.startsWith('lab/') && !one.startsWith('operate/cli/demo'))).toEqual(
    [],
  );
});
