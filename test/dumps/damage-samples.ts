/**
 * The dumps that are damaged: every fixture, and what every printer makes of random states. A
 * sample knows what its text says (`truth`), and a printed one also what its printer would have
 * said had a value been another (`print`).
 */
import fc from "fast-check";
import { SEGMENT_REGISTERS, type ExchangeState } from "../../src/state/exchange.ts";
import { kvmState, newKernelState } from "./arbitrary-state.ts";
import { dumpSamples, fixture, samples } from "./fixtures.ts";
import { generator } from "./generator.ts";
import { type PrintableState, type SegmentValue, printKvm, printQemu } from "./printers.ts";
import {
  printFieldList,
  printHyperkit,
  printKm,
  printKvmtool,
  printNoirvisor,
  printRust,
  printVbox,
  printVmcsWrites,
} from "./printers-guest.ts";
import {
  printJailhouse,
  printNamedAttributes,
  printQemuKvm,
  printWhpNames,
  printWhpNumbers,
} from "./printers-monitors.ts";
import {
  printBhyvectl,
  printBochs,
  printDbvm,
  printGdb,
  printWindbgDg,
  printWindbgRegisters,
  printWtf,
  printXenRegisters,
  printXenSections,
} from "./printers-more.ts";
import { asXenOf, numberAt, printHaxm, printXen } from "./printers-vmcs.ts";

/** What a text says: exchange-JSON path (`guest.cs.limit`) -> value as the exchange JSON has it. */
export type Values = ReadonlyMap<string, string>;

/** The part of a dump that the harness looks at; what a reader must give. */
export interface ReadDump {
  readonly format: string;
  readonly state: ExchangeState;
  readonly origin: ReadonlyMap<string, { readonly line: number }>;
  readonly warnings: readonly string[];
  readonly unread: readonly { readonly line: number }[];
}

export interface ReadResult {
  readonly dumps: readonly ReadDump[];
  readonly unread: readonly { readonly line: number }[];
}

export type Read = (text: string) => ReadResult;

export interface Sample {
  readonly name: string;
  /** The format of its first dump; `none` for a text without one. */
  readonly format: string;
  /** The formats of all its dumps. */
  readonly formats: ReadonlySet<string>;
  /** Samples of one family are of one printer, so that their halves fit together. */
  readonly family: string;
  readonly lines: readonly string[];
  /** Each value that the text shows for a path; more than one if several dumps are in it. */
  readonly truth: ReadonlyMap<string, ReadonlySet<string>>;
  /** Index of a line -> the paths that are read from it. */
  readonly fields: ReadonlyMap<number, readonly string[]>;
  /** The lines that would have been printed had these paths other values; printed samples only. */
  readonly print?: (values: Values) => readonly string[];
}

/** Every value of a dump by its path. */
export function valuesOf({ state }: Pick<ReadDump, "state">): Map<string, string> {
  const values = new Map<string, string>();
  const put = (path: string, value: unknown): void => {
    if (typeof value !== "object" || value === null) values.set(path, String(value));
    else for (const [name, one] of Object.entries(value)) put(`${path}.${name}`, one);
  };
  for (const group of ["guest", "controls", "cpu"] as const) put(group, state[group] ?? {});
  return values;
}

// --- States --------------------------------------------------------------------------------

const bit = (count: number): bigint => (1n << BigInt(count)) - 1n;

/** How the access rights of a format are limited. */
type Rights = "any" | "unusable with P" | "unusable is P=0" | "unusable";

/** Which bits a printer shows; 64 of guest fields and bases, 32 of limits unless told. */
interface Widths {
  readonly guest?: Readonly<Record<string, number>>;
  readonly natural?: number;
  readonly base?: number;
  readonly tableLimit?: number;
  readonly rights?: Rights;
}

const NARROW: Readonly<Record<string, number>> = {
  ...{ sysenterCs: 32, interruptibilityState: 32, activityState: 32, interruptStatus: 16 },
};

function rightsFor(kind: Rights, value: bigint): bigint {
  const low = value & 0xf0ffn;
  const absent = (low & 0x80n) === 0n ? 0x1_0000n : 0n;
  if (kind === "any") return value;
  if (kind === "unusable") return value & 0x1_f0ffn;
  if (kind === "unusable with P") return (value & 0x1_f0ffn) | absent;
  return low | absent;
}

