/** On most systems "nobody": owns nothing. */
const NOBODY = 65_534;

/**
 * From here on this process may do what files allow everybody, also where root began it, as in a container: root may read
 * and write anything. Whatever it needs to import has to be imported before.
 *
 * @throws where root may not become somebody else
 */
export function becomeOrdinaryUser(): void {
  if (process.getuid?.() !== 0) return;
  process.setgroups?.([]);
  process.setgid?.(NOBODY);
  process.setuid?.(NOBODY);
  if (process.geteuid?.() === 0) throw new Error('It is root still.');
}
