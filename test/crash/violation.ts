/** Something that always holds did not. */
export class Violation extends Error {
  override readonly name = 'Violation';
}
