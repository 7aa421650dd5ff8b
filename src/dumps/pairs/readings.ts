/** What the events of a block say of fields: each value with its field and its place, in order. */
import { encodingOf, fieldOfEncoding, highHalfOf } from "../vmcs-fields.ts";
import type { Assignment, Block, Event, Style, Write } from "./events.ts";
import type { Expression } from "./expression.ts";
import { type Outcome, type Scope, asField } from "./fold.ts";
import type { Token } from "./lexer.ts";
import { type Target, isRecordName, targetOf } from "./names.ts";
import type { NumberWord } from "./numbers.ts";
import { WRITES } from "./calls.ts";
import { Store } from "./store.ts";

/** One value that a field is given, or the reason why it is not known. */
export interface FieldReading {
  readonly target: Target;
  readonly value: bigint | undefined;
  readonly why: string;
  /** The number itself, where nothing but that was given. */
  readonly number: NumberWord | undefined;
  /** It is the last word of a text that ends without a line end. */
  readonly isCut: boolean;
  readonly nameAt: Token;
  readonly valueAt: Token;
  readonly style: Style;
  /** A program printed it, and nobody wrote it. */
  readonly isPrinted: boolean;
  /** It is what a call or an instruction writes. */
  readonly isWrite: boolean;
  readonly blocks: readonly Block[];
  readonly root: number | undefined;
  /** Words of the structures around it, and of its own path. */
  readonly owners: readonly string[];
}

export interface Evidence {
  /** Numbers without a mark are hexadecimal, or decimal, as others show; both if they contradict. */
  readonly isHex: boolean;
  readonly isDecimal: boolean;
  /** Numbers without a mark have letters among their digits. */
  readonly isBareHex: boolean;
  readonly isC: boolean;
  /** Something in it says that it is about a virtual machine. */
  readonly isVirtual: boolean;
  /** The text is a program's. */
  readonly isCode: boolean;
  /** The last token of a text that ends without a line end. */
  readonly cutAt: Token | undefined;
}

/** Encodings below are small numbers, which anything may be. */
const LEAST_ENCODING = 0x800n;

export function fieldReadings(events: readonly Event[], evidence: Evidence): FieldReading[] {
  return new Fields(events, evidence).run();
}

class Fields {
  readonly #events: readonly Event[];
  readonly #evidence: Evidence;
  readonly #store: Store;
  readonly #found: { order: number; reading: FieldReading }[] = [];

  constructor(events: readonly Event[], evidence: Evidence) {
    this.#events = events;
    this.#evidence = evidence;
    this.#store = new Store(events);
  }

  run(): FieldReading[] {
    let order = 0;
    for (const event of this.#events) {
      if (event.kind === "clear") this.#store.clear(event);
      else if (event.kind === "assign")
        this.#store.assign(event, this.#settings(event.style, event.names));
      else this.#write(event, order);
      order++;
    }
    this.#members();
    return this.#found.sort((one, other) => one.order - other.order).map(({ reading }) => reading);
  }

