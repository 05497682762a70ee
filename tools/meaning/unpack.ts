import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Fetches a package as it was published, without what it depends on, and returns where its files are. What is in the
 * folder already is not fetched again.
 */
export async function unpack(name: string, version: string, folder: string): Promise<string> {
  const target = join(folder, `${name.replace(/^@/, '').replace('/', '-')}-${version}`);
  if (existsSync(target)) return target;
  const part = `${target}.part`;
  await mkdir(part, { recursive: true });
  const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', part, `${name}@${version}`]);
  await run('tar', ['-xzf', join(part, stdout.trim()), '--strip-components=1', '-C', part]);
  await rename(part, target);
  return target;
}
