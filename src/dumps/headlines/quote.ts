/** Which part of a line is quoted as the words of a failure. */
import type { Line } from "./line.ts";

/** Names that stand before the words, with a colon: `KVM: entry failed`. */
const SPEAKERS: ReadonlySet<string> = new Set(["kvm", "error", "whpx", "qemu"]);
const VCPU = /^vcpu\d{0,6}$/;
/** Words that belong to the ones behind them: `nested VM entry failed`, `d1v0 vmentry failure`. */
const BELONGING = /^(?:vm|vmx|nested|kvm|guest|unexpected|d\d{1,5}v\d{1,5})$/;

/** Where the quotation of what begins at `at` begins. */
export function beginOfQuote(line: Line, at: number): number {
  let index = line.tokens.findIndex((token) => token.at === at);
  for (; index > 0; index--) {
    const before = line.tokens[index - 1];
    if (before?.kind === "word" && BELONGING.test(before.text)) continue;
    const speaker = line.tokens[index - 2];
    const isSpeaker =
      speaker?.kind === "word" && (SPEAKERS.has(speaker.text) || VCPU.test(speaker.text));
    if (before?.text !== ":" || !isSpeaker) break;
    index--;
  }
  return line.tokens[index]?.at ?? at;
}

/** A second number may stand in the bracket: `FailEntry(0, 2)`. */
const REST_OF_BRACKET = /(?:, ?\w{1,12})?\)/y;

/** Where the quotation ends of which `end` is the last known end: brackets are closed. */
export function endOfQuote(text: string, at: number, end: number): number {
  const isOpen = count(text.slice(at, end), "(") > count(text.slice(at, end), ")");
  REST_OF_BRACKET.lastIndex = end;
  return end + (isOpen ? (REST_OF_BRACKET.exec(text)?.[0].length ?? 0) : 0);
}

function count(text: string, sign: string): number {
  return text.split(sign).length - 1;
}
