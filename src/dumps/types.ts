import type { ExchangeState, View } from "../state/exchange.ts";

/** What a dump says about the failure that produced it. */
export interface Failure {
  /** The words of the text, e.g. `KVM: entry failed, hardware error 0x80000021`. */
  text: string;
  /** The number printed there, as `0x...` in lower case; empty if the text has no number. */
  code: string;
  kind:
    | "invalid-guest-state"
    | "msr-loading"
    | "machine-check"
    | "vm-instruction-error"
    | "not-a-vm-entry-failure"
    | "unknown";
  /** Exit qualification, when the text has it. */
  qualification?: number;
}

/** Where a value was read: 1-based line of the input, and that line as it stood in the input. */
export interface Origin {
  line: number;
  text: string;
}

/** A line, or a part of one, that looks like a field and was not read. */
export interface Unread {
  /** 1-based line of the input. */
  line: number;
  /** The line as it stood in the input. */
  text: string;
  /** Why it was not read, in words that begin with what it is about: `guest.cr0 has 8 of 16 digits`. */
  why: string;
}

/** One candidate state read from a text. A parser has no opinion on validity. */
export interface ParsedDump {
  format: string;
  view: View;
  /** First and last line (1-based, inclusive) that gave a value. */
  lines: readonly [number, number];
  /** The first failure that the text reports about this dump: the cause. */
  failure?: Failure;
  /** What the text reports after it, in order: mostly consequences. */
  followedBy?: Failure[];
  state: ExchangeState;
  /** Exchange-JSON path (`guest.cs.limit`) -> where its value stood. */
  origin: ReadonlyMap<string, Origin>;
  /** Something in the text could not be read as it stood (cut number, conflicting values). */
  warnings: string[];
  /** What stands in the dump, looks like a field and was not read, in the order of the text. */
  unread: Unread[];
  /** What the reader should know about how values were read (assumed upper halves, ignored parts). */
  notes: string[];
}

/** A text that is recognised although it holds no state. */
export interface KnownText {
  /** Stable name, e.g. `kvm-dump-disabled`, or `headline` for a failure that is reported in words. */
  name: string;
  /** 1-based line on which it stood (first); the words there, without noise. */
  line: number;
  text: string;
  /** The failure that is reported; absent where the text only seems to be something (an AMD dump). */
  failure?: Failure;
  /** Ids of the rules of which one is violated, where the text names the check that failed. */
  rules?: readonly string[];
  /** How many lines say the same, where each check that failed is listed once. */
  count?: number;
  /** What the text says. */
  meaning: string;
  /** How to come by a dump that can be judged. */
  advice: string;
}
