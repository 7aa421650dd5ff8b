/** Where a field of the exchange JSON lies in a packed state. */
export interface PackedField {
  /** Dotted path: `guest.cs.limit`, `memory.pdpte.0`. */
  readonly path: string;
  /** First 32-bit word; a field of more than 32 bits has its high half in the next one. */
  readonly word: number;
  readonly width: number;
}

/** The words a field takes. */
export const wordsOf = (width: number): 1 | 2 => (width > 32 ? 2 : 1);

/**
 * Fields every guest needs come first, those of rarely used features last: a check that touches
 * fewer cache lines is faster.
 */
const ORDER: readonly RegExp[] = [
  /^guest\.(cs|ss|ds|es|fs|gs|ldtr|tr)\./,
  /^guest\.(rflags|rip|cr0|cr3|cr4)$/,
  /^controls\./,
  /^guest\.(interruptibilityState|activityState|pendingDebugExceptions|vmcsLinkPointer)$/,
  /^guest\.(gdtr|idtr)\./,
  /^guest\.(debugctl|dr7|sysenterEsp|sysenterEip|efer|pat)$/,
  /^guest\./,
  /^memory\./,
];

/**
 * Packs fields one after the other. Fields no check reads lie behind all others.
 *
 * @param fields path -> width in bits, guest, controls and memory
 * @param read paths some check reads
 */
export function layOut(
  fields: ReadonlyMap<string, number>,
  read: ReadonlySet<string>,
): PackedField[] {
  const rank = (path: string): number =>
    read.has(path) ? ORDER.findIndex((pattern) => pattern.test(path)) : ORDER.length;
  let word = 0;
  return [...fields]
    .filter(([path]) => !path.startsWith("cpu."))
    .sort(([a], [b]) => rank(a) - rank(b))
    .map(([path, width]) => {
      const field = { path, word, width };
      word += wordsOf(width);
      return field;
    });
}
