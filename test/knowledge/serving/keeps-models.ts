import { codeMark } from '../../../knowledge/modules.js';
import { writeKept } from '../../../knowledge/serving/kept-model.js';
import { trainModel } from '../../../knowledge/serving/model.js';
import { encodeModel } from '../../../knowledge/serving/model-file.js';
import { SAMPLES } from '../samples.js';

// Keeps the model of the samples again and again, until it is killed.
const [, , folder = ''] = process.argv;
const mark = await codeMark();
const model = trainModel(SAMPLES);
const bytes = encodeModel(model);
for (let n = 0; ; n++) {
  await writeKept({ folder, ...(mark !== undefined && { mark }) }, model.version, {}, bytes);
  if (n === 0) console.log('writes');
}
