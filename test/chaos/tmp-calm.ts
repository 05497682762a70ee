import { calmRun } from './calm.js';
import { SCRIPTS } from './scripts.js';
const desk = process.argv[2] ?? 'slack';
const t = performance.now();
const calm = await calmRun({ desk, asking: (process.argv[3] ?? 'web,slack,discord').split(','), seed: 1, http: false, loud: process.argv[4] === 'loud' }, SCRIPTS);
console.log('took', performance.now() - t);
for (const [name, scripts] of calm) for (const [script, exp] of scripts) for (const [key, views] of exp) console.log(`\n##### ${name} ${script.name} [${key}]\n${views.at(-1)}`);
