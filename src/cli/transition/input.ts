import { readFile, stat } from "node:fs/promises";
import { inflateRawSync } from "node:zlib";
import {
  InputError,
  isReplay,
  readReplay,
  readScenario,
  type Replay,
  type Scenario,
} from "../../transition/index.ts";
import { InputFault } from "../input/fault.ts";
import { linesOf, open } from "../input/lines.ts";
import { UsageError } from "../usage.ts";

/** One thing to run, and where it stood. */
export type Input =
  | { kind: "scenario"; scenario: Scenario; file: string; line: number }
  | { kind: "replay"; replay: Replay; file: string; line: number }
  | { kind: "fault"; fault: InputFault };

/** How a raw image is to be started. */
export interface ImageFlags {
  origin?: string;
  entry?: string;
  reg: string[];
}

const MAX_DOCUMENT = 64 * 1024 * 1024;
const PAGE = 4096;

/** The scenarios and replays of a file; a raw image where `--origin` says so. */
export async function* readInputs(file: string, flags: ImageFlags): AsyncGenerator<Input> {
  if (flags.origin !== undefined) {
    yield { kind: "scenario", scenario: await imageScenario(file, flags), file, line: 1 };
    return;
  }
  if (flags.entry !== undefined) throw new UsageError("--entry goes with --origin");
  const registers = registersOf(flags.reg);
  for await (const { text, line, isDocument } of documentsOf(file)) {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (error) {
      const { reason, line: inner } = syntaxFault(error, text);
      const at = isDocument ? line - 1 + inner : line;
      yield { kind: "fault", fault: new InputFault(file, reason, at) };
      continue;
    }
    yield inputOf(value, registers, file, line);
  }
}

function inputOf(
  value: unknown,
  registers: Readonly<Record<string, string>>,
  file: string,
  line: number,
): Input {
  try {
    if (isReplay(value)) {
      const replay = readReplay(value, (bytes) => inflateRawSync(bytes, { maxOutputLength: PAGE }));
      return { kind: "replay", replay, file, line };
    }
    return {
      kind: "scenario",
      scenario: readScenario(withRegisters(value, registers)),
      file,
      line,
    };
  } catch (error) {
    if (error instanceof InputError) {
      const { reason, pointer } = error;
      return { kind: "fault", fault: new InputFault(file, reason, line, pointer) };
    }
    if (error instanceof RangeError) {
      return { kind: "fault", fault: new InputFault(file, "nested too deep", line) };
    }
    throw error;
  }
}

