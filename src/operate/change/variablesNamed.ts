import type { Problem } from '../../config/problem.js';

const variable = /\$\{([^}]*)\}?/g;

/** What `${…}` a text names, each once. */
const variablesOf = (text: string): ReadonlySet<string> =>
  new Set([...text.matchAll(variable)].map(([, name = '']) => name));

/** Every variable of a new text that the running one does not name, where it stands. */
export function variablesAdded(file: string, running: string, source: string): Problem[] {
  const known = variablesOf(running);
  return source.split(/\r?\n/).flatMap((line, i) =>
    [...line.matchAll(variable)]
      .filter(([, name = '']) => !known.has(name))
      .map((found) => ({
        ...{ file, line: i + 1, column: found.index + 1, path: '', source: line.slice(0, 200) },
        message: `the file that runs names no variable ${found[0]}`,
        mend: 'edit the file on the machine of the daemon and use `ballast reload`: what a variable stands for is not shown here',
      })),
  );
}
