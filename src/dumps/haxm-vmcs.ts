/**
 * Intel HAXM: one VMCS field a line, with its encoding, in the log of the emulator's host.
 *
 *     haxm_warning: 4816 GUEST_CS_AR: c09b
 *
 * The encoding and the name must be those of one field. Numbers have no fixed width.
 */
import { exitReasonFailure } from "./failure.ts";
import {
  type DumpFormat,
  type LineReader,
  type Reading,
  type Settled,
  type SettledValue,
  type TextRecord,
  emptyReading,
} from "./format.ts";
import { cutNumber, numberAtEnd } from "./open-number.ts";
import { fieldOfEncoding, fieldOfName, joinHalves } from "./vmcs-fields.ts";
import { unusedEventFields } from "./vmcs-sections.ts";

/** Encoding, name, and a number that may stand in two pieces if the line was broken. */
const LINE =
  /^([0-9a-f]{4}) ([A-Z][A-Z0-9_]{0,60})(?:(:)(?: ?([0-9a-f]{1,16})( [0-9a-f]{1,16})?)?)?$/i;
const HIDDEN = /^([0-9a-f]{4}) [A-Z][A-Z0-9_]{0,60}: ?<private>$/i;
const FIRST = 0x4000;
/** What HAXM puts in front of its lines, sometimes twice. */
const MARK = /^(?:haxm_[a-z]{4,7}: ?){1,3}/;
const MARKS = ["warning", "warn", "error", "info", "panic", "debug"].map(
  (level) => `haxm_${level}`,
);

function open(): LineReader {
  /** Of the lines before this one, the last but one first. */
  let encodings: readonly number[] = [];

  const readLine = ({ text, before, terminated, isLast }: TextRecord): Reading | undefined => {
    // A line broken behind the encoding. Without HAXM's prefix it could be anything.
    if (before.includes("haxm_") && /^[0-9a-f]{4}$/i.test(text)) {
      return { ...emptyReading(), rest: "cut" };
    }
    const remark = readRemark(text, terminated);
    if (remark !== undefined) return remark;
    const hidden = HIDDEN.exec(text);
    if (hidden !== null) {
      const path = fieldOfEncoding(Number(`0x${hidden[1] ?? ""}`))?.path ?? "";
      const warnings =
        path === "" ? [] : [{ text: `${path} is hidden by the log's privacy filter`, at: 0 }];
      return { ...emptyReading(), warnings };
    }
    const found = LINE.exec(text);
    if (found === null) return undefined;
    const [, digits = "", name = "", colon, number, rest] = found;
    // The name would pass for any word that follows four digits.
    if (!/^(?:GUEST|VMX|HOST|VMCS|VM)_/i.test(name)) return undefined;
    const encoding = Number(`0x${digits}`);
    if (encodings.at(-1) !== encoding) encodings = [...encodings.slice(-2), encoding];
    const reading = readField(encoding, name, colon === undefined ? undefined : number, {
      isBroken: rest !== undefined,
      at: text.lastIndexOf(number ?? "", text.length - (rest?.length ?? 0)),
      terminated: terminated && !(isLast && goesOn(encodings)),
    });
    reading.starts = encoding === FIRST && number !== undefined;
    return reading;
  };

  return (record) => {
    const mark = MARK.exec(record.text)?.[0] ?? "";
    const text = record.text.slice(mark.length);
    const reading = readLine({ ...record, text, before: `${record.before} ${mark}` });
    return reading && mark !== "" ? shifted(reading, mark.length) : reading;
  };
}

/** What is said of the words behind a mark, said of the whole line. */
function shifted(reading: Reading, by: number): Reading {
  const behind = <Item extends { readonly at: number }>(item: Item): Item => ({
    ...item,
    at: item.at + by,
  });
  return {
    ...reading,
    values: reading.values.map(behind),
    warnings: reading.warnings.map(behind),
  };
}

/** Whether fields came one after the other in the order of HAXM's own list, and more would follow. */
function goesOn(encodings: readonly number[]): boolean {
  const [first = 0, second = 0, third = 0] = encodings;
  return second === first + 2 && third === second + 2 && fieldOfEncoding(third + 2) !== undefined;
}

