import { writeFile } from "node:fs/promises";
import {
  StateError,
  binaryFormats,
  descriptorTableFormats,
  formats,
  jsonFormats,
  writeBinary,
  type ExchangeState,
  type ParsedDump,
  type WrittenFormat,
} from "../../index.ts";
import { InputFault } from "../input/fault.ts";
import type { Rest } from "../input/item.ts";
import { readItems } from "../input/read.ts";
import { nearMisses, quotationOf } from "../print/no-state.ts";
import { complain, elaborate, write } from "../terminal.ts";
import { EXIT, UsageError } from "../usage.ts";

export interface ParseFlags {
  format?: string;
  to?: WrittenFormat;
  output?: string;
}

/** Prints the exchange JSON that was read, one object a line; with `--to` writes a structure. */
export async function parseCommand(files: readonly string[], flags: ParseFlags): Promise<number> {
  if ((flags.to === undefined) !== (flags.output === undefined))
    throw new UsageError("--to NAME and -o FILE belong together");
  if (flags.to !== undefined && files.length > 1)
    throw new UsageError("--to writes one state: give one file");
  let status: number = EXIT.fine;
  for (const file of files.length === 0 ? ["-"] : files) {
    try {
      status = Math.max(status, await parseFile(file, flags));
    } catch (error) {
      if (!(error instanceof InputFault)) throw error;
      complain(error.message);
      status = EXIT.fault;
    }
  }
  return status;
}

async function parseFile(file: string, { format, to, output }: ParseFlags): Promise<number> {
  const states: ExchangeState[] = [];
  let count = 0;
  for await (const item of readItems(file, format)) {
    if (item.kind === "fault") throw item.fault;
    if (item.kind === "rest") {
      // Beside a dump such a text adds nothing that `check` does not say.
      if (count === 0) return tellWithoutState(file, item);
      continue;
    }
    count += 1;
    const { state, dump } = item;
    if (typeof state !== "object" || state === null || Array.isArray(state)) {
      throw new InputFault(file, "a state must be an object", item.line);
    }
    const read = dump === undefined ? state : { ...state, view: dump.view };
    if (to === undefined) await write(`${JSON.stringify(read)}\n`);
    else if (states.push(read) > 1)
      throw new InputFault(
        file,
        "more than one state, and --to writes one: cut the text, or name a --format",
        item.line,
      );
    if (dump !== undefined) complainOfUnread(file, dump);
  }
  if (count === 0) throw new InputFault(file, NO_STATE);
  const [only] = states;
  if (only !== undefined && to !== undefined && output !== undefined)
    await writeStructure(file, only, to, output);
  return EXIT.fine;
}

const NO_STATE = "no state found";

/** Every line that was not read, and what else is to be known about those that were. */
function complainOfUnread(file: string, { unread, warnings }: ParsedDump): void {
  const name = nameOf(file);
  for (const { line, why } of unread) complain(`${name}:${line}: ${why}`);
  const told = new Set(unread.map(({ line, why }) => `line ${line}: ${why}`));
  for (const warning of warnings) if (!told.has(warning)) complain(`${name}: ${warning}`);
}

function nameOf(file: string): string {
  return file === "-" ? "standard input" : file;
}

/** A failure in words is something to tell, and no fault. */
function tellWithoutState(file: string, rest: Rest): number {
  for (const known of rest.known)
    complain(
      `${nameOf(file)}:${known.line}: ${quotationOf(known)}: ${known.meaning} ${known.advice}`,
    );
  if (rest.known.some(({ failure }) => failure !== undefined)) return EXIT.fine;
  complain(new InputFault(file, NO_STATE).message);
  elaborate(nearMisses(rest));
  return EXIT.fault;
}

async function writeStructure(
  file: string,
  state: ExchangeState,
  to: WrittenFormat,
  output: string,
): Promise<void> {
  let written;
  try {
    written = writeBinary(state, to);
  } catch (error) {
    if (error instanceof StateError)
      throw new InputFault(file, error.message.replace(`${error.pointer}: `, ""), 1, error.pointer);
    if (error instanceof RangeError)
      throw new InputFault(
        file,
        `${error.message} (the JSON that \`vmx-preflight parse\` prints can be completed by hand)`,
      );
    throw error;
  }
  try {
    await writeFile(output, written.bytes);
  } catch (error) {
    throw InputFault.from(output, error);
  }
  for (const note of written.notes) complain(`${output}: ${note}`);
}

const OWN = [
  {
    name: "json",
    view: "vmcs",
    description: "one exchange JSON object, or an array of them (schemas/guest-state.schema.json)",
  },
  {
    name: "ndjson",
    view: "vmcs",
    description: "one exchange JSON object, or a vector {id, state}, a line",
  },
];

/** Lists what `check`, `parse` and `gdt` read. */
export async function formatsCommand(): Promise<number> {
  const groups = [
    ["Exchange JSON", OWN],
    ["Text, in a log or alone, as it was pasted", formats],
    ["JSON of other programs (detected; --format json)", jsonFormats],
    ["Binary", binaryFormats],
    [
      "Descriptor tables, for `gdt`: they tell of no register, so `check` does not read them",
      descriptorTableFormats.map((format) => ({ ...format, view: "memory" })),
    ],
  ] as const;
  const all = groups.flatMap(([, rows]) => [...rows]);
  const width = Math.max(...all.map(({ name }) => name.length));
  const lines = groups.flatMap(([title, rows], index) => [
    ...(index === 0 ? [] : [""]),
    `${title}:`,
    ...rows.map(
      ({ name, view, description }) => `  ${name.padEnd(width)}  ${view.padEnd(6)}  ${description}`,
    ),
  ]);
  const views = [
    "",
    "view vmcs: the fields that the processor checks. view guest: what the guest's software would",
    "read; bits and fields that the hypervisor owns are missing, so that no such state is VALID.",
  ];
  await write(`${[...lines, ...views].join("\n")}\n`);
  return EXIT.fine;
}
