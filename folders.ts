import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the package: this file's, or its parent where this file was built into `dist/`. */
export const packageFolder = fileURLToPath(new URL('.', import.meta.url)).replace(/[\\/]dist[\\/]$/, '/');

/** The starter articles. */
export const starterFolder = join(packageFolder, 'knowledge/articles');

/** Models that the build trained, of the same code; where the sources themselves run there are none. */
export const modelsFolder = fileURLToPath(new URL('models/', import.meta.url));