function fit(state: PrintableState, widths: Widths): PrintableState {
  const { guest = {}, natural = 64, base = 64, tableLimit = 32, rights = "any" } = widths;
  const masked = Object.entries({ ...OPTIONAL, ...state.guest }).map(([name, value]) => [
    name,
    (value ?? OPTIONAL[name] ?? 0n) & bit(guest[name] ?? NARROW[name] ?? natural),
  ]);
  const segments = { ...state.segments };
  for (const name of SEGMENT_REGISTERS) {
    const segment = segments[name];
    segments[name] = {
      ...segment,
      base: segment.base & bit(base),
      accessRights: rightsFor(rights, segment.accessRights),
    };
  }
  const table = (name: "gdtr" | "idtr") => ({
    base: state.tables[name].base & bit(base),
    limit: state.tables[name].limit & bit(tableLimit),
  });
  return {
    ...state,
    guest: Object.fromEntries(masked) as PrintableState["guest"],
    segments,
    tables: { gdtr: table("gdtr"), idtr: table("idtr") },
  };
}

/** For printers that print a field always. */
const OPTIONAL: Readonly<Record<string, bigint>> = {
  ...{ efer: 0xd01n, pat: 0x7_0406_0007_0406n, perfGlobalCtrl: 7n, bndcfgs: 3n },
  ...{ interruptStatus: 0x2fn, vmcsLinkPointer: bit(64), pdpte0: 0x5001n, pdpte1: 0x6001n },
  ...{ pdpte2: 0x7001n, pdpte3: 0x8001n },
};

/** A running 64-bit Linux guest. */
const PLAIN: PrintableState = {
  guest: {
    ...{ cr0: 0x8005_0033n, cr3: 0x1_2345_6000n, cr4: 0x3626f0n, rsp: 0xffff_c900_0009_be50n },
    ...{ rip: 0xffff_ffff_8104_2837n, rflags: 0x246n, dr7: 0x400n, sysenterCs: 0x10n },
    ...{ sysenterEsp: 0xffff_fe00_0003_3000n, sysenterEip: 0xffff_ffff_81a0_1290n },
    ...{ debugctl: 0n, pendingDebugExceptions: 0n, interruptibilityState: 0n, activityState: 0n },
    ...{ efer: 0xd01n, pat: 0x407_0506_0007_0106n, vmcsLinkPointer: bit(64) },
  },
  segments: {
    cs: { selector: 0x10n, base: 0n, limit: bit(32), accessRights: 0xa09bn },
    ss: { selector: 0x18n, base: 0n, limit: bit(32), accessRights: 0xc093n },
    ds: { selector: 0n, base: 0n, limit: bit(32), accessRights: 0x1c000n },
    es: { selector: 0n, base: 0n, limit: bit(32), accessRights: 0x1c000n },
    fs: { selector: 0n, base: 0x7f9d_9f62_d740n, limit: bit(32), accessRights: 0x1c000n },
    gs: { selector: 0n, base: 0xffff_961f_3da0_0000n, limit: bit(32), accessRights: 0x1c000n },
    ldtr: { selector: 0n, base: 0n, limit: 0xffffn, accessRights: 0x10000n },
    tr: { selector: 0x40n, base: 0xffff_fe00_0000_3000n, limit: 0x2087n, accessRights: 0x8bn },
  },
  tables: {
    gdtr: { base: 0xffff_fe00_0000_1000n, limit: 0x7fn },
    idtr: { base: 0xffff_fe00_0000_0000n, limit: 0xfffn },
  },
  controls: {
    ...{ pinBased: 0x7fn, primaryProcBased: 0xb6a1_edfan, secondaryProcBased: 0x1237ebn },
    ...{ entry: 0xd3ffn, exit: 0x2fefffn, entryInterruptionInfo: 0n, entryInstructionLength: 0n },
    ...{ entryExceptionErrorCode: 0n, exitReason: 0x8000_0021n, exitQualification: 0n },
    tertiaryProcBased: 0n,
  },
};

type Random = (below: number) => number;

/** Numbers as dumps have them: many small, many equal to those of a real guest, some random. */
function tame(random: Random, state: PrintableState): PrintableState {
  const one = (value: bigint, plain: bigint | undefined): bigint => {
    const how = random(3);
    if (how === 0) return value;
    return how === 1 && plain !== undefined ? plain : value >> BigInt(random(60));
  };
  const record = (
    values: Readonly<Record<string, bigint | undefined>>,
    plain: Readonly<Record<string, bigint | undefined>>,
  ): Record<string, bigint> =>
    Object.fromEntries(
      Object.entries(values).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, one(value, plain[name])]],
      ),
    );
  const segments = { ...state.segments };
  for (const name of SEGMENT_REGISTERS)
    segments[name] = record(
      { ...segments[name] },
      { ...PLAIN.segments[name] },
    ) as unknown as SegmentValue;
  const table = (name: "gdtr" | "idtr") =>
    record(state.tables[name], PLAIN.tables[name]) as { base: bigint; limit: bigint };
  return {
    guest: record(state.guest, PLAIN.guest),
    segments,
    tables: { gdtr: table("gdtr"), idtr: table("idtr") },
    controls: record(state.controls, PLAIN.controls),
  };
}

