/** The beginning of an input, looked at before it is known whether it is text. */
import type { Readable } from "node:stream";
import { InputFault } from "./fault.ts";

/** The largest binary structure that is read: KVM allows its nested state no more. */
export const MAX_STRUCTURE: number = 64 * 1024;

export interface Beginning {
  /** The whole input, if it is short and holds a zero byte: a structure rather than text. */
  structure: Uint8Array | undefined;
  /** Everything, once more from the beginning. */
  chunks: AsyncIterable<Buffer>;
}

/**
 * Reads as much of a stream as tells a structure from text.
 *
 * @param isStructure whether the input is said to be one, so that no zero byte need be in it
 * @throws InputFault if the stream breaks
 */
export async function beginningOf(
  file: string,
  stream: Readable,
  isStructure: boolean,
): Promise<Beginning> {
  const source = (stream as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  const ahead: Buffer[] = [];
  let size = 0;
  /** Whether there was another piece. */
  const take = async (): Promise<boolean> => {
    try {
      const next: IteratorResult<Buffer, unknown> = await source.next();
      if (next.done === true) return false;
      ahead.push(next.value);
      size += next.value.length;
      return true;
    } catch (error) {
      throw InputFault.from(file, error);
    }
  };
  const begins = await take();
  const isCandidate = isStructure || ahead[0]?.includes(0) === true;
  let goesOn = begins;
  while (isCandidate && goesOn && size <= MAX_STRUCTURE) goesOn = await take();
  const isWhole = isCandidate && !goesOn && size <= MAX_STRUCTURE;
  const chunks = async function* (): AsyncGenerator<Buffer> {
    try {
      yield* ahead;
      if (goesOn) yield* { [Symbol.asyncIterator]: () => source };
    } finally {
      // Whoever stops early waits for nobody who still writes.
      await source.return?.();
    }
  };
  return { structure: isWhole ? Buffer.concat(ahead) : undefined, chunks: chunks() };
}

/**
 * Whether a piece of an input cannot be text. Zero bytes alone do not say so: a log that was being
 * written when the machine went down has blocks of them. Nor does a control character here and
 * there: a serial line has those of its flow control.
 */
export function isBinary(chunk: Uint8Array): boolean {
  if (!chunk.includes(0)) return false;
  let controls = 0;
  let others = 0;
  for (const byte of chunk) {
    if (byte === 0) continue;
    if (byte < 0x20 && !TEXT_CONTROLS.has(byte)) controls++;
    else others++;
  }
  return controls > others * MAX_CONTROLS;
}

/** So many control characters a letter are still text. */
const MAX_CONTROLS = 0.02;

/** NUL, and BEL, BS, TAB, LF, VT, FF, CR, ESC, which terminals and logs write. */
const TEXT_CONTROLS: ReadonlySet<number> = new Set([0, 7, 8, 9, 10, 11, 12, 13, 27]);
