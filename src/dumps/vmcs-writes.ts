/**
 * C code that sets a VMCS up, one write a line: kvm-unit-tests, KVM, Xen, and what
 * `vmx-preflight witness ID --as vmwrite` prints. Numbers are read as C reads them (an int has 32
 * bits, a long 64); of a field with any other expression a warning is left. A field that is written
 * again begins another state.
 *
 *     vmcs_write(0x4816, 0xa09bull); // a comment       vmcs_write(GUEST_AR_CS, 0xa09b);
 */
import { type DumpFormat, type LineReader, type Reading, emptyReading } from "./format.ts";
import { ListStart } from "./list-start.ts";
import { type VmcsField, fieldOfEncoding, fieldOfName, joinHalves } from "./vmcs-fields.ts";

/** A cheap look at the line before its blanks are counted as one. */
const CALL = /^(?:__)?vm(?:cs_)?write/i;
/** Up to the value, which may be on the next line. */
const FIELD =
  /^(?:__)?(?:vmcs_write(16|32|64|l)?|vmwrite) ?\( ?(?:0x([0-9a-f]{1,8})(?:u?l{0,2}|l{1,2}u)|([a-z]\w{1,60})) ?(?:, ?|(?=\))|$)/i;
const NUMBER = /^(?:(0x[0-9a-f]{1,17}|0|[1-9]\d{0,20})|(~ ?0|- ?1))(u?l{0,2}|l{1,2}u) ?\)/i;

/** Behind the name of the function. */
const WIDTHS = ["16", "32", "64", "l"];

/** Names of kvm-unit-tests that nobody else uses; `CTRL0` there is the primary control word. */
const UNIT_TEST_NAMES: Readonly<Record<string, number>> = {
  CPU_EXEC_CTRL0: 0x4002,
  CPU_EXEC_CTRL1: 0x401e,
  EXI_CONTROLS: 0x400c,
  ENT_CONTROLS: 0x4012,
  ENT_INTR_INFO: 0x4016,
  ENT_INTR_ERROR: 0x4018,
  ENT_INST_LEN: 0x401a,
  GUEST_INT_STATUS: 0x0810,
  GUEST_PDPTE: 0x280a,
  GUEST_ACTV_STATE: 0x4826,
  PREEMPT_TIMER_VALUE: 0x482e,
};

function fieldOf(encoding: string | undefined, name: string): VmcsField | undefined {
  if (encoding !== undefined) return fieldOfEncoding(Number(`0x${encoding}`));
  const known = UNIT_TEST_NAMES[name.toUpperCase()];
  return known === undefined ? fieldOfName(name) : fieldOfEncoding(known);
}

interface Write extends VmcsField {
  /** What the value is cut to: the bits of the function's parameter, at most those of the field. */
  readonly bits: number;
  /** What comes after the comma; blanks are single ones. */
  readonly rest: string;
}

function writeOf(text: string): Write | undefined {
  if (!CALL.test(text)) return undefined;
  const single = text.replace(/ +/g, " ");
  const found = FIELD.exec(single);
  if (found === null) return undefined;
  const [all, parameter, encoding, name = ""] = found;
  const field = fieldOf(encoding, name);
  if (field === undefined) return undefined;
  const bits = Math.min(field.width, /^\d/.test(parameter ?? "") ? Number(parameter) : 64);
  return { ...field, bits, rest: single.slice(all.length) };
}

/** The number and how it is spelled; `undefined` for any other expression. */
function numberOf(rest: string, bits: number): { token: string; value: bigint } | undefined {
  const found = NUMBER.exec(rest);
  if (found === null) return undefined;
  const [, plain, ones = "", suffix = ""] = found;
  if (plain !== undefined) return { token: plain, value: BigInt(plain) };
  // An int is widened with its sign, an unsigned int with zeros.
  const widened = BigInt.asUintN(/^u$/i.test(suffix) ? 32 : 64, -1n);
  return { token: ones.charAt(0), value: BigInt.asUintN(bits, widened) };
}

function open(): LineReader {
  const list = new ListStart();
  let hasValue = false;
  /** Fields written again, but not read: the next value begins their state and tells of them. */
  let unread = new Set<string>();

  /** Before the first value it begins a dump, so that the warning is not lost. */
  const notRead = (text: string): Reading => ({
    ...emptyReading(),
    starts: !hasValue,
    warnings: [{ at: 0, text: `${text}; it is not read` }],
  });

  return ({ text }) => {
    const write = writeOf(text);
    if (write === undefined) return undefined;
    const { path, width, bits, rest } = write;
    if (path === "") return emptyReading();
    const noNumber = notRead(`${path} is written, but not as a plain number`);
    if (rest === "") return { ...noNumber, rest: "cut" };
    // A write that stops in the middle was joined with the next one.
    if (CALL.test(rest)) return undefined;
    const number = numberOf(rest, bits);
    const isAgain = list.isAgain(path);
    if (number === undefined || number.value >> BigInt(bits) !== 0n) {
      if (isAgain && hasValue) unread = new Set([path]);
      else if (unread.size > 0) unread.add(path);
      if (number === undefined) return noNumber;
      const has = bits === width ? "has" : "is written as";
      return notRead(`${path} ${has} ${bits} bits, but ${number.token} has more`);
    }
    const warnings = [...unread].map((before) => ({
      at: 0,
      text: `${before} was written before this, but was not read`,
    }));
    hasValue = true;
    unread = new Set();
    const at = text.indexOf(number.token, text.indexOf(","));
    const values = [{ path, value: number.value, at }];
    return { ...emptyReading(), starts: isAgain || warnings.length > 0, values, warnings };
  };
}

export const vmcsWrites: DumpFormat = {
  name: "vmcs-writes",
  view: "vmcs",
  description: "C code that writes VMCS fields (kvm-unit-tests, witness --as vmwrite)",
  begins: [
    "vmcs_write",
    "vmwrite",
    "__vmwrite",
    "__vmcs_write",
    ...WIDTHS.map((width) => `vmcs_write${width}`),
  ],
  isGeneric: true,
  open,
  settle: (read) => {
    const { values, warnings } = joinHalves(read);
    const settled = [...values].map(([path, value]) => ({ path, value, from: path }));
    return { values: settled, warnings, notes: [] };
  },
};
