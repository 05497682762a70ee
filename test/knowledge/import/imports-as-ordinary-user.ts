import { importArticles } from '../../../knowledge/import/import.js';
import { becomeOrdinaryUser } from '../../support/ordinary-user.js';

// Prints what somebody who is not root imports from a source into a folder.
becomeOrdinaryUser();
const [source = '', folder = ''] = process.argv.slice(2);
console.log(JSON.stringify(await importArticles([source], [], { folder })));
