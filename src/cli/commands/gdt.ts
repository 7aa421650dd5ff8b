import { DescriptorTableError, readDescriptorTables, type DescriptorTable } from "../../index.ts";
import { gdtJson } from "../gdt/json.ts";
import { printGdt } from "../gdt/print.ts";
import { gdtReport, type GdtOptions, type GdtReport } from "../gdt/report.ts";
import { parseSelectors } from "../gdt/selectors.ts";
import { InputFault } from "../input/fault.ts";
import { open } from "../input/lines.ts";
import { colorsFor, write } from "../terminal.ts";
import { EXIT, UsageError } from "../usage.ts";

export interface GdtFlags {
  format?: string;
  ia32e?: "on" | "off";
  unrestrictedGuest?: "on" | "off";
  limit?: string;
  base?: string;
  selectors?: string;
  asIs?: boolean;
  json?: boolean;
  strict?: boolean;
  verbose?: boolean;
}

/** Decodes the descriptor tables of a text and says which registers could hold their entries at VM entry. */
export async function gdtCommand(file: string, flags: GdtFlags): Promise<number> {
  const options = optionsOf(flags);
  const sources = await readTables(file, flags.format);
  const name = file === "-" ? undefined : file;
  const reports = sources.map((source) => gdtReport(source, options, name));
  const texts = reports.map((report) =>
    flags.json === true
      ? `${JSON.stringify(gdtJson(report), undefined, 2)}\n`
      : printGdt(report, colorsFor(process.stdout), flags.verbose === true),
  );
  await write(texts.join(flags.json === true ? "" : "\n"));
  return Math.max(...reports.map((report) => statusOf(report, flags.strict === true)));
}

/** 1 for an invalid state; under `--strict` also for an undecided one and for faults of the table. */
function statusOf({ selectors, findings }: GdtReport, strict: boolean): number {
  const verdict = selectors?.report.verdict ?? "valid";
  if (verdict === "invalid") return EXIT.invalid;
  const open = verdict === "undecided" || findings.some(({ fault }) => fault);
  return strict && open ? EXIT.invalid : EXIT.fine;
}

/** Text of a table is a few bytes a byte; a log around it may be longer. */
const MAX_INPUT = 16 * 1024 * 1024;

async function readTables(
  file: string,
  format: string | undefined,
): Promise<readonly DescriptorTable[]> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of (await open(file)) as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > MAX_INPUT) {
        throw new InputFault(file, `more than ${MAX_INPUT} bytes: cut the table out`);
      }
    }
  } catch (error) {
    throw InputFault.from(file, error);
  }
  try {
    return readDescriptorTables(
      textOf(Buffer.concat(chunks)),
      format === undefined ? {} : { format },
    );
  } catch (error) {
    if (!(error instanceof DescriptorTableError)) throw error;
    throw new InputFault(file, error.reason, error.line);
  }
}

/** UTF-16 with a byte-order mark, as PowerShell's redirection writes it, becomes text. */
function textOf(bytes: Buffer): Uint8Array | string {
  const mark = bytes.subarray(0, 2).toString("hex");
  if (mark === "fffe") return new TextDecoder("utf-16le").decode(bytes);
  return mark === "feff" ? new TextDecoder("utf-16be").decode(bytes) : bytes;
}

function optionsOf({
  limit,
  base,
  ia32e,
  unrestrictedGuest,
  selectors,
  asIs,
}: GdtFlags): GdtOptions {
  const inIa32e = isOn(ia32e);
  const isUnrestricted = isOn(unrestrictedGuest);
  return {
    asIs: asIs === true,
    ...(limit === undefined ? {} : { limit: Number(numberOf("--limit", limit, 32)) }),
    ...(base === undefined ? {} : { base: numberOf("--base", base, 64) }),
    ...(inIa32e === undefined ? {} : { ia32e: inIa32e }),
    ...(isUnrestricted === undefined ? {} : { unrestrictedGuest: isUnrestricted }),
    ...(selectors === undefined ? {} : { selectors: parseSelectors(selectors) }),
  };
}

function isOn(value: "on" | "off" | undefined): boolean | undefined {
  return value === undefined ? undefined : value === "on";
}

/** @throws UsageError unless it is a hex or decimal number of so many bits */
function numberOf(option: string, text: string, bits: number): bigint {
  if (!/^(?:0x[0-9a-f]{1,16}|\d{1,20})$/i.test(text)) {
    throw new UsageError(`${option} ${text}: write a number, as in 0x1f`);
  }
  const value = BigInt(text);
  if (value >> BigInt(bits) !== 0n)
    throw new UsageError(`${option} ${text}: more than ${bits} bits`);
  return value;
}
