import {
  type EntryEvent,
  type MachineState,
  type TransitionStep,
  type Verdict,
} from "../../transition/index.ts";
import { stopText, type Before, type Ran } from "./run.ts";

/** Steps kept for JSON output; a longer run says how many were left out. */
export const MAX_JSON_STEPS = 20_000;

type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

const hex = (value: bigint | number): string => `0x${value.toString(16)}`;

/** Plain JSON of registers: bigints and numbers as hex strings. */
export function registersJson(registers: Partial<MachineState>): Record<string, Json> {
  const json: Record<string, Json> = {};
  for (const [name, value] of Object.entries(registers)) {
    if (typeof value === "bigint" || typeof value === "number") json[name] = hex(value);
    else if (typeof value === "boolean") json[name] = value;
    else {
      json[name] = Object.fromEntries(
        Object.entries(value).map(([member, part]) => [member, hex(part as bigint | number)]),
      );
    }
  }
  return json;
}

function verdictJson({ enterable, violated, way }: Verdict): Json {
  return { enterable, violated: [...violated], way };
}

/** One step of a timeline. */
export function stepJson(step: TransitionStep, before: Before): Json {
  const { instruction, judgement, end } = step;
  return {
    index: step.index,
    cs: hex(before.cs),
    rip: hex(step.rip),
    bytes: instruction?.bytes ?? null,
    instruction: instruction?.text ?? null,
    by: step.by,
    mode: step.mode,
    changed: registersJson(step.changed),
    ug0: verdictJson(judgement.ug0),
    ug1: verdictJson(judgement.ug1),
    notVirtual8086: [...judgement.notVirtual8086],
    mustBeInterpreted: judgement.mustBeInterpreted,
    events: step.events.map((event) => {
      if (event.kind === "entry") return entryJson(event);
      if (event.kind === "mode") return { kind: event.kind, from: event.from, to: event.to };
      return { kind: event.kind, selectors: { ...event.selectors } };
    }),
    ...(end === undefined ? {} : { end: endJson(end) }),
  };
}

function entryJson({ candidate, verdict, cleared, saved, notes }: EntryEvent): {
  [name: string]: Json;
} {
  const { cs, ss, ds, es, fs, gs, ldtr, tr, rip, rflags, cr0, efer } = candidate;
  return {
    kind: "entry",
    ...(verdictJson(verdict) as { [name: string]: Json }),
    registers: registersJson({ cs, ss, ds, es, fs, gs, ldtr, tr, rip, rflags, cr0, efer }),
    unusable: [...cleared],
    saved: Object.fromEntries(Object.entries(saved).map(([name, value]) => [name, hex(value)])),
    notes: [...notes],
  };
}

function endJson(end: NonNullable<TransitionStep["end"]>): Json {
  switch (end.kind) {
    case "halt":
      return { kind: end.kind };
    case "fault":
      return {
        kind: end.kind,
        vector: end.vector,
        name: end.name,
        errorCode: end.errorCode ?? null,
        rip: hex(end.rip),
        reason: end.reason,
      };
    default:
      return { kind: end.kind, reason: end.reason };
  }
}

/** A run without its timeline. */
export function runJson({ policy, stop, summary }: Ran): { [name: string]: Json } {
  const failure = (way: "ug0" | "ug1"): Json => {
    const [first] = summary.failures(way);
    if (first === undefined) return null;
    return {
      index: first.first.index,
      rip: hex(first.first.rip),
      instruction: first.first.instruction?.text ?? null,
      violated: [...first.first.judgement[way].violated],
      until: first.recovered?.index ?? null,
    };
  };
  const { interpreted } = summary;
  return {
    policy: policy.name,
    steps: summary.steps,
    stop: stop.kind,
    ...(stop.kind === "ended" ? { end: endJson(stop.end) } : {}),
    stopText: stopText(stop),
    firstFailure: { ug0: failure("ug0"), ug1: failure("ug1") },
    firstInterpreted:
      interpreted === undefined
        ? null
        : {
            index: interpreted.index,
            rip: hex(interpreted.rip),
            instruction: interpreted.instruction?.text ?? null,
          },
    entries: summary.entries.map(({ entry, step }) => ({ index: step.index, ...entryJson(entry) })),
  };
}
