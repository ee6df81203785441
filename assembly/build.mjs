// `npm run kernel`: compiles pricing.ts to WebAssembly and writes its bytes into the source tree, where they need no file to be read
// and no compiler to be installed. With `--check` it writes nothing and fails when the bytes there are not those of the source.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import asc from 'assemblyscript/asc';

const folder = import.meta.dirname;
const target = join(folder, '../src/assess/pricing/wasmBytes.ts');
// Memory is the caller's, one for each set of columns; nothing is allocated in there, so no runtime is needed.
const flags = ['-O3', '--converge', '--noAssert', '--runtime', 'stub', '--importMemory', '--enable', 'simd'];

let bytes;
const { error, stderr } = await asc.main(['pricing.ts', '--baseDir', folder, '--outFile', 'out.wasm', ...flags], {
  readFile: (name, base) => {
    try {
      return readFileSync(join(base, name), 'utf8');
    } catch {
      return null;
    }
  },
  writeFile: (name, contents) => {
    if (name === 'out.wasm') bytes = contents;
  },
  listFiles: () => [],
});
if (error || bytes === undefined) {
  process.stderr.write(stderr.toString());
  throw error ?? new Error('the compiler wrote nothing');
}

const source = `/** WebAssembly of assembly/pricing.ts as base64, written by \`npm run kernel\`; a test holds them to each other. */
export const wasmBytes =
  '${Buffer.from(bytes).toString('base64')}';
`;
if (!process.argv.includes('--check')) writeFileSync(target, source);
else if (readFileSync(target, 'utf8') !== source) {
  process.stderr.write(
    'src/assess/pricing/wasmBytes.ts is not what assembly/pricing.ts compiles to: run `npm run kernel`\n',
  );
  process.exitCode = 1;
}
