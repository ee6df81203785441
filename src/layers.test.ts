import { readdirSync, readFileSync } from 'node:fs';
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

const between = (from: string, to: RegExp) =>
  imports.filter((one) => one.file.startsWith(from) && to.test(one.to)).map(({ file, to: at }) => `${file} -> ${at}`);

test.each<[who: string, mayNotKnow: RegExp]>([
  ['model/', /^(?!model\/)/],
  // The terminal is one way to people of several: what they share stands beside it.
  ['operate/views/', /^operate\/(cli|api|console|telegram)\//],
  ['operate/words/', /^operate\/(?!words\/)/],
  ['operate/telegram/', /^operate\/(cli|api\/routes|console)\//],
  ['operate/alerts/', /^operate\/(cli|api\/routes|console|telegram)\//],
  ['operate/monitoring/', /^operate\/(cli|api|console|telegram)\//],
  ['operate/http/', /^operate\/(?!http\/)/],
  ['operate/live/', /^operate\/(cli|api|console|telegram)\//],
  // Everything that people ask for goes through the ledger.
  ['operate/api/', /^(keeper|execute\/(orders|signing)\/|operate\/(cli|telegram|alerts\/sinks)\/)/],
  ['operate/telegram/', /^keeper/],
  // Pages and programs run in a browser.
  ['operate/console/page/', /^(record|execute|observe|config)\//],
])('%s knows nothing of %s', (who, mayNotKnow) => {
  expect(between(who, mayNotKnow)).toEqual([]);
});

test('only the demo knows the lab', () => {
  expect(between('', /^lab\//).filter((one) => !one.startsWith('lab/') && !one.startsWith('operate/cli/demo'))).toEqual(
    [],
  );
});
