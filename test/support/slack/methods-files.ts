import type { Call, MethodTable } from './call.js';
import { contentOf } from './content.js';
import { contentType } from './content-types.js';
import { isList, isObject, textOf } from './json.js';
import type { StoredFile } from './model.js';
import { Refusal } from './refusal.js';
import { fileShape } from './wire-shapes.js';

/** Sizes that were announced, by file id: an upload must have exactly that many bytes. */
export const announced = new WeakMap<StoredFile, number>();

function completedFiles(call: Call): readonly StoredFile[] {
  const files = call.json('files');
  if (!isList(files) || files.length === 0) throw new Refusal('invalid_arguments');
  return files.map((entry) => {
    const file = isObject(entry) ? call.workspace.files.get(textOf(entry.id) ?? '') : undefined;
    if (!file) throw new Refusal('file_not_found');
    if (file.complete) throw new Refusal('file_already_completed');
    if (file.data.length !== announced.get(file)) throw new Refusal('file_update_failed');
    if (isObject(entry)) file.title = textOf(entry.title) ?? file.name;
    return file;
  });
}

export const fileMethods: MethodTable = {
  'files.getUploadURLExternal': {
    tier: 4,
    scopes: ['files:write'],
    run: (call) => {
      const { workspace } = call;
      const name = call.required('filename');
      const length = Number(call.required('length'));
      if (!Number.isInteger(length) || length <= 0) throw new Refusal('invalid_arguments');
      if (length > 1024 ** 3) throw new Refusal('file_upload_size_restricted');
      const file: StoredFile = {
        id: workspace.ids.id('F'),
        user: workspace.botUser,
        created: Math.floor(workspace.ids.now() / 1000),
        name,
        title: name,
        mimetype: contentType(name),
        data: Buffer.alloc(0),
        complete: false,
        deleted: false,
      };
      workspace.files.set(file.id, file);
      announced.set(file, length);
      return { upload_url: `${workspace.origin}/upload/v1/${file.id}`, file_id: file.id };
    },
  },
  'files.completeUploadExternal': {
    tier: 4,
    scopes: ['files:write'],
    run: (call) => {
      const { workspace, backend } = call;
      const files = completedFiles(call);
      const channelId = call.text('channel_id');
      if (channelId !== undefined) {
        const channel = call.channel('channel_id');
        if (channel.archived) throw new Refusal('is_archived');
        call.needMembership(channel);
        const thread = call.text('thread_ts');
        if (thread && !workspace.find({ channel: channelId, ts: thread }))
          throw new Refusal('thread_not_found');
        const content = contentOf(call);
        for (const file of files) file.complete = true;
        backend.messages.post({
          channel: channel.id,
          text: call.text('initial_comment') ?? '',
          ...(content.blocks && { blocks: content.blocks }),
          user: workspace.botUser,
          subtype: 'file_share',
          botId: workspace.botId,
          appId: workspace.appId,
          thread,
          files,
        });
      }
      for (const file of files) file.complete = true;
      return { files: files.map((file) => fileShape(workspace, file)) };
    },
  },
  'files.info': {
    tier: 4,
    scopes: ['files:read'],
    run: (call) => {
      const file = call.workspace.files.get(call.required('file'));
      if (!file) throw new Refusal('file_not_found');
      if (file.deleted) throw new Refusal('file_deleted');
      return { file: fileShape(call.workspace, file), comments: [], content_truncated: false };
    },
  },
  'files.delete': {
    tier: 3,
    scopes: ['files:write'],
    run: (call) => {
      const file = call.workspace.files.get(call.required('file'));
      if (!file) throw new Refusal('file_not_found');
      if (file.user !== call.workspace.botUser) throw new Refusal('cant_delete_file');
      file.deleted = true;
      return {};
    },
  },
};
