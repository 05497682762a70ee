import { viewProblems } from './blocks.js';
import { completed } from './content.js';
import { isObject, type JsonObject, listOf, overTheWire, textOf } from './json.js';
import type { OpenView } from './model.js';
import { invalid, Refusal } from './refusal.js';
import type { Workspace } from './workspace.js';

/** Input values of open views, by view id, block id and action id. */
const states = new WeakMap<OpenView, Record<string, Record<string, JsonObject>>>();

/** The values that stand in a view's inputs. */
export function stateOf(view: OpenView): Record<string, Record<string, JsonObject>> {
  const state = states.get(view) ?? {};
  states.set(view, state);
  return state;
}

/** The view, if Slack would take it; refused with `invalid_arguments` and the reasons otherwise. */
export function checkedView(
  workspace: Workspace,
  view: JsonObject | undefined,
  type: 'modal' | 'home',
): JsonObject {
  if (!view) throw new Refusal('invalid_arguments');
  const problems = viewProblems(view);
  if (problems.length > 0) throw invalid('invalid_arguments', problems);
  if (view.type !== type)
    throw invalid('invalid_arguments', [`must be a ${type} view [json-pointer:/view/type]`]);
  if (JSON.stringify(view).length > 250_000) throw new Refusal('view_too_large');
  const externalId = textOf(view.external_id);
  if (externalId && [...workspace.views.values()].some(({ payload }) => payload.external_id === externalId)) {
    throw new Refusal('duplicate_external_id');
  }
  return { ...view, blocks: completed(listOf(view.blocks).filter(isObject), workspace) };
}

export function newHash(workspace: Workspace): string {
  return `${Math.floor(workspace.ids.now() / 1000)}.${workspace.ids.secret(8)}`;
}

/** Puts a view on its viewer's screen. */
export function show(workspace: Workspace, user: string, payload: JsonObject, below?: OpenView): OpenView {
  const id = workspace.ids.id('V');
  const view: OpenView = {
    id,
    user,
    type: payload.type === 'home' ? 'home' : 'modal',
    rootId: below?.rootId ?? id,
    previousId: below?.id,
    hash: newHash(workspace),
    payload,
  };
  workspace.views.set(id, view);
  return view;
}

/** Shows another payload in the view; inputs under the same ids keep what was typed. */
export function replace(workspace: Workspace, view: OpenView, payload: JsonObject): void {
  view.payload = payload;
  view.hash = newHash(workspace);
  const state = stateOf(view);
  const blocks = new Set(listOf(payload.blocks).map((block) => isObject(block) && block.block_id));
  for (const id of Object.keys(state)) if (!blocks.has(id)) delete state[id];
}

/** The user's modals, the topmost last. */
export function modalsOf(workspace: Workspace, user: string): readonly OpenView[] {
  return [...workspace.views.values()].filter((view) => view.type === 'modal' && view.user === user);
}

export function homeOf(workspace: Workspace, user: string): OpenView | undefined {
  return [...workspace.views.values()].find((view) => view.type === 'home' && view.user === user);
}

/** A view as it stands in answers and interactions. */
export function viewShape(workspace: Workspace, view: OpenView): JsonObject {
  const { payload } = view;
  return overTheWire({
    id: view.id,
    team_id: workspace.teamId,
    type: view.type,
    blocks: payload.blocks,
    private_metadata: payload.private_metadata ?? '',
    callback_id: payload.callback_id ?? '',
    state: { values: stateOf(view) },
    hash: view.hash,
    title: payload.title ?? null,
    clear_on_close: payload.clear_on_close ?? false,
    notify_on_close: payload.notify_on_close ?? false,
    close: payload.close ?? null,
    submit: payload.submit ?? null,
    previous_view_id: view.previousId ?? null,
    root_view_id: view.rootId,
    app_id: workspace.appId,
    external_id: payload.external_id ?? '',
    app_installed_team_id: workspace.teamId,
    bot_id: workspace.botId,
  });
}
