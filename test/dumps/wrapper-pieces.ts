/** The small pieces of wrappers: words that mean nothing to a dump, clocks, columns, separators. */
import fc from "fast-check";
import { generator } from "./generator.ts";

/** The text of a column on the physical line of that number. */
export type Column = (line: number) => string;

/**
 * Words of dumps, which no wrapper may bring along by chance. All words below have three letters or
 * more, so names such as "cs" need no entry.
 */
const RESERVED = new Set(
  [
    "rax rbx rcx rdx rsi rdi rbp rsp rip eax ebx ecx edx esi edi ebp esp eip rfl efl",
    "rflags eflags efer pat gdt idt ldt tss gdtr idtr ldtr gdtl idtl star lstar",
    "base limit sel selector attr flags type present dpl avl unusable gate",
    "guest host vmcs msr vmx state reason code sysenter debugctl actual shadow",
    "dsc esc ssc csc bnd ssp cet smbase fpr xmm ymm fcw fsw ftw",
  ].flatMap((words) => words.split(" ")),
);

const LETTERS = Array.from("abcdefghijklmnopqrstuvwxyz");
const HEX_DIGITS = Array.from("0123456789abcdef");

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export const letters: fc.Arbitrary<string> = fc
  .string({ unit: fc.constantFrom(...LETTERS), minLength: 3, maxLength: 9 })
  .filter((text) => !RESERVED.has(text));

export const capitalized: fc.Arbitrary<string> = letters.map(capital);

/** One word in the case and with the digits that program names have. */
export const word: fc.Arbitrary<string> = fc.oneof(
  { arbitrary: letters, weight: 4 },
  capitalized,
  letters.map((text) => text.toUpperCase()),
  fc.tuple(letters, letters).map(([first, second]) => first + capital(second)),
  fc.tuple(letters, fc.nat(99)).map(([text, number]) => `${text}${number}`),
);

const joined = (marks: readonly string[], max: number): fc.Arbitrary<string> =>
  fc
    .tuple(fc.array(word, { minLength: 1, maxLength: max }), fc.constantFrom(...marks))
    .map(([words, mark]) => words.join(mark));

/** Host, service, pod and unit names. */
export const name: fc.Arbitrary<string> = fc
  .tuple(
    joined(["-", ".", "_"], 3),
    fc.option(fc.tuple(fc.constantFrom("-", "", "."), fc.nat(40)), { nil: undefined }),
  )
  .map(([text, tail]) => (tail === undefined ? text : `${text}${tail[0]}${tail[1]}`));

/** Loggers, modules, crates, packages. */
export const moduleName: fc.Arbitrary<string> = joined([".", "::", "/", ":", "#"], 4);

export const path: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom("", "", "/", "./", "../", "C:/"),
    joined(["/"], 4),
    fc.constantFrom(".log", ".txt", ".c", ".rs", ".go", ".py", ".out", "-1.log.0", ""),
  )
  .map((parts) => parts.join(""));

export const hexId = (digits: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...HEX_DIGITS), minLength: digits, maxLength: digits });

export const uuid: fc.Arbitrary<string> = hexId(32).map((id) =>
  id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5"),
);

export const seed: fc.Arbitrary<number> = fc.integer({ min: 0, max: 0x7fff_ffff });

/** Numbers that differ from line to line, and are the same whenever the wrapper is used again. */
export function varying(start: number): (line: number) => (below: number) => number {
  return (line) => generator((start + Math.imul(line + 1, 0x9e37_79b1)) | 0);
}

/** One of the values on each line. */
export function choosing(values: readonly string[], start: number): Column {
  const random = varying(start);
  return (line) => values[random(line)(values.length)] ?? "";
}

/** Microseconds since 1970; they rise from line to line. */
type Clock = (line: number) => number;

export const clock: fc.Arbitrary<Clock> = fc
  .tuple(
    fc.integer({ min: 1_100_000_000, max: 2_000_000_000 }),
    fc.nat(999_999),
    fc.constantFrom(1, 7, 130, 4_000, 650_000, 3_000_000),
    seed,
  )
  .map(([seconds, micros, step, start]) => {
    const random = varying(start);
    return (line) => seconds * 1_000_000 + micros + line * step + random(line)(step);
  });