function readField(
  encoding: number,
  name: string,
  digits: string | undefined,
  { isBroken, at, terminated }: { isBroken: boolean; at: number; terminated: boolean },
): Reading {
  if (digits === undefined) return { ...emptyReading(), rest: "cut" };
  const field = fieldOfEncoding(encoding);
  if (field === undefined || field.path === "") return numberAtEnd(undefined, terminated);
  if (isBroken) return cutNumber(field.path, at);
  const named = fieldOfName(name)?.path;
  if (named !== field.path)
    return refused(
      `${encoding.toString(16).padStart(4, "0")} is ${field.path}, but the name ${name} is ${named ?? "no field's"}`,
      at,
    );
  // Numbers are not padded.
  if (/^0./.test(digits))
    return refused(`${field.path} is ${digits}, with zeros in front: it was cut`, at);
  const value = BigInt(`0x${digits}`);
  if (value >> BigInt(field.width) !== 0n)
    return refused(`${field.path} has ${field.width} bits, but 0x${digits} has more`, at);
  // Zero is known to be whole.
  return numberAtEnd({ path: field.path, value, at }, terminated || digits === "0");
}

function refused(why: string, at: number): Reading {
  return { ...emptyReading(), warnings: [{ text: `${why}; it is not read`, at }] };
}

/** What HAXM says before the fields. */
function readRemark(text: string, terminated: boolean): Reading | undefined {
  const reason = /(?:^|[ .])(exit_reason\.raw ([0-9a-f]{1,8}))(,|$)/i.exec(text);
  if (reason !== null) {
    const [, words = "", digits = "", comma = ""] = reason;
    if (comma === "" && !terminated) return undefined;
    const failure = exitReasonFailure(words, BigInt(`0x${digits}`));
    return { ...emptyReading(), starts: true, failure };
  }
  const task = /^vcpu->tr:([0-9a-f]{1,8})$/i.exec(text);
  if (task === null || !terminated) return undefined;
  const notes = [
    `HAXM prints TR attributes 0x${task[1] ?? ""} of its own before the fields; guest.tr is what the field says`,
  ];
  return { ...emptyReading(), notes };
}

/** HAXM prints 0 for a field that it cannot read; older processors lack these. */
const LACKING: Readonly<Record<string, readonly string[]>> = {
  "controls.entry": ["pat", "efer", "perfGlobalCtrl", "pdpte0", "pdpte1", "pdpte2", "pdpte3"].map(
    (name) => `guest.${name}`,
  ),
  "controls.exit": ["host.pat", "host.efer", "host.perfGlobalCtrl"],
  "controls.secondaryProcBased": ["controls.vpid", "controls.eptp"],
};

/** These fields, with the controls that tell whether they are used. */
const DOUBTFUL: ReadonlyMap<string, string> = new Map(
  Object.entries(LACKING).flatMap(([controls, paths]) =>
    paths.map((path): [string, string] => [path, controls]),
  ),
);

const TITLES: Readonly<Record<string, string>> = {
  "controls.entry": "VM-entry controls",
  "controls.exit": "VM-exit controls",
  "controls.secondaryProcBased": "secondary processor-based controls",
};

function settle(read: ReadonlyMap<string, bigint>): Settled {
  const unused = unusedEventFields(read.get("controls.entryInterruptionInfo") ?? 0n);
  const values: SettledValue[] = [];
  const notes: string[] = [];
  const halves = joinHalves(read);
  for (const [path, value] of halves.values) {
    if (unused.has(path)) continue;
    const controls = DOUBTFUL.get(path);
    if (value === 0n && controls !== undefined && !read.has(controls))
      notes.push(
        `${path} is printed as 0, which HAXM also prints for a field that it cannot read; without the ${TITLES[controls] ?? controls} it is taken as unknown`,
      );
    else values.push({ path, value, from: path });
  }
  return { values, warnings: halves.warnings, notes };
}

export const haxmVmcs: DumpFormat = {
  name: "haxm-vmcs",
  view: "vmcs",
  description: "Intel HAXM (Android emulator): VMCS fields with their encodings, one a line",
  begins: [...MARKS, "#hex4 #field", "exit_reason", "vcpu"],
  marks: ["haxm_"],
  open,
  settle,
  advice: "Paste the lines of the form `4816 GUEST_CS_AR: c09b` that follow in the log as well.",
};
