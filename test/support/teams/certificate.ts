import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type tls from 'node:tls';
import { fileURLToPath } from 'node:url';

const CERT = new URL('./certificate/cert.pem', import.meta.url);

/** For `NODE_EXTRA_CA_CERTS` of a child process: it names 127.0.0.1 and nothing else, and its key is no secret. */
export const CERTIFICATE_PATH = fileURLToPath(CERT);

export const CERTIFICATE = readFileSync(CERT, 'utf8');
export const CERTIFICATE_KEY = readFileSync(new URL('./certificate/key.pem', import.meta.url), 'utf8');

let trusted = false;

/**
 * Makes this process trust the fake's certificate, beside all others, as `NODE_EXTRA_CA_CERTS` would have at its start.
 * Every client in the process makes its connections through `tls.createSecureContext`, whichever agent it brings.
 */
export function trustCertificate(): void {
  if (trusted) return;
  trusted = true;
  // the module object itself: the namespace that `import` gives cannot be changed
  const module = createRequire(import.meta.url)('node:tls') as {
    createSecureContext: typeof tls.createSecureContext;
  };
  const original = module.createSecureContext;
  module.createSecureContext = (options) => {
    const made = original(options);
    if (options?.ca === undefined) {
      // `addCACert` is how Node itself adds to the well-known roots; it is not in the types
      (made.context as { addCACert(pem: string): void }).addCACert(CERTIFICATE);
    }
    return made;
  };
}