// --- Printers ------------------------------------------------------------------------------

interface Printer {
  readonly name: string;
  readonly adapt: (state: PrintableState) => PrintableState;
  readonly print: (state: PrintableState) => string[];
}

const stamped = (stamp: string, lines: readonly string[]): string[] =>
  lines.map((line) => stamp + line);

/** Xen prints RIP twice, from two places; the second need not be the first. */
const otherShadow = (line: string): string =>
  line.replace(/(RIP = 0x[0-9a-f]{16} )\(0x[0-9a-f]{16}\)/, "$1(0x0000000000000def)");

const xen = (version: "3.3" | "4.2" | "4.9" | "4.19"): Printer => ({
  name: `Xen ${version}`,
  adapt: (state) => asXenOf(version, state),
  print: (state) => stamped("(XEN) ", printXen(state, version).map(otherShadow)),
});

const fitted =
  (widths: Widths) =>
  (state: PrintableState): PrintableState =>
    fit(state, widths);

const LOW = { cr0: 32, cr4: 32, rflags: 32 };

/** As Bochs prints a segment: a descriptor, whose limit is one of 20 bits or of pages. */
function asDescriptors(state: PrintableState): PrintableState {
  const segments = { ...state.segments };
  for (const name of SEGMENT_REGISTERS) {
    const { limit, accessRights } = segments[name];
    const isGranular = (accessRights & 0x8000n) !== 0n;
    segments[name] = { ...segments[name], limit: isGranular ? limit | 0xfffn : limit & 0xf_ffffn };
  }
  return { ...state, segments };
}

