/** What a number may be a number of, and the words that may stand between the two. */

/**
 * - `fail-entry`: KVM's own name for a refused entry; every number behind it is the reason
 * - `hardware`: "hardware error", KVM's words in QEMU
 * - `instruction`: the VM-instruction error
 * - `mnemonic`: VMLAUNCH or VMRESUME, which may also print flags or a result
 * - `launch`: that a virtual machine was launched or resumed, in words
 * - `entry`: that an entry failed
 * - `exit`: the exit reason
 * - `exit-code`: words that may introduce an exit reason where a virtual machine is spoken of
 */
export type Subject =
  | "fail-entry"
  | "hardware"
  | "instruction"
  | "mnemonic"
  | "launch"
  | "entry"
  | "exit"
  | "exit-code";

const FAILED = "fail*|refus*|reject*|abort*|denied|error|err|unsuccessful";
const GUEST = "vm|vcpu|guest|vp";

export const SUBJECTS: readonly (readonly [phrase: string, subject: Subject])[] = [
  ["kvm exit fail entry", "fail-entry"],
  ["fail entry", "fail-entry"],
  ["hardware entry failure reason", "fail-entry"],
  ["hardware run failure", "fail-entry"],
  ["hardware error", "hardware"],
  ["vm|vmx|vmcs? instruction|instr|inst error|err", "instruction"],
  ["vmx instruction failed", "instruction"],
  ["vmx error", "instruction"],
  ["vm fail valid", "instruction"],
  ["vmlaunch|vmresume", "mnemonic"],
  [`${GUEST} launch|resume`, "launch"],
  [`launch|resume ${FAILED}`, "launch"],
  [`launching|resuming the? ${GUEST}`, "launch"],
  [`fail*|unable|cannot to? launch|resume|start|run the? ${GUEST}`, "launch"],
  [`fail*|unable|cannot to? enter the? ${GUEST}`, "entry"],
  [`vm? entry is|was|has|had|been? been? ${FAILED}`, "entry"],
  [`${FAILED} at|on|in|during|to|the|a? the? vm? entry`, "entry"],
  [`entry of|to|into the? ${GUEST} is|was|has|had? ${FAILED}`, "entry"],
  ["vm? exit info? reason", "exit"],
  ["basic exit? reason", "exit"],
  ["vm exit", "exit"],
  ["exit code", "exit-code"],
  ["reason", "exit-code"],
];

/** Words that may stand between a subject and its number. */
export const LINKS: ReadonlySet<string> = new Set(
  (
    "a an the is was are has had of with by to at as in it that on for due because " +
    "code error err errno reason exit exited status number no nr num value val raw full basic info " +
    "hardware instruction vm vmx vmcs failure failed fails fail failing entry result res rc ret " +
    "content return returned returns got said says reads printed reported from field hex dec u32 u64 i32 some err " +
    "cause guest state kvm vmexit left signal refused rejected aborted"
  ).split(" "),
);

/** Words whose number is another: `on vcpu 0 with 0x80000021`. */
export const COUNTED: ReadonlySet<string> = new Set(
  "cpu vcpu pcpu lcpu core processor thread vp cell vm domain dom id pid tid index socket node".split(
    " ",
  ),
);

/** Labels that say nothing about what their number belongs to. */
export const LABELS: ReadonlySet<string> = new Set(
  "reason error err code status errno result rc ret failure hardware number value with raw signal".split(
    " ",
  ),
);

/** Words that say that something failed, in whose presence a basic reason alone is a failure. */
export const TROUBLE: readonly string[] = [
  "fail",
  "refus",
  "reject",
  "abort",
  "error",
  "fatal",
  "panic",
  "crash",
  "stop",
  "invalid",
  "entry",
  "qualification",
  "haxm",
  "bhyve",
  "xhyve",
  "hyperkit",
];

/** Words of which one says that a virtual machine is spoken of. */
export const HYPERVISORS: readonly string[] = [
  "vm",
  "vmx",
  "vcpu",
  "kvm",
  "hypervisor",
  "vmcs",
  "vmm",
];

/** The same, and those who may be others. */
export const MACHINES: readonly string[] = [...HYPERVISORS, "guest"];
