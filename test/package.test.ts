import { access, readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { z } from 'zod';
import { LICENCES_FOUND_ELSEWHERE, thirdParty } from '../tools/licences.js';

const root = new URL('..', import.meta.url);

const Package = z.looseObject({
  dev: z.boolean().optional(),
  hasInstallScript: z.boolean().optional(),
  license: z.string().optional(),
  resolved: z.string().optional(),
  integrity: z.string().optional(),
  link: z.boolean().optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
});
const Lock = z.object({ packages: z.record(z.string(), Package) });
const Manifest = z.object({
  private: z.literal(true),
  license: z.string(),
  scripts: z.record(z.string(), z.string()),
  files: z.array(z.string()),
  dependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
  allowScripts: z.record(z.string(), z.boolean()),
});

// npm does not run install scripts of dependencies unless somebody approves each, so nothing may need one.
const SCRIPTS_WE_DO_WITHOUT: Readonly<Record<string, string>> = {
  'node_modules/esbuild':
    'The script only replaces a small launcher in JavaScript by the program itself, to save some milliseconds; ' +
    'the program comes with the optional package of the platform.',
};

const LICENCES = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'MIT AND Apache-2.0',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'Unlicense',
]);

async function json(name: string): Promise<unknown> {
  return JSON.parse(await readFile(new URL(name, root), 'utf8'));
}

describe('the package', () => {
  let packages: [string, z.infer<typeof Package>][];
  let manifest: z.infer<typeof Manifest>;

  before(async () => {
    packages = Object.entries(Lock.parse(await json('package-lock.json')).packages).filter(
      ([path]) => path !== '',
    );
    manifest = Manifest.parse(await json('package.json'));
    expect(packages.length).to.be.greaterThan(50);
  });

  it('depends on nothing that needs an install script', () => {
    const needing = packages.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path);
    expect(needing).to.deep.equal(Object.keys(SCRIPTS_WE_DO_WITHOUT));
    const denied = needing.map((path) => [path.slice('node_modules/'.length), false]);
    expect(manifest.allowScripts).to.deep.equal(Object.fromEntries(denied));
  });

  // npm leaves out what its registry could not give when the lock file was written, and `npm ci` then refuses it.
  it('locks the optional packages of every platform', () => {
    const locked = new Set(packages.map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 13)));
    const missing = packages.flatMap(([path, { optionalDependencies }]) =>
      Object.keys(optionalDependencies ?? {})
        .filter((name) => !locked.has(name))
        .map((name) => `${path}: ${name}`),
    );
    expect(missing).to.deep.equal([]);
  });

  it('depends on nothing whose licence asks for more than a notice', () => {
    const production = packages.filter(([, { dev }]) => !dev);
    const others = production
      .filter(([path, { license }]) => !LICENCES.has(license ?? '') && !(path in LICENCES_FOUND_ELSEWHERE))
      .map(([path, { license }]) => `${path}: ${license}`);
    expect(others).to.deep.equal([]);
  });

  it('has no exception that is over', () => {
    const paths = new Map(packages);
    for (const path of Object.keys(LICENCES_FOUND_ELSEWHERE)) {
      expect(paths.get(path), path).to.not.equal(undefined);
      expect(paths.get(path)?.license, path).to.equal(undefined);
    }
  });

  it('lists everything that comes along with its licence', async () => {
    const lock = await readFile(new URL('package-lock.json', root), 'utf8');
    const listed = await readFile(new URL('THIRD-PARTY.md', root), 'utf8');
    expect(listed, 'run `npx tsx tools/licences.ts`').to.equal(thirdParty(lock));
    expect(listed).to.include(`| pino | ${manifest.dependencies.pino} | MIT |`).and.not.include('| ? |');
  });

  it('names in SECURITY.md only files that there are', async () => {
    const text = await readFile(new URL('SECURITY.md', root), 'utf8');
    const named = [...text.matchAll(/`((?:[\w*.-]+\/)+[\w.-]+\.ts)`/g)].map(([, path = '']) => path);
    expect(named.length).to.be.greaterThan(20);
    for (const path of named) {
      const places = path.includes('*')
        ? ['slack', 'discord', 'teams'].map((one) => path.replace('*', one))
        : [path];
      for (const place of places) await access(new URL(place, root));
    }
  });

  it('takes every package from the registry of npm, with the hash of its bytes', () => {
    const elsewhere = packages
      .filter(([, { resolved, integrity, link }]) => {
        const named = resolved === undefined || resolved.startsWith('https://registry.npmjs.org/');
        return link || !named || !integrity?.startsWith('sha512-');
      })
      .map(([path]) => path);
    expect(elsewhere).to.deep.equal([]);
  });

  it('pins every dependency to one version', () => {
    const loose = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })
      .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
      .map(([name, version]) => `${name} ${version}`);
    expect(loose).to.deep.equal([]);
  });

  it('has the licence that it names', async () => {
    expect(manifest.license).to.equal('MIT');
    expect(await readFile(new URL('LICENSE', root), 'utf8')).to.match(
      /^MIT License\n\nCopyright \(c\) .*Firstline contributors\n/,
    );
  });

  it('brings the table of what words mean, beside the modules that read it', async () => {
    expect(manifest.files).to.include('dist');
    const built = await readFile(new URL('dist/knowledge/meaning/en.bin', root));
    expect(built.equals(await readFile(new URL('knowledge/meaning/en.bin', root)))).to.equal(true);
  });

  it('has in .ci/run every step of validate, and each once', async () => {
    const steps = (manifest.scripts.validate ?? '').split(' && ').sort();
    const run = await readFile(new URL('.ci/run', root), 'utf8');
    const ran = [...run.matchAll(/^(?:step )?(npm (?:run -s \w+|test))\b/gm)].map(([, step]) => step).sort();
    expect(ran).to.deep.equal(steps);
  });
});
