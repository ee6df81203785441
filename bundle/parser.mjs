// Stands in the place of src/config/expression/parser.ts in the bundle: there the bundler leaves out all of mathjs but its parser, a
// twentieth of the time and of the memory that the whole of it takes to load. The same version, and the same parser.
import { create, parseDependencies } from 'mathjs/number';

let made = null;

export function parser() {
  made ??= create({ parseDependencies });
  return made;
}
