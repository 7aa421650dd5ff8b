/**
 * A line as words, numbers and signs. Case, `_`, `-`, quotes, asterisks and back-ticks are folded
 * away, `CamelCase` becomes words: `VM-Entry`, `vm_entry`, `VmEntry` and **VM entry** are the same.
 */
import { numberAt } from "./numbers.ts";

export interface Token {
  readonly kind: "word" | "number" | "sign";
  /** Lower case. */
  readonly text: string;
  readonly at: number;
  readonly end: number;
  /** Of a number. */
  readonly value?: bigint;
}

/** Words that programs write in one, by the whole word. */
const COMPOUNDS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    vmentry: "vm entry",
    vmenter: "vm entry",
    vmentries: "vm entries",
    vmexit: "vm exit",
    vmfail: "vm fail",
    vmfailvalid: "vm fail valid",
    vmfailinvalid: "vm fail invalid",
    vmlaunch: "vmlaunch",
    vmresume: "vmresume",
    failentry: "fail entry",
    exitreason: "exit reason",
    vmexitreason: "vm exit reason",
    nonclear: "non clear",
    nonlaunched: "non launched",
    readonly: "read only",
    hvmessagetype: "hv message type",
    mce: "machine check",
    hyperv: "hyper v",
    hw: "hardware",
    msrs: "msrs",
  }).map(([word, words]) => [word, words.split(" ")]),
);

/** Between words these count as a blank; so do the escapes of a text that is a string. */
const SOFT = new Set(" \t\u00a0_-\"'`*~\\/\u2013\u2014\u2018\u2019\u201c\u201d\u00ab\u00bb");
const LETTERS = /[A-Za-z0-9]{1,200}/y;
/** `VMEntry` -> VM Entry, `exitReason` -> exit Reason, `X64Halt` -> X64 Halt; Xen's `d1v0` is one, so is WHv. */
const PIECES =
  /d\d{1,5}v\d{1,5}|WHv|[A-Z]{1,200}s?(?![a-z])\d{0,200}|[A-Z]?[a-z]{1,200}\d{0,200}|[A-Z0-9]{1,200}/g;
/** Most runs are one piece; this is to be fast. */
const ONE_WORD = /^(?:[a-eg-z][a-z]{0,199}|[A-EG-Z][A-Z]{0,199})$/;
/** -1 or another negative number, as `%x` prints it. */
const ALL_ONES = /^f{8}(?:[0-9a-f]{8})?$/;
/** A colour of a terminal, which would be taken for the begin of a word. */
const COLOUR = /\[[0-9;]{0,40}m/y;
const ESCAPE = "\u001b";

export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text[at] ?? "";
    if (isDigit(char)) at = pushNumber(tokens, text, at);
    else if (isLetter(char)) at = pushWords(tokens, text, at);
    else if (char === "\\" && "nrt".includes(text[at + 1] ?? "-")) at += 2;
    else if (char === ESCAPE) at = endOfColour(text, at + 1);
    else at = isSoft(text, at) ? at + 1 : pushSign(tokens, text, at);
  }
  return tokens;
}

function pushNumber(tokens: Token[], text: string, at: number): number {
  const number = numberAt(text, at);
  if (number === undefined) return pushWords(tokens, text, at);
  const { value, end } = number;
  tokens.push({ kind: "number", text: text.slice(at, end), at, end, value });
  return end;
}

function pushWords(tokens: Token[], text: string, at: number): number {
  LETTERS.lastIndex = at;
  const run = LETTERS.exec(text)?.[0] ?? text.slice(at, at + 1);
  const end = at + run.length;
  const lower = run.toLowerCase();
  const compound = COMPOUNDS.get(lower);
  if (compound !== undefined)
    for (const word of compound) tokens.push({ kind: "word", text: word, at, end });
  else if (ONE_WORD.test(run)) tokens.push({ kind: "word", text: lower, at, end });
  else if (ALL_ONES.test(lower))
    tokens.push({ kind: "number", text: lower, at, end, value: BigInt(`0x${lower.slice(-8)}`) });
  else
    for (const piece of run.matchAll(PIECES)) {
      const from = at + piece.index;
      const word = piece[0].toLowerCase();
      tokens.push({ kind: "word", text: word, at: from, end: from + word.length });
    }
  return end;
}

/** A run of one sign is one: `==`, `...`. */
function pushSign(tokens: Token[], text: string, at: number): number {
  let end = at + 1;
  while (text[end] === text[at]) end++;
  const sign = text[at] === "\uff1a" ? ":" : text.slice(at, at + Math.min(2, end - at));
  tokens.push({ kind: "sign", text: sign, at, end });
  return end;
}

function endOfColour(text: string, at: number): number {
  COLOUR.lastIndex = at;
  return at + (COLOUR.exec(text)?.[0].length ?? 0);
}

function isSoft(text: string, at: number): boolean {
  const char = text[at] ?? "";
  if (SOFT.has(char)) return true;
  // `exit_reason.raw`, `VmExit::InvalidGuestState`
  if (char === ".") return isLetter(text[at - 1] ?? "") && isLetter(text[at + 1] ?? "");
  return char === ":" && (text[at - 1] === ":" || text[at + 1] === ":");
}

function isDigit(char: string): boolean {
  return char >= "0" && char <= "9";
}

function isLetter(char: string): boolean {
  return (char >= "a" && char <= "z") || (char >= "A" && char <= "Z");
}
