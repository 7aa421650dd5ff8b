/** HyperKit (Docker Desktop on macOS): VMCS fields behind the exit block it shares with bhyve. */
import { entryFailure } from "./failure.ts";
import { type DumpFormat, type LineReader, type Settled, emptyReading } from "./format.ts";
import { fieldOfName } from "./vmcs-fields.ts";

const LINE = /^(VMCS_[A-Z0-9_]{2,60}):(?: {0,40}(0|0x[0-9a-f]{0,16}))?$/i;
const WIDTH = 16;
/** No value stands before this column. */
const COLUMN = 24;

/** Exit reasons are printed in decimal and without the bit that marks a failed entry. */
const FAILED_ENTRIES: ReadonlySet<string> = new Set(["33", "34", "41"]);

function open(): LineReader {
  return ({ text }) => {
    const exit = /^(exit_reason (\d{1,10}))(?: \(.{0,60}\))?$/.exec(text);
    if (exit !== null) {
      const [, words = "", reason = ""] = exit;
      if (!FAILED_ENTRIES.has(reason)) return undefined;
      return { ...emptyReading(), failure: entryFailure(words, BigInt(reason)) };
    }
    const line = LINE.exec(text);
    if (line === null) return undefined;
    const [, name = "", number] = line;
    const reading = { ...emptyReading(), starts: name === "VMCS_PIN_BASED_CTLS" };
    if (number === undefined) return { ...reading, rest: "cut" };
    const field = fieldOfName(name);
    if (field === undefined || field.path === "") return reading;
    const at = text.length - number.length;
    // Others print such names as well, but neither so far to the right nor with so many digits.
    if (at < COLUMN && number.length < WIDTH + 2 && text !== `${name}: 0`) return undefined;
    if (number.length < WIDTH + 2) {
      const text = `${field.path} has ${Math.max(0, number.length - 2)} of ${WIDTH} digits; a cut number is not read`;
      return { ...reading, warnings: [{ at, text }] };
    }
    const value = BigInt(number);
    if (value >> BigInt(field.width) === 0n)
      return { ...reading, values: [{ path: field.path, value, at }] };
    const remark = `${field.path} has ${field.width} bits, but ${number} has more; it is not read`;
    return { ...reading, warnings: [{ at, text: remark }] };
  };
}

/** HyperKit prints LDTR's values once more under the name of IDTR. */
function settle(read: ReadonlyMap<string, bigint>): Settled {
  // A value that is not there, in a text that was cut, cannot prove that the lines are IDTR's own.
  const isRepeated = ["base", "limit"].every((part) => {
    const [own, other] = [read.get(`guest.idtr.${part}`), read.get(`guest.ldtr.${part}`)];
    return own === undefined || other === undefined || own === other;
  });
  const values = [...read].flatMap(([path, value]) =>
    isRepeated && path.startsWith("guest.idtr.") ? [] : [{ path, value, from: path }],
  );
  const notes =
    values.length < read.size
      ? [
          "the lines for IDTR repeat LDTR, as HyperKit prints them by mistake; guest.idtr is unknown",
        ]
      : [];
  return { values, warnings: [], notes };
}

export const hyperkitVmcs: DumpFormat = {
  name: "hyperkit-vmcs",
  view: "vmcs",
  description: "HyperKit and xhyve (macOS): VMCS fields, one a line",
  begins: ["exit_reason", "#field"],
  open,
  settle,
  advice: "Paste the lines that begin with `VMCS_GUEST_` as well, if the program prints them.",
};
