/**
 * Which events VM entry lets into which guest, as tables a reader can compare with the manual
 * (Intel SDM vol. 3, "Checks on Guest Non-Register State" and the RFLAGS.IF check of "Checks on
 * Guest RIP, RFLAGS, and SSP").
 *
 * Outside this table: interruption types and vectors that do not belong together and the reserved
 * type 1. Those are errors in the control fields, found before the guest state is looked at; here
 * they simply get the answer the guest-state sentences give. Fixed assumptions: not in SMM and not
 * entering it, no FRED, all four activity states supported, no interruptibility bits besides those
 * below, a protected-mode guest that is not virtual-8086.
 */

export interface InjectionCase {
  /** Bit 31 of the VM-entry interruption-information field: is anything injected? */
  valid: boolean;
  /** Bits 10:8: 0 external interrupt, 2 NMI, 3 hardware exception, 4..6 software, 7 other event. */
  type: number;
  /** Bits 7:0. */
  vector: number;
  /** 0 active, 1 HLT, 2 shutdown, 3 wait-for-SIPI. */
  activityState: number;
  /** Interruptibility state: blocking by STI, by MOV SS, by NMI. */
  sti: boolean;
  movSs: boolean;
  nmiBlocking: boolean;
  /** The "virtual NMIs" pin-based control. */
  virtualNmis: boolean;
  /** Does this processor refuse an NMI behind STI? The manual leaves it to the processor. */
  nmiNeedsNoSti: boolean;
  rflagsIf: boolean;
  rflagsTf: boolean;
  /** Bit 1 of the DEBUGCTL field. */
  btf: boolean;
  /** Bit 14 of the pending debug exceptions. */
  bs: boolean;
  /** The DPL in the access rights of SS. */
  ssDpl: number;
}

/** One vector of every kind the tables tell apart; 32 stands for all the others. */
export const vectorClasses: readonly number[] = [0, 1, 2, 18, 32];

/** Splits a drawn table into its rows of cells, without the heading. */
function rows(drawing: string): string[][] {
  const lines = drawing.trim().split("\n").slice(1);
  return lines.map((line) => line.split("|").map((cell) => cell.trim()));
}

// ---------------------------------------------------------------------------------------------
// 1. The event and the activity state
// ---------------------------------------------------------------------------------------------

// The first row that fits decides. "yes" lets the event through, "no" refuses it.
const eventByActivity = rows(`
  type | vector | active | HLT | shutdown | wait-for-SIPI | event
  0    | any    | yes    | yes | no       | no            | external interrupt
  1    | any    | yes    | no  | no       | no            | (reserved)
  2    | any    | yes    | yes | yes      | no            | NMI
  3    | 1      | yes    | yes | no       | no            | hardware exception #DB
  3    | 18     | yes    | yes | yes      | no            | hardware exception #MC
  3    | any    | yes    | no  | no       | no            | any other hardware exception
  4    | any    | yes    | no  | no       | no            | software interrupt
  5    | any    | yes    | no  | no       | no            | privileged software exception
  6    | any    | yes    | no  | no       | no            | software exception
  7    | 0      | yes    | yes | no       | no            | pending MTF VM exit
  7    | any    | yes    | no  | no       | no            | any other "other event"
`);

/** The check behind each "no", by activity state. Nothing is refused in the active state. */
const refusedIn: readonly string[] = [
  "(never)",
  "activity-hlt-injection",
  "activity-shutdown-injection",
  "activity-wait-sipi-injection",
];

function eventAgainstActivity(c: InjectionCase): string[] {
  if (!c.valid) return [];
  const row = eventByActivity.find(
    ([type, vector]) =>
      type === String(c.type) && (vector === "any" || vector === String(c.vector)),
  );
  const cell = row?.[2 + c.activityState];
  const id = refusedIn[c.activityState];
  if (cell === undefined || id === undefined)
    throw new RangeError("no such event or activity state");
  return cell === "no" ? [id] : [];
}

// ---------------------------------------------------------------------------------------------
// 2. The event and what blocks it
// ---------------------------------------------------------------------------------------------

