import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { Readable } from "node:stream";
import { TextDecoder } from "node:util";
import { isBinary } from "./bytes.ts";
import { InputFault } from "./fault.ts";

/** A line longer than this is cut: no dump and no state comes near it, and memory stays bounded. */
export const MAX_LINE: number = 16 * 1024 * 1024;

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
  return createReadStream(file);
}

/** UTF-16 has zero bytes, too. */
export function hasWideMark(bytes: Uint8Array): boolean {
  const mark = Buffer.from(bytes.subarray(0, 2)).toString("hex");
  return mark === "fffe" || mark === "feff";
}

/** UTF-16 with a byte-order mark, as PowerShell's redirection writes it; UTF-8 otherwise. */
function decoderFor(chunk: Buffer): { decoder: TextDecoder; wide: boolean } {
  const mark = chunk.subarray(0, 2).toString("hex");
  if (mark === "fffe") return { decoder: new TextDecoder("utf-16le"), wide: true };
  if (mark === "feff") return { decoder: new TextDecoder("utf-16be"), wide: true };
  return { decoder: new TextDecoder("utf-8"), wide: false };
}

/**
 * Lines of a UTF-8 (or marked UTF-16) stream in constant memory; a byte-order mark is dropped.
 * @throws InputFault if the stream breaks or holds binary data
 */
export async function* linesOf(file: string, stream: AsyncIterable<Buffer>): AsyncGenerator<Line> {
  let decoding: ReturnType<typeof decoderFor> | undefined;
  let number = 0;
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
    let text = rest.join("");
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
      decoding ??= decoderFor(chunk);
      if (!decoding.wide && isBinary(chunk)) {
        throw new InputFault(file, "binary data: neither a text dump nor JSON", number + 1);
      }
      const text = decoding.decoder.decode(chunk, { stream: true });
      let from = 0;
      for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", from)) {
        add(text.slice(from, at));
        yield take(true);
        from = at + 1;
      }
      add(text.slice(from));
    }
  } catch (error) {
    throw InputFault.from(file, error);
  }
  add(decoding?.decoder.decode() ?? "");
  if (length > 0) yield take(false);
}
