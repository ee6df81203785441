import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The repository. */
export const root = join(import.meta.dirname, '../..');

/** A fenced block of a page. */
export interface Fence {
  /** What it says it is: `yaml`, `console`; empty where nothing is said. */
  language: string;
  text: string;
  /** Of its first line, from 1. */
  line: number;
}

/** A page, with what is quoted in it apart. */
export interface Page {
  /** From the repository. */
  file: string;
  fences: readonly Fence[];
  /** Its lines; those inside fences are empty. */
  prose: readonly string[];
}

/** Every page for people: the README, and docs/. */
export const pages = (): Page[] => [
  pageOf('README.md'),
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => pageOf(`docs/${name}`)),
];

export function pageOf(file: string): Page {
  const fences: Fence[] = [];
  let open: { language: string; line: number; lines: string[] } | null = null;
  const prose = readFileSync(join(root, file), 'utf8')
    .split('\n')
    .map((text, index) => {
      const [, language] = /^ {0,3}```(.*)$/.exec(text) ?? [];
      if (language === undefined && open === null) return text;
      if (language === undefined) open?.lines.push(text);
      else if (open === null) open = { language: language.trim(), line: index + 2, lines: [] };
      else {
        fences.push({ language: open.language, line: open.line, text: open.lines.join('\n') });
        open = null;
      }
      return '';
    });
  if (open !== null) throw new Error(`${file}: a block is never closed`);
  return { file, fences, prose };
}

/** What a link may name within a page, as GitHub and most renderers make it of a heading. */
export function anchorsOf({ prose }: Page): string[] {
  const seen = new Map<string, number>();
  return prose
    .flatMap((line) => /^#{1,6} (.+?)\s*#*$/.exec(line)?.[1] ?? [])
    .map((heading) => {
      const plain = heading
        .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\p{M}\s_-]/gu, '')
        .replaceAll(' ', '-');
      const times = seen.get(plain) ?? 0;
      seen.set(plain, times + 1);
      return times === 0 ? plain : `${plain}-${times}`;
    });
}
