import type { AssistOpcode } from "./opcode.ts";
import type { AssistMode } from "./modes.ts";

/** Which vmxassist: before the fix of November 2006, with it, or the last one of 2008. */
export type AssistVersion = "before" | "fix" | "last";
const VERSIONS: readonly AssistVersion[] = ["before", "fix", "last"];

interface Entry {
  readonly since: AssistVersion;
  /** Decoded only in these modes. */
  readonly modes?: readonly AssistMode[];
  readonly when?: (opcode: AssistOpcode) => boolean;
}

const SWITCHING: readonly AssistMode[] = ["REAL_TO_PROTECTED", "PROTECTED_TO_REAL"];
const WINDOW: readonly AssistMode[] = ["REAL_TO_PROTECTED"];
const RETURN: readonly AssistMode[] = ["PROTECTED_TO_REAL"];

/** Beyond 64 KiB: only with the address-size prefix and an operand in memory. */
const farMemory = ({ addressSize, register }: AssistOpcode): boolean => addressSize && !register;
const registerForm = ({ register }: AssistOpcode): boolean => register;
const repeated = ({ repeat, addressSize }: AssistOpcode): boolean => repeat && addressSize;

/** What vmxassist's decoder knew, by opcode; several entries of one opcode add up. */
const DECODED: ReadonlyMap<string, readonly Entry[]> = new Map<string, readonly Entry[]>([
  ["07", [{ since: "fix", modes: WINDOW }]],
  ["1F", [{ since: "last", modes: WINDOW }]],
  ["8E", [{ since: "last", modes: SWITCHING, when: registerForm }]],
  ["0F 01 /2", [{ since: "before" }]],
  ["0F 01 /3", [{ since: "before" }]],
  ["0F 01 /6", [{ since: "before" }]],
  ["0F 06", [{ since: "last" }]],
  ["0F 09", [{ since: "before" }]],
  ["0F 20", [{ since: "before" }]],
  ["0F 22", [{ since: "before" }]],
  ["0F 30", [{ since: "before" }]],
  ["0F 32", [{ since: "before" }]],
  ["00", [{ since: "last", when: farMemory }]],
  ["01", [{ since: "last", when: farMemory }]],
  ["03", [{ since: "last", when: farMemory }]],
  ["39", [{ since: "before", when: farMemory }]],
  ["3B", [{ since: "before", when: farMemory }]],
  ["88", [{ since: "before", when: farMemory }]],
  [
    "89",
    [
      { since: "before", when: farMemory },
      { since: "before", modes: RETURN, when: registerForm },
    ],
  ],
  ["8A", [{ since: "before", when: farMemory }]],
  [
    "8B",
    [
      { since: "before", when: farMemory },
      { since: "last", modes: RETURN, when: registerForm },
    ],
  ],
  ["8F /0", [{ since: "before", when: farMemory }]],
  ["C6 /0", [{ since: "before", when: farMemory }]],
  ["F6 /0", [{ since: "before", when: farMemory }]],
  ["A4", [{ since: "last", when: repeated }]],
  ["A5", [{ since: "last", when: repeated }]],
  ["AD", [{ since: "last", when: repeated }]],
  ["9C", [{ since: "before" }]],
  ["9D", [{ since: "before" }]],
  ["FA", [{ since: "before" }]],
  ["FB", [{ since: "before" }]],
  ["FF /6", [{ since: "before" }]],
  ["EB", [{ since: "before", modes: SWITCHING }]],
  ["EA", [{ since: "before" }]],
  ["FF /5", [{ since: "before" }]],
  ["CB", [{ since: "before", modes: SWITCHING }]],
  ["CD", [{ since: "before" }]],
  ["CF", [{ since: "before" }]],
  ["A1", [{ since: "before" }]],
  ["BB", [{ since: "before" }]],
  ["E4", [{ since: "before" }]],
  ["E6", [{ since: "before" }]],
  ["EC", [{ since: "before" }]],
  ["EE", [{ since: "before" }]],
  ["90", [{ since: "before" }]],
  ["F4", [{ since: "last" }]],
]);

/** True if this vmxassist emulates the instruction in this mode. */
export function isDecoded(opcode: AssistOpcode, version: AssistVersion, mode: AssistMode): boolean {
  const entries = DECODED.get(opcode.name);
  if (entries === undefined) return false;
  const age = VERSIONS.indexOf(version);
  return entries.some(
    ({ since, modes, when }) =>
      VERSIONS.indexOf(since) <= age &&
      (modes === undefined || modes.includes(mode)) &&
      (when === undefined || when(opcode)),
  );
}

/** #GP in virtual-8086 mode, IOPL being 3: the assist gets to see them. */
const PRIVILEGED: ReadonlySet<string> = new Set([
  "F4",
  "0F 01 /2",
  "0F 01 /3",
  "0F 01 /6",
  "0F 01 /7",
  "0F 06",
  "0F 08",
  "0F 09",
  "0F 20",
  "0F 21",
  "0F 22",
  "0F 23",
  "0F 30",
  "0F 32",
]);
/** #UD in virtual-8086 mode: the assist stops. */
const UNDEFINED: ReadonlySet<string> = new Set([
  "63",
  "0F 02",
  "0F 03",
  "0F 00 /0",
  "0F 00 /1",
  "0F 00 /2",
  "0F 00 /3",
  "0F 00 /4",
  "0F 00 /5",
]);

/** How virtual-8086 mode takes an instruction that real mode executes. */
export function inVirtual8086(opcode: AssistOpcode): "runs" | "general-protection" | "undefined" {
  if (PRIVILEGED.has(opcode.name)) return "general-protection";
  return UNDEFINED.has(opcode.name) ? "undefined" : "runs";
}
