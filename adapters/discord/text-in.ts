/** How ids are called; the id itself where nobody knows. */
export interface Names {
  user(id: string): string | undefined;
  channel(id: string): string | undefined;
  role(id: string): string | undefined;
}

/** A message of Discord as its reader sees it: mentions by name, custom emoji as `:name:`, escapes taken back. */
export function readDiscord(
  text: string,
  names: Names,
): { readonly text: string; readonly markdown?: string } {
  const read = text
    .replace(/<@!?(\d+)>/g, (_, id: string) => `@${names.user(id) ?? id}`)
    .replace(/<@&(\d+)>/g, (_, id: string) => `@${names.role(id) ?? id}`)
    .replace(/<#(\d+)>/g, (_, id: string) => `#${names.channel(id) ?? id}`)
    .replace(/<a?:(\w+):\d+>/g, (_, name: string) => `:${name}:`);
  return { text: read };
}
