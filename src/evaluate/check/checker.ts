import type { Condition, Instance, OperatorName, RuleBook } from "../../rules/types.ts";
import type { CandidateState } from "../../state/normalize.ts";
import { VERSION } from "../../version.ts";
import { Explainer, type InstanceRecord } from "../explain/explain.ts";
import { WORLD_FACTS, type Question, type Status, type WorldFact } from "../types.ts";
import { Wording, leavesOf } from "./message.ts";
import { EXIT_REASON_INVALID_GUEST_STATE, prepare } from "./prepare.ts";
import {
  frame,
  type About,
  type Report,
  type Tool,
  type Undecided,
  type Verdict,
  type Violation,
  type WorldReport,
} from "./report.ts";
import { worldsOf, type World } from "./worlds.ts";

/** What an engine answered in one world. */
export interface Evaluation {
  world: World;
  statuses: ReadonlyMap<string, Status>;
}

export interface CheckOptions extends About {
  /** Instances to leave out; the report says so. */
  ignore?: readonly string[];
  /** Only these instances (for single registers). */
  only?: (instance: Instance) => boolean;
}

/** Evaluates states against one rule book and writes reports. */
export class Checker {
  readonly book: RuleBook;
  readonly explainer: Explainer;
  /** Instances that compare one bit less than canonicality would. */
  readonly #almostCanonical: ReadonlySet<string>;
  readonly #tool: Tool;