const PRINTERS: readonly Printer[] = [
  {
    name: "KVM 4.3",
    adapt: (state) => ({
      ...state,
      guest: { ...state.guest, pat: state.guest["efer"] === undefined ? undefined : 0x106n },
    }),
    print: (state) => printKvm(state, "4.3"),
  },
  { name: "KVM 5.14", adapt: (state) => state, print: (state) => printKvm(state, "5.14") },
  {
    name: "KVM 6.18",
    adapt: (state) => ({
      ...state,
      guest: { sCet: 1n, ssp: 0x7000n, interruptSspTableAddr: 0x9000n, ...state.guest },
    }),
    print: (state) => stamped("[  673.850218] kvm_intel: ", printKvm(state, "6.18")),
  },
  ...(["3.3", "4.2", "4.9", "4.19"] as const).map(xen),
  { name: "HAXM", adapt: fitted({}), print: (state) => printHaxm(state) },
  { name: "HAXM, no prefix", adapt: fitted({}), print: (state) => printHaxm(state, "") },
  {
    name: "QEMU 64",
    adapt: fitted({ guest: LOW, rights: "unusable is P=0" }),
    print: (state) => printQemu(state, 64),
  },
  {
    name: "QEMU 32",
    adapt: fitted({
      guest: { ...LOW, dr7: 64, efer: 64 },
      natural: 32,
      base: 32,
      rights: "unusable is P=0",
    }),
    print: (state) => printQemu(state, 32),
  },
  ...([32, 64] as const).map((bits): Printer => {
    const wide = { sysenterCs: 16, sysenterEip: 64, sysenterEsp: 64, efer: 64, pat: 64 };
    return {
      name: `VirtualBox ${bits}`,
      adapt: fitted({
        guest: { ...wide, rflags: 32 },
        natural: bits,
        tableLimit: 16,
        rights: "unusable",
      }),
      print: (state) => stamped("00:00:03.404004 ", printVbox(state, bits)),
    };
  }),
  ...[false, true].map((isPretty): Printer => ({
    name: `Rust ${isPretty ? "pretty" : "one line"}`,
    adapt: fitted({ rights: "unusable with P" }),
    print: (state) => printRust(state, isPretty),
  })),
  {
    name: "km",
    adapt: fitted({ guest: { rflags: 32 }, rights: "unusable is P=0" }),
    print: (state) => printKm(state),
  },
  {
    name: "kvmtool",
    adapt: fitted({ rights: "unusable is P=0" }),
    print: (state) => printKvmtool(state),
  },
  {
    name: "HyperKit",
    adapt: fitted({}),
    // The printer has the numbers of the LDTR in the place of those of the IDTR.
    print: (state) =>
      printHyperkit(state).map((line) => {
        const [, name = "", part = ""] = /^(VMCS_GUEST_IDTR_(BASE|LIMIT): +)/.exec(line) ?? [];
        const { base, limit } = state.tables.idtr;
        const value = part === "BASE" ? base : limit;
        return part === "" ? line : `${name}0x${value.toString(16).padStart(16, "0")}`;
      }),
  },
  { name: "NoirVisor", adapt: fitted({}), print: (state) => printNoirvisor(state) },
  {
    name: "qemu-kvm",
    adapt: fitted({ rights: "unusable is P=0" }),
    print: (state) => printQemuKvm(state),
  },
  { name: "Jailhouse", adapt: fitted({}), print: (state) => printJailhouse(state) },
  ...[printWhpNumbers, printWhpNames, printNamedAttributes].map((print): Printer => ({
    name: print.name.replace("print", ""),
    adapt: fitted({ tableLimit: 16, rights: "unusable is P=0" }),
    print,
  })),
  ...(["SDM", "Linux", "Windows", "camel case", "encoding"] as const).map((spelling): Printer => ({
    name: `fields ${spelling}`,
    adapt: fitted({}),
    print: (state) => printFieldList(state, spelling),
  })),
  ...(["name", "encoding"] as const).map((by): Printer => ({
    name: `writes by ${by}`,
    adapt: fitted({}),
    print: (state) => printVmcsWrites(state, by),
  })),
  {
    name: "Xen 3.0 sections",
    adapt: fitted({}),
    print: (state) => stamped("(XEN) ", printXenSections(state)),
  },
  {
    name: "Xen registers",
    adapt: fitted({}),
    print: (state) => stamped("(XEN) ", printXenRegisters(state, "hvm guest")),
  },
  ...([8, 16] as const).map((digits): Printer => ({
    name: `bhyvectl ${digits}`,
    adapt: fitted({}),
    print: (state) => printBhyvectl(state, digits),
  })),
  ...([32, 64] as const).map((bits): Printer => ({
    name: `WinDbg r ${bits}`,
    adapt: fitted({ guest: { rflags: 32 }, natural: bits, base: bits, tableLimit: 16 }),
    print: (state) => printWindbgRegisters(state, bits),
  })),
  {
    name: "WinDbg dg",
    adapt: fitted({ rights: "unusable is P=0" }),
    print: (state) => printWindbgDg(state),
  },
  {
    name: "Bochs",
    adapt: (state) =>
      asDescriptors(
        withTables(
          fit(state, { guest: { ...LOW, efer: 32 }, base: 32, rights: "unusable with P" }),
          state,
        ),
      ),
    print: (state) => printBochs(state),
  },
  { name: "GDB", adapt: fitted({}), print: (state) => printGdb(state) },
  {
    name: "wtf",
    adapt: fitted({ rights: "unusable is P=0" }),
    print: (state) => printWtf(state),
  },
  { name: "DBVM", adapt: fitted({}), print: (state) => printDbvm(state) },
];

function withTables(state: PrintableState, { tables }: PrintableState): PrintableState {
  return { ...state, tables };
}

/** The state with some paths of the exchange JSON set to other values. */
function withValues(state: PrintableState, values: Values): PrintableState {
  const { guest, controls } = { guest: { ...state.guest }, controls: { ...state.controls } };
  const segments: Record<string, SegmentValue> = { ...state.segments };
  const tables: Record<string, { base: bigint; limit: bigint }> = { ...state.tables };
  for (const [path, text] of values) {
    const [group, name = "", part] = path.split(".");
    if (group === "cpu") continue;
    const value = BigInt(text);
    if (part !== undefined) {
      if (segments[name]) segments[name] = { ...segments[name], [part]: value };
      else if (tables[name]) tables[name] = { ...tables[name], [part]: value };
    } else if (group === "guest") guest[name] = value;
    else controls[name] = value;
  }
  return { ...state, guest, controls, segments, tables };
}

// --- Samples -------------------------------------------------------------------------------

/**
 * What the reader leaves out on purpose where the text says it: what stands in an excerpt without
 * the heading of its section, and a last number that may have been cut. Damage that supplies a
 * heading or another last line brings it out.
 */
