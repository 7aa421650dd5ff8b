/** The few words for failures that are no refused entry, or none of VMX. */
import type { Program } from "./types.ts";
import { INVALID_REGISTER, WHP_EXITS } from "./whp-exits.ts";

/**
 * What stands behind the words.
 *
 * - `number`: a number must follow; it is the code
 * - `may-number`: a number may follow
 * - `none`: nothing; the words alone are said by programs only
 * - `alone`: the words are spoken by people as well: they must be all that a message says
 * - `label`: nothing, but a label stands before them: `exit reason = `
 * - `name`: they are all that a message says, in one word or several
 * - `message`: a colon and more
 * - `refused`: the words must be followed by one that says that the call was refused
 */
export type Behind =
  "number" | "may-number" | "none" | "alone" | "label" | "name" | "message" | "refused";

export interface Other {
  readonly program: Program;
  readonly behind: Behind;
  /** Names the advice: see the table there. */
  readonly about: About;
  /** Of an exit of the Windows Hypervisor Platform that is named; 0 where the words name none. */
  readonly exit?: number;
}

export type About =
  | "emulation"
  | "fail-entry"
  | "triple-fault"
  | "errno"
  | "registers-refused"
  | "unexpected-exit"
  | "whp-exit"
  | "whp-injection"
  | "message-type"
  | "vmx-in-use"
  | "virtualbox"
  | "virtualbox-check"
  | "haxm-shutdown"
  | "vmware-panic"
  | "vmcb";

const row = (
  phrase: string,
  program: Program,
  about: About,
  behind: Behind,
  exit?: number,
): readonly [string, Other] => [
  phrase,
  { program, about, behind, ...(exit !== undefined && { exit }) },
];

export const OTHERS: readonly (readonly [phrase: string, other: Other])[] = [
  row("kvm? internal error .? suberror", "kvm", "emulation", "number"),
  row("suberror", "kvm", "emulation", "number"),
  row("kvm exit fail entry", "kvm", "fail-entry", "label"),
  row("emulation failure", "kvm", "emulation", "alone"),
  row("kvm run returned", "kvm", "errno", "number"),
  row("kvm run failed", "kvm", "errno", "none"),
  row("fail* to put registers", "kvm", "registers-refused", "none"),
  row("kvm? set sregs|sregs2", "kvm", "registers-refused", "refused"),
  row("set special regs", "kvm", "registers-refused", "refused"),
  row("unexpected vm? exit reason", "kvm", "unexpected-exit", "number"),
  row("unhandled exit", "kvm", "unexpected-exit", "number"),
  row("unexpected vp exit code|reason", "whp", "whp-exit", "number"),
  row("whv run vp exit reason", "whp", "whp-exit", "number"),
  ...WHP_EXITS.flatMap(({ name, number }) => [
    row(`whv run vp exit reason ${name}`, "whp", "whp-exit", "may-number", number),
    row(`exit reason :|=? ${name}`, "whp", "whp-exit", "may-number", number),
    row(`hvmsg ${name}`, "hyper-v", "message-type", "none"),
    row(`hv message type x64? ${name}`, "hyper-v", "message-type", "none"),
  ]),
  row("invalid vp register value", "whp", "whp-exit", "may-number", INVALID_REGISTER),
  row("whpx : injection failed", "whp", "whp-injection", "none"),
  row("hv message type", "hyper-v", "message-type", "number", 0),
  row("message type", "hyper-v", "message-type", "number"),
  row("unrecoverable error on a? virtual processor", "hyper-v", "triple-fault", "none"),
  row("hm error", "virtualbox", "virtualbox-check", "number"),
  row("guru meditation", "virtualbox", "virtualbox", "number"),
  row("vmxon failed", "own", "vmx-in-use", "none"),
  row("vcpu shutdown request", "haxm", "haxm-shutdown", "none"),
  row("triple fault detected?", "own", "triple-fault", "alone"),
  row("monitor panic", "vmware", "vmware-panic", "message"),
  row("cpu has been disabled by the guest", "vmware", "triple-fault", "none"),
  row("msg monitor event triple fault", "vmware", "triple-fault", "none"),
  row("virtual cpu to enter the? shutdown state", "vmware", "triple-fault", "none"),
  row("vmrun failed", "amd", "vmcb", "none"),
  row("invalid vmcb", "amd", "vmcb", "alone"),
  row("vm exit invalid", "amd", "vmcb", "name"),
];
