import { Readable } from 'node:stream';
import { expect } from 'chai';
import { DEFAULT_FILE_RULES } from '../../../src/core/file-rules.js';
import { admit } from '../../../src/core/intake.js';

describe('the door of the spool', () => {
  it('takes a file whose connection breaks before it is read as broken, and the process goes on', async () => {
    const bytes = new Readable({ read() {} });
    const slow = {
      async put(stream: Readable): Promise<never> {
        bytes.destroy(new Error('the connection was reset'));
        await new Promise((resolve) => setTimeout(resolve, 20)); // the error is told meanwhile
        for await (const _chunk of stream) throw new Error('there is nothing to read');
        throw new Error('an end where there was none');
      },
    };
    const admitted = await admit(slow, DEFAULT_FILE_RULES, { bytes, name: 'a.txt', type: 'text/plain' });
    expect(admitted).to.have.nested.property('cause.message', 'the connection was reset');
    expect(admitted.kind).to.equal('broken');
  });
});
