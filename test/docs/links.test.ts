import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { anchorsOf, type Page, pageOf, pages, root } from './markdown.js';

/** Where the links of a page lead within the repository, with their lines. */
const linksOf = ({ prose }: Page): { to: string; line: number }[] =>
  prose.flatMap((text, index) =>
    // What stands between ticks is shown, and not followed.
    [...text.replace(/`[^`]*`/g, '``').matchAll(/\]\(<?([^)<>\s]+)>?\)|<(?:a href|img src)="([^"]+)"/g)]
      .map(([, markdown, html]) => markdown ?? html ?? '')
      .filter((to) => !/^(https?|mailto):/.test(to))
      .map((to) => ({ to, line: index + 1 })),
  );

describe('behavior: every link leads to a file that is there, and to a heading that is in it', () => {
  const all = pages();
  const anchors = new Map(all.map((page) => [page.file, anchorsOf(page)]));

  test.each(all.map((page) => [page.file, page] as const))('%s', (file, page) => {
    const dead = linksOf(page).flatMap(({ to, line }) => {
      const [path = '', anchor] = to.split('#');
      const target = path === '' ? file : relative(root, join(root, dirname(file), decodeURI(path)));
      if (!existsSync(join(root, target))) return [`${file}:${line}: ${target} is not there`];
      if (anchor === undefined || !target.endsWith('.md')) return [];
      const known = anchors.get(target) ?? anchorsOf(pageOf(target));
      return known.includes(anchor) ? [] : [`${file}:${line}: ${target} has no heading #${anchor}`];
    });
    expect(dead).toEqual([]);
  });

  test('every page can be reached from the README', () => {
    const reached = new Set(['README.md']);
    const next = ['README.md'];
    for (let file = next.pop(); file !== undefined; file = next.pop()) {
      const page = all.find((one) => one.file === file);
      for (const { to } of page ? linksOf(page) : []) {
        const target = relative(root, join(root, dirname(file), to.split('#')[0] ?? ''));
        if (!target.endsWith('.md') || reached.has(target)) continue;
        reached.add(target);
        next.push(target);
      }
    }
    expect(all.map(({ file }) => file).filter((file) => !reached.has(file))).toEqual([]);
  });
});
