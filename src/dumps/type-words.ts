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

const NAMES: ReadonlyMap<string, bigint> = new Map([
  ["conforming", DIRECTION],
  ["readable", ACCESS],
  ["read", ACCESS],
  ["accessed", ACCESSED],
  ["execute", 0n],
  ["executable", 0n],
]);
const DATA_NAMES: ReadonlyMap<string, bigint> = new Map([
  ["expand down", DIRECTION],
  ["expanddown", DIRECTION],
  ["writable", ACCESS],
  ["writeable", ACCESS],
  ["write", ACCESS],
  ["accessed", ACCESSED],
  ["read", 0n],
  ["readable", 0n],
]);

/** Only what is set is named. */
function typeOfNames(text: string): bigint | undefined {
  const [kind, ...names] = text
    .toLowerCase()
    .replace(/expand[-_]down/, "expanddown")
    .split(/[^a-z]{1,3}/);
  if (kind !== "code" && kind !== "data") return undefined;
  let type = kind === "code" ? CODE : 0n;
  for (const name of names) {
    const bit = (kind === "code" ? NAMES : DATA_NAMES).get(name);
    if (bit === undefined) return undefined;
    type |= bit;
  }
  return type;
}

/** Without its width a task-state segment may be of two types. */
function systemType(text: string): bigint | undefined {
  if (/^ldt$/i.test(text)) return 2n;
  const [, width, state = ""] =
    /^tss[-_]?(16|32|64)[-_/,]?(busy|avail|available)?$/i.exec(text) ?? [];
  if (width === undefined || state === "") return undefined;
  return (width === "16" ? 1n : 9n) | (/^b/i.test(state) ? 2n : 0n);
}

function sum(...bits: readonly (bigint | false)[]): bigint {
  return bits.reduce<bigint>((all, bit) => all | (bit === false ? 0n : bit), 0n);
}