  #settings(style: Style, names?: readonly string[]): Omit<Scope, "lookUp"> {
    const { isHex, isBareHex, isDecimal, isC, isCode } = this.#evidence;
    const isConstant = isCode && names !== undefined && targetOf(names) === undefined;
    const isProgram =
      (style === "code" && !isBareHex) || (!isHex && (style === "data" || isConstant));
    const bareBase = isProgram ? 10 : isHex === isDecimal ? undefined : isHex ? 16 : 10;
    return { bareBase, hasOctal: style === "code" && !isBareHex, isC };
  }

  /** Names of structures and lists that are fields'. */
  #members(): void {
    const order = new Map(this.#events.map((event, index) => [event.nameAt, index]));
    for (const entries of this.#store.entries.values()) {
      const [first] = entries;
      if (first === undefined) continue;
      const target = targetOf(first.names);
      if (target === undefined) {
        this.#unknownStructure(entries, order);
        continue;
      }
      for (const { outcome, event, names } of entries) {
        if (event.isConstant || (event.isDeclaration && names.length === 1)) continue;
        if (event.isLocal && target.strength === "bare" && isRecordName(names.slice(0, 1)))
          continue;
        const dynamic = event.isDynamic ? "which one it is, is computed" : undefined;
        this.#add(target, dynamic ?? outcome, event, order.get(event.nameAt) ?? 0, names);
      }
    }
    for (const [key, event] of this.#store.cleared) this.#zeros(key.split("."), event, order);
  }

  /** `sregs.ldt = Segment::unusable()`: all of a register is set to what is not known. */
  #unknownStructure(
    entries: readonly { event: Assignment; outcome: Outcome; names: readonly string[] }[],
    order: ReadonlyMap<Token, number>,
  ): void {
    for (const { event, outcome, names } of entries) {
      if (typeof outcome !== "string" || event.isDeclaration) continue;
      const target = targetOf([...names, "selector"]) ?? targetOf([...names, "base"]);
      if (target === undefined || target.strength === "bare") continue;
      this.#add(
        { ...target, isRegister: true },
        outcome,
        event,
        order.get(event.nameAt) ?? 0,
        names,
      );
    }
  }

  /** Members of a structure that was cleared, and not set after that. */
  #zeros(names: readonly string[], event: Event, order: ReadonlyMap<Token, number>): void {
    for (const part of ["selector", "base", "limit", ...KVM_ATTRIBUTES]) {
      const path = [...names, part];
      const target = targetOf(path);
      if (target === undefined || this.#store.entries.has(path.join("."))) continue;
      this.#add(target, 0n, event, order.get(event.nameAt) ?? 0, path);
    }
  }

  #write(event: Write, order: number): void {
    const target = this.#fieldOf(event.field, event);
    // Nobody writes what the processor offers.
    if (target === undefined || target.path.startsWith("cpu.")) return;
    const { value } = event;
    const settings = this.#settings("code");
    const outcome =
      value === undefined ? "it is no constant" : this.#store.fold(value, event, settings);
    const isHalf =
      event.bits === 32 && target.width === 64 && highHalfOf(target.path) !== undefined;
    this.#add(isHalf ? lowHalf(target) : target, this.#cut(outcome, event), event, order, []);
  }

  /** A call that takes 32 bits of a natural-width field gives no more. */
  #cut(outcome: Outcome, { bits }: Write): Outcome {
    if (typeof outcome === "string" || bits === undefined || bits >= 64) return outcome;
    const value = BigInt.asUintN(bits, outcome.c.value);
    return { whole: BigInt.asUintN(bits, outcome.whole), c: { value, bits: 64, isSigned: false } };
  }

  #fieldOf(field: Expression, event: Write): Target | undefined {
    if (field.kind === "name") {
      const symbol = this.#store.symbolOf(field.names, event, this.#settings("code"));
      const target = symbol === undefined ? undefined : full(targetOf(symbol));
      if (target !== undefined) return target;
      const own = full(targetOf(field.names));
      if (own !== undefined) return own;
    }
    if (field.kind === "binary") {
      const isOne = field.right.kind === "number" && field.right.number.digits === "1";
      const low = isOne && /^[+|]$/.test(field.sign) ? this.#fieldOf(field.left, event) : undefined;
      const high = low && highHalfOf(low.path);
      if (low !== undefined) return high && { ...high, strength: low.strength, isRegister: false };
    }
    if (field.kind === "cast") return this.#fieldOf(field.of, event);
    return this.#encoded(field, event);
  }

  #encoded(field: Expression, event: Write): Target | undefined {
    const folded = this.#store.fold(field, event, { ...this.#settings("code"), bareBase: 10 });
    if (typeof folded === "string" || folded.whole < LEAST_ENCODING || folded.whole > 0xffffn)
      return undefined;
    const found = fieldOfEncoding(Number(folded.whole));
    const isWriter = event.callee === undefined || WRITES.test(event.callee);
    return found && { ...found, strength: isWriter ? "full" : "encoding", isRegister: false };
  }

  #add(
    target: Target,
    outcome: Outcome | bigint,
    event: Event,
    order: number,
    names: readonly string[],
  ): void {
    const given =
      typeof outcome === "object"
        ? asField(outcome, target.width, this.#evidence.isC && event.style === "code")
        : outcome;
    const { strength } = target;
    const isAnybodys = strength === "owned" && !this.#evidence.isVirtual;
    const reading: FieldReading = {
      target: isAnybodys ? { ...target, strength: "bare" } : target,
      value: typeof given === "bigint" ? given : undefined,
      why: typeof given === "bigint" ? "" : given,
      number: event.value?.kind === "number" ? event.value.number : undefined,
      isCut: event.valueAt === this.#evidence.cutAt,
      nameAt: event.nameAt,
      valueAt: event.valueAt,
      style: event.style,
      isPrinted: event.style === "list" || (event.style === "data" && !this.#evidence.isCode),
      isWrite: event.kind === "write" && event.callee !== undefined,
      blocks: event.blocks,
      root: event.root,
      owners: [...event.owners, ...names.slice(0, -1)],
    };
    this.#found.push({ order, reading });
  }
}

const KVM_ATTRIBUTES = ["type", "present", "dpl", "db", "s", "l", "g", "avl", "unusable"];

function full(target: Target | undefined): Target | undefined {
  return target?.strength === "full" || target?.strength === "owned" ? target : undefined;
}

/** The path of the lower half of a 64-bit field that is written by halves. */
function lowHalf(target: Target): Target {
  return { ...target, path: `${target.path}${LOW}`, width: 32 };
}

export const LOW = ":low";

/** Whether a field is given its own encoding: a list of names for numbers, and no value. */
export function isOwnEncoding({ target, value }: FieldReading): boolean {
  const encoding = encodingOf(target.path.replace(/:high$|:low$/, ""));
  if (encoding === undefined || value === undefined) return false;
  return value === BigInt(encoding) || value === BigInt(encoding + 1);
}
