import { isBinary } from "./bytes.ts";
import { InputFault } from "./fault.ts";
import { BATCH_LINES, MAX_LINE, binaryFault } from "./lines.ts";

/** Whole lines of an input, as bytes that another thread can be given. */
export interface Portion {
  bytes: Uint8Array<ArrayBuffer>;
  /** 1-based number of the first line. */
  line: number;
}

/** So many bytes of UTF-8 are more than MAX_LINE letters, whatever they are. */
const MAX_BYTES = 3 * MAX_LINE + 3;
const LINE_END = 0x0a;

/**
 * Cuts an input in UTF-8 at ends of lines, in constant memory; what ends in one piece of it is
 * handed out as soon as it is there. Of a line that is too long so much is kept that it is seen to be.
 * @throws InputFault if the stream breaks or holds binary data
 */
export async function* portionsOf(
  file: string,
  chunks: AsyncIterable<Buffer>,
): AsyncGenerator<Portion> {
  let line = 1;
  /** The beginning of the line whose end has not been seen. */
  let rest: Uint8Array[] = [];
  let length = 0;
  const take = (end: Uint8Array): Portion => {
    const bytes = new Uint8Array(length + end.length);
    let at = 0;
    for (const part of [...rest, end]) {
      bytes.set(part, at);
      at += part.length;
    }
    rest = [];
    length = 0;
    return { bytes, line };
  };
  try {
    for await (const chunk of chunks) {
      if (isBinary(chunk)) throw binaryFault(file, line);
      let from = 0;
      for (;;) {
        let end = from;
        let count = 0;
        for (; count < BATCH_LINES; count++) {
          const at = chunk.indexOf(LINE_END, end);
          if (at < 0) break;
          end = at + 1;
        }
        if (count === 0) break;
        yield take(chunk.subarray(from, end));
        line += count;
        from = end;
      }
      const kept = chunk.subarray(from, from + MAX_BYTES - length);
      if (kept.length > 0) rest.push(kept);
      length += kept.length;
    }
  } catch (error) {
    throw InputFault.from(file, error);
  }
  if (length > 0) yield take(new Uint8Array());
}
