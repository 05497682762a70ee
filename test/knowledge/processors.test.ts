import { availableParallelism } from 'node:os';
import { expect } from 'chai';
import { processors } from '../../knowledge/processors.js';

const all = availableParallelism();

describe('the processors that training may keep busy', () => {
  for (const [what, files, expected] of [
    ['all, where nothing limits them', {}, all],
    ['all, where there is no quota', { 'cpu.max': 'max 100000\n' }, all],
    ['one, where the quota is one', { 'cpu.max': '100000 100000\n' }, 1],
    ['one, where it is one and a half', { 'cpu.max': '150000 100000\n' }, 1],
    ['one, where it is half of one', { 'cpu.max': '50000 100000\n' }, 1],
    ['all, where it is more than there are', { 'cpu.max': '99900000 100000\n' }, all],
    ['one, in the older files', { cfs_quota_us: '100000\n', cfs_period_us: '100000\n' }, 1],
    ['all, where the older files set no quota', { cfs_quota_us: '-1\n', cfs_period_us: '100000\n' }, all],
  ] as const) {
    it(`are ${what}`, () => {
      const read = (file: string): string => {
        const text = Object.entries(files).find(([name]) => file.endsWith(name))?.[1];
        if (text === undefined) throw new Error('ENOENT');
        return text;
      };
      expect(processors(read)).to.equal(expected);
    });
  }
});
