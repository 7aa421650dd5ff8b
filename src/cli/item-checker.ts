import {
  StateError,
  check as checkCompiled,
  fromDump,
  repairTcg,
  type CheckOptions,
  type CpuProfile,
  type ExchangeState,
  type Report,
  type SegmentRegister,
} from "../index.ts";
import { InputFault } from "./input/fault.ts";
import type { Answerable } from "./input/item.ts";
import { knownRule } from "./rule-id.ts";
import { applySettings, parseSetting, type Setting } from "./state.ts";

/** Flags of `check` that change the answer, not how it is printed. */
export interface AnswerFlags {
  engine: "compiled" | "json-rules-engine";
  unrestrictedGuest?: "on" | "off";
  ia32e?: "on" | "off";
  set: string[];
  ignore: string[];
  cpu?: string;
  repairTcg?: boolean;
}

/** A report, with the verdicts on every CPU profile under `--cpu all`. */
export type CheckedReport = Report & { cpus?: CpuVerdict[] };
export type CpuVerdict = Pick<Report, "verdict"> & {
  name: string;
  title: string;
  violations: string[];
};

export type StateItem = Extract<Answerable, { kind: "state" }>;

/** What became of one item: a report, or a fault at its place. A headline has no item. */
export type Checked =
  | { report: CheckedReport; state?: unknown; item?: StateItem }
  | { fault: InputFault; id?: string | number };

/** Answers items one by one; knows the flags, prints nothing. */
export class ItemChecker {
  readonly #flags: AnswerFlags;
  readonly #settings: readonly Setting[];
  readonly #options: readonly CheckOptions[];
  readonly #isPlain: boolean;

