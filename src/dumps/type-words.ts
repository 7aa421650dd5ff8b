/** The type of a segment in letters or in words, instead of its number. */

const CODE = 8n;
/** Of a code segment: conforming. Of a data segment: expand-down. */
const DIRECTION = 4n;
/** Of a code segment: readable. Of a data segment: writable. */
const ACCESS = 2n;
const ACCESSED = 1n;

/** A place for each of read, write and execute, perhaps one for the direction, one for accessed. */
const LETTERS = [/^([r-])([w-])([x-])()([a-])$/i, /^([r-])([w-])([x-])([ced-])([a-])$/i] as const;

/**
 * The type field that letters (`R-Xa`, `RW--`) or words (`code/readable/accessed`, `tss32-busy`)
 * tell of a code or data segment or, with S = 0, of a system segment; `undefined`: nothing known.
 */
export function typeOfWords(text: string, isSystem: boolean): bigint | undefined {
  if (isSystem) return systemType(text);
  return typeOfLetters(text) ?? typeOfNames(text);
}

function typeOfLetters(text: string): bigint | undefined {
  const found = LETTERS.map((letters) => letters.exec(text)).find((match) => match !== null);
  if (found === undefined) return undefined;
  const [isReadable, isWritable, isCode, hasDirection, isAccessed] = found
    .slice(1)
    .map((letter) => /[a-z]/i.test(letter));
  // Code is never writable, data is always readable.
  const isPossible = isCode === true ? isWritable === false : isReadable === true;
  if (!isPossible || (hasDirection === true && (isCode === true) !== /c/i.test(found[4] ?? "")))
    return undefined;
  return sum(
    isCode === true && CODE,
    hasDirection === true && DIRECTION,
    (isCode === true ? isReadable : isWritable) === true && ACCESS,
    isAccessed === true && ACCESSED,
  );
}

const SEPARATOR = /[^a-z]{1,3}/;

/** Of code: what each word sets. */
const CODE_NAMES: ReadonlyMap<string, bigint> = new Map([
  ["conforming", DIRECTION],
  ["readable", ACCESS],
  ["read", ACCESS],
  ["accessed", ACCESSED],
]);
const DATA_NAMES: ReadonlyMap<string, bigint> = new Map([
  ["expanddown", DIRECTION],
  ["writable", ACCESS],
  ["writeable", ACCESS],
  ["write", ACCESS],
  ["accessed", ACCESSED],
  ["read", 0n],
  ["readable", 0n],
]);

/** The manual calls the types by what may be done with them. */
const KINDS: readonly (readonly [first: RegExp, kind: "code" | "data", rest: string])[] = [
  [/^code(?:[-_/,]execut(?:e|able))?\b/, "code", ""],
  [/^data\b/, "data", ""],
  [/^execute[-_]only\b/, "code", ""],
  [/^execute[-_/,]read\b/, "code", "readable"],
  [/^read[-_]only\b/, "data", ""],
  [/^read[-_/,]write\b/, "data", "writable"],
];

/** Only what is set is named. */
function typeOfNames(text: string): bigint | undefined {
  const words = withoutDash(text);
  const [first, kind, rest] = KINDS.find(([pattern]) => pattern.test(words)) ?? [];
  if (first === undefined || kind === undefined) return undefined;
  const names = `${words.replace(first, "")},${rest ?? ""}`.split(SEPARATOR);
  return names
    .filter((name) => name !== "")
    .reduce<bigint | undefined>(
      (type, name) => {
        const bit = (kind === "code" ? CODE_NAMES : DATA_NAMES).get(name);
        return type === undefined || bit === undefined ? undefined : type | bit;
      },
      kind === "code" ? CODE : 0n,
    );
}

const withoutDash = (text: string): string =>
  text.toLowerCase().replace(/expand[-_ ]?down/, "expanddown");

const KIND_WORDS: ReadonlySet<string> = new Set(
  "code data execute executable read only write".split(" "),
);

/** Whether a word can be one of those that name a type. */
export function isTypeWord(word: string): boolean {
  return withoutDash(word)
    .split(SEPARATOR)
    .every((part) => CODE_NAMES.has(part) || DATA_NAMES.has(part) || KIND_WORDS.has(part));
}

const TSS =
  /^(?:tss[-_]?(16|32|64)[-_/,]?(busy|avail|available)|(busy|avail|available)[-_/,]?tss[-_]?(16|32|64))$/i;

/** Without its width a task-state segment may be of two types. */
function systemType(text: string): bigint | undefined {
  if (/^ldt$/i.test(text)) return 2n;
  const [, before, stateBehind, stateBefore, behind] = TSS.exec(text) ?? [];
  const [width, state] = [before ?? behind, stateBehind ?? stateBefore];
  if (width === undefined || state === undefined) return undefined;
  return (width === "16" ? 1n : 9n) | (/^b/i.test(state) ? 2n : 0n);
}

function sum(...bits: readonly (bigint | false)[]): bigint {
  return bits.reduce<bigint>((all, bit) => all | (bit === false ? 0n : bit), 0n);
}
