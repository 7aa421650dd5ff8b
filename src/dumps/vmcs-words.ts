/**
 * The words in the names of VMCS fields and MSRs. Names are compared in a normal form, so that only
 * real synonyms need to be listed.
 */

/** Words that mean the same; the one in front is that of the normal form. */
const SYNONYMS: readonly string[] = [
  "ACCESS ACCS",
  "ADDR ADDRESS",
  "BITMAP BITMAPS",
  "COUNT CNT",
  "CTRL CONTROL CONTROLS CTRLS CTLS CTL",
  "CTRL2 CONTROL2 CONTROLS2 CTRLS2 CTLS2 CTL2",
  "CTRL3 CONTROL3 CONTROLS3 CTRLS3 CTLS3 CTL3",
  "DEBUG DBG",
  "DESC DESCRIPTOR",
  "ENTRY ENT ENTER VMENTRY",
  "ERROR ERR",
  "ERROR_CODE ERRCODE EC",
  "EXC EXCEPTION EXCEPTIONS EXCP XCPT XCPTS",
  "EXEC EXECUTION",
  "EXIT EXI EXITING VMEXIT",
  "ID IDENTIFIER",
  "INFO INFORMATION",
  "INSTR INSTRUCTION INST",
  "INTR INTERRUPT INTERRUPTION INT IRQ",
  "LEN LENGTH",
  "LIMIT LIM",
  "LOAD LD",
  "NOTIFICATION NOTIFY",
  "PERMISSION PERMISSIONS PERM",
  "PF PAGEFAULT",
  "PIN_BASED PINBASED",
  "PREEMPTION PREEMPT",
  "PRIMARY PRI",
  "PROC PROCESSOR CPU",
  "PROC_BASED PROCBASED",
  "PTR POINTER",
  "SECONDARY SEC",
  "SEL SELECTOR",
  "STORE ST",
  "VALUE VAL",
  "VIRT VIRTUAL",
];

const NORMAL: ReadonlyMap<string, string> = new Map(
  SYNONYMS.flatMap((line) => {
    const [normal = "", ...others] = line.split(" ");
    return others.map((other): [string, string] => [other, normal]);
  }),
);

/** Words that some spellings have and others leave out; the `k` is that of constants in C++. */
const DROPPED: ReadonlySet<string> = new Set(
  "VMCS VMCS16 VMCS32 VMCS64 VMX VM IA32 FULL CTRL32 FIELD K".split(" "),
);

/** In front of a name: letters for the area, and what is no program's word but the exchange JSON's. */
const IN_FRONT: Readonly<Record<string, string>> = { G: "GUEST", H: "HOST", CONTROLS: "MEMBER" };

/**
 * Upper case, words joined by underscores, each in its normal form, without the words that say
 * nothing: `kGuestIa32Pat`, `VMCS_GUEST_PAT`, `Guest IA32_PAT` are all `GUEST_PAT`.
 */
export function normalName(name: string): string {
  const [first = "", ...rest] = name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/(?<=[A-Z]{2})(?=[A-Z][a-z])|(?<=[A-Z])(?=(?:High|Full)(?![a-z]))/g, "_")
    .replace(/I\/O/gi, "IO")
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, "_")
    .replace(/^_|_$/g, "")
    .replace(/IA_32(?=_|$)/g, "IA32")
    .split("_");
  return [IN_FRONT[first] ?? first, ...rest]
    .filter((word) => !DROPPED.has(word))
    .map(normalWord)
    .join("_")
    .replace(/_(?=\d(?:_|$))/g, "");
}

/** The normal form of a single word in capitals. */
export function normalWord(word: string): string {
  return NORMAL.get(word) ?? word;
}
