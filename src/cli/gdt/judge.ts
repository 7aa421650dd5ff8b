import {
  accessRightsAfterLoad,
  check,
  checkSegment,
  type EntryReading,
  type ExchangeSegment,
  type ExchangeState,
  type SegmentRegister,
} from "../../index.ts";
import type { EntryMode } from "./modes.ts";

/** Whether a register could hold an entry at VM entry. */
export interface Answer {
  /** `unusable`: only if the register is marked unusable, as hypervisors do where P is 0. */
  holds: "yes" | "unusable" | "no";
  /** Ids of the checks that refuse the entry in a usable register. */
  rules: string[];
  /** For CS: the DPLs of SS it goes with. */
  ssDpl?: number[];
}

export type Answers = Record<SegmentRegister, Answer>;

const OTHERS = ["ds", "es", "fs", "gs", "ldtr", "tr"] as const;
const DPLS = [0, 1, 2, 3] as const;
const UNUSABLE = 0x1_0000;

/**
 * Asks the rules, mode by mode, which registers could hold an entry. The rest of the state is chosen
 * so that the entry has its best chance: RPL = DPL, and a CS and SS that go with it.
 */
export class Judge {
  readonly #asIs: boolean;
  readonly #modes: readonly EntryMode[];
  readonly #known = new Map<string, Answers>();

  /**
   * @param asIs take the accessed and busy bits as they are in memory, not as a load sets them
   * @param modes the modes to judge
   */
  constructor({ asIs, modes }: { asIs: boolean; modes: readonly EntryMode[] }) {
    this.#asIs = asIs;
    this.#modes = modes;
  }

  /** The answers for a descriptor in every mode that reads the table as this reading does. */
  answers(offset: number, reading: EntryReading): { mode: EntryMode; answers: Answers }[] {
    if (reading.kind === "upper-half") return [];
    return this.#modes
      .filter((mode) => mode.reading === reading.mode)
      .map((mode) => ({
        mode,
        answers: this.#inMode(offset, reading, mode),
      }));
  }

  #inMode(offset: number, { descriptor, kind, complete }: EntryReading, mode: EntryMode): Answers {
    const isNull = kind === "null";
    const { base = 0n, limit = 0, accessRights = 0 } = descriptor ?? {};
    const key = [mode.id, isNull, complete, base, limit, accessRights].join();
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const dpl = (accessRights >> 5) & 3;
    const segment = {
      selector: isNull ? 0 : offset | dpl,
      ...(complete ? { base } : {}),
      limit,
      accessRights,
    };
    const answers = isNull
      ? this.#held(mode, () => ({ selector: 0, base: 0, limit: 0, accessRights: UNUSABLE }))
      : this.#present(mode, segment);
    this.#known.set(key, answers);
    return answers;
  }

  /** As held in a usable register, and where that is refused and P is 0, in an unusable one. */
  #present(mode: EntryMode, segment: Required<Omit<ExchangeSegment, "base">>): Answers {
    const accessRights = Number(segment.accessRights);
    const loaded = (register: SegmentRegister): number =>
      this.#asIs ? accessRights : accessRightsAfterLoad(register, accessRights);
    const usable = this.#held(mode, (register) => ({
      ...segment,
      accessRights: loaded(register) & ~UNUSABLE,
    }));
    if ((accessRights & 0x80) !== 0) return usable;
    const unusable = this.#held(mode, () => ({
      ...segment,
      accessRights: accessRights | UNUSABLE,
    }));
    return answersFor((register) => {
      const [answer, other] = [usable[register], unusable[register]];
      return answer.holds === "yes" ? answer : { ...answer, holds: other.holds };
    });
  }

  #held(mode: EntryMode, segmentOf: (register: SegmentRegister) => ExchangeSegment): Answers {
    const others = Object.fromEntries(OTHERS.map((register) => [register, segmentOf(register)]));
    const failed = failures(mode.context, others, OTHERS);
    return answersFor((register) => {
      if (register === "cs") return codeAnswer(mode, segmentOf("cs"));
      const segment = segmentOf(register);
      const rules =
        register === "ss"
          ? failures(mode.context, { ss: segment, cs: codeBeside(segment) }, ["ss"])
          : failed;
      return answerOf(
        segment,
        rules.filter((id) => id.startsWith(`${register}-`)),
      );
    });
  }
}

function answersFor(answer: (register: SegmentRegister) => Answer): Answers {
  return {
    cs: answer("cs"),
    ss: answer("ss"),
    ds: answer("ds"),
    es: answer("es"),
    fs: answer("fs"),
    gs: answer("gs"),
    ldtr: answer("ldtr"),
    tr: answer("tr"),
  };
}

function answerOf({ accessRights }: ExchangeSegment, rules: string[]): Answer {
  if (rules.length > 0) return { holds: "no", rules };
  return { holds: (Number(accessRights) & UNUSABLE) === 0 ? "yes" : "unusable", rules };
}

/** CS and SS depend on each other: CS can hold what goes with some SS. */
function codeAnswer(mode: EntryMode, segment: ExchangeSegment): Answer {
  const alone = checkSegment("cs", segment, mode.context).violations.map(({ rule }) => rule);
  if (alone.length > 0) return { holds: "no", rules: alone };
  const attempts = DPLS.map((dpl) => {
    const cs = { ...segment, selector: (Number(segment.selector) & ~3) | dpl };
    const ss = { selector: 8 | dpl, base: 0, limit: 0xffff, accessRights: 0x93 | (dpl << 5) };
    return { dpl, rules: failures(mode.context, { cs, ss }, ["cs", "ss"]) };
  });
  const good = attempts.filter(({ rules }) => rules.length === 0).map(({ dpl }) => dpl);
  if (good.length > 0) return { ...answerOf(segment, []), ssDpl: good };
  const [best] = attempts.sort((a, b) => a.rules.length - b.rules.length);
  return { holds: "no", rules: best?.rules ?? [] };
}

/** Code of the privilege level a stack segment asks for. */
function codeBeside({ selector, accessRights }: ExchangeSegment): ExchangeSegment {
  const dpl = (Number(accessRights) >> 5) & 3;
  const rpl = Number(selector) & 3;
  return { selector: 8 | rpl, base: 0, limit: 0xffff, accessRights: 0x9b | (dpl << 5) };
}

/** Ids of the checks on some registers that a state fails. */
function failures(
  context: ExchangeState,
  segments: Partial<Record<SegmentRegister, ExchangeSegment>>,
  registers: readonly SegmentRegister[],
): string[] {
  const state: ExchangeState = { ...context, guest: { ...context.guest, ...segments } };
  const report = check(state, {
    only: ({ register }) => (registers as readonly (string | null)[]).includes(register),
  });
  return report.violations.map(({ rule }) => rule);
}
