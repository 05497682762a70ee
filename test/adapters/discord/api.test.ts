import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { createApi } from '../../../adapters/discord/api.js';
import type { Log } from '../../../src/core/ports/ambient.js';

describe('a call to Discord that fails', () => {
  it('tells neither staff nor the log the token of a webhook or an interaction', async () => {
    const server = createServer((_request, response) => void response.writeHead(500).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // Listening on a port, the address is an object.
    const { port } = server.address() as AddressInfo;
    const told: string[] = [];
    const tell = (fields: object, message: string): void => void told.push(message + JSON.stringify(fields));
    const log: Log = { debug: tell, info: tell, warn: tell, error: tell };
    const api = createApi({
      token: () => 'bot-top-secret',
      url: () => `http://127.0.0.1:${port}`,
      log,
      alarm: { raise: (key, reason) => void told.push(key + reason), clear() {} },
    });
    try {
      for (const path of ['/webhooks/1/top-secret', '/webhooks/1/top-secret/messages/2?wait=true'] as const) {
        const called = await api.call('POST', path, { body: {}, open: true });
        told.push(JSON.stringify(called));
      }
      told.push(
        JSON.stringify(await api.call('POST', '/interactions/1/top-secret/callback', { open: true })),
      );
      expect(told.join('\n'))
        .to.include('500 to POST /webhooks/1/…/messages/2')
        .and.include('/interactions/1/…');
      expect(told.join('\n')).to.not.include('top-secret');
    } finally {
      api.stop();
      server.closeAllConnections();
      server.close();
    }
  });
});
