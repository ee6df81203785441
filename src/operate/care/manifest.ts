import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { CareError } from './careError.js';

export const manifestFile = 'manifest.json';
export const ledgerCopy = 'ballast.db';

const manifestShape = z.object({
  /** Of this list. */
  format: z.literal(1),
  /** Of the program that made it. */
  ballast: z.string(),
  /** Unix milliseconds. */
  at: z.number(),
  ledger: z.object({
    bytes: z.number(),
    sha256: z.string(),
    /** When the newest migration in it was made, Unix milliseconds. */
    schema: z.number(),
    /** The newest entry of the audit chain; null where there is none. */
    audit: z.object({ number: z.number(), hash: z.string() }).nullable(),
    /** Of all that was ever recorded. */
    chainIds: z.array(z.number()),
  }),
  /** Beside the ledger. */
  files: z.array(
    z.object({
      name: z.string(),
      /** Where it was copied from. */
      from: z.string(),
      sha256: z.string(),
      /** Endpoints and the like are left out of it. */
      isRedacted: z.boolean(),
    }),
  ),
});

/** What a backup is: written last, so that a folder without one is none. */
export type Manifest = z.infer<typeof manifestShape>;

/** @throws CareError where the folder is no backup */
export function readManifest(folder: string): Manifest {
  const file = join(folder, manifestFile);
  if (!existsSync(file)) {
    throw new CareError(`${folder} is no backup: it has no ${manifestFile}`, {
      mend: 'name a folder that `ballast backup` has made: `ballast-` and the time of day',
    });
  }
  try {
    return manifestShape.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new CareError(`${file} cannot be understood`, { mend: 'take another backup, or update ballast', cause });
  }
}

/** Files beside the ledger that are not, to the bit, what was written: gone or changed since. */
export async function spoiltFiles(folder: string, { files }: Manifest): Promise<string[]> {
  const spoilt: string[] = [];
  for (const { name, sha256 } of files) {
    const is = await sha256Of(join(folder, name)).catch(() => null);
    if (is !== sha256) spoilt.push(name);
  }
  return spoilt;
}

/** SHA-256 of a file of whatever size, hexadecimal. */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}
