import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BallastError, shortMessageOf } from '../../../model/error.js';
import type { Answer } from '../output.js';
import type { Document } from './document.js';
import { csvFiles, documentCsv } from './documentCsv.js';
import { documentHtml } from './documentHtml.js';
import { documentText } from './documentText.js';

export interface ShowOptions {
  csv?: boolean;
  /** Writes a page into this file. */
  html?: string;
  /** Writes a CSV file for each table into this folder. */
  out?: string;
}

/** As it was asked for. @throws BallastError for a file that cannot be written */
export function showDocument(json: unknown, document: Document, { csv, html, out }: ShowOptions): Answer {
  if (out !== undefined) return { json, text: writeTables(out, document) };
  if (html !== undefined) {
    writeDocument(html, documentHtml(document));
    return { json, text: `written to ${html}` };
  }
  return { json, text: csv ? documentCsv(document).trimEnd() : documentText(document) };
}

/** One file a table, and one with all else; what was not told has no file of its own. */
function writeTables(folder: string, document: Document): string {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    throw new BallastError(`${folder} cannot be made`, { facts: [shortMessageOf(cause)], cause });
  }
  const files = csvFiles(document);
  for (const [name, text] of files) writeDocument(join(folder, name), text);
  return files.map(([name]) => `written to ${join(folder, name)}`).join('\n');
}

export function writeDocument(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (cause) {
    throw new BallastError(`${file} cannot be written`, { facts: [shortMessageOf(cause)], cause });
  }
}
