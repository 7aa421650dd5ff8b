import { isAscii } from "node:buffer";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { Readable } from "node:stream";
import { TextDecoder } from "node:util";
import { isBinary } from "./bytes.ts";
import { InputFault } from "./fault.ts";

/** A line longer than this is cut: no dump and no state comes near it, and memory stays bounded. */
export const MAX_LINE: number = 16 * 1024 * 1024;

/** So many lines are answered at a time: a report can be a hundred times as long as its line. */
export const BATCH_LINES: number = 256;

/** Bytes read from a file at a time: more than a pipe gives, and still little memory. */
const PIECE = 256 * 1024;

export interface Line {
  /** 1-based. */
  number: number;
  text: string;
  /** True if a line end followed. */
  ended: boolean;
  /** True if the line was longer than MAX_LINE and its rest was dropped. */
  cut: boolean;
}

/**
 * Opens a file, or standard input for `-`.
 * @throws InputFault if it does not exist, is a directory or may not be read
 */
export async function open(file: string): Promise<Readable> {
  if (file === "-") {
    if (process.stdin.isTTY) {
      process.stderr.write("Reading standard input: paste a dump, then press Ctrl-D.\n");
    }
    return process.stdin;
  }
  try {
    if ((await stat(file)).isDirectory()) throw new InputFault(file, "is a directory");
  } catch (error) {
    throw InputFault.from(file, error);
  }
  return createReadStream(file, { highWaterMark: PIECE });
}

/** UTF-16 has zero bytes, too. */
export function hasWideMark(bytes: Uint8Array): boolean {
  const mark = Buffer.from(bytes.subarray(0, 2)).toString("hex");
  return mark === "fffe" || mark === "feff";
}

/** Text from bytes, piece by piece. */
class Decoder {
  readonly #decoder: TextDecoder;
  /** UTF-16 with a byte-order mark, as PowerShell's redirection writes it; UTF-8 otherwise. */
  readonly wide: boolean;
  /** Whether the last piece may have ended inside a letter. */
  #isInside = false;

  /** @param first the beginning of the input, which tells its encoding; UTF-8 without */
  constructor(first?: Buffer) {
    const mark = first?.subarray(0, 2).toString("hex");
    this.wide = mark === "fffe" || mark === "feff";
    const encoding = mark === "fffe" ? "utf-16le" : mark === "feff" ? "utf-16be" : "utf-8";
    this.#decoder = new TextDecoder(encoding, { ignoreBOM: true });
  }

  decode(chunk: Buffer): string {
    // Most input is ASCII, and ASCII needs no decoder.
    if (!this.wide && !this.#isInside && isAscii(chunk)) return chunk.toString("latin1");
    this.#isInside = (chunk.at(-1) ?? (this.#isInside ? 0x80 : 0)) >= 0x80;
    return this.#decoder.decode(chunk, { stream: true });
  }

  end(): string {
    return this.#decoder.decode();
  }
}

/**
 * Lines of a UTF-8 (or marked UTF-16) stream in constant memory; a byte-order mark is dropped. All
 * lines that end in one piece of the input come together, as soon as it is there.
 * @param first number of the first line of a portion: text in UTF-8, as was found out when it was cut
 * @throws InputFault if the stream breaks or holds binary data
 */
export async function* batchesOf(
  file: string,
  stream: AsyncIterable<Buffer> | Iterable<Buffer>,
  first?: number,
): AsyncGenerator<Line[]> {
  let decoder = first === undefined ? undefined : new Decoder();
  let number = (first ?? 1) - 1;
  /** The beginning of the line whose end has not been seen. */
  let rest: string[] = [];
  let length = 0;
  let cut = false;
  const add = (text: string): void => {
    const room = MAX_LINE - length;
    if (text.length > room) cut = true;
    if (room > 0 && text !== "") rest.push(text.slice(0, room));
    length += text.length;
  };
  const take = (ended: boolean): Line => {
    number += 1;
    let text = rest.length === 1 ? (rest[0] ?? "") : rest.join("");
    if (ended && text.endsWith("\r")) text = text.slice(0, -1);
    if (number === 1 && text.startsWith("\uFEFF")) text = text.slice(1);
    const line = { number, text, ended, cut };
    rest = [];
    length = 0;
    cut = false;
    return line;
  };
  try {
    for await (const chunk of stream) {
      decoder ??= new Decoder(chunk);
      if (first === undefined && !decoder.wide && isBinary(chunk)) {
        throw binaryFault(file, number + 1);
      }
      const text = decoder.decode(chunk);
      const lines: Line[] = [];
      let from = 0;
      for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", from)) {
        add(text.slice(from, at));
        lines.push(take(true));
        from = at + 1;
      }
      add(text.slice(from));
      if (lines.length > 0) yield lines;
    }
  } catch (error) {
    throw InputFault.from(file, error);
  }
  add(decoder?.end() ?? "");
  if (length > 0) yield [take(false)];
}

export function binaryFault(file: string, line: number): InputFault {
  return new InputFault(file, "binary data: neither a text dump nor JSON", line);
}

/** The same one by one. */
export async function* linesOf(file: string, stream: AsyncIterable<Buffer>): AsyncGenerator<Line> {
  for await (const lines of batchesOf(file, stream)) yield* lines;
}