  /**
   * @param profiles what `--cpu` names
   * @throws UsageError for a setting or an id that is none
   */
  constructor(flags: AnswerFlags, profiles: readonly CpuProfile[]) {
    for (const id of flags.ignore) knownRule(id);
    this.#flags = flags;
    this.#settings = [
      ...flags.set.map(parseSetting),
      ...onOff("unrestrictedGuest", flags.unrestrictedGuest),
      ...onOff("ia32eModeGuest", flags.ia32e),
    ];
    const base: CheckOptions = { ignore: flags.ignore };
    const onProfiles = profiles.map((cpu) => ({ ...base, cpu }));
    // Under `all` the report itself stays on the CPU the input tells.
    this.#options = profiles.length === 1 ? onProfiles : [base, ...onProfiles];
    this.#isPlain =
      flags.engine === "compiled" &&
      flags.repairTcg !== true &&
      flags.ignore.length === 0 &&
      flags.cpu === undefined &&
      this.#settings.length === 0;
  }

  /**
   * The answer at once, without a promise, where no flag stands between a state and its report;
   * undefined where `check` has to answer.
   */
  checkPlain(file: string, item: Answerable): Checked | undefined {
    if (!this.#isPlain) return undefined;
    if (item.kind === "fault") {
      return item.id === undefined ? { fault: item.fault } : { fault: item.fault, id: item.id };
    }
    if (item.dump !== undefined) return undefined;
    const { id, state } = item;
    try {
      const report = checkCompiled(state as ExchangeState, id === undefined ? {} : { id });
      return { report, state, item };
    } catch (error) {
      return this.#fault(error, file, item);
    }
  }

  async check(file: string, item: Answerable): Promise<Checked> {
    const plain = this.checkPlain(file, item);
    if (plain !== undefined) return plain;
    const id = item.id === undefined ? {} : { id: item.id };
    if (item.kind === "fault") return { fault: item.fault, ...id };
    const dumped =
      item.dump === undefined ? undefined : fromDump(item.dump, file === "-" ? undefined : file);
    const [first = {}, ...others] = this.#options;
    try {
      const { state: read, notes } = applySettings(dumped?.state ?? item.state, this.#settings);
      const { state, repairs } = await this.#repaired(read, first);
      const about: CheckOptions = {
        ...dumped?.options,
        ...id,
        notes: [...(dumped?.options.notes ?? []), ...notes, ...repairs],
      };
      const report: CheckedReport = await this.#engine(state, { ...first, ...about });
      if (item.dump?.view === "guest") report.notes.push(...this.#hintOfRepair(report, state));
      if (others.length > 0) report.cpus = await this.#onCpus(state, others);
      return { report, state, item };
    } catch (error) {
      return this.#fault(error, file, item);
    }
  }

  /** @throws the error, if it says nothing about the state */
  #fault(error: unknown, file: string, item: StateItem): Checked {
    const id = item.id === undefined ? {} : { id: item.id };
    if (error instanceof RangeError && error.message.includes("call stack")) {
      return { fault: new InputFault(file, "nested too deep", item.line), ...id };
    }
    if (!(error instanceof StateError)) throw error;
    const reason = error.message.replace(`${error.pointer}: `, "");
    const setting = this.#settingAt(error.pointer);
    const [place, line] = setting === undefined ? [file, item.line] : [`--set ${setting}`];
    return { fault: new InputFault(place, reason, line, error.pointer), ...id };
  }

  /** The state under `--repair-tcg`, with a note for each repair and the verdict without them. */
  async #repaired(
    read: ExchangeState,
    options: CheckOptions,
  ): Promise<{ state: ExchangeState; repairs: string[] }> {
    if (this.#flags.repairTcg !== true) return { state: read, repairs: [] };
    const { state, repairs } = repairTcg(read, this.#repairable());
    if (repairs.length === 0) {
      return { state, repairs: ["Nothing to repair (--repair-tcg): no bit of a load is missing."] };
    }
    const { verdict, violations } = await this.#engine(read, options);
    const ids = violations.map(({ rule }) => rule).join(", ");
    return {
      state,
      repairs: [
        ...repairs.map((repair) => `Repaired, as asked (--repair-tcg): ${repair}.`),
        `Without these repairs: ${verdict}${ids === "" ? "" : ` (${ids})`}.`,
      ],
    };
  }

  /** What the user set stays as set. */
  #repairable(): SegmentRegister[] {
    const isSet = (register: SegmentRegister): boolean =>
      this.#settings.some(({ path }) => path.join(".") === `guest.${register}.accessRights`);
    return REGISTERS.filter((register) => !isSet(register));
  }

  /** Tells of `--repair-tcg` where it would take violations away from a dump without a failure. */
  #hintOfRepair({ failure, violations }: Report, state: ExchangeState): string[] {
    if (failure !== undefined || violations.length === 0 || this.#flags.repairTcg === true)
      return [];
    const { state: repaired, repairs } = repairTcg(state, this.#repairable());
    if (repairs.length === 0) return [];
    const left = new Set(
      checkCompiled(repaired, { ignore: this.#flags.ignore }).violations.map(({ rule }) => rule),
    );
    const gone = violations
      .filter(({ rule, register }) => register !== null && !left.has(rule))
      .map(({ rule }) => rule);
    return gone.length === 0
      ? []
      : [
          `If the dump is of QEMU's own emulator (TCG, no KVM) or an old VirtualBox: these leave accessed and busy bits out, and ${gone.join(", ")} may mean no more than that. --repair-tcg sets them.`,
        ];
  }

  /** The `--set` that wrote to a place, if one did: a fault there is not the input's. */
  #settingAt(pointer: string): string | undefined {
    return this.#flags.set.find((setting) => {
      const path = `/${setting.slice(0, setting.indexOf("=")).replaceAll(".", "/")}`;
      return pointer === path || pointer.startsWith(`${path}/`);
    });
  }

  async #onCpus(state: ExchangeState, all: readonly CheckOptions[]): Promise<CpuVerdict[]> {
    const verdicts: CpuVerdict[] = [];
    for (const options of all) {
      if (typeof options.cpu !== "object") continue;
      const { name, title } = options.cpu;
      const { verdict, violations } = await this.#engine(state, options);
      verdicts.push({ name, title, verdict, violations: violations.map(({ rule }) => rule) });
    }
    return verdicts;
  }

  async #engine(state: ExchangeState, options: CheckOptions): Promise<Report> {
    if (this.#flags.engine === "compiled") return checkCompiled(state, options);
    const reference = await import("../reference.ts");
    return reference.check(state, options);
  }
}

const REGISTERS = ["cs", "ss", "ds", "es", "fs", "gs", "ldtr", "tr"] as const;

function onOff(name: string, value: "on" | "off" | undefined): Setting[] {
  if (value === undefined) return [];
  return [{ path: ["assume", name], value: value === "on" }];
}

/** What `--json` and `--ndjson` print for an item. */
export function asJson(checked: Checked): unknown {
  if (!("fault" in checked)) return checked.report;
  const { line, pointer, reason } = checked.fault;
  const id = checked.id === undefined ? {} : { id: checked.id };
  return { ...id, error: { line: line ?? null, pointer, message: reason } };
}