const LEFT_OUT: Readonly<Record<string, Values>> = {
  "formats/kvm-05-syslog-tail-host-state.txt": new Map([
    ["guest.efer", "0x800"],
    ["guest.pat", "0x0"],
  ]),
  "formats/haxm-03-netbsd-guest-fields.txt": new Map([["guest.fs.base", "0xd"]]),
  "dumps/haxm-182-running-valid.txt": new Map([["guest.fs.base", "0xd"]]),
  "formats/xen-02-control-state-4_9.txt": new Map([
    ["guest.efer", "0x0"],
    ["guest.pat", "0x50100070406"],
  ]),
};

function fromFixture(read: Read, path: string): Sample {
  const lines = fixture(path)
    .replace(/\r?\n$/, "")
    .split("\n");
  const { dumps } = read(`${lines.join("\n")}\n`);
  const format = dumps[0]?.format ?? "none";
  const extra = LEFT_OUT[path] ?? new Map<string, string>();
  return {
    ...{ name: path, format, family: format, lines },
    ...shown(dumps, [...dumps.map(valuesOf), extra]),
  };
}

function printed(
  read: Read,
  { name, adapt, print }: Printer,
  state: PrintableState,
  title: string,
) {
  const own = adapt(state);
  const lines = print(own);
  const { dumps } = read(`${lines.join("\n")}\n`);
  const values = dumps.map(valuesOf);
  const again = (others: Values): readonly string[] => print(withValues(own, others));
  return {
    ...{ name: `${name}, ${title}`, format: dumps[0]?.format ?? "none", family: name, lines },
    ...shown(dumps, [...values, alsoPrinted(own, values[0] ?? new Map(), lines, again)]),
    print: again,
  } satisfies Sample;
}

/** Fields that the reader leaves out although they are printed, as those of an invalid event. */
function alsoPrinted(
  state: PrintableState,
  read: Values,
  lines: readonly string[],
  print: (values: Values) => readonly string[],
): Values {
  const extra = new Map<string, string>();
  const paths = [
    ...Object.keys(state.guest).map((name) => `guest.${name}`),
    ...Object.keys(state.controls).map((name) => `controls.${name}`),
  ];
  for (const path of paths) {
    const value = numberAt(state, path);
    if (read.has(path) || value === undefined) continue;
    const other = print(new Map([[path, `0x${(value ^ 1n).toString(16)}`]]));
    if (other.some((line, at) => line !== lines[at])) extra.set(path, `0x${value.toString(16)}`);
  }
  return extra;
}

function shown(
  dumps: readonly ReadDump[],
  values: readonly Values[],
): Pick<Sample, "truth" | "fields" | "formats"> {
  const truth = new Map<string, Set<string>>();
  for (const one of values)
    for (const [path, value] of one) truth.set(path, (truth.get(path) ?? new Set()).add(value));
  const fields = new Map<number, string[]>();
  for (const { origin } of dumps)
    for (const [path, { line }] of origin)
      fields.set(line - 1, [...(fields.get(line - 1) ?? []), path]);
  return { truth, fields, formats: new Set(dumps.map(({ format }) => format)) };
}

/** All samples, with so many random states for each printer beside that of a plain guest. */
export function damageSamples(read: Read, seed: number, states = 4): Sample[] {
  const random = generator(seed);
  const wanted = { numRuns: states, seed };
  const old = fc.sample(kvmState, wanted);
  const young = fc.sample(newKernelState, wanted);
  return [
    ...samples("").map((name) => fromFixture(read, `formats/${name}.txt`)),
    ...dumpSamples().map((name) => fromFixture(read, `dumps/${name}`)),
    ...PRINTERS.flatMap((printer) => [
      printed(read, printer, PLAIN, "plain"),
      ...(printer.name === "KVM 6.18" || printer.name === "Xen 4.19" ? young : old).map(
        (state, index) => printed(read, printer, tame(random, state), `state ${index + 1}`),
      ),
    ]),
  ];
}

/**
 * The values that an undamaged printed sample was printed from and the reader read otherwise; none,
 * or the harness (or the reader) is wrong.
 */
export function misread(sample: Sample): string[] {
  if (sample.print === undefined) return [];
  return [...sample.truth].flatMap(([path, values]) => {
    const lines = sample.print?.(new Map([...values].map((value) => [path, value])));
    return values.size === 1 && lines?.join("\n") === sample.lines.join("\n")
      ? []
      : [`${sample.name}: ${path} = ${[...values].join(" or ")}`];
  });
}
