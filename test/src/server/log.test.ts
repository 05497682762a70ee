import { expect } from 'chai';
import { pino } from 'pino';
import { logOptions } from '../../../src/server/log.js';

describe('an error in the log', () => {
  function logged(error: unknown): string {
    const out: string[] = [];
    pino({ ...logOptions }, { write: (line) => void out.push(line) }).error({ err: error }, 'it failed');
    return out.join('');
  }

  it('tells no header, body or address that a library hung on it, at any depth of its causes', () => {
    const request = {
      url: 'https://hooks.example/T1/top-secret',
      headers: { authorization: 'Bearer top-secret' },
    };
    const inner = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET', config: request });
    const outer = Object.assign(new Error('Slack could not be reached', { cause: inner }), {
      original: inner,
      request,
      response: { config: request },
    });
    const line = logged(outer);
    expect(line).to.not.include('top-secret');
    expect(JSON.parse(line).err).to.deep.include({ type: 'Error', message: 'Slack could not be reached' });
    expect(JSON.parse(line).err.cause).to.deep.include({ message: 'socket hang up', code: 'ECONNRESET' });
  });

  it('tells no answer that somebody gave as a cause, and ends where causes go round in a circle', () => {
    const circle = new Error('round');
    circle.cause = circle;
    expect(logged(new Error('no', { cause: { token: 'top-secret' } }))).to.not.include('top-secret');
    expect(logged(circle)).to.include('round');
  });
});
