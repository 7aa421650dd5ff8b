/**
 * C code that sets a VMCS up, one write a line: kvm-unit-tests, KVM, Xen, and what
 * `vmx-preflight witness ID --as vmwrite` prints. Numbers are read as C reads them, other expressions
 * say nothing; a field that is written again begins another state.
 *
 *     vmcs_write(0x4816, 0xa09bull); // a comment       vmcs_write(GUEST_AR_CS, 0xa09b);
 */
import { type DumpFormat, type LineReader, emptyReading } from "./format.ts";
import { ListStart } from "./list-start.ts";
import { type VmcsField, fieldOfEncoding, fieldOfName, joinHalves } from "./vmcs-fields.ts";

/** What comes after the comma may be on the next line. */
const WRITE =
  /^(?:__)?(?:vmcs_write(?:16|32|64|l)?|vmwrite) ?\( ?(?:0x([0-9a-f]{1,8})u?l?|([a-z]\w{1,60})) ?(?:,(?: ?(?:0x([0-9a-f]{1,17})|(0|[1-9]\d{0,20})|(~0|-1))u?l{0,2} ?\)| ?$)|$)/i;

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

function open(): LineReader {
  const list = new ListStart();

  return ({ text }) => {
    const write = WRITE.exec(text);
    if (write === null) return undefined;
    const [all, encoding, name = "", hex, decimal, ones] = write;
    const field = fieldOf(encoding, name);
    if (field === undefined) return undefined;
    const digits = hex ?? decimal ?? ones;
    if (digits === undefined) return { ...emptyReading(), rest: "cut" };
    const { path, width } = field;
    const at = all.lastIndexOf(digits);
    const mask = (1n << BigInt(width)) - 1n;
    const value = ones === undefined ? BigInt(hex === undefined ? digits : `0x${hex}`) : mask;
    if (value > mask) {
      const remark = `${path} has ${width} bits, but ${digits} has more; it is not read`;
      return { ...emptyReading(), warnings: [{ at, text: remark }] };
    }
    return { ...emptyReading(), starts: list.isAgain(path), values: [{ path, value, at }] };
  };
}

export const vmcsWrites: DumpFormat = {
  name: "vmcs-writes",
  view: "vmcs",
  description: "C code that writes VMCS fields (kvm-unit-tests, witness --as vmwrite)",
  open,
  settle: (read) => ({
    values: [...joinHalves(read)].map(([path, value]) => ({ path, value, from: path })),
    warnings: [],
    notes: [],
  }),
};
