import { SEGMENT_REGISTERS, type SegmentRegister } from "../../state/exchange.ts";
import type { DataSegmentRegister, DescriptorTable, Segment } from "../machine/types.ts";
import {
  isDataSegment,
  isSegmentRegister,
  readInitial,
  readSegment,
  readTable,
  type InitialState,
} from "./initial.ts";
import { Reader } from "./reader.ts";

/** Real-mode code with its initial registers and memory, and what is expected of it. */
export interface Scenario {
  readonly id: string | undefined;
  readonly title: string | undefined;
  /** Linear address of `code`; undefined for a bare state. */
  readonly origin: number | undefined;
  readonly code: Uint8Array;
  readonly initial: InitialState;
  readonly memory: readonly { readonly address: number; readonly bytes: Uint8Array }[];
  /** Name of the policy whose outcome the expectations describe. */
  readonly policy: string | undefined;
  readonly expected: Expected;
}

export type Ways = "ug0" | "ug1";
export type Verdicts = Partial<Record<Ways, "valid" | "invalid" | "unsure">>;
export type Violated = Partial<Record<Ways, readonly string[]>>;

/** Registers as a scenario lists them: those that changed, or all of them. */
export interface ExpectedRegisters {
  readonly segments: Partial<Record<SegmentRegister, Segment>>;
  readonly tables: Partial<Record<"gdtr" | "idtr", DescriptorTable>>;
  readonly control: Partial<Record<"cr0" | "cr4" | "efer", bigint>>;
}

export interface ExpectedStep {
  /** Offset of the instruction in CS. */
  readonly rip: bigint;
  /** Bytes of the instruction, lower-case hex. */
  readonly bytes: string | undefined;
  readonly changed: ExpectedRegisters;
  readonly violates: Violated | undefined;
}

export interface ExpectedFault {
  readonly at: bigint | undefined;
  readonly vector: number;
  readonly errorCode: number | undefined;
}

export interface ExpectedFinal {
  readonly rip: bigint | undefined;
  readonly registers: ExpectedRegisters;
  readonly violates: Violated | undefined;
}

/** How a run came out, where it is no verdict on an entry. */
export type ExpectedOutcome =
  | { readonly kind: "verdict"; readonly verdicts: Verdicts }
  | { readonly kind: "fault"; readonly fault: ExpectedFault }
  | { readonly kind: "panic" | "halt" | "lost" }
  | {
      readonly kind: "abortToReal";
      readonly selectors: Partial<Record<DataSegmentRegister, number>>;
    };

/** What a line says about the outcome; empty for a scenario that is only to be run. */
export interface Expected {
  readonly outcome: ExpectedOutcome | undefined;
  readonly violates: Violated | undefined;
  readonly checkedAt: "window-end" | "final" | "fault" | undefined;
  readonly rip: bigint | undefined;
  readonly registers: ExpectedRegisters;
  readonly ia32e: boolean | undefined;
  readonly steps: readonly ExpectedStep[] | undefined;
  readonly final: ExpectedFinal | undefined;
  /** A fault of the processor that comes later than the boundary that was checked. */
  readonly fault: ExpectedFault | undefined;
  readonly savedRmRegs: Partial<Record<DataSegmentRegister, number>> | undefined;
  /** What keeps the checked state from running as virtual-8086 code: "ds.base", "cs.limit" ... */
  readonly vm86NotRepresentable: readonly string[] | undefined;
}

const MAX_CODE = 16 * 1024 * 1024;
const MAX_BLOCKS = 4096;
const MAX_STEPS = 1_000_000;

