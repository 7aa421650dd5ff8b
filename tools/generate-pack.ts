/**
 * Writes the packed layout and straight-line code between exchange JSON and packed words
 * (`src/generated/pack.ts`): no loop over a table, no objects in between.
 */
import type { PackedField } from "../src/evaluate/compile/layout.ts";
import { wordsOf } from "../src/evaluate/compile/layout.ts";

/** A field of the exchange JSON, with its name inside its group. */
interface Member {
  field: PackedField;
  index: number;
  name: string;
}

export interface CpuField extends PackedField {
  readonly boolean: boolean;
  readonly range?: readonly [number, number];
}

const max = (width: number): string => `0x${(2 ** width - 1).toString(16)}`;
const at = (word: number): string => (word === 0 ? "at" : `at + ${word}`);

/** guest -> its members; guest.cs -> its members. */
function groupsOf(layout: readonly PackedField[]): Map<string, Member[]> {
  const groups = new Map<string, Member[]>();
  layout.forEach((field, index) => {
    const cut = field.path.lastIndexOf(".");
    const group = field.path.slice(0, cut);
    const members = groups.get(group) ?? [];
    groups.set(group, members);
    members.push({ field, index, name: field.path.slice(cut + 1) });
  });
  return groups;
}

function put({ field: { word, width } }: Member, value: string): string {
  return width > 32
    ? `putWide(${value}, w, ${at(word)})`
    : `putWord(${value}, w, ${at(word)}, ${max(width)})`;
}

/** Reads one member; what is absent becomes 0 and is listed. */
function read(member: Member, group: string): string {
  const { index, name, field } = member;
  const zeros = Array.from(
    { length: wordsOf(field.width) },
    (_, i) => `w[${at(field.word + i)}] = 0;`,
  );
  return `if (${group}.${name} === undefined) { ${zeros.join(" ")} absent[n++] = ${index}; }
else if (!${put(member, `${group}.${name}`)}) return -1;`;
}

function packGroup(name: string, groups: ReadonlyMap<string, Member[]>): string[] {
  const lines: string[] = [];
  const nested = [...groups.keys()].filter((other) => other.startsWith(`${name}.`));
  const own = groups.get(name) ?? [];
  lines.push(
    "",
    `const ${name} = s.${name} === undefined ? NO_MEMBERS : s.${name};`,
    `if (!isPlain(${name})) return -1;`,
    `let ${name}Absent = n;`,
    ...own.map((member) => read(member, name)),
    `${name}Absent = n - ${name}Absent;`,
    `let ${name}Groups = 0;`,
  );
  for (const path of nested) {
    const local = path.slice(name.length + 1);
    const members = groups.get(path) ?? [];
    lines.push("", `const ${local} = ${name}.${local};`);
    if (path === "memory.pdpte") {
      lines.push(
        `if (${local} === undefined) {`,
        ...members.flatMap(({ field, index }) => [
          `w[${at(field.word)}] = 0; w[${at(field.word + 1)}] = 0; absent[n++] = ${index};`,
        ]),
        `} else {`,
        `if (!Array.isArray(${local}) || ${local}.length !== ${members.length}) return -1;`,
        ...members.map((member) => `if (!${put(member, `${local}[${member.name}]`)}) return -1;`),
        `${name}Groups += 1;`,
        "}",
      );
      continue;
    }
    lines.push(
      `if (${local} === undefined) {`,
      ...members.flatMap(({ field, index }) => [
        Array.from(
          { length: wordsOf(field.width) },
          (_, i) => `w[${at(field.word + i)}] = 0;`,
        ).join(" "),
        `absent[n++] = ${index};`,
      ]),
      `} else {`,
      `if (!isPlain(${local})) return -1;`,
      `const before = n;`,
      ...members.map((member) => read(member, local)),
      `if (countMembers(${local}) !== ${members.length} - (n - before)) return -1;`,
      `${name}Groups += 1;`,
      "}",
    );
  }
  lines.push(
    `if (countMembers(${name}) !== ${own.length} - ${name}Absent + ${name}Groups) return -1;`,
  );
  return lines;
}

