import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse as parseEnv } from 'dotenv';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { sections } from '../main.js';
import { readEnvironment, VARIABLES } from '../src/config/environment.js';
import { loadConfig } from '../src/config.js';

const root = new URL('..', import.meta.url);

interface Shape {
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
}

describe('the firstline.yaml that comes with Firstline', () => {
  let folder: string;
  let text: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'firstline-examples-'));
    text = await readFile(new URL('firstline.yaml', root), 'utf8');
  });

  after(async () => {
    await rm(folder, { recursive: true });
  });

  /** As an owner does it: the mark of a key is taken away, explanations stay comments. */
  const uncommented = (): string => text.replace(/^# /gm, '');

  async function load(yaml: string) {
    const file = join(folder, 'firstline.yaml');
    await writeFile(file, yaml);
    return (await loadConfig({ file, env: {}, sections })).sections;
  }

  it('changes nothing as it is', async () => {
    expect(text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))).to.deep.equal([]);
    expect(await load(text)).to.deep.equal(await load(''));
  });

  it('shows the defaults', async () => {
    expect(await load(uncommented())).to.deep.equal(await load(''));
  });

  it('shows every key', () => {
    const shown: unknown = parseYaml(uncommented());
    const missing: string[] = [];
    const walk = (shape: Shape, value: unknown, path: string): void => {
      for (const [key, inner] of Object.entries(shape.properties ?? {})) {
        const at = path === '' ? key : `${path}.${key}`;
        const present = typeof value === 'object' && value !== null && key in value;
        // A key that has no default is explained in words.
        if (!present && !new RegExp(`^##.*\\b${key}\\b`, 'm').test(text)) missing.push(at);
        if (present) walk(inner, Object.entries(value).find(([name]) => name === key)?.[1], at);
      }
      if (shape.items && Array.isArray(value)) walk(shape.items, value[0], `${path}[]`);
    };
    for (const { key, schema } of sections) {
      // Only the listed fields of what zod documents are read.
      const shape = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Shape;
      walk({ properties: { [key]: shape } }, shown, '');
    }
    expect(missing).to.deep.equal([]);
  });

  it('has examples that work', async () => {
    // An example is an explanation that is indented below "For example:".
    const lines = text.split('\n').map((line) => /^##( {5,}.*)$/.exec(line)?.[1] ?? '');
    const people = lines.slice(lines.findIndex((line) => /^ +people:$/.test(line)));
    const end = people.indexOf('');
    const shifts = lines.slice(lines.findIndex((line) => /^ +roster:$/.test(line)));
    const example = ['desk:', ...people.slice(0, end), ...shifts.slice(0, shifts.indexOf(''))].join('\n');
    const { roster } = (await load(example)).desk.settings;
    expect(roster.people.map(({ id }) => id)).to.deep.equal(['ana', 'bo']);
    expect(roster.shifts[0]?.hours.sun).to.deep.equal([{ from: '10:00', to: '14:00' }]);
    expect(roster.shifts[1]?.hours.fri).to.deep.equal([{ from: '22:00', to: '06:00' }]);

    const rules = lines.slice(lines.findIndex((line) => /^ +rules:$/.test(line)));
    const { handoff } = await load(['handoff:', ...rules.slice(0, rules.indexOf(''))].join('\n'));
    expect(handoff.map(({ name }) => name).slice(0, 4)).to.deep.equal([
      'outages are on the status page',
      'refunds',
      'tried twice',
      'guests who grow upset',
    ]);

    const channels = lines.slice(lines.findIndex((line) => /^ +help-channels:$/.test(line)));
    const { slack } = await load(['slack:', ...channels.slice(0, channels.indexOf(''))].join('\n'));
    expect(slack['help-channels']).to.deep.equal([
      { channel: 'C024BE91L', unsure: 'offer' },
      { channel: 'C061EG9SL', unsure: 'silent' },
    ]);
  });
});

describe('the .env.example that comes with Firstline', () => {
  it('names every variable, in the order of the code', async () => {
    const found = parseEnv(await readFile(new URL('.env.example', root)));
    expect(Object.keys(found)).to.deep.equal(Object.keys(VARIABLES));
  });

  it('explains every variable', async () => {
    const lines = (await readFile(new URL('.env.example', root), 'utf8')).split('\n');
    for (const name of Object.keys(VARIABLES)) {
      const at = lines.findIndex((line) => line.startsWith(`${name}=`));
      expect(lines[at - 1], name).to.match(/^# .+\.$/);
    }
  });

  it('shows the defaults', async () => {
    const env = parseEnv(await readFile(new URL('.env.example', root)));
    const { variables, ...shown } = readEnvironment(env, []);
    const { variables: none, ...defaults } = readEnvironment({}, []);
    expect(shown).to.deep.equal(defaults);
    expect(none).to.deep.equal({});
    expect(variables).to.have.property('MicrosoftAppType', 'SingleTenant');
  });
});