const MEMBERS: ReadonlySet<string> = new Set([
  "$schema",
  "id",
  "title",
  "origin",
  "bytes",
  "initial",
  "memory",
  "policy",
  "checkedAt",
  "rip",
  "segments",
  "cr0",
  "cr4",
  "efer",
  "gdtr",
  "idtr",
  "ia32e",
  "expect",
  "violates",
  "fault",
  "steps",
  "final",
  "savedRmRegs",
  "vm86NotRepresentable",
  // About how the expectations were obtained: read by people only.
  "qemuDiffers",
  "deviatesFromArchitectural",
  "verdictMeasured",
  "measured",
  "note",
]);
const WAYS: ReadonlySet<string> = new Set(["ug0", "ug1"]);
const REGISTER_MEMBERS: ReadonlySet<string> = new Set([
  ...SEGMENT_REGISTERS,
  "gdtr",
  "idtr",
  "cr0",
  "cr4",
  "efer",
]);

/**
 * Reads a scenario (schemas/scenario.schema.json).
 * @throws InputError naming the JSON pointer
 */
export function readScenario(value: unknown): Scenario {
  const reader = new Reader(value);
  const members = reader.object(MEMBERS);
  const get = (name: string): Reader | undefined => members.get(name);
  const code = get("bytes")?.bytes(MAX_CODE) ?? new Uint8Array();
  const origin = get("origin");
  if (code.length > 0 && (origin === undefined || origin.value === null)) {
    reader.fail("origin is missing: the linear address of bytes");
  }
  if (code.length === 0 && get("memory") === undefined && get("segments") === undefined) {
    reader.fail("neither bytes to run nor segments to judge");
  }
  return {
    id: get("id")?.text(),
    title: get("title")?.text(),
    origin: origin === undefined || origin.value === null ? undefined : Number(origin.number(32)),
    code,
    initial: readInitial(get("initial") ?? new Reader({}, "/initial")),
    memory: (get("memory")?.array(MAX_BLOCKS) ?? []).map(readBlock),
    policy: get("policy")?.text(),
    expected: readExpected(get),
  };
}

function readBlock(reader: Reader): { address: number; bytes: Uint8Array } {
  const members = reader.object(new Set(["address", "hex"]));
  const address = members.get("address") ?? reader.fail("address is missing");
  const hex = members.get("hex") ?? reader.fail("hex is missing");
  return { address: Number(address.number(40)), bytes: hex.bytes(MAX_CODE) };
}

function readExpected(get: (name: string) => Reader | undefined): Expected {
  const segments = get("segments");
  return {
    outcome: optional(get("expect"), readOutcome),
    violates: optional(get("violates"), readViolated),
    checkedAt: get("checkedAt")?.choice(["window-end", "final", "fault"]),
    rip: get("rip")?.number(64),
    registers: {
      segments: segments === undefined ? {} : readRegisters(segments).segments,
      tables: {
        ...optionalMember("gdtr", optional(get("gdtr"), readTable)),
        ...optionalMember("idtr", optional(get("idtr"), readTable)),
      },
      control: controlOf(get),
    },
    ia32e: get("ia32e")?.boolean(),
    steps: get("steps")?.array(MAX_STEPS).map(readStep),
    final: optional(get("final"), readFinal),
    fault: optional(get("fault"), readFault),
    savedRmRegs: optional(get("savedRmRegs"), readSelectors),
    vm86NotRepresentable: optional(get("vm86NotRepresentable"), (list) =>
      list.array(64).map((entry) => entry.text()),
    ),
  };
}

function optional<T>(reader: Reader | undefined, read: (reader: Reader) => T): T | undefined {
  return reader === undefined ? undefined : read(reader);
}

function optionalMember<N extends string, T>(name: N, value: T | undefined): Partial<Record<N, T>> {
  return value === undefined ? {} : ({ [name]: value } as Record<N, T>);
}

function controlOf(
  get: (name: string) => Reader | undefined,
): Partial<Record<"cr0" | "cr4" | "efer", bigint>> {
  return {
    ...optionalMember("cr0", get("cr0")?.number(64)),
    ...optionalMember("cr4", get("cr4")?.number(64)),
    ...optionalMember("efer", get("efer")?.number(64)),
  };
}

