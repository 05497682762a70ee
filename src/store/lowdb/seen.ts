/** Seen-marks: until when, and the reply of the first time as JSON. Most have no reply, and are a number only. */
export class Seen {
  readonly entries = new Map<string, number | { readonly until: number; readonly reply: string }>();

  put(id: string, until: number, reply: string | undefined): void {
    this.entries.set(id, reply === undefined ? until : { until, reply });
  }

  /** Undefined where the event was not seen, or so long ago that its mark has expired. */
  find(id: string, now: number): { readonly reply: string | undefined } | undefined {
    const mark = this.entries.get(id);
    if (mark === undefined) return undefined;
    if (typeof mark === 'number') return mark > now ? { reply: undefined } : undefined;
    return mark.until > now ? { reply: mark.reply } : undefined;
  }
}
