import { isObject, type JsonObject, listOf } from '../slack/json.js';
import type { Call, RouteTable } from './call.js';
import type { Command } from './model.js';
import { Form, Refusal } from './refusal.js';
import type { World } from './world.js';

const MOST: Readonly<Record<number, number>> = { 1: 100, 2: 15, 3: 15 };
const SLASH_NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;

function scope(call: Call): string | undefined {
  if (call.param('application') !== call.world.applicationId) throw new Refusal('missingAccess');
  if (call.request.params.guild === undefined) return undefined;
  const guild = call.world.guilds.get(call.param('guild'));
  if (!guild?.members.has(call.world.botUser)) throw new Refusal('missingAccess');
  return guild.id;
}

/** Checks one command; its errors stand under `path`. */
function check(payload: JsonObject, path: readonly (string | number)[], form: Form): void {
  const type = Number(payload.type ?? 1);
  form.choice(type, [...path, 'type'], [1, 2, 3]);
  form.text(payload.name, [...path, 'name'], { min: 1, max: 32, required: true });
  const { name } = payload;
  if (
    type === 1 &&
    typeof name === 'string' &&
    name !== '' &&
    (!SLASH_NAME.test(name) || name !== name.toLowerCase())
  ) {
    form.wrong([...path, 'name'], 'APPLICATION_COMMAND_INVALID_NAME', 'Command name is invalid');
  }
  if (type === 1)
    form.text(payload.description, [...path, 'description'], { min: 1, max: 100, required: true });
  else if (payload.description) {
    form.wrong(
      [...path, 'description'],
      'APPLICATION_COMMAND_DESCRIPTION_NOT_ALLOWED',
      'Context menu commands cannot have description',
    );
  }
  const options = listOf(payload.options).filter(isObject);
  if (options.length > 25)
    form.wrong([...path, 'options'], 'BASE_TYPE_MAX_LENGTH', 'Must be 25 or fewer in length.');
  let optional = false;
  for (const [index, option] of options.entries()) {
    const at = [...path, 'options', index];
    form.text(option.name, [...at, 'name'], { min: 1, max: 32, required: true });
    form.text(option.description, [...at, 'description'], { min: 1, max: 100, required: true });
    if (listOf(option.choices).length > 25)
      form.wrong([...at, 'choices'], 'BASE_TYPE_MAX_LENGTH', 'Must be 25 or fewer in length.');
    if (option.required === true && optional) {
      form.wrong(
        at,
        'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
        'Required options must be placed before non-required options',
      );
    }
    optional ||= option.required !== true;
  }
}

function put(world: World, guild: string | undefined, payload: JsonObject): Command {
  const type = Number(payload.type ?? 1);
  const there = [...world.commands.values()].find((one) => {
    return one.guild === guild && one.type === type && one.name === payload.name;
  });
  const id = there?.id ?? world.ids.next();
  const command: Command = {
    id,
    guild,
    version: world.ids.next(),
    type,
    name: String(payload.name),
    payload,
  };
  world.commands.set(id, command);
  return command;
}

function overwriteAll(call: Call) {
  const { world } = call;
  const guild = scope(call);
  const payloads = call.request.list.filter(isObject);
  const form = new Form();
  const names = new Set<string>();
  for (const [index, payload] of payloads.entries()) {
    check(payload, [index], form);
    const key = `${String(payload.type ?? 1)} ${String(payload.name)}`;
    if (names.has(key))
      form.wrong([index], 'APPLICATION_COMMANDS_DUPLICATE_NAME', 'Application command names must be unique');
    names.add(key);
  }
  for (const [type, most] of Object.entries(MOST)) {
    if (payloads.filter((one) => Number(one.type ?? 1) === Number(type)).length > most) {
      form.wrong([], 'BASE_TYPE_MAX_LENGTH', `Must be ${most} or fewer in length.`);
    }
  }
  form.check();
  const kept = new Set(payloads.map((payload) => put(world, guild, payload).id));
  for (const { id, guild: of } of [...world.commands.values()])
    if (of === guild && !kept.has(id)) world.commands.delete(id);
  return list(call);
}

function list(call: Call) {
  const guild = scope(call);
  return [...call.world.commands.values()]
    .filter((one) => one.guild === guild)
    .map((one) => shape(call.world, one));
}

function create(call: Call) {
  const guild = scope(call);
  const form = new Form();
  check(call.body, [], form);
  form.check();
  return { created: shape(call.world, put(call.world, guild, call.body)) };
}

function found(call: Call): Command {
  const guild = scope(call);
  const command = call.world.commands.get(call.param('command'));
  if (!command || command.guild !== guild) throw new Refusal('unknownCommand');
  return command;
}

function remove(call: Call): undefined {
  call.world.commands.delete(found(call).id);
}

function shape(world: World, { id, guild, version, type, name, payload }: Command): JsonObject {
  return {
    default_member_permissions: null,
    nsfw: false,
    description: '',
    dm_permission: guild === undefined,
    contexts: null,
    integration_types: [0],
    ...payload,
    id,
    application_id: world.applicationId,
    version,
    type,
    name,
    ...(guild !== undefined && { guild_id: guild }),
  };
}

/** Slash commands and commands on messages, for every guild or one. */
export const commandRoutes: RouteTable = Object.fromEntries(
  ['/applications/:application/commands', '/applications/:application/guilds/:guild/commands'].flatMap(
    (path) => [
      [`GET ${path}`, list],
      [`PUT ${path}`, overwriteAll],
      [`POST ${path}`, create],
      [`GET ${path}/:command`, (call: Call) => shape(call.world, found(call))],
      [`DELETE ${path}/:command`, remove],
    ],
  ),
);