/** How a time is written. */
type Stamp = (micros: number) => string;

const two = (value: number): string => String(value).padStart(2, "0");
const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

interface Calendar {
  year: string;
  month: string;
  day: string;
  /** Padded with a blank, as syslog does. */
  blankDay: string;
  monthName: string;
  dayName: string;
  time: string;
  /** On a clock of twelve hours. */
  halfDay: string;
}

function calendar(micros: number): Calendar {
  const date = new Date(Math.floor(micros / 1000));
  const hour = date.getUTCHours();
  const minutes = `${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  return {
    year: String(date.getUTCFullYear()),
    month: two(date.getUTCMonth() + 1),
    day: two(date.getUTCDate()),
    blankDay: String(date.getUTCDate()).padStart(2),
    monthName: MONTHS[date.getUTCMonth()] ?? "",
    dayName: DAYS[date.getUTCDay()] ?? "",
    time: `${two(hour)}:${minutes}`,
    halfDay: `${((hour + 11) % 12) + 1}:${minutes} ${hour < 12 ? "AM" : "PM"}`,
  };
}

/** The digits of a second after the mark; none for zero digits. */
const fraction = (micros: number, digits: number, mark = "."): string =>
  digits === 0
    ? ""
    : mark +
      String(micros % 1_000_000)
        .padStart(6, "0")
        .padEnd(9, "0")
        .slice(0, digits);

const fractionDigits = fc.constantFrom(0, 1, 3, 6, 9);
const zone = fc.constantFrom("", "Z", "+00:00", "+0000", " +0530", "-08:00", " UTC", " CET");

export const isoStamp: fc.Arbitrary<Stamp> = fc
  .tuple(
    fc.constantFrom("-", "-", "/", ".", ""),
    fc.constantFrom("T", " ", "_"),
    fractionDigits,
    fc.constantFrom(".", ","),
    zone,
  )
  .map(([mark, between, digits, point, suffix]) => (micros) => {
    const { year, month, day, time } = calendar(micros);
    const date = [year, month, day].join(mark);
    return `${date}${between}${time}${fraction(micros, digits, point)}${suffix}`;
  });

/** The strict form of protocols and container runtimes. */
const rfc3339Stamp: fc.Arbitrary<Stamp> = fc
  .tuple(fractionDigits, fc.constantFrom("Z", "Z", "+00:00", "-08:00", "+05:30"))
  .map(([digits, suffix]) => (micros) => {
    const { year, month, day, time } = calendar(micros);
    return `${year}-${month}-${day}T${time}${fraction(micros, digits)}${suffix}`;
  });

export const syslogStamp: fc.Arbitrary<Stamp> = fc
  .tuple(fc.boolean(), fc.constantFrom(0, 0, 3, 6))
  .map(([hasYear, digits]) => (micros) => {
    const { year, monthName, blankDay, time } = calendar(micros);
    const date = `${monthName} ${blankDay}`;
    return `${date}${hasYear ? ` ${year}` : ""} ${time}${fraction(micros, digits)}`;
  });

const localStamp: fc.Arbitrary<Stamp> = fc
  .tuple(fc.nat(6), fractionDigits)
  .map(([form, digits]) => (micros) => {
    const { year, month, day, blankDay, monthName, dayName, time, halfDay } = calendar(micros);
    const forms = [
      `${month}/${day}/${year} ${halfDay}`,
      `${Number(month)}/${Number(day)}/${year.slice(2)}, ${halfDay}`,
      `${day}.${month}.${year} ${time}${fraction(micros, digits, ",")}`,
      `${dayName} ${monthName} ${blankDay} ${time} ${year}`,
      `${dayName}, ${day} ${monthName} ${year} ${time} +0000`,
      `${day}/${monthName}/${year}:${time} +0000`,
      `${day}-${monthName}-${year} ${time}${fraction(micros, digits)}`,
    ];
    return forms[form] ?? "";
  });

const timeOfDay: fc.Arbitrary<Stamp> = fc
  .tuple(fc.boolean(), fractionDigits)
  .map(([isHalfDay, digits]) => (micros) => {
    const { time, halfDay } = calendar(micros);
    return isHalfDay ? halfDay : `${time}${fraction(micros, digits)}`;
  });

const hex8 = (value: number): string => value.toString(16).padStart(8, "0");

const epochStamp: fc.Arbitrary<Stamp> = fc.nat(6).map((form) => (micros) => {
  const seconds = Math.floor(micros / 1_000_000);
  const forms = [
    String(seconds),
    `${seconds}${fraction(micros, 3)}`,
    `${seconds}${fraction(micros, 6)}`,
    String(Math.floor(micros / 1000)),
    String(micros),
    `${micros}000`,
    // TAI64N, as multilog writes it.
    `@40000000${hex8(seconds)}${hex8((micros % 1_000_000) * 1000)}`,
  ];
  return forms[form] ?? "";
});

/** Counted from the start of a machine or a program. */
export const uptimeStamp: fc.Arbitrary<Stamp> = fc.nat(8).map((form) => (micros) => {
  const since = micros % 40_000_000_000;
  const seconds = Math.floor(since / 1_000_000);
  const clockTime = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  const forms = [
    `${seconds}${fraction(since, 6)}`.padStart(12),
    `${seconds}${fraction(since, 6)}`,
    `${seconds}${fraction(since, 6, ",")}`.padStart(13),
    `${clockTime}${fraction(since, 6)}`,
    `${clockTime}${fraction(since, 9)}`,
    `+${seconds}${fraction(since, 3)}`,
    `T+${seconds}${fraction(since, 1)}s`,
    `${Math.floor(seconds / 60)}m${seconds % 60}${fraction(since, 3)}s`,
    `${Math.floor(since / 1000)}ms`,
  ];
  return forms[form] ?? "";
});

export const stamp: fc.Arbitrary<Stamp> = fc.oneof(
  { arbitrary: isoStamp, weight: 4 },
  { arbitrary: syslogStamp, weight: 2 },
  { arbitrary: localStamp, weight: 2 },
  { arbitrary: timeOfDay, weight: 2 },
  { arbitrary: epochStamp, weight: 2 },
  { arbitrary: uptimeStamp, weight: 3 },
);

const timed = (stamps: fc.Arbitrary<Stamp>): fc.Arbitrary<Column> =>
  fc.tuple(clock, stamps).map(
    ([at, write]) =>
      (line) =>
        write(at(line)),
  );

export const time: fc.Arbitrary<Column> = timed(stamp);
export const isoTime: fc.Arbitrary<Column> = timed(isoStamp);
export const rfc3339Time: fc.Arbitrary<Column> = timed(rfc3339Stamp);
export const syslogTime: fc.Arbitrary<Column> = timed(syslogStamp);
export const uptime: fc.Arbitrary<Column> = timed(uptimeStamp);

const LEVELS = [
  ["INFO", "WARN", "ERROR", "DEBUG"],
  ["INFO    ", "WARNING ", "ERROR   ", "CRITICAL"],
  ["info", "warning", "error", "debug"],
  ["I", "W", "E"],
  ["err", "warning", "notice", "info"],
  ["<4>", "<3>", "<6>"],
  ["<30>", "<14>"],
  ["[warning]", "[info]", "[error]"],
  ["level=info", "level=warning"],
  ["kern  :warn  :", "kern  :err   :"],
  ["(EE)", "(II)", "(WW)"],
  ["Information", "Warning"],
];

/** The same level all along, or one that varies from line to line. */
export const level: fc.Arbitrary<Column> = fc
  .tuple(fc.constantFrom(...LEVELS), fc.boolean(), seed)
  .map(([values, isSteady, start]) => {
    const column = choosing(values, start);
    return isSteady ? () => column(0) : column;
  });

export const number: fc.Arbitrary<number> = fc.oneof(
  fc.nat(9),
  fc.nat(9999),
  fc.integer({ min: 10_000, max: 4_000_000 }),
);

/** Line numbers, sequence numbers, offsets: they rise by the same step. */
export const counter: fc.Arbitrary<Column> = fc
  .tuple(number, fc.constantFrom(1, 1, 1, 10), fc.constantFrom(0, 0, 4, 6, 8), fc.boolean())
  .map(
    ([first, step, width, hasZeros]) =>
      (line) =>
        String(first + line * step).padStart(width, hasZeros ? "0" : " "),
  );

const constant = (text: fc.Arbitrary<string>): fc.Arbitrary<Column> =>
  text.map((value) => () => value);

export const process: fc.Arbitrary<string> = fc
  .tuple(name, fc.constantFrom("", "", "[]", "()", "/", ":", "-", " "), number)
  .map(([program, mark, pid]) => {
    if (mark === "") return program;
    return mark.length === 2
      ? `${program}${mark.charAt(0)}${pid}${mark.charAt(1)}`
      : `${program}${mark}${pid}`;
  });

const source: fc.Arbitrary<Column> = fc
  .tuple(path, number, fc.constantFrom(":", ",", "(", " line "), fc.boolean())
  .map(([file, first, mark, isRising]) => (line) => {
    const at = isRising ? first + line : first;
    return `${file}${mark}${at}${mark === "(" ? ")" : ""}`;
  });

const thread: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(
      "T",
      "C",
      "CPU",
      "cpu",
      "tid=",
      "thread-",
      "Thread-",
      "0x",
      "pid=",
      "#",
      "main",
    ),
    number,
  )
  .map(([mark, id]) => (mark === "0x" ? `0x${(id + 4096).toString(16)}` : `${mark}${id}`));

const pair: fc.Arbitrary<string> = fc
  .tuple(letters, fc.oneof(name, number.map(String), uuid))
  .map(([key, value]) => `${key}=${value}`);

const BRACKETS = ["", "", "", "[]", "[]", "()", "<>", "{}", '""'];

const enclosed = (column: fc.Arbitrary<Column>): fc.Arbitrary<Column> =>
  fc.tuple(column, fc.constantFrom(...BRACKETS)).map(
    ([inner, marks]) =>
      (line) =>
        `${marks.charAt(0)}${inner(line)}${marks.charAt(1)}`,
  );

/** Some programs pad their columns to a fixed width. */
const padded = (column: fc.Arbitrary<Column>): fc.Arbitrary<Column> =>
  fc.tuple(column, fc.constantFrom(0, 0, 0, 16, 24, -12, -20)).map(
    ([inner, width]) =>
      (line) =>
        width < 0 ? inner(line).padStart(-width) : inner(line).padEnd(width),
  );

export const column: fc.Arbitrary<Column> = padded(
  fc.oneof(
    { arbitrary: enclosed(time), weight: 6 },
    { arbitrary: enclosed(level), weight: 3 },
    { arbitrary: enclosed(constant(name)), weight: 2 },
    { arbitrary: enclosed(constant(process)), weight: 3 },
    { arbitrary: enclosed(constant(moduleName)), weight: 2 },
    { arbitrary: enclosed(source), weight: 2 },
    { arbitrary: enclosed(constant(thread)), weight: 2 },
    { arbitrary: enclosed(counter), weight: 2 },
    { arbitrary: enclosed(constant(pair)), weight: 1 },
    { arbitrary: constant(hexId(12)), weight: 1 },
    { arbitrary: constant(uuid), weight: 1 },
  ),
);

/** Between two columns. */
export const separator: fc.Arbitrary<string> = fc.constantFrom(
  ...[" ", " ", " ", "  ", "\t", ": ", " - ", " | ", "|", ", ", ";", " :: ", " : ", " / ", " > "],
);

/** Before the line itself: always something that no name or number goes on with. */
export const lastSeparator: fc.Arbitrary<string> = fc.constantFrom(
  ...[" ", " ", " ", ": ", ": ", ":", "\t", " | ", "| ", " - ", " > ", "> ", "  ", " -- "],
  ...[", ", "; ", " :: ", " => ", " » ", " │ ", " : "],
);

/** A line between a prefix and a suffix; a carriage return is the end of the line and stays there. */
export function affix(line: string, prefix: string, suffix = ""): string {
  return line.endsWith("\r")
    ? `${prefix}${line.slice(0, -1)}${suffix}\r`
    : `${prefix}${line}${suffix}`;
}
