import { writeFileSync } from 'node:fs';
import { BallastError, shortMessageOf } from '../../../model/error.js';
import type { Answer } from '../output.js';
import type { Document } from './document.js';
import { documentCsv } from './documentCsv.js';
import { documentHtml } from './documentHtml.js';
import { documentText } from './documentText.js';

export interface ShowOptions {
  csv?: boolean;
  /** Writes a page into this file. */
  html?: string;
}

/** As it was asked for. @throws BallastError for a file that cannot be written */
export function showDocument(json: unknown, document: Document, { csv, html }: ShowOptions): Answer {
  if (html !== undefined) {
    writeDocument(html, documentHtml(document));
    return { json, text: `written to ${html}` };
  }
  return { json, text: csv ? documentCsv(document).trimEnd() : documentText(document) };
}

export function writeDocument(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (cause) {
    throw new BallastError(`${file} cannot be written`, { facts: [shortMessageOf(cause)], cause });
  }
}