function readRegisters(reader: Reader): ExpectedRegisters {
  const members = reader.object(REGISTER_MEMBERS);
  const segments: Partial<Record<SegmentRegister, Segment>> = {};
  for (const [name, member] of members) {
    if (isSegmentRegister(name)) segments[name] = readSegment(member);
  }
  return {
    segments,
    tables: {
      ...optionalMember("gdtr", optional(members.get("gdtr"), readTable)),
      ...optionalMember("idtr", optional(members.get("idtr"), readTable)),
    },
    control: controlOf((name) => members.get(name)),
  };
}

function readStep(reader: Reader): ExpectedStep {
  const members = reader.object(new Set(["rip", "bytes", "asm", "changed", "violates"]));
  const rip = members.get("rip") ?? reader.fail("rip is missing");
  const bytes = members.get("bytes");
  bytes?.bytes(15);
  return {
    rip: rip.number(64),
    bytes: bytes?.text().toLowerCase(),
    changed: readRegisters(members.get("changed") ?? new Reader({})),
    violates: optional(members.get("violates"), readViolated),
  };
}

function readFinal(reader: Reader): ExpectedFinal {
  const members = reader.object(new Set(["rip", "segments", "cr0", "cr4", "efer", "violates"]));
  return {
    rip: members.get("rip")?.number(64),
    registers: {
      segments: readRegisters(members.get("segments") ?? new Reader({})).segments,
      tables: {},
      control: controlOf((name) => members.get(name)),
    },
    violates: optional(members.get("violates"), readViolated),
  };
}

function readViolated(reader: Reader): Violated {
  const violated: Partial<Record<Ways, readonly string[]>> = {};
  for (const [way, list] of reader.object(WAYS)) {
    violated[way as Ways] = list.array(256).map((entry) => entry.text());
  }
  return violated;
}

function readFault(reader: Reader): ExpectedFault {
  const members = reader.object(new Set(["at", "instruction", "reason", "vector", "errorCode"]));
  const vector = members.get("vector") ?? reader.fail("vector is missing");
  const errorCode = members.get("errorCode");
  return {
    at: members.get("at")?.number(64),
    vector: Number(vector.number(8)),
    errorCode:
      errorCode === undefined || errorCode.value === null
        ? undefined
        : Number(errorCode.number(32)),
  };
}

function readSelectors(reader: Reader): Partial<Record<DataSegmentRegister, number>> {
  const selectors: Partial<Record<DataSegmentRegister, number>> = {};
  for (const [name, value] of reader.object(new Set(["es", "cs", "ss", "ds", "fs", "gs"]))) {
    if (isDataSegment(name)) selectors[name] = Number(value.number(16));
  }
  return selectors;
}

const OUTCOMES: ReadonlySet<string> = new Set([
  "ug0",
  "ug1",
  "fault",
  "panic",
  "halt",
  "lost",
  "abortToReal",
]);

function readOutcome(reader: Reader): ExpectedOutcome {
  const members = reader.object(OUTCOMES);
  const [first] = members.keys();
  if (first === undefined) reader.fail("an outcome is needed");
  if (!WAYS.has(first)) {
    if (members.size > 1) reader.fail("one outcome, or verdicts");
    const member = members.get(first) as Reader;
    switch (first) {
      case "fault":
        return { kind: "fault", fault: readFault(member) };
      case "abortToReal":
        return { kind: "abortToReal", selectors: readSelectors(member) };
      default:
        member.text();
        return { kind: first as "panic" | "halt" | "lost" };
    }
  }
  const verdicts: Verdicts = {};
  for (const [way, member] of members) {
    if (!WAYS.has(way)) reader.fail("one outcome, or verdicts");
    verdicts[way as Ways] = member.choice(["valid", "invalid", "unsure"]);
  }
  return { kind: "verdict", verdicts };
}
