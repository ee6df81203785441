import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** One file of the page. */
export interface PageFile {
  type: string;
  etag: string;
  /** Its name changes whenever its content does. */
  isImmutable: boolean;
  bytes: Uint8Array;
  /** Compressed with the first request, and kept. */
  packed(how: 'br' | 'gzip'): Promise<Uint8Array>;
}

/** The files of the page by the path they are asked for with: `/index.html`, `/assets/main-4f2a.js`. Nothing else is ever served. */
export type PageFiles = ReadonlyMap<string, PageFile>;

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
  '.json': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
};

const incompressible = new Set(['.png', '.woff2', '.ico']);
const pack = { br: promisify(brotliCompress), gzip: promisify(gzip) };

/**
 * Reads the page that was built into a folder. Files of kinds that a page has no use for are left out, and so is what begins with a dot.
 * @returns undefined where none was built
 */
export function readPageFiles(folder: string): PageFiles | undefined {
  const files = new Map<string, PageFile>();
  for (const found of listed(folder)) {
    const type = types[extname(found)];
    if (type === undefined || /(^|[\\/])\./.test(found)) continue;
    files.set(`/${found.split(sep).join('/')}`, fileOf(readFileSync(join(folder, found)), found, type));
  }
  return files.has('/index.html') ? files : undefined;
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(relative(folder, entry.parentPath), entry.name));
  } catch {
    return [];
  }
}

function fileOf(bytes: Uint8Array, name: string, type: string): PageFile {
  const kept = new Map<string, Promise<Uint8Array>>();
  return {
    ...{ type, bytes, etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"` },
    isImmutable: /^assets[\\/]/.test(name),
    packed(how) {
      if (incompressible.has(extname(name))) return Promise.resolve(bytes);
      let packed = kept.get(how);
      if (!packed) {
        packed = how === 'br' ? pack.br(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }) : pack.gzip(bytes);
        kept.set(how, packed);
      }
      return packed;
    },
  };
}
