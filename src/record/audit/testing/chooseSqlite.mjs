// With `--import`: which of the two drivers there are. NODE_SQLITE: `whole`, `early`, or `none` (and no package either).
import { register } from 'node:module';

const shim = new URL('./nodeSqlite.mjs', import.meta.url).href;
const hooks = `
export async function resolve(specifier, context, next) {
  if (specifier === 'node:sqlite' && process.env.NODE_SQLITE !== 'none') return { url: '${shim}', shortCircuit: true };
  const wanted = ['node:sqlite', 'better-sqlite3'].includes(specifier);
  if (wanted && process.env.NODE_SQLITE === 'none') throw new Error('there is no ' + specifier);
  if (specifier === 'better-sqlite3' && process.env.NODE_SQLITE === 'whole' && !context.parentURL.endsWith('nodeSqlite.mjs')) {
    throw new Error('it should not have been asked for');
  }
  return next(specifier, context);
}`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
