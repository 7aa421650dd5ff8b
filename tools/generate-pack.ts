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

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

const zeros = ({ word, width }: PackedField): string =>
  Array.from({ length: wordsOf(width) }, (_, i) => `w[${at(word + i)}] = 0;`).join(" ");

/** Writes one value. The usual kinds of values are written here, the others by a function. */
function put({ word, width }: PackedField, value: string): string {
  if (width <= 32) {
    const fits = width === 32 ? "" : ` && ${value} <= ${max(width)}`;
    return `if (typeof ${value} === "number" && ${value} >>> 0 === ${value}${fits}) w[${at(word)}] = ${value};
else if (!putWord(${value}, w, ${at(word)}, ${max(width)})) return -1;`;
  }
  return `if (typeof ${value} === "bigint") {
big[0] = ${value}; if (big[0] !== ${value}) return -1;
w[${at(word)}] = halves[LOW]!; w[${at(word + 1)}] = halves[HIGH]!;
} else if (typeof ${value} === "number" && ${value} >>> 0 === ${value}) {
w[${at(word)}] = ${value}; w[${at(word + 1)}] = 0;
} else if (!putWide(${value}, w, ${at(word)})) return -1;`;
}

/** Reads one member; what is absent becomes 0 and is listed. */
const read = ({ name, field }: Member, number: string): string =>
  `if (${name} === undefined) { ${zeros(field)} absent[n++] = ${number}; }
else ${put(field, name)}`;

/** What an object must be so that its own members are all that is read. */
const PLAIN = `const prototype: unknown = Object.getPrototypeOf(m);
if (prototype !== Object.prototype && prototype !== null) return -1;`;

const signature = (parameters: string): string =>
  `(m: unknown, w: Int32Array, at: number, absent: Int32Array, ${parameters}): number {
if (typeof m !== "object" || m === null) return -1;`;

/** The groups in a group that look alike are packed by one function: the segment registers. */
function alike(members: readonly Member[]): string {
  return `pack${members.map(({ name }) => capital(name)).join("")}`;
}

/** The function for groups with these members, whose words and numbers follow each other. */
function alikeFunction(members: readonly Member[]): string {
  const word = members[0]?.field.word ?? 0;
  const index = members[0]?.index ?? 0;
  const own = members.map((member) => ({
    ...member,
    field: { ...member.field, word: member.field.word - word },
    index: member.index - index,
  }));
  return `/** Packs one register from word \`at\`; \`first\` is the number of its first field. */
function ${alike(members)}${signature("n: number, first: number")}
const { ${own.map(({ name }) => name).join(", ")} } = m as Members;
${PLAIN}
const before = n;
${own.map((member) => read(member, member.index === 0 ? "first" : `first + ${member.index}`)).join("\n")}
return countMembers(m) === ${members.length} - (n - before) ? n : -1;
}
`;
}

function packGroup(name: string, groups: ReadonlyMap<string, Member[]>): string {
  const nested = [...groups.keys()].filter((other) => other.startsWith(`${name}.`));
  const own = groups.get(name) ?? [];
  const locals = nested.map((path) => path.slice(name.length + 1));
  const lines = nested.flatMap((path, i) => {
    const local = locals[i] ?? "";
    const members = groups.get(path) ?? [];
    const first = members[0];
    if (first === undefined) return [];
    const absentLines = members.map(
      ({ field, index }) => `${zeros(field)} absent[n++] = ${index};`,
    );
    if (path === "memory.pdpte") {
      return [
        `if (${local} === undefined) {`,
        ...absentLines,
        `} else {`,
        `if (!Array.isArray(${local}) || ${local}.length !== ${members.length}) return -1;`,
        `const [${members.map((member) => `${local}${member.name}`).join(", ")}] = ${local} as unknown[];`,
        ...members.map((member) => put(member.field, `${local}${member.name}`)),
        `groups += 1;`,
        "}",
      ];
    }
    return [
      `if (${local} === undefined) {`,
      ...absentLines,
      `} else {`,
      `n = ${alike(members)}(${local}, w, ${at(first.field.word)}, absent, n, ${first.index});`,
      `if (n < 0) return -1;`,
      `groups += 1;`,
      "}",
    ];
  });
  return `function pack${capital(name)}${signature("n: number")}
const { ${[...own.map((member) => member.name), ...locals].join(", ")} } = m as Members;
${PLAIN}
${own.length > 0 ? "const before = n;" : ""}
${own.map((member) => read(member, String(member.index))).join("\n")}
${own.length > 0 ? `let groups = ${own.length} - (n - before);` : "let groups = 0;"}
${lines.join("\n")}
return countMembers(m) === groups ? n : -1;
}
`;
}

