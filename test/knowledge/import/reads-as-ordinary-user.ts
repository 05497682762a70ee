import { readSources } from '../../../knowledge/import/sources.js';
import { becomeOrdinaryUser } from '../../support/ordinary-user.js';

// Prints what somebody who is not root reads of the sources.
becomeOrdinaryUser();
console.log(JSON.stringify(await readSources(process.argv.slice(2), {})));