  constructor(book: RuleBook) {
    this.book = book;
    this.#almostCanonical = new Set(
      book.instances
        .filter(({ require }) => usesOperator(require, "identicalFromBit"))
        .map(({ id }) => id),
    );
    this.explainer = new Explainer(book);
    this.#tool = { version: VERSION, rules: book.instances.length, sdmEdition: book.sdmEdition };
  }

  /** The report on a state, by the explaining engine. */
  check(state: CandidateState, options: CheckOptions = {}): Report {
    const { question, notes } = prepare(state, this.book);
    const evaluations = this.#evaluate(question, this.#instances(options));
    return this.#report(question, evaluations, notes, options);
  }

  /**
   * The report on a state of the VMCS view in which another engine knows every check: which are
   * violated, and which let an address pass that is not canonical.
   *
   * @param violated ids, in SDM order
   */
  decidedReport(
    state: CandidateState,
    violated: readonly string[],
    boundaries: readonly Boundary[],
    options: CheckOptions,
  ): Report {
    const { question, notes } = prepare(state, this.book);
    const instances = violated.map((id) => this.#instance(id));
    const unconfirmed = instances.flatMap((instance) =>
      instance.unconfirmed === undefined ? [] : [{ instance, note: unconfirmedNote(instance) }],
    );
    const almost = boundaries.map((boundary) => ({
      instance: this.#instance(boundary.rule),
      note: boundaryNote(boundary),
    }));
    const own = [...unconfirmed, ...almost].sort((a, b) => a.instance.index - b.instance.index);
    return frame(
      this.#tool,
      options,
      violated.length === 0 ? "valid" : "invalid",
      instances.map((instance) => this.#violation(instance, question, question)),
      [],
      [...(options.notes ?? []), ...notes, ...own.map(({ note }) => note)],
    );
  }

  /** The record of one instance, with the status a report may state. */
  explain(id: string, state: CandidateState): InstanceRecord {
    const { question } = prepare(state, this.book);
    const record = this.explainer.explain(id, question);
    return { ...record, status: this.#visible(record.instance, record.status, question) };
  }

  /** The report on a state, with the statuses of another engine. */
  async checkWith(
    state: CandidateState,
    statuses: (question: Question) => Promise<ReadonlyMap<string, Status>>,
    options: CheckOptions = {},
  ): Promise<Report> {
    const { question, notes } = prepare(state, this.book);
    const evaluations: Evaluation[] = [];
    for (const world of worldsOf(question, openFacts(question, this.explainer))) {
      evaluations.push({ world, statuses: await statuses({ ...question, pins: world }) });
    }
    return this.#report(question, evaluations, notes, options);
  }

  #instances({ ignore = [], only = () => true }: CheckOptions): Instance[] {
    return this.book.instances.filter(
      (instance) => only(instance) && !ignore.includes(instance.id),
    );
  }

  /**
   * Everything once with the open facts unknown; then, world by world, only the instances that
   * stayed unknown because of an open fact: at most 12 times their number.
   */
  #evaluate(question: Question, instances: readonly Instance[]): Evaluation[] {
    const base = new Map<string, Status>();
    const waiting: Instance[] = [];
    const open = new Set<WorldFact>();
    for (const instance of instances) {
      const status = this.explainer.status(instance.id, question);
      base.set(instance.id, status);
      if (status !== "unknown") continue;
      const facts = worldFactsIn(this.explainer.explain(instance.id, question), question);
      if (facts.length > 0) waiting.push(instance);
      for (const fact of facts) open.add(fact);
    }
    if (this.#hidden(question) === undefined) open.add("unrestrictedGuest");
    return worldsOf(question, open).map((world) => {
      const inWorld: Question = { ...question, pins: world };
      const statuses = new Map(base);
      for (const { id } of waiting) statuses.set(id, this.explainer.status(id, inWorld));
      return { world, statuses };
    });
  }

  /**
   * True where the segments shown are not those that enter: a guest view of real mode without
   * unrestricted guest, where the hypervisor enters as virtual-8086. Undefined if that is open.
   */
  #hidden(question: Question): boolean | undefined {
    if (question.view !== "guest") return false;
    const pe = this.explainer.fact("cr0.pe", question);
    const unrestricted = this.explainer.fact("unrestrictedGuest", question);
    if (pe === 1 || unrestricted === 1) return false;
    return pe === 0 && unrestricted === 0 ? true : undefined;
  }

  /** The status a world's report may state: some checks mean nothing in a guest view. */
  #visible(instance: Instance, status: Status, question: Question): Status {
    if (question.view === "vmcs") return status;
    if (instance.vmcsViewOnly) return "unknown";
    const isSegment = instance.sdm.key === "guest-segment-registers";
    return isSegment && this.#hidden(question) !== false ? "unknown" : status;
  }

  #report(
    question: Question,
    evaluations: readonly Evaluation[],
    notes: readonly string[],
    options: CheckOptions,
  ): Report {
    const instances = this.#instances(options);
    const worlds = evaluations.map(({ world, statuses }) => {
      const inWorld: Question = { ...question, pins: world };
      return {
        world,
        question: inWorld,
        statuses: instances.map((instance) =>
          this.#visible(instance, statuses.get(instance.id) ?? "unknown", inWorld),
        ),
      };
    });
    const worldReports = worlds.map(({ world, statuses }): WorldReport => {
      const violations = instances.filter((_, i) => statuses[i] === "fail").map(({ id }) => id);
      return { assume: assumptionsOf(world, question), verdict: verdictOf(statuses), violations };
    });

    const failing: { instance: Instance; question: Question }[] = [];
    const failingSomewhere: typeof failing = [];
    const open: Instance[] = [];
    instances.forEach((instance, i) => {
      const where = worlds.filter(({ statuses }) => statuses[i] === "fail");
      const first = where[0];
      if (first !== undefined) {
        failingSomewhere.push({ instance, question: first.question });
        if (where.length === worlds.length) {
          failing.push({ instance, question: first.question });
          return;
        }
      }
      const decided = worlds.every(({ statuses }) =>
        ["pass", "notApplicable"].includes(statuses[i] ?? ""),
      );
      if (!decided) open.push(instance);
    });
    const everyWorldFails = worldReports.every(({ verdict }) => verdict === "invalid");
    const verdict: Verdict = everyWorldFails
      ? "invalid"
      : failing.length === 0 && open.length === 0
        ? "valid"
        : "undecided";
    const violated = everyWorldFails && failing.length === 0 ? failingSomewhere : failing;
    const stated = new Set(violated.map(({ instance }) => instance.id));
    const merged = mergeWorlds(worldReports);
    return frame(
      this.#tool,
      options,
      verdict,
      violated.map((entry) => this.#violation(entry.instance, question, entry.question)),
      open
        .filter(({ id }) => !stated.has(id))
        .map((instance) => this.#undecided(instance, question)),
      [...(options.notes ?? []), ...notes, ...this.#notes(question, instances, worlds, options)],
      merged,
    );
  }

  #instance(id: string): Instance {
    const instance = this.book.byId.get(id);
    if (instance === undefined) throw new RangeError(`no rule has the id "${id}"`);
    return instance;
  }

  /** A check that fails for itself is explained by what is known, otherwise by its first world. */
  #violation(instance: Instance, known: Question, inWorld: Question): Violation {
    const alone = this.explainer.explain(instance.id, known);
    const [record, question] =
      alone.status === "fail"
        ? [alone, known]
        : [this.explainer.explain(instance.id, inWorld), inWorld];
    const wording = new Wording(this.book.facts, this.explainer, question);
    const assumed = worldFactsIn(alone, known)
      .filter((fact) => question !== known && question.pins[fact] !== undefined)
      .map((fact) => `${fact} = ${question.pins[fact]}`);
    const where = assumed.length === 0 ? "" : `where ${assumed.join(", ")}: `;
    // What only the world says is no fact of the state.
    const facts = Object.entries(wording.facts(record)).filter(
      ([fact]) => this.explainer.fact(fact, known) !== undefined,
    );
    return {
      rule: instance.id,
      register: instance.register,
      title: instance.title,
      message: `${where}${wording.message(record)}`,
      sdm: { title: instance.sdm.title, section: instance.sdm.section },
      facts: Object.fromEntries(facts),
      exitQualification: instance.exitQualification,
      hint: instance.hint,
    };
  }

  #undecided(instance: Instance, question: Question): Undecided {
    const missing = missingOf(this.explainer.explain(instance.id, question));
    if (question.view === "guest") {
      const isSegment = instance.sdm.key === "guest-segment-registers";
      const hidden = isSegment ? this.#hidden(question) : false;
      if (instance.vmcsViewOnly || hidden === true) missing.push("view");
      if (hidden === undefined) {
        if (this.explainer.fact("cr0.pe", question) === undefined) missing.push("guest.cr0");
        for (const path of ["controls.primaryProcBased", "controls.secondaryProcBased"]) {
          if (!question.fields.has(path)) missing.push(path);
        }
      }
    }
    return { rule: instance.id, register: instance.register, missing: [...new Set(missing)] };
  }

  #notes(
    question: Question,
    instances: readonly Instance[],
    worlds: readonly { question: Question; statuses: readonly Status[] }[],
    { ignore = [] }: CheckOptions,
  ): string[] {
    const notes: string[] = [];
    const first = worlds[0];
    if (first?.question.view === "guest") {
      notes.push(
        "Guest view: CR0 and CR4 are what the guest reads, not the VMCS fields, so the fixed-bit checks cannot be answered.",
      );
      if (worlds.some(({ question }) => this.#hidden(question) === true)) {
        notes.push(
          "Guest view of real mode: without unrestricted guest the hypervisor enters as virtual-8086, with segments this dump does not show.",
        );
      }
    }
    instances.forEach((instance, i) => {
      for (const { question, statuses } of worlds) {
        if (instance.unconfirmed !== undefined && statuses[i] === "fail") {
          notes.push(unconfirmedNote(instance));
          break;
        }
        if (statuses[i] !== "pass") continue;
        const boundary = this.#boundary(instance, question);
        if (boundary !== undefined) {
          notes.push(boundary);
          break;
        }
      }
    });
    const pointedAt = this.#pointedAt(question, instances);
    if (pointedAt !== undefined) notes.unshift(pointedAt);
    if (ignore.length > 0) notes.push(`Left out, as asked: ${ignore.join(", ")}.`);
    return notes;
  }

  /** A non-zero exit qualification names the check the processor stopped at. */
  #pointedAt(question: Question, instances: readonly Instance[]): string | undefined {
    const reason = Number(question.fields.get("controls.exitReason") ?? 0);
    const qualification = Number(question.fields.get("controls.exitQualification") ?? 0);
    if (reason !== EXIT_REASON_INVALID_GUEST_STATE || qualification === 0) return undefined;
    const ids = instances
      .filter(({ exitQualification }) => exitQualification === qualification)
      .map(({ id }) => id);
    return ids.length === 0
      ? `The processor reported exit qualification ${qualification}, which no guest-state check gives.`
      : `The processor reported exit qualification ${qualification}: it stopped at one of ${ids.join(", ")}. Other checks may fail as well.`;
  }

  /** An address that passes although it is not canonical: one bit is not compared. */
  #boundary(instance: Instance, question: Question): string | undefined {
    if (!this.#almostCanonical.has(instance.id)) return undefined;
    const { require } = this.explainer.explain(instance.id, question);
    for (const { leaf, value, operand } of leavesOf(require)) {
      if (leaf.operator !== "identicalFromBit" || value === undefined) continue;
      const width = Number(operand ?? 48);
      if (BigInt.asUintN(64, BigInt.asIntN(width, BigInt(value))) === value) continue;
      return boundaryNote({ rule: instance.id, value: BigInt(value), width });
    }
    return undefined;
  }
}

