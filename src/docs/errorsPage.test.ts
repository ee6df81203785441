import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exitCodes } from '../operate/cli/exitCodes.js';
import { errorKinds } from './errorKinds.js';
import { exitCodeMeanings } from './errorsPage.js';

const source = join(import.meta.dirname, '..');

/** `class X extends Y` of everything that operators run. */
function classesOf(): Map<string, string> {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' });
  const own = files.filter((file) => file.endsWith('.ts') && !/\.test\.ts$|^lab\/|\/testing\//.test(file));
  return new Map(
    own.flatMap((file) =>
      [...readFileSync(join(source, file), 'utf8').matchAll(/^export class (\w+) extends (\w+)/gm)].map(
        ([, name = '', parent = '']): [string, string] => [name, parent],
      ),
    ),
  );
}

test('default: every kind of error is told of, and none that is gone', () => {
  const classes = classesOf();
  const isOurs = (name: string): boolean => {
    const parent = classes.get(name);
    return parent !== undefined && (parent === 'BallastError' || isOurs(parent));
  };
  const there = ['BallastError', ...[...classes.keys()].filter(isOurs)];
  expect(Object.keys(errorKinds).sort()).toEqual(there.sort());
});

test('behavior: every exit code has its meaning', () => {
  expect(Object.keys(exitCodeMeanings).map(Number)).toEqual(Object.values(exitCodes).sort((one, other) => one - other));
});
