/**
 * JSON of other programs: `kvm_sregs` as monitors save it, the regs.json of wtf, registers of the
 * Windows Hypervisor Platform, the CPU object of v86. All guest view.
 */
import { fromHyperV } from "./compact-attributes.ts";
import { Draft } from "./draft.ts";
import { type DumpFormat, emptyReading } from "./format.ts";
import { KVM_SEGMENTS, KVM_TABLES, segmentPath, settleSegments } from "./kvm-segment.ts";
import type { ParsedDump } from "./types.ts";
import { WTF_REGISTERS, settleWtf } from "./wtf-regs-json.ts";

type Members = ReadonlyMap<string, unknown>;

/** One value found: its path, and where in the JSON it stood. */
type Found = readonly [path: string, value: unknown, where: string];

/** Nothing that is meant deeper than this inside a snapshot is looked for. */
const MAX_DEPTH = 6;
const MAX_OBJECTS = 10_000;

const json = (name: string, description: string, settle?: DumpFormat["settle"]): DumpFormat => ({
  name,
  view: "guest",
  description,
  open: () => () => undefined,
  ...(settle && { settle }),
});

const KVM_JSON = json(
  "kvm_sregs-json",
  "kvm_sregs (and kvm_regs) as monitors save them in JSON",
  (values) => settleSegments(values, { unusable: "maybe" }),
);
const WTF_JSON = json("wtf-regs-json", "regs.json of wtf and bdump, a whole file", settleWtf);
const WHPX_JSON = json("whpx-json", "registers of the Windows Hypervisor Platform in JSON");
const V86_JSON = json("v86-cpu", "the CPU object of the emulator v86, in JSON or alive");

/** The shapes of JSON that {@link fromForeignJson} knows. They are detected, never forced. */
export const jsonFormats: readonly Pick<DumpFormat, "name" | "view" | "description">[] = [
  KVM_JSON,
  WTF_JSON,
  WHPX_JSON,
  V86_JSON,
].map(({ name, view, description }) => ({ name, view, description }));

/**
 * The state in a JSON value that is not exchange JSON; `undefined` if it is none of the known
 * shapes. A JSON value has no lines: the places are all on line 1, with a JSON pointer as their
 * text. Takes a live CPU object of v86 as well, whose arrays are views of its memory.
 */
