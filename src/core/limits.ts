import { type Article, type Audience, EVERYONE } from './article.js';
import { type PlaceKey, platformOf } from './place.js';

/** Who reads an answer, and where. */
export interface Reader {
  /** The groups of everybody who reads the place. */
  readonly audiences: readonly Audience[];
  /** Platform of the place, or {@link ANYWHERE}. Absent: no article that is limited to platforms can be read. */
  readonly platform?: string;
}

/** In place of a platform: on the command line the owner reads what is limited to any of them. */
export const ANYWHERE = '*';

/** Platforms that an article can be limited to. */
export const PLATFORMS = ['web', 'slack', 'discord', 'teams'] as const;

/** Whether an article exists for this reader: by its audience, and by the platforms that it is limited to. */
export function mayRead(article: Pick<Article, 'audience' | 'platforms'>, reader: Reader): boolean {
  const { audiences, platform } = reader;
  if (article.audience !== EVERYONE && !audiences.includes(article.audience)) return false;
  return !article.platforms || platform === ANYWHERE || article.platforms.some((name) => name === platform);
}

/** Of the settings: for each platform, the groups that everybody there belongs to. */
export interface Groups {
  readonly readers: Readonly<Record<string, readonly Audience[]>>;
}

/** The readers of a place. A guest, and whoever reads with one, gets what is for everyone. */
export function readerAt(place: PlaceKey, guest: boolean | undefined, settings: Groups): Reader {
  return readersOf(platformOf(place), guest ?? false, settings);
}

/** The readers of a platform's places, or its guests. */
export function readersOf(platform: string, guest: boolean, { readers }: Groups): Reader {
  return { audiences: (guest ? undefined : readers[platform]) ?? [EVERYONE], platform };
}
