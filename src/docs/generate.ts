import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pagesOf } from './pages.js';

// Run from the repository as `npm run docs`.
for (const { file, text } of await pagesOf(process.cwd())) {
  writeFileSync(join(process.cwd(), file), text);
  console.log(file);
}