function unpackGroup(name: string, groups: ReadonlyMap<string, Member[]>): string {
  const value = ({ field: { word, width } }: Member): string =>
    width > 32 ? `wideOf(w, ${at(word)})` : `w[${at(word)}]! >>> 0`;
  const members = (path: string): string =>
    (groups.get(path) ?? []).map((member) => `${member.name}: ${value(member)},`).join("\n");
  const nested = [...groups.keys()].filter((other) => other.startsWith(`${name}.`));
  const inner = nested.map((path) => {
    const local = path.slice(name.length + 1);
    if (path === "memory.pdpte")
      return `${local}: [${(groups.get(path) ?? []).map(value).join(", ")}],`;
    return `${local}: {\n${members(path)}\n},`;
  });
  return `${name}: {\n${inner.join("\n")}\n${members(name)}\n},`;
}

const fieldTable = (fields: readonly PackedField[]): string =>
  fields
    .map(({ path, word, width }) => `  { path: "${path}", word: ${word}, width: ${width} },`)
    .join("\n");

export function packModule(layout: readonly PackedField[], cpu: readonly CpuField[]): string {
  const words = layout.reduce((sum, { width }) => sum + wordsOf(width), 0);
  const groups = groupsOf(layout);
  const top = ["guest", "controls", "memory"];
  if (cpu.length > 32) throw new Error("the presence bits of CPU facts need a second word");
  const cpuWords = 1 + cpu.reduce((sum, { width }) => sum + wordsOf(width), 0);
  const cpuLines = cpu.map((field, index) => {
    const name = field.path.replace("cpu.", "");
    const { word, width, range } = field;
    const clear = Array.from({ length: wordsOf(width) }, (_, i) => `w[${word + i}] = 0;`).join(" ");
    const value = `cpu.${name}`;
    const write = field.boolean
      ? `if (typeof ${value} === "boolean") w[${word}] = ${value} ? 1 : 0; else return -1;`
      : width > 32
        ? `if (!putWide(${value}, w, ${word})) return -1;`
        : `if (!putWord(${value}, w, ${word}, ${range?.[1] ?? max(width)})${
            range === undefined || range[0] === 0 ? "" : ` || w[${word}]! < ${range[0]}`
          }) return -1;`;
    return `if (${value} === undefined) { ${clear} }
else { ${write} present |= 0x${(2 ** index).toString(16)}; count += 1; }`;
  });
  return `import type { PackedField } from "../evaluate/compile/layout.ts";
import {
  NO_MEMBERS, countMembers, isPlain, putWide, putWord, wideOf, type Members,
} from "../evaluate/compile/values.ts";

/** 32-bit words of one packed state. */
export const PACKED_WORDS = ${words};

/** Where each field of \`guest\`, \`controls\` and \`memory\` lies; two words are low half first. */
export const PACKED_FIELDS: readonly PackedField[] = [
${fieldTable(layout)}
];

/** Words of the facts of one CPU: word 0 has a bit for each fact that is known. */
export const CPU_WORDS = ${cpuWords};

/** Where each CPU fact lies, in the order of the bits of word 0. */
export const CPU_FIELDS: readonly PackedField[] = [
${fieldTable(cpu)}
];

/**
 * Writes the fields of an exchange JSON object into \`w\` from word \`at\`.
 *
 * @param absent gets the numbers of the fields that are absent (words of 0)
 * @returns how many are absent; -1 if the object is anything but plain members with values of the
 *   right type and width on the VMCS view without assumptions: then \`w\` holds nothing of use
 */
export function packState(s: Members, w: Int32Array, at: number, absent: Int32Array): number {
let n = 0;
${top.flatMap((name) => packGroup(name, groups)).join("\n")}

const { view } = s;
if (view !== undefined && view !== "vmcs") return -1;
const members =
(s.guest === undefined ? 0 : 1) + (s.controls === undefined ? 0 : 1) +
(s.memory === undefined ? 0 : 1) + (s.cpu === undefined ? 0 : 1) + (view === undefined ? 0 : 1);
return countMembers(s) === members ? n : -1;
}

/** The fields of a packed state as exchange JSON: bigint above 32 bits. */
export function unpackState(w: Int32Array, at: number): {
guest: Record<string, unknown>; controls: Record<string, unknown>; memory: Record<string, unknown>;
} {
return {
${top.map((name) => unpackGroup(name, groups)).join("\n")}
};
}

/**
 * Writes the facts of a CPU into \`w\`, absent ones as 0 without their bit in word 0.
 *
 * @returns false if the object has anything but CPU facts of the right type
 */
export function packCpu(cpu: Members, w: Int32Array): boolean {
let present = 0;
let count = 0;
${cpuLines.join("\n").replaceAll("return -1", "return false")}
w[0] = present;
return countMembers(cpu) === count;
}
`;
}
