import { join } from 'node:path';
import { packageRoot } from '../../config/packageRoot.js';
import { type PageFiles, readPageFiles } from './pageFiles.js';

/** The page as `npm run build` has made it; undefined where it has not. */
export const builtPage = (): PageFiles | undefined => readPageFiles(join(packageRoot, 'dist/src/operate/console/page'));
