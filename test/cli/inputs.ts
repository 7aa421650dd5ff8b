/** Long inputs, made while they are read. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./command.ts";

export const dump: string = readFileSync(
  join(root, "examples", "dosemu2-not-accessed.txt"),
  "utf8",
);

export const KILOBYTE = 1024;
export const MEGABYTE: number = 1024 * KILOBYTE;

/** A state whose only fault is RFLAGS 0, or one without any. */
export function vector(id: number, invalid: boolean): string {
  return `${JSON.stringify({ id, state: { guest: { rflags: invalid ? 0 : 2 } } })}\n`;
}

/** About so many bytes of lines of a kernel log. */
export function* noise(bytes: number): Generator<string> {
  let text = "";
  for (let sent = 0, line = 0; sent < bytes; line++) {
    const next = `[${(7000 + line / 997).toFixed(6)}] usb 1-1: device ${line} uses xhci_hcd, 0x${line.toString(16)}\n`;
    text += next;
    sent += next.length;
    if (text.length < 64 * KILOBYTE) continue;
    yield text;
    text = "";
  }
  yield text;
}

/** Vectors numbered from 0, about so many bytes; `padding` goes to a member nobody reads. */
export function* vectors(state: unknown, bytes: number, padding = ""): Generator<string> {
  const rest = `,"state":${JSON.stringify(state)},"comment":${JSON.stringify(padding)}}\n`;
  let text = "";
  for (let sent = 0, id = 0; sent < bytes; id++) {
    const next = `{"id":${id}${rest}`;
    text += next;
    sent += next.length;
    if (text.length < 64 * KILOBYTE) continue;
    yield text;
    text = "";
  }
  yield text;
}

/** Counts reports whose ids are 0, 1, 2, ... and tells the first that is not. */
export class Counter {
  count = 0;
  fault: string | undefined;
  #rest = "";

  push(chunk: Buffer): void {
    const lines = (this.#rest + chunk.toString()).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      if (!line.startsWith(`{"id":${this.count},"verdict":"`)) this.fault ??= line.slice(0, 80);
      this.count += 1;
    }
  }
}
