import { dirname, join } from 'node:path';
import { type Check, failed, ok } from '../../core/check.js';
import { type Disk, realDisk } from '../disk.js';
import { storeUnwritable } from './failures.js';

/**
 * Whether the data folder can be written, by writing there. A bot that is running on it is not disturbed, and a
 * folder that is missing is not left behind.
 */
export async function checkFolder(folder: string, disk: Disk = realDisk): Promise<Check> {
  const about = 'data folder';
  try {
    const missing = (await disk.stat(folder)) === undefined;
    const probe = join(missing ? await nearest(folder, disk) : folder, `.doctor-${process.pid}`);
    const file = await disk.open(probe, 'create');
    try {
      await file.write(Buffer.from('ok'));
      await file.datasync();
    } finally {
      await file.close();
      await disk.remove(probe);
    }
    return ok(about, missing ? `${folder} will be made by the first start.` : `${folder} can be written.`);
  } catch (error) {
    const { message, hint } = storeUnwritable(folder, error);
    return failed(about, message, hint);
  }
}

/** The nearest folder above one that is missing. */
async function nearest(folder: string, disk: Disk): Promise<string> {
  const above = dirname(folder);
  return above === folder || (await disk.stat(above)) ? above : nearest(above, disk);
}