export function fromForeignJson(value: unknown): ParsedDump | undefined {
  let left = MAX_OBJECTS;
  const search = (at: unknown, where: string, depth: number): ParsedDump | undefined => {
    if (typeof at !== "object" || at === null || depth > MAX_DEPTH || --left < 0) return undefined;
    const dump = Array.isArray(at) ? undefined : read(at, where);
    if (dump !== undefined || ArrayBuffer.isView(at)) return dump;
    for (const [key, member] of Object.entries(at)) {
      const found = search(member, `${where}/${key}`, depth + 1);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return search(value, "", 0);
}

function read(object: object, where: string): ParsedDump | undefined {
  const members = membersOf(object);
  const sregs = membersOf(members.get("sregs") ?? members.get("kvm_sregs"));
  if (isSregs(sregs)) {
    const regs = membersOf(members.get("regs") ?? members.get("kvm_regs"));
    return finish(KVM_JSON, [
      ...readSregs(sregs, `${where}/sregs`),
      ...readRegs(regs, `${where}/regs`),
    ]);
  }
  if (isSregs(members))
    return finish(KVM_JSON, [...readSregs(members, where), ...readRegs(members, where)]);
  if (members.has("segment_access_bytes") && members.has("segment_limits"))
    return readV86(members, where);
  const cs = membersOf(members.get("cs"));
  if (cs.has("attr")) return finish(WTF_JSON, readWtf(members, where));
  if (cs.has("attributes") && cs.has("selector"))
    return finish(WHPX_JSON, readWhpx(members, where));
  return undefined;
}

/** Members by their names in lower case. */
function membersOf(value: unknown): Members {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return new Map();
  if (ArrayBuffer.isView(value)) return new Map();
  return new Map(Object.entries(value).map(([key, member]) => [key.toLowerCase(), member]));
}

function isSregs(members: Members): boolean {
  const cs = membersOf(members.get("cs"));
  return cs.has("selector") && cs.has("present") && (cs.has("type_") || cs.has("type"));
}

function* readSregs(members: Members, where: string): Generator<Found> {
  for (const [name, register] of Object.entries(KVM_SEGMENTS))
    for (const [member, value] of membersOf(members.get(name))) {
      // Some monitors call the scaled limit by what it counts.
      const path = segmentPath(register, member === "limit_bytes" ? "limit" : member);
      if (path !== undefined) yield [path, value, `${where}/${name}/${member}`];
    }
  for (const [name, table] of Object.entries(KVM_TABLES))
    for (const member of ["base", "limit"])
      yield [
        `guest.${table}.${member}`,
        membersOf(members.get(name)).get(member),
        `${where}/${name}/${member}`,
      ];
  for (const name of ["cr0", "cr3", "cr4", "efer"])
    yield [`guest.${name}`, members.get(name), `${where}/${name}`];
}

function* readRegs(members: Members, where: string): Generator<Found> {
  for (const name of ["rip", "rsp", "rflags"])
    yield [`guest.${name}`, members.get(name), `${where}/${name}`];
}

function* readTables(members: Members, where: string): Generator<Found> {
  for (const table of ["gdtr", "idtr"])
    for (const member of ["base", "limit"])
      yield [
        `guest.${table}.${member}`,
        membersOf(members.get(table)).get(member),
        `${where}/${table}/${member}`,
      ];
  for (const [name, path] of Object.entries(WTF_REGISTERS))
    yield [path, members.get(name), `${where}/${name}`];
}

const REGISTERS = ["cs", "ss", "ds", "es", "fs", "gs", "ldtr", "tr"];

function* readWtf(members: Members, where: string): Generator<Found> {
  for (const register of REGISTERS)
    for (const [member, value] of membersOf(members.get(register))) {
      const place = `${where}/${register}/${member}`;
      if (member === "attr") yield [`attr.${register}`, value, place];
      else if (["selector", "base", "limit"].includes(member))
        yield [`guest.${register}.${member}`, value, place];
    }
  yield* readTables(members, where);
}

function* readWhpx(members: Members, where: string): Generator<Found> {
  for (const register of REGISTERS)
    for (const [member, value] of membersOf(members.get(register))) {
      const place = `${where}/${register}/${member}`;
      const number = member === "attributes" ? numberOf(value) : undefined;
      if (number !== undefined) yield [`guest.${register}.accessRights`, fromHyperV(number), place];
      else if (["selector", "base", "limit"].includes(member))
        yield [`guest.${register}.${member}`, value, place];
    }
  yield* readTables(members, where);
}

/** In the order of v86's arrays. */
const V86_REGISTERS = ["es", "cs", "ss", "ds", "fs", "gs", "tr", "ldtr"];

function readV86(members: Members, where: string): ParsedDump | undefined {
  const item = (name: string, index = 0): bigint | undefined => itemOf(members.get(name), index);
  const found: Found[] = [];
  for (const [index, register] of V86_REGISTERS.entries()) {
    const place = `${where}/segment_access_bytes/${index}`;
    const access = item("segment_access_bytes", index);
    const limit = item("segment_limits", index);
    found.push(
      [`guest.${register}.selector`, item("sreg", index), `${where}/sreg/${index}`],
      [
        `guest.${register}.base`,
        item("segment_offsets", index),
        `${where}/segment_offsets/${index}`,
      ],
      [`guest.${register}.limit`, limit, `${where}/segment_limits/${index}`],
    );
    if (access === undefined || limit === undefined) continue;
    const isNull = item("segment_is_null", index) === 1n;
    const size = register === "cs" ? item("is_32") : register === "ss" ? item("stack_size_32") : 0n;
    if (size === undefined) continue;
    const granularity = limit > 0xf_ffffn ? 0x8000n : 0n;
    const accessRights = (access & 0xffn) | (size === 0n ? 0n : 0x4000n) | granularity;
    found.push([
      `guest.${register}.accessRights`,
      isNull ? accessRights | 0x1_0000n : accessRights,
      place,
    ]);
  }
  for (const [table, name] of [
    ["gdtr", "gdtr"],
    ["idtr", "idtr"],
  ] as const) {
    found.push([`guest.${table}.base`, item(`${name}_offset`), `${where}/${name}_offset`]);
    found.push([`guest.${table}.limit`, item(`${name}_size`), `${where}/${name}_size`]);
  }
  for (const number of [0, 3, 4])
    found.push([`guest.cr${number}`, item("cr", number), `${where}/cr/${number}`]);
  for (const [path, name, index] of [
    ["guest.rflags", "flags", 0],
    ["guest.dr7", "dreg", 7],
    ["guest.rsp", "reg32", 4],
    ["guest.sysenterCs", "sysenter_cs", 0],
    ["guest.sysenterEsp", "sysenter_esp", 0],
    ["guest.sysenterEip", "sysenter_eip", 0],
  ] as const)
    found.push([path, item(name, index), `${where}/${name}/${index}`]);
  return finish(V86_JSON, found, [
    "v86 does not keep G and AVL: G is derived from the limit, AVL is taken as 0, and D/B as 0 outside CS and SS",
    "v86 keeps the instruction pointer as a linear address; guest.rip is unknown",
  ]);
}

/** A 32-bit number of an array, of a view of memory, or a number that stands alone. */
function itemOf(value: unknown, index: number): bigint | undefined {
  let number: unknown;
  if (typeof value === "object" && value !== null)
    number = (value as Readonly<Record<number, unknown>>)[index];
  else if (index === 0) number = value;
  if (typeof number === "boolean") return number ? 1n : 0n;
  if (typeof number !== "number" || !Number.isInteger(number)) return undefined;
  return BigInt.asUintN(32, BigInt(number));
}

function numberOf(value: unknown): bigint | undefined {
  if (typeof value === "bigint") return value >= 0n ? value : undefined;
  if (typeof value === "boolean") return value ? 1n : 0n;
  if (typeof value === "number")
    return Number.isSafeInteger(value) && value >= 0 ? BigInt(value) : undefined;
  return typeof value === "string" && /^(?:0x[0-9a-f]{1,16}|\d{1,20})$/i.test(value)
    ? BigInt(value)
    : undefined;
}

const WIDTHS: readonly (readonly [RegExp, bigint])[] = [
  [/\.selector$/, 16n],
  [/\.(?:limit|accessRights)$/, 32n],
];

function finish(
  format: DumpFormat,
  found: Iterable<Found>,
  notes: string[] = [],
): ParsedDump | undefined {
  const draft = new Draft(format, 1);
  for (const [path, printed, where] of found) {
    if (printed === undefined) continue;
    const value = numberOf(printed);
    const width = WIDTHS.find(([pattern]) => pattern.test(path))?.[1] ?? 64n;
    const place = { line: 1, text: where };
    if (value === undefined || value >> width !== 0n)
      draft.warn(place, `${where} is no number of ${width} bits; it is not read`);
    else draft.add({ ...emptyReading(), values: [{ path, value, at: 0 }] }, () => place);
  }
  draft.add({ ...emptyReading(), notes }, () => ({ line: 1, text: "" }));
  return draft.finish();
}
