import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
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

/**
 * Lines of a UTF-8 stream in constant memory; a byte-order mark is dropped.
 * @throws InputFault if the stream breaks or holds NUL bytes (binary data)
 */
export async function* linesOf(file: string, stream: Readable): AsyncGenerator<Line> {
  const decoder = new StringDecoder("utf8");
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
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      if (chunk.includes(0)) {
        throw new InputFault(file, "binary data: neither a text dump nor JSON", number + 1);
      }
      const text = decoder.write(chunk);
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
  add(decoder.end());
  if (length > 0) yield take(false);
}
