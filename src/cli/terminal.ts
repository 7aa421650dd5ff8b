import { createColors } from "picocolors";
import { EXIT } from "./usage.ts";

export type Colors = ReturnType<typeof createColors>;

/** Colours on a terminal, none in a pipe; NO_COLOR and a dumb terminal switch them off. */
export function colorsFor(stream: { isTTY?: boolean }): Colors {
  const wanted =
    stream.isTTY === true &&
    (process.env["NO_COLOR"] ?? "") === "" &&
    process.env["TERM"] !== "dumb";
  return createColors(wanted);
}

/** Writes to standard output and waits while the reader is slow. */
export async function write(text: string | Uint8Array): Promise<void> {
  if (text.length === 0) return;
  if (process.stdout.write(text)) return;
  await new Promise<void>((resolve) => process.stdout.once("drain", resolve));
}

/** A message on standard error. */
export function complain(message: string): void {
  process.stderr.write(`vmx-preflight: ${printable(message, 2000)}\n`);
}

/** More about the message before, on standard error: a line each. */
export function elaborate(lines: readonly string[]): void {
  for (const line of lines) process.stderr.write(`  ${printable(line, 400)}\n`);
}

/** A reader that went away (`| head`) ends the program quietly. */
export function endOnBrokenPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EPIPE") process.exit(process.exitCode ?? 0);
      const reason = error.code === "ENOSPC" ? "no space left on device" : error.message;
      complain(`cannot write: ${reason}`);
      process.exit(EXIT.fault);
    });
  }
}

/** Text from an input, safe for a terminal: control characters could do anything there. */
export function printable(text: string, limit = 240): string {
  const clean = text
    .replaceAll("\t", "    ")
    .replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, "\u00b7")
    .trimEnd();
  return clean.length > limit ? `${clean.slice(0, limit)}…` : clean;
}