/** An address that passes although it is not canonical. */
export interface Boundary {
  /** Id of the check it passes. */
  rule: string;
  value: bigint;
  width: number;
}

export function boundaryNote({ rule, value, width }: Boundary): string {
  return `${rule}: 0x${value.toString(16)} is not canonical for ${width} bits but passes, because the SDM compares bits 63:${width} only. Processors were not measured on this boundary.`;
}

function unconfirmedNote({ id, unconfirmed = "" }: Instance): string {
  return `${id} is unconfirmed: ${unconfirmed}`;
}

function usesOperator(condition: Condition, operator: OperatorName): boolean {
  switch (condition.kind) {
    case "leaf":
      return condition.operator === operator;
    case "named":
      return usesOperator(condition.body, operator);
    default:
      return condition.of.some((part) => usesOperator(part, operator));
  }
}

function verdictOf(statuses: readonly Status[]): Verdict {
  if (statuses.includes("fail")) return "invalid";
  return statuses.includes("unknown") ? "undecided" : "valid";
}

/** Paths that would decide an unknown instance. */
function missingOf({ when, require }: InstanceRecord): string[] {
  const missing = [...leavesOf(when), ...leavesOf(require)].flatMap((leaf) => leaf.missing);
  return [...new Set(missing)];
}

/** World facts that an unknown instance waits for. */
function worldFactsIn({ when, require }: InstanceRecord, question: Question): WorldFact[] {
  const unknown = new Set<string>();
  for (const { leaf, value, operand } of [...leavesOf(when), ...leavesOf(require)]) {
    if (value === undefined) unknown.add(leaf.fact);
    if ("fact" in leaf.operand && operand === undefined) unknown.add(leaf.operand.fact);
  }
  return WORLD_FACTS.filter((fact) => unknown.has(fact) && question.pins[fact] === undefined);
}

