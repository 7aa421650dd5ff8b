import {
  check,
  repairTcg,
  type EntryReading,
  type ExchangeSegment,
  type ExchangeState,
  type Report,
  type SegmentRegister,
} from "../../index.ts";
import { UsageError } from "../usage.ts";
import { hex, type PlacedTable } from "./table.ts";

const NAMES = ["cs", "ss", "ds", "es", "fs", "gs", "ldtr", "tr"] as const;

/** Where a selector leads. */
export interface Selected {
  register: SegmentRegister;
  selector: number;
  place: "entry" | "null" | "ldt" | "beyond-limit" | "outside-table" | "unknown" | "upper-half";
  message: string;
  /** What is known of the register. */
  segment: ExchangeSegment;
}

export interface SelectorAnswer {
  selected: Selected[];
  state: ExchangeState;
  report: Report;
}

export interface SelectorOptions {
  asIs: boolean;
  ia32e?: boolean;
  unrestrictedGuest?: boolean;
}

/**
 * Reads `cs=0x10,ss=0x18`.
 * @throws UsageError for another register, a number that is no selector, or a register named twice
 */
export function parseSelectors(text: string): Map<SegmentRegister, number> {
  const selectors = new Map<SegmentRegister, number>();
  for (const part of text.split(",")) {
    const [name = "", digits = ""] = part.trim().toLowerCase().split("=");
    const register = NAMES.find((known) => known === (name === "ldt" ? "ldtr" : name));
    if (register === undefined || !/^(?:0x[0-9a-f]{1,8}|\d{1,5})$/.test(digits)) {
      throw new UsageError(
        `--selectors ${part}: write a register and a number, as in cs=0x10 (${NAMES.join(", ")})`,
      );
    }
    const selector = Number(digits);
    if (selector > 0xffff) throw new UsageError(`--selectors ${part}: a selector has 16 bits`);
    if (selectors.has(register)) throw new UsageError(`--selectors: ${register} is given twice`);
    selectors.set(register, selector);
  }
  return selectors;
}

/** Loads selectors from a table and checks the segment registers that result. */
export function judgeSelectors(
  table: PlacedTable,
  selectors: ReadonlyMap<SegmentRegister, number>,
  options: SelectorOptions,
): SelectorAnswer {
  const selected = [...selectors].map(([register, selector]) => select(table, register, selector));
  const { limit, base } = table;
  const segments = Object.fromEntries(selected.map(({ register, segment }) => [register, segment]));
  const gdtr = {
    ...(base === undefined ? {} : { base: hex(base.value) }),
    ...(limit.from === "size" ? {} : { limit: hex(limit.value) }),
  };
  const inMemory: ExchangeState = {
    // Segments that come from a table are not those of virtual-8086 mode.
    guest: { rflags: "0x2", ...segments, ...(Object.keys(gdtr).length === 0 ? {} : { gdtr }) },
    assume: {
      ...(options.ia32e === undefined ? {} : { ia32eModeGuest: options.ia32e }),
      ...(options.unrestrictedGuest === undefined
        ? {}
        : { unrestrictedGuest: options.unrestrictedGuest }),
    },
  };
  const { state, repairs } = options.asIs ? { state: inMemory, repairs: [] } : repairTcg(inMemory);
  const report = check(state, {
    only: ({ register }) =>
      register !== null && (register === "gdtr" || selectors.has(register as SegmentRegister)),
    notes: [
      "RFLAGS.VM is taken as 0: these segments come from a descriptor table.",
      ...selected.filter(({ place }) => place !== "entry").map(({ message }) => message),
      ...repairs.map((repair) => `As a load does it: ${repair}.`),
    ],
  });
  const held = selected.map((one) => ({
    ...one,
    segment: state.guest?.[one.register] ?? one.segment,
  }));
  return { selected: held, state, report };
}

function select(table: PlacedTable, register: SegmentRegister, selector: number): Selected {
  const found = (
    place: Selected["place"],
    message: string,
    segment: ExchangeSegment = {},
  ): Selected => ({
    register,
    selector,
    place,
    message: `${register}=${hex(selector)}: ${message}`,
    segment: { selector: hex(selector), ...segment },
  });
  if ((selector & 0xfffc) === 0) {
    const unusable = { base: "0x0", limit: "0x0", accessRights: "0x10000" };
    return found("null", "a null selector: the register is unusable", unusable);
  }
  if ((selector & 4) !== 0) {
    return found("ldt", "TI is 1: an entry of the LDT, which is not in this table");
  }
  const offset = selector & 0xfff8;
  const entry = table.entries.find((candidate) => candidate.offset === offset);
  const size = Math.min(16, ...(entry?.readings.map(sizeOf) ?? [8]));
  const limit = table.limit.value;
  const bytes = `bytes ${hex(offset)} to ${hex(offset + size - 1)}`;
  if (offset + size - 1 > limit) {
    return found("beyond-limit", `${bytes} lie beyond the limit ${hex(limit)}: the load faults`);
  }
  if (entry === undefined) {
    return found(
      "outside-table",
      `${bytes} are within the limit ${hex(limit)} but not in this table, which has ${hex(table.end)} bytes: the processor loads whatever lies there`,
    );
  }
  const [reading, other] = entry.readings;
  if (reading === undefined)
    return found("unknown", "this entry was not read from the text: nothing is known of it");
  if (reading.kind === "upper-half") {
    return found("upper-half", `${bytes} are the ${reading.words}, no descriptor: the load faults`);
  }
  return found("entry", wordsOf(reading, other), segmentOf(reading, other));
}

function sizeOf({ descriptor, complete }: EntryReading): number {
  return complete ? (descriptor?.size ?? 8) : 16;
}

/** Where two readings differ in bits 63:32 of the base, the base is unknown. */
function segmentOf(
  { descriptor, complete }: EntryReading,
  other: EntryReading | undefined,
): ExchangeSegment {
  if (descriptor === undefined) return {};
  const isSure =
    complete &&
    (other?.descriptor === undefined ||
      (other.complete && other.descriptor.base === descriptor.base));
  return {
    ...(isSure ? { base: hex(descriptor.base) } : {}),
    limit: hex(descriptor.limit),
    accessRights: hex(descriptor.accessRights),
  };
}

function wordsOf(reading: EntryReading, other: EntryReading | undefined): string {
  return other === undefined || other.words === reading.words || other.kind === "upper-half"
    ? reading.words
    : `${reading.words}; in IA-32e mode ${other.words}`;
}