// Only external interrupts and NMIs look at blocking. A line says: this event, while this holds,
// violates this check.
const eventByBlocking = rows(`
  type | while it holds that                   | violates
  0    | RFLAGS.IF = 0                         | rflags-if-external-interrupt
  0    | blocking by STI                       | interruptibility-external-interrupt-sti
  0    | blocking by MOV SS                    | interruptibility-external-interrupt-mov-ss
  2    | blocking by MOV SS                    | interruptibility-nmi-mov-ss
  2    | blocking by STI, which this CPU minds | interruptibility-nmi-sti
  2    | blocking by NMI, with virtual NMIs    | interruptibility-nmi-virtual-nmis
`);

const blockingHolds: Readonly<Record<string, (c: InjectionCase) => boolean>> = {
  "RFLAGS.IF = 0": (c) => !c.rflagsIf,
  "blocking by STI": (c) => c.sti,
  "blocking by MOV SS": (c) => c.movSs,
  "blocking by STI, which this CPU minds": (c) => c.sti && c.nmiNeedsNoSti,
  "blocking by NMI, with virtual NMIs": (c) => c.nmiBlocking && c.virtualNmis,
};

function eventAgainstBlocking(c: InjectionCase): string[] {
  if (!c.valid) return [];
  return eventByBlocking
    .filter(([type, condition = ""]) => type === String(c.type) && blockingHolds[condition]?.(c))
    .map(([, , id = ""]) => id);
}

// ---------------------------------------------------------------------------------------------
// 3. What must hold with or without an event
// ---------------------------------------------------------------------------------------------

// Blocking by STI and MOV SS: never both, neither outside the active state, STI only with IF = 1.
// SS.DPL: 0 in HLT. A "-" matches either value.
const withoutEvent = rows(`
  STI | MOV SS | IF | activity | SS.DPL | violates
  1   | 1      | -  | -        | -      | interruptibility-sti-mov-ss
  1   | -      | 0  | -        | -      | interruptibility-sti-if
  1   | -      | -  | not 0    | -      | activity-active-when-blocking
  0   | 1      | -  | not 0    | -      | activity-active-when-blocking
  -   | -      | -  | 1        | not 0  | activity-hlt-ss-dpl
`);

function fits(cell: string, value: number): boolean {
  if (cell === "-") return true;
  return cell.startsWith("not ") ? cell !== `not ${String(value)}` : cell === String(value);
}

function stateAlone(c: InjectionCase): string[] {
  const values = [Number(c.sti), Number(c.movSs), Number(c.rflagsIf), c.activityState, c.ssDpl];
  return withoutEvent
    .filter((cells) => values.every((value, column) => fits(cells[column] ?? "", value)))
    .map((cells) => cells[values.length] ?? "");
}

// The BS bit under STI or MOV SS blocking or in HLT: it is TF and not BTF. Elsewhere it is free.
const singleStep = rows(`
  TF | BTF | BS must be | violated otherwise
  0  | 0   | 0          | pending-debug-bs-clear
  0  | 1   | 0          | pending-debug-bs-clear
  1  | 0   | 1          | pending-debug-bs-set
  1  | 1   | 0          | pending-debug-bs-clear
`);

function pendingSingleStep(c: InjectionCase): string[] {
  if (!c.sti && !c.movSs && c.activityState !== 1) return [];
  const digit = (flag: boolean): string => (flag ? "1" : "0");
  return singleStep
    .filter(
      ([tf, btf, bs]) => tf === digit(c.rflagsTf) && btf === digit(c.btf) && bs !== digit(c.bs),
    )
    .map(([, , , id = ""]) => id);
}

// ---------------------------------------------------------------------------------------------

/** The ids of the checks this combination violates. */
export function violatedByInjection(c: InjectionCase): string[] {
  return [
    ...eventAgainstActivity(c),
    ...eventAgainstBlocking(c),
    ...stateAlone(c),
    ...pendingSingleStep(c),
  ];
}

/** Does VM entry accept this combination of event and guest state? */
export function legalInjection(c: InjectionCase): boolean {
  return violatedByInjection(c).length === 0;
}
