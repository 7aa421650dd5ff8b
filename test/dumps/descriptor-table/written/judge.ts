/** What became of a table that was written in some style: read, left open, or read wrong. */
import {
  DescriptorTableError,
  readDescriptorTable,
} from "../../../../src/dumps/descriptor-table/index.ts";
import { type Parts, numberOf } from "./table.ts";

export interface Verdict {
  /** Entries that were read, and rightly. */
  readonly right: number;
  /** Entries that were not read. */
  readonly open: number;
  /** What was read and does not stand there, in words. */
  readonly wrong: readonly string[];
  /** Whether something was said about what was not read. */
  readonly isSaid: boolean;
}

/**
 * @param tells whether an entry can be known at all; one that cannot counts as right where it is left open
 */
export function judge(
  text: string | Uint8Array,
  table: readonly Parts[],
  tells: (entry: Parts) => boolean = () => true,
): Verdict {
  let read: ReturnType<typeof readDescriptorTable>;
  try {
    read = readDescriptorTable(text);
  } catch (error) {
    if (!(error instanceof DescriptorTableError)) throw error;
    return { right: 0, open: table.length, wrong: [], isSaid: true };
  }
  const view = new DataView(read.bytes.buffer, read.bytes.byteOffset, read.bytes.length);
  const count = read.bytes.length / 8;
  const unknown = new Set(read.unknown);
  const wrong: string[] = [];
  let right = 0;
  for (let at = 0; at < count; at++) {
    if (unknown.has(at)) continue;
    const value = view.getBigUint64(8 * at, true);
    const entry = table[at];
    const own = entry && numberOf(entry);
    if (value === own) right++;
    else wrong.push(`entry ${at}: read ${value.toString(16)}, is ${own?.toString(16) ?? "none"}`);
  }
  const untold = table.filter(
    (entry, at) => !tells(entry) && (unknown.has(at) || at >= count),
  ).length;
  return {
    right: right + untold,
    open: Math.max(0, table.length - right - untold),
    wrong,
    isSaid: read.unread.length > 0 || read.warnings.length > 0,
  };
}
