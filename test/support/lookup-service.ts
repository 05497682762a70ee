import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A call as the service got it. */
export interface ServedCall {
  readonly method: string;
  /** Path and query as they came over the wire. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** What the service does with a call. */
export type Serve = (call: ServedCall, response: ServerResponse) => void;

/** A service of an owner's, over real HTTP on this machine: what it says is up to the test. */
export class LookupService {
  readonly calls: ServedCall[] = [];
  /** Calls that came and were not answered, or not to their end. */
  open = 0;
  serve: Serve;
  readonly #server: Server;

  private constructor(serve: Serve) {
    this.serve = serve;
    this.#server = createServer((request, response) => {
      this.open += 1;
      response.on('close', () => {
        this.open -= 1;
      });
      let body = '';
      request.setEncoding('utf8').on('data', (piece: string) => {
        body += piece;
      });
      request.on('end', () => {
        const { method = '', url = '', headers } = request;
        const call = { method, url, headers, body };
        this.calls.push(call);
        this.serve(call, response);
      });
    });
  }

  static async start(serve: Serve = json({})): Promise<LookupService> {
    const service = new LookupService(serve);
    await new Promise<void>((resolve) => service.#server.listen(0, '127.0.0.1', resolve));
    return service;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`; // it listens on a port
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** Says this, as JSON. */
export function json(value: unknown, status = 200): Serve {
  return (_call, response) => {
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
    response.end(JSON.stringify(value));
  };
}

/** Says this, whatever it is. */
export function raw(body: string | Uint8Array, type = 'application/json', status = 200): Serve {
  return (_call, response) => {
    response.writeHead(status, { 'content-type': type });
    response.end(body);
  };
}

/** Sends on to another address. */
export function redirect(location: string, status = 302): Serve {
  return (_call, response) => {
    response.writeHead(status, { location });
    response.end();
  };
}

/** Never says anything. */
export const silence: Serve = () => {};

/** Begins an answer and goes on for as long as anybody listens. */
export const endless: Serve = (_call, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write('{"days":{"left":12},"more":"');
  const timer = setInterval(() => response.write('x'), 5);
  response.on('close', () => clearInterval(timer));
};

/** Breaks off in the middle. */
export const broken: Serve = (_call, response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
  response.write('{"days":{"le', () => response.destroy());
};
