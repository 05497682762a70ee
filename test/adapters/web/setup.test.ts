import { expect } from 'chai';
import { isLoopback, loopbackOrigins, refuseUnsafe } from '../../../adapters/web/setup.js';

describe('the web on another address than loopback', () => {
  const refusal = (options: Parameters<typeof refuseUnsafe>[0]): { code?: string; hint?: string } => {
    try {
      refuseUnsafe(options);
      return {};
    } catch (error) {
      return error as { code?: string; hint?: string }; // what refuseUnsafe throws has both
    }
  };
  const origins = ['https://help.example.com'];

  it('is refused until its address and its people are configured', () => {
    for (const host of ['0.0.0.0', '::', '192.168.1.5', 'help.example.com', '']) {
      expect(refusal({ host, origins: [], peopleConfigured: true }).code, host).to.equal('web.unsafe');
      expect(refusal({ host, origins, peopleConfigured: false }).code, host).to.equal('web.unsafe');
      expect(refusal({ host, origins, peopleConfigured: true }), host).to.deep.equal({});
    }
  });

  it('is told what to do', () => {
    const host = '0.0.0.0';
    expect(refusal({ host, origins: [], peopleConfigured: true }).hint).to.include('web.origins');
    expect(refusal({ host, origins, peopleConfigured: false }).hint).to.include('firstline.yaml');
  });

  it('is not asked for on loopback', () => {
    for (const host of ['localhost', '127.0.0.1', '127.1.2.3', '::1', '[::1]']) {
      expect(refusal({ host, origins: [], peopleConfigured: false }), host).to.deep.equal({});
    }
    expect(isLoopback('127.0.0.1.evil.example')).to.equal(false);
    expect(isLoopback('localhost.evil.example')).to.equal(false);
  });

  it('serves loopback under its three names, with the port', () => {
    expect(loopbackOrigins(3978)).to.deep.equal([
      'http://localhost:3978',
      'http://127.0.0.1:3978',
      'http://[::1]:3978',
    ]);
  });
});
