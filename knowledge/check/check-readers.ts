import { EVERYONE } from '../../src/core/article.js';
import { type Groups, PLATFORMS, readersOf } from '../../src/core/limits.js';
import type { ArticleFile } from '../files/head.js';
import type { Problem } from '../files/problem.js';

/**
 * Articles that nobody may read, since no platform that they are for has their group among its readers; and platforms
 * in `knowledge.readers` that there are not. One problem for each group and each platform.
 */
export function checkReaders(
  settings: Groups,
  files: readonly ArticleFile[],
  configuration = 'firstline.yaml',
): readonly Problem[] {
  const names = Object.keys(settings.readers);
  const platforms: readonly string[] = PLATFORMS;
  const strange = names.filter((name) => !platforms.includes(name));
  const unread = new Map<string, ArticleFile[]>();
  for (const file of files) {
    const { audience, platforms: its = platforms } = file;
    if (audience === EVERYONE) continue;
    if (its.some((platform) => readersOf(platform, false, settings).audiences.includes(audience))) continue;
    const those = unread.get(audience);
    if (those) those.push(file);
    else unread.set(audience, [file]);
  }
  const groups = [...new Set([EVERYONE, ...Object.values(settings.readers).flat()])].sort();
  return [
    ...strange.map(
      (name): Problem => ({
        level: 'warning',
        file: configuration,
        message: `knowledge.readers names the platform "${name}", which there is not.`,
        hint: `There are ${platforms.join(', ')}.`,
      }),
    ),
    ...[...unread].flatMap(([audience, [first, ...others]]): Problem[] => {
      if (!first) return [];
      const { id, file, lines } = first;
      const more =
        others.length > 0
          ? `, nor ${others.length} other${others.length === 1 ? '' : 's'} for that group`
          : '';
      const where = first.platforms ? ` on ${first.platforms.join(', ')}` : '';
      return [
        {
          level: 'warning',
          file,
          line: lines.keys.audience ?? 1,
          message: `Nobody may read "${id}"${more}: no readers${where} belong to "${audience}".`,
          hint: `Name the group under knowledge.readers, where there are ${groups.join(', ')}, or correct it.`,
        },
      ];
    }),
  ];
}
