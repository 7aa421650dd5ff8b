/** The line above a VMCS dump of Xen: what failed, in the words of all versions since 2005. */
import { entryFailure } from "./failure.ts";
import { type Reading, emptyReading } from "./format.ts";
import type { Failure } from "./types.ts";

export const XEN_ADVICE =
  "Paste the lines between the two rows of asterisks that `xl dmesg` shows below this one as well.";

/** With what such a line begins. */
export const XEN_BEGINS: readonly string[] = ["d0v0", "vmentry", "Failed"];

/** Each is followed by one of the `CAUSES`; the oldest print no number, or no cause. */
const HEADLINES: readonly RegExp[] = [
  /^(?:d\d{1,5}v\d{1,5} )?vmentry failure \(reason (0x[0-9a-f]{1,8})\):/i,
  /^Failed vm entry(?: \((?:exit )?reason (0x[0-9a-f]{1,8})\))?/,
];

const CAUSES: readonly { readonly words: RegExp; readonly begin: readonly string[] }[] = [
  {
    words: /^(?:caused by )?invalid guest state \((\d{1,9})\)\.?$/i,
    begin: ["Invalid guest state ("],
  },
  {
    words: /^MSR loading \(entry (\d{1,9})\)$|^caused by MSR entry (\d{1,9}) loading\.$/i,
    begin: ["MSR loading (entry "],
  },
  { words: /^MCE$|^caused by machine check\.$/i, begin: ["caused by machine check."] },
  { words: /^Unknown$|^reason not known yet!$/i, begin: ["reason not known yet!"] },
];

/** The reading of such a line, which begins a dump; `undefined` for any other. */
export function readXenHeadline(text: string): Reading | undefined {
  for (const pattern of HEADLINES) {
    const found = pattern.exec(text);
    if (found === null) continue;
    const said = text.slice(found[0].length).trim();
    const cause = CAUSES.map(({ words }) => words.exec(said)).find((match) => match !== null);
    if (cause === undefined && !isBeginOfCause(said)) return undefined;
    const failure: Failure =
      found[1] === undefined
        ? { text, code: "", kind: "unknown" }
        : entryFailure(text, BigInt(found[1]));
    const number = cause?.[1] ?? cause?.[2];
    if (number !== undefined) failure.qualification = Number(number);
    const rest = cause === undefined ? "open" : "none";
    return { ...emptyReading(), starts: true, failure, rest };
  }
  return undefined;
}

/** Whether the line may have been wrapped before the cause was said in full. */
function isBeginOfCause(said: string): boolean {
  return (
    said === "" ||
    ["Caused by invalid guest state (", ...CAUSES.flatMap(({ begin }) => begin)].some((whole) =>
      whole.toLowerCase().startsWith(said.toLowerCase()),
    )
  );
}