/** All context facts that are unknown, for engines that evaluate every instance in every world. */
function openFacts(question: Question, explainer: Explainer): Set<WorldFact> {
  return new Set(WORLD_FACTS.filter((fact) => explainer.fact(fact, question) === undefined));
}

/** What a world assumes beyond what is known or asked for. */
function assumptionsOf(world: World, question: Question): WorldReport["assume"] {
  const assume: WorldReport["assume"] = {};
  for (const fact of WORLD_FACTS) {
    if (world[fact] !== undefined && question.pins[fact] === undefined) {
      assume[fact] = world[fact] === 1;
    }
  }
  return assume;
}

/** Drops each assumption that makes no difference; EPT first, which is often tied to others. */
function mergeWorlds(worlds: WorldReport[]): WorldReport[] {
  let merged = worlds;
  for (const fact of ["ept", "rflags.vm", "ia32eModeGuest", "unrestrictedGuest"] as const) {
    const groups = new Map<string, WorldReport>();
    let matters = false;
    for (const world of merged) {
      const { [fact]: _dropped, ...assume } = world.assume;
      const rest = JSON.stringify(assume);
      const known = groups.get(rest);
      if (known === undefined) groups.set(rest, { ...world, assume });
      else if (
        JSON.stringify([known.verdict, known.violations]) !==
        JSON.stringify([world.verdict, world.violations])
      ) {
        matters = true;
      }
    }
    if (!matters) merged = [...groups.values()];
  }
  return merged;
}
