/** A browser of the web pages, as far as their API goes. */
export class Browser {
  readonly #port: () => number;
  readonly #cookies = new Map<string, string>();

  /** The port may be another one after a restart. */
  constructor(port: () => number) {
    this.#port = port;
  }

  get #origin(): string {
    return `http://127.0.0.1:${this.#port()}`;
  }

  /** Uploads a file; returns the token by which a message names it. */
  async upload(area: 'chat' | 'desk', name: string, data: string): Promise<string> {
    const response = await fetch(`${this.#origin}/api/${area}/files`, {
      method: 'POST',
      headers: {
        ...this.#headers('application/octet-stream'),
        'x-firstline-name': encodeURIComponent(name),
        'x-firstline-type': encodeURIComponent('text/plain'),
      },
      body: data,
    });
    if (!response.ok) throw new Error(`upload: ${response.status} ${await response.text()}`);
    return ((await response.json()) as { token: string }).token; // what the path answers
  }

  async text(path: string): Promise<string> {
    const response = await fetch(`${this.#origin}${path}`, { headers: this.#headers('text/plain') });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.text();
  }

  #headers(type: string): Record<string, string> {
    return {
      'content-type': type,
      'x-firstline': '1',
      origin: this.#origin,
      cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    };
  }

  async json<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(`${this.#origin}${path}`, {
      method,
      headers: this.#headers('application/json'),
      ...(method !== 'GET' && { body: JSON.stringify(body ?? {}) }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split('=');
      this.#cookies.set(name, value);
    }
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T; // the type of the path, as the test knows it
  }
}
