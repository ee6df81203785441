// Makes few files of many, so that the command line starts at once and a daemon keeps less in memory: `dist/src` stays as it is, for
// programs that import it. Reads what the compiler has made, so that it is the same code; every worker has a file of its own here, by
// its own name, since `new URL('./nameWorker.js', import.meta.url)` is looked for beside whatever says it.
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';

const folder = process.env.BALLAST_COMPILED ?? 'dist';
const source = join(folder, 'src');
const workers = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => /Worker\.js$/.test(file));

/**
 * What is named by its URL is no import that the bundler could follow: it must be here by the same name.
 * @throws where it would not
 */
const urlsBeside = {
  name: 'urls-beside',
  transform(code, id) {
    if (!id.startsWith(`${resolve(source)}/`)) return;
    for (const [, url] of code.matchAll(/new URL\(\s*['"`]([^'"`]+)['"`]\s*,\s*import\.meta\.url/g)) {
      const isHere = url.startsWith('./migrations') || workers.some((file) => `./${basename(file)}` === url);
      if (!isHere) throw new Error(`${id}: ${url} is not in the bundle; name a file beside it, ./nameWorker.js`);
      if (!existsSync(join(dirname(id), url))) throw new Error(`${id}: there is no ${url} beside it`);
    }
  },
};

/** The parser alone of mathjs, without the rest. */
const slimParser = {
  name: 'slim-parser',
  resolveId: (id, importer) =>
    id === './parser.js' && importer?.endsWith('expression/syntaxTree.js')
      ? join(import.meta.dirname, 'parser.mjs')
      : null,
};

/**
 * Interfaces of contracts are read here and not at every start: reading them takes 70 ms, and what their reader remembers of it 2 MB for good.
 * @throws where one is not plain data
 */
const readInterfaces = {
  name: 'read-interfaces',
  async load(id) {
    if (!id.startsWith(`${resolve(folder, 'abis')}/`)) return null;
    const said = await import(pathToFileURL(id).href);
    return Object.entries(said)
      .map(([name, value]) => {
        const text = JSON.stringify(value);
        if (!isDeepStrictEqual(JSON.parse(text), value)) throw new Error(`${id}: ${name} is not plain data`);
        return `export const ${name} = JSON.parse(${JSON.stringify(text)});`;
      })
      .join('\n');
  },
};

/** V8 keeps a text with one character beyond Latin-1 in twice the memory: such characters are written as escapes. */
const narrow = {
  name: 'narrow',
  generateBundle(_, files) {
    for (const file of Object.values(files)) {
      if (file.type !== 'chunk') continue;
      file.code = file.code.replace(
        /[\u0100-\uffff]/g,
        (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
      );
    }
  },
};

export default {
  input: {
    ballast: join(source, 'operate/cli/main.js'),
    ...Object.fromEntries(workers.map((file) => [basename(file, '.js'), join(source, file)])),
  },
  platform: 'node',
  plugins: [urlsBeside, slimParser, readInterfaces, narrow],
  // What has files of its own beside its code, native or WebAssembly; what only few verbs load; what only a clone has.
  external: [
    'better-sqlite3',
    'highs',
    'linkedom',
    'pino-pretty',
    'solc',
    '@observablehq/plot',
    '@resvg/resvg-wasm',
    /^@fontsource\//,
    /^@foundry-rs\//,
  ],
  output: {
    dir: join(folder, 'bundle'),
    format: 'esm',
    entryFileNames: '[name].js',
    // Beside the entries, for the sake of the workers' URLs.
    chunkFileNames: '[name]-[hash].js',
    // Names stay, for the sake of stack traces; the text of what is loaded stays in memory.
    comments: false,
    minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
  },
  logLevel: 'warn',
};