/** Lines of NDJSON, or one document over several lines. */
async function* documentsOf(
  file: string,
): AsyncGenerator<{ text: string; line: number; isDocument: boolean }> {
  const held: string[] = [];
  let first = 0;
  let size = 0;
  let kind: "unknown" | "ndjson" | "document" = "unknown";
  for await (const { text, number, cut } of linesOf(file, await open(file))) {
    if (cut) throw new InputFault(file, "the line is too long", number);
    if (kind === "document") {
      held.push(text);
      size += text.length + 1;
      if (size > MAX_DOCUMENT) throw new InputFault(file, "too large; write one scenario a line");
      continue;
    }
    if (text.trim() === "") continue;
    if (kind === "unknown") {
      if (!text.trimStart().startsWith("{")) {
        throw new InputFault(
          file,
          "neither a scenario nor a replay: JSON begins with {. A raw image needs --origin",
          number,
        );
      }
      kind = isJson(text) ? "ndjson" : "document";
      first = number;
    }
    if (kind === "document") held.push(text);
    else yield { text, line: number, isDocument: false };
  }
  if (kind === "document") yield { text: held.join("\n"), line: first, isDocument: true };
  if (kind === "unknown") throw new InputFault(file, "empty: no scenario");
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function syntaxFault(error: unknown, text: string): { reason: string; line: number } {
  const message = error instanceof Error ? error.message : String(error);
  const position = /position (\d+)/.exec(message)?.[1];
  const before = position === undefined ? text : text.slice(0, Number(position));
  const reason = `not JSON: ${message.replace(/, "[\s\S]*" is not valid JSON$/, "")}`;
  return { reason, line: before.split("\n").length };
}

/** Bytes as they are, loaded at an address. */
async function imageScenario(file: string, flags: ImageFlags): Promise<Scenario> {
  const origin = numberOf(flags.origin ?? "", "--origin");
  const bytes = await imageBytes(file);
  const { cs, ip } = entryOf(flags.entry, origin);
  const registers = { cs, ip, ...registersOf(flags.reg) };
  try {
    return readScenario({
      origin,
      bytes: Buffer.from(bytes).toString("hex"),
      initial: registers,
    });
  } catch (error) {
    if (error instanceof InputError) {
      const about = error.pointer.startsWith("/initial")
        ? `--reg ${error.pointer.slice("/initial/".length)}`
        : file;
      throw new UsageError(`${about}: ${error.reason}`);
    }
    throw error;
  }
}

async function imageBytes(file: string): Promise<Uint8Array> {
  if (file === "-") {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of await open(file)) {
      chunks.push(chunk as Buffer);
      size += (chunk as Buffer).length;
      if (size > MAX_DOCUMENT) throw new InputFault(file, "larger than 64 MiB");
    }
    return Buffer.concat(chunks);
  }
  try {
    if ((await stat(file)).size > MAX_DOCUMENT) throw new InputFault(file, "larger than 64 MiB");
    return await readFile(file);
  } catch (error) {
    throw InputFault.from(file, error);
  }
}

/** `SEGMENT:OFFSET` or a linear address below 1 MiB; without it the origin. */
function entryOf(entry: string | undefined, origin: number): { cs: number; ip: number } {
  const parts = entry?.split(":") ?? [];
  if (parts.length === 2) {
    return { cs: numberOf(parts[0] ?? "", "--entry"), ip: numberOf(parts[1] ?? "", "--entry") };
  }
  const linear = entry === undefined ? origin : numberOf(entry, "--entry");
  if (linear < 0x1_0000) return { cs: 0, ip: linear };
  if (linear < 0x10_0000) return { cs: linear >> 4, ip: linear & 0xf };
  throw new UsageError(
    `--entry ${entry ?? ""}: real mode does not reach 0x${linear.toString(16)}; write SEGMENT:OFFSET`,
  );
}

/** A number as people write it: 0x7c00, 31744, 7c00h. */
export function numberOf(text: string, option: string): number {
  const hex = /^(?:0x([0-9a-f]{1,13})|([0-9a-f]{1,13})h)$/i.exec(text);
  if (hex !== null) return Number.parseInt(hex[1] ?? hex[2] ?? "", 16);
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new UsageError(`${option} ${text}: write a number, as in 0x7c00`);
}

function registersOf(settings: readonly string[]): Record<string, string> {
  const registers: [string, string][] = [];
  for (const setting of settings) {
    const [name, value, ...rest] = setting.split("=");
    if (name === undefined || name === "" || value === undefined || rest.length > 0) {
      throw new UsageError(`--reg ${setting}: write a register and a value, as in ss=0x3000`);
    }
    registers.push([
      name,
      /^\d/.test(value) ? `0x${BigInt(asHex(value, setting)).toString(16)}` : value,
    ]);
  }
  return Object.fromEntries(registers);
}

function asHex(value: string, setting: string): string {
  if (/^(?:0x[0-9a-f]{1,16}|\d{1,20})$/i.test(value)) return value;
  throw new UsageError(`--reg ${setting}: the value is a number, as in 0x3000`);
}

function withRegisters(value: unknown, registers: Readonly<Record<string, string>>): unknown {
  if (Object.keys(registers).length === 0) return value;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const initial: unknown = "initial" in value ? value.initial : {};
  if (typeof initial !== "object" || initial === null) return value;
  return { ...value, initial: { ...initial, ...registers } };
}
