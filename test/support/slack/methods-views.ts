import type { Call, MethodTable } from './call.js';
import { Refusal } from './refusal.js';
import { checkedView, homeOf, modalsOf, replace, show, viewShape } from './views.js';

function hashMatches(call: Call, hash: string): void {
  const given = call.text('hash');
  if (given !== undefined && given !== hash) throw new Refusal('hash_conflict');
}

export const viewMethods: MethodTable = {
  'views.open': {
    tier: 4,
    run: (call) => {
      const { workspace, backend } = call;
      const id = call.required('trigger_id');
      const payload = checkedView(workspace, call.object('view', 'invalid_arguments'), 'modal');
      const trigger = backend.triggers.redeem(id);
      for (const old of modalsOf(workspace, trigger.user)) workspace.views.delete(old.id);
      return { view: viewShape(workspace, show(workspace, trigger.user, payload)) };
    },
  },
  'views.push': {
    tier: 4,
    run: (call) => {
      const { workspace, backend } = call;
      const id = call.required('trigger_id');
      const payload = checkedView(workspace, call.object('view', 'invalid_arguments'), 'modal');
      const trigger = backend.triggers.redeem(id);
      const stack = modalsOf(workspace, trigger.user);
      if (!trigger.viewId || stack.length === 0) throw new Refusal('invalid_trigger_id');
      if (stack.length >= 3) throw new Refusal('push_limit_reached');
      return { view: viewShape(workspace, show(workspace, trigger.user, payload, stack.at(-1))) };
    },
  },
  'views.update': {
    tier: 4,
    run: (call) => {
      const { workspace } = call;
      const externalId = call.text('external_id');
      const view = externalId
        ? [...workspace.views.values()].find(({ payload }) => payload.external_id === externalId)
        : workspace.views.get(call.required('view_id'));
      if (!view) throw new Refusal('not_found');
      hashMatches(call, view.hash);
      const raw = call.object('view', 'invalid_arguments');
      const { external_id, ...rest } = raw ?? {}; // its own id is no duplicate
      const payload = checkedView(workspace, rest, view.type);
      replace(workspace, view, external_id === undefined ? payload : { ...payload, external_id });
      return { view: viewShape(workspace, view) };
    },
  },
  'views.publish': {
    tier: 4,
    run: (call) => {
      const { workspace } = call;
      const user = workspace.users.get(call.required('user_id'));
      if (!user) throw new Refusal('user_not_found');
      const payload = checkedView(workspace, call.object('view', 'invalid_arguments'), 'home');
      const old = homeOf(workspace, user.id);
      if (!old) return { view: viewShape(workspace, show(workspace, user.id, payload)) };
      hashMatches(call, old.hash);
      replace(workspace, old, payload);
      return { view: viewShape(workspace, old) };
    },
  },
};