/** One function for each kind of register. */
function alikeFunctions(groups: ReadonlyMap<string, Member[]>): string {
  const made = new Map<string, string>();
  for (const [path, members] of groups) {
    if (path.split(".").length < 2 || path === "memory.pdpte") continue;
    const text = alikeFunction(members);
    const known = made.get(alike(members));
    if (known !== undefined && known !== text) throw new Error(`${path} is laid out differently`);
    made.set(alike(members), text);
  }
  return [...made.values()].join("\n");
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
    const here = { ...field, word };
    const write = field.boolean
      ? `if (typeof ${name} === "boolean") w[${at(word)}] = ${name} ? 1 : 0; else return -1;`
      : width > 32
        ? put(here, name)
        : `if (!putWord(${name}, w, ${at(word)}, ${range?.[1] ?? max(width)})${
            range === undefined || range[0] === 0 ? "" : ` || w[${at(word)}]! < ${range[0]}`
          }) return -1;`;
    return `if (${name} === undefined) { ${zeros(here)} }
else { ${write} present |= 0x${(2 ** index).toString(16)}; count += 1; }`;
  });
  return `import type { PackedField } from "../evaluate/compile/layout.ts";
import {
  BIG as big, HALVES as halves, HIGH, LOW, NO_MEMBERS, countMembers, putWide, putWord, wideOf,
  type Members,
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
const { guest = NO_MEMBERS, controls = NO_MEMBERS, memory = NO_MEMBERS, view, cpu } = s;
if (view !== undefined && view !== "vmcs") return -1;
const members =
(guest === NO_MEMBERS ? 0 : 1) + (controls === NO_MEMBERS ? 0 : 1) +
(memory === NO_MEMBERS ? 0 : 1) + (cpu === undefined ? 0 : 1) + (view === undefined ? 0 : 1);
if (countMembers(s) !== members) return -1;
let n = packGuest(guest, w, at, absent, 0);
if (n >= 0) n = packControls(controls, w, at, absent, n);
if (n >= 0) n = packMemory(memory, w, at, absent, n);
return n;
}

${top.map((name) => packGroup(name, groups)).join("\n")}
${alikeFunctions(groups)}
/** The fields of a packed state as exchange JSON: bigint above 32 bits. */
export function unpackState(w: Int32Array, at: number): {
guest: Record<string, unknown>; controls: Record<string, unknown>; memory: Record<string, unknown>;
} {
return {
${top.map((name) => unpackGroup(name, groups)).join("\n")}
};
}

/** True if two objects hold the same CPU facts and nothing else, written the same way. */
export function isSameCpu(m: Members, other: Members): boolean {
return ${cpu.map(({ path }) => `m.${path.replace("cpu.", "")} === other.${path.replace("cpu.", "")}`).join(" && ")} && countMembers(m) === countMembers(other);
}

/**
 * Writes the facts of a CPU into \`w\`, absent ones as 0 without their bit in word 0.
 *
 * @returns false if the object has anything but CPU facts of the right type
 */
export function packCpu(m: Members, w: Int32Array): boolean {
return packFacts(m, w, 0) >= 0;
}

function packFacts(m: Members, w: Int32Array, at: number): number {
const { ${cpu.map(({ path }) => path.replace("cpu.", "")).join(", ")} } = m;
let present = 0;
let count = 0;
${cpuLines.join("\n")}
w[0] = present;
return countMembers(m) === count ? 0 : -1;
}
`;
}
