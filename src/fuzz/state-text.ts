import { PACKED_FIELDS, PACKED_WORDS, unpack } from "../index.ts";
import { isExit } from "./edits.ts";
import type { Cpu } from "./cpu-table.ts";

interface Part {
  /** Text before the number. */
  before: string;
  word: number;
  isWide: boolean;
}

let parts: readonly Part[] | undefined;
let end = "";

/** Where the numbers stand in the text of any state. */
function makeParts(): Part[] {
  const places = new Map(PACKED_FIELDS.map((field) => [field.path, field]));
  const made: Part[] = [];
  let before = "";
  const walk = (value: unknown, path: string): void => {
    const field = places.get(path);
    if (field !== undefined) {
      made.push({ before: `${before}"0x`, word: field.word, isWide: field.width > 32 });
      before = '"';
      return;
    }
    const isList = Array.isArray(value);
    before += isList ? "[" : "{";
    const members = Object.entries(value as object).filter(([name]) => !isExit(`${path}.${name}`));
    members.forEach(([name, member], index) => {
      if (index > 0) before += ",";
      if (!isList) before += `${JSON.stringify(name)}:`;
      walk(member, path === "" ? name : `${path}.${name}`);
    });
    before += isList ? "]" : "}";
  };
  walk(unpack(new Int32Array(PACKED_WORDS)), "");
  end = before;
  return made;
}

const cpuTexts = new WeakMap<Cpu, string>();

/** A packed state on a CPU as a line of exchange JSON: hex strings, decimal widths and counts. */
export function stateText(words: Int32Array, at: number, cpu: Cpu): string {
  parts ??= makeParts();
  let cpuText = cpuTexts.get(cpu);
  if (cpuText === undefined) {
    cpuText = JSON.stringify(cpu.facts, (_name, value: unknown) =>
      typeof value === "bigint" ? `0x${value.toString(16)}` : value,
    );
    cpuTexts.set(cpu, cpuText);
  }
  let text = "";
  for (const { before, word, isWide } of parts) {
    const lower = (words[at + word] as number) >>> 0;
    const upper = isWide ? (words[at + word + 1] as number) >>> 0 : 0;
    text += before;
    text +=
      upper === 0 ? lower.toString(16) : upper.toString(16) + lower.toString(16).padStart(8, "0");
  }
  // The text of the whole state ends with a brace, which makes room for the CPU.
  return `${text}${end.slice(0, -1)},"cpu":${cpuText}}`;
}

/** The same as a value of plain JSON. */
export function stateJson(words: Int32Array, at: number, cpu: Cpu): Record<string, unknown> {
  return JSON.parse(stateText(words, at, cpu)) as Record<string, unknown>;
}
