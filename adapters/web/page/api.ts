import { t } from './language.js';
import type { WireError, WireErrorCode } from './wire.js';

/** What became of a request. `wait` in milliseconds, where the server says when to come back. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: WireErrorCode | 'offline'; readonly wait?: number };

const TIMEOUT = 20_000;

/** Calls the server. Never throws: a request that got no answer is `offline`. */
export async function call<T>(method: string, path: string, body?: object): Promise<Answer<T>> {
  try {
    const response = await fetch(path, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      signal: AbortSignal.timeout(TIMEOUT),
      ...(method === 'GET'
        ? {}
        : {
            headers: { 'content-type': 'application/json', 'x-firstline': '1' },
            body: JSON.stringify(body ?? {}),
          }),
    });
    // The server is ours, and answers with the type that goes with the path.
    if (response.ok) return { ok: true, value: (await response.json()) as T };
    const refusal = (await response.json().catch(() => ({}))) as Partial<WireError>;
    const after = Number(response.headers.get('retry-after'));
    return {
      ok: false,
      // Something between us and the server answered in another way: as good as no answer.
      error: refusal.error ?? (response.status >= 500 ? 'unavailable' : 'offline'),
      ...(after > 0 ? { wait: after * 1000 } : {}),
    };
  } catch {
    return { ok: false, error: 'offline' };
  }
}

/** Uploads a file, and tells how far it is, from 0 to 1. Never throws, like {@link call}. */
export function upload<T>(
  path: string,
  file: File,
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<Answer<T>> {
  return new Promise((resolve) => {
    // fetch does not tell how much has been sent.
    const request = new XMLHttpRequest();
    const lost = (): void => resolve({ ok: false, error: 'offline' });
    request.open('POST', path);
    request.responseType = 'json';
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.setRequestHeader('x-firstline', '1');
    request.setRequestHeader('x-firstline-name', encodeURIComponent(file.name));
    request.setRequestHeader('x-firstline-type', encodeURIComponent(file.type));
    request.upload.addEventListener('progress', ({ loaded, total }) =>
      onProgress(total > 0 ? loaded / total : 0),
    );
    for (const event of ['error', 'abort', 'timeout'] as const) request.addEventListener(event, lost);
    request.addEventListener('load', () => {
      // The server is ours, and answers with the type that goes with the path.
      if (request.status === 200) resolve({ ok: true, value: request.response as T });
      else resolve({ ok: false, error: (request.response as WireError | null)?.error ?? 'unavailable' });
    });
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}

/** A refusal in words. */
export function explain(refusal: {
  readonly error: WireErrorCode | 'offline';
  readonly wait?: number;
}): string {
  switch (refusal.error) {
    case 'offline':
      return t('offline');
    case 'unavailable':
      return t('unavailable');
    case 'too-many':
      return t('tooManyNow', { seconds: Math.ceil((refusal.wait ?? 1_000) / 1000) });
    case 'too-large':
      return t('tooLarge');
    default:
      return t('refused');
  }
}
