/**
 * Whatever may stand around the lines of a dump by the time somebody pastes it: a grammar from
 * which wrappers are drawn piece by piece. It shares nothing with the reader, and takes nothing
 * away from the lines: whoever knows the wrapper gets every line back.
 */
import fc from "fast-check";
import { generator } from "./generator.ts";
import { markup, quoting, terminal } from "./wrapper-markup.ts";
import {
  affix,
  capitalized,
  choosing,
  clock,
  column,
  counter,
  hexId,
  lastSeparator,
  letters,
  level,
  moduleName,
  name,
  number,
  path,
  rfc3339Time,
  seed,
  separator,
  stamp,
  syslogTime,
  time,
  uptime,
  uuid,
  varying,
  word,
} from "./wrapper-pieces.ts";
import type { Column } from "./wrapper-pieces.ts";
import { records } from "./wrapper-records.ts";
import { anyOf, lineWrapper } from "./wrapper-types.ts";
import type { Wrapper } from "./wrapper-types.ts";

export type { Wrapper } from "./wrapper-types.ts";

/** One to five columns before the line. */
const columns: fc.Arbitrary<Wrapper> = fc
  .tuple(
    fc.array(fc.tuple(column, separator), { maxLength: 4 }),
    column,
    lastSeparator,
    fc.constantFrom("", "", "", " ", "    ", "\t"),
  )
  .map(([first, last, between, indent]) =>
    lineWrapper(`${first.length + 1} columns`, (line, number) => {
      const before = first.map(([one, mark]) => one(number) + mark).join("");
      return affix(line, `${indent}${before}${last(number)}${between}`);
    }),
  );

/** The prefix before a line; columns of well-known programs, every piece of them drawn. */
type Prefix = fc.Arbitrary<Column>;

const syslog: Prefix = fc
  .tuple(
    fc.constantFrom("", "", "<4>", "<134>"),
    fc.oneof(syslogTime, syslogTime, rfc3339Time),
    name,
    fc.oneof(
      fc.tuple(name, number).map(([program, pid]) => `${program}[${pid}]`),
      fc.constant("kernel"),
      name,
    ),
  )
  .map(
    ([priority, at, machine, program]) =>
      (line) =>
        `${priority}${at(line)} ${machine} ${program}: `,
  );

const syslog5424: Prefix = fc
  .tuple(
    fc.nat(191),
    rfc3339Time,
    name,
    word,
    number,
    counter,
    fc.option(fc.tuple(word, letters, name)),
  )
  .map(([priority, at, machine, program, pid, count, data]) => (line) => {
    const structured =
      data === null
        ? "-"
        : `[${data[0]}@${pid} ${data[1]}="${data[2]}" seq="${count(line).trim()}"]`;
    return `<${priority}>1 ${at(line)} ${machine} ${program} ${pid} ID${pid} ${structured} `;
  });

/** The kernel's log: plain, with the caller, with the level in words or in front. */
const kernel: Prefix = fc
  .tuple(
    fc.constantFrom("", "", "<4>", "<6>", "kern  :warn  : ", "kern: "),
    uptime,
    fc.constantFrom("", "", "T", "C"),
    number,
    fc.option(letters, { freq: 2 }),
  )
  .map(([front, at, caller, id, driver]) => (line) => {
    const called = caller === "" ? "" : `[${`${caller}${id}`.padStart(6)}]`;
    return `${front}[${at(line)}]${called} ${driver === null ? "" : `${driver}: `}`;
  });

const klog: Prefix = fc
  .tuple(level, clock, number, path, number)
  .map(([severity, at, pid, file, first]) => (line) => {
    const date = new Date(Math.floor(at(line) / 1000)).toISOString();
    const day = date.slice(5, 10).replace("-", "");
    const micros = String(at(line) % 1_000_000).padStart(6, "0");
    const mark =
      severity(line)
        .replace(/[^A-Za-z]/g, "")
        .charAt(0)
        .toUpperCase() || "I";
    return `${mark}${day} ${date.slice(11, 19)}.${micros} ${String(pid).padStart(7)} ${file}:${first}] `;
  });

/** Log frameworks of Java and Python. */
const framework: Prefix = fc
  .tuple(time, level, moduleName, fc.tuple(letters, number), number, fc.nat(5))
  .map(([at, severity, logger, [thread, id], lineNumber, form]) => (line) => {
    const forms = [
      `${at(line)} ${severity(line).padEnd(5)} [${thread}-${id}] ${logger} - `,
      `${at(line)} - ${logger} - ${severity(line)} - `,
      `${at(line)} [${thread}-${id}] ${severity(line).padEnd(5)} ${logger}:${lineNumber} - `,
      `${severity(line)}:${logger}:`,
      `${severity(line).padEnd(8)} ${logger}:${thread}.py:${lineNumber} `,
      `[${at(line)}] ${severity(line)} (${logger}/${id} on ${thread}): `,
    ];
    return forms[form] ?? "";
  });

/** Container runtimes, orchestrators, CI runners, service managers. */
const runner: Prefix = fc
  .tuple(name, uuid, rfc3339Time, time, fc.tuple(number, letters, capitalized), fc.nat(13))
  .map(([called, id, iso, at, [step, job, person], form]) => (line) => {
    const forms = [
      `${called}-${step}  | `,
      `[pod/${called}-${id.slice(0, 8)}/${job}] `,
      `${called}-${id.slice(0, 8)}-${job} ${job} `,
      `${iso(line)} stderr F `,
      `${iso(line)} `,
      `${job}\t${called}\t${iso(line)} `,
      `[${at(line)}]W:\t [Step ${step}/9] `,
      `[${job}] `,
      `${called} ${job}> `,
      `#${step} ${(line * 0.25 + 1).toFixed(3)} `,
      `==> ${called}: `,
      `${called} (out): `,
      `[${at(line)}] <${person}> `,
      `[${step}:${job}:${at(line)}] `,
    ];
    return forms[form] ?? "";
  });

const severityLetter: fc.Arbitrary<Column> = seed.map((start) =>
  choosing(["I", "W", "E", "V", "D"], start),
);

/** Logs of phones and Windows, debug viewers, monitors of serial lines. */
const device: Prefix = fc
  .tuple(time, counter, fc.tuple(number, number), word, severityLetter, fc.nat(7))
  .map(([at, count, [pid, thread], tag, severity, form]) => (line) => {
    const forms = [
      `${at(line)} ${String(pid).padStart(5)} ${String(thread).padStart(5)} ${severity(line)} ${tag}: `,
      `${severity(line)}/${tag}(${String(pid).padStart(5)}): `,
      `${count(line).trim().padStart(8, "0")}\t${at(line)}\t[${pid}] `,
      `[${at(line)}]  `,
      `${at(line)} [${count(line).trim().padStart(4, "0")}] `,
      `*${at(line)}: %${tag.toUpperCase()}-4-${tag.toUpperCase()}: `,
      `${tag}[${pid}:${thread}] `,
      `${at(line)} -> `,
    ];
    return forms[form] ?? "";
  });

const prefixed = (title: string, prefix: Prefix): fc.Arbitrary<Wrapper> =>
  prefix.map((before) => lineWrapper(title, (line, number) => affix(line, before(number))));

const tools: fc.Arbitrary<Wrapper> = anyOf(
  prefixed("syslog", syslog),
  prefixed("syslog of RFC 5424", syslog5424),
  prefixed("kernel log", kernel),
  prefixed("klog", klog),
  prefixed("log framework", framework),
  prefixed("runner", runner),
  prefixed("device log", device),
);

/** One level. */
export const wrapper: fc.Arbitrary<Wrapper> = fc.oneof(
  { arbitrary: columns, weight: 5 },
  { arbitrary: tools, weight: 6 },
  { arbitrary: records, weight: 6 },
  { arbitrary: markup, weight: 4 },
  { arbitrary: quoting, weight: 2 },
  { arbitrary: terminal, weight: 3 },
);

/** One to three levels, the first innermost. */
export const nestedWrapper: fc.Arbitrary<Wrapper> = fc
  .array(wrapper, { minLength: 1, maxLength: 3 })
  .map((levels) => ({
    name: levels.map((one) => one.name).join(", in "),
    perLine: levels.every((one) => one.perLine),
    wrap: (lines) =>
      levels.reduce<readonly string[]>((inner, one) => one.wrap(inner), lines).slice(),
  }));

/** What tells the sources apart: one tag for each number. */
type Tags = (source: number) => string;

const tags: fc.Arbitrary<Tags> = fc
  .tuple(
    fc.nat(11),
    name,
    fc.uniqueArray(letters, { minLength: 24, maxLength: 24 }),
    number,
    fc.integer({ min: 1, max: 17 }),
    fc.uniqueArray(hexId(12), { minLength: 24, maxLength: 24 }),
  )
  .map(([form, called, words, first, step, ids]) => (source) => {
    const id = first + source * step;
    const forms = [
      `${called}[${id}]:`,
      `[${`T${id}`.padStart(6)}]`,
      `[C${source}]`,
      `[pid ${id}]`,
      `${called}-${source + 1}  |`,
      `[pod/${called}-${ids[source] ?? id}/${called}]`,
      `${words[source] ?? id}:`,
      `vm-${words[source] ?? id} |`,
      `(${called}/${id})`,
      `tid=${id}`,
      `${ids[source] ?? id}`,
      `<${words[source] ?? id}>`,
    ];
    return forms[form] ?? "";
  });

/** A sentence of some other program, never of a dump. */
function otherLine(random: (below: number) => number, words: readonly string[]): string {
  const pick = (): string => words[random(words.length)] ?? "word";
  const count = (): number => random(5000);
  const forms = [
    `${pick()}: link becomes ready`,
    `${pick()} ${count()} started in ${count()} ms`,
    `GET /${pick()}/${pick()}?page=${count()} 200 ${count()}`,
    `usb 1-${count()}: new high-speed USB device number ${count()} using ${pick()}`,
    `Started Session ${count()} of user ${pick()}.`,
    `failed to connect to ${pick()}:${count()}, will try again`,
    `{"${pick()}": "${pick()}", "took": ${count()}}`,
    `${pick()}=${pick()} ${pick()}=${count()}`,
    `(${pick()}) CMD (/usr/bin/${pick()} --${pick()})`,
    `-- ${pick()} ${pick()} --`,
    "",
  ];
  return forms[random(forms.length)] ?? "";
}

/** A physical line of the mixture: the line of the source with that tag, at that place. */
type Layout = (line: string, tag: string, number: number) => string;

const layout: fc.Arbitrary<Layout> = fc
  .tuple(
    fc.tuple(clock, stamp).map(
      ([at, write]): Column =>
        (line) =>
          write(at(line)),
    ),
    fc.constantFrom("", "[]", "()"),
    fc.option(
      fc.oneof(
        level,
        name.map((text) => () => text),
      ),
      { nil: undefined },
    ),
    fc.constantFrom("prefix", "prefix", "prefix", "tag only", "behind", "JSON", "logfmt"),
    fc.tuple(letters, letters),
    fc.constantFrom(" ", " ", "\t", "  "),
  )
  .map(([at, marks, extra, form, [tagKey, messageKey], blank]) => (line, tag, number) => {
    const time = `${marks.charAt(0)}${at(number)}${marks.charAt(1)}`;
    const also = extra === undefined ? "" : `${extra(number)}${blank}`;
    switch (form) {
      case "tag only":
        return `${tag} ${line}`;
      case "behind":
        return `${time} ${line} (${tag.replace(/[:| ]+$/, "")})`;
      case "JSON":
        return JSON.stringify({ ts: at(number), [tagKey]: tag, [`${messageKey}_text`]: line });
      case "logfmt":
        return `ts=${JSON.stringify(at(number))} ${tagKey}=${JSON.stringify(tag)} msg=${JSON.stringify(line)}`;
      default:
        return `${time}${blank}${also}${tag} ${line}`;
    }
  });

/** What becomes of the lines of several sources that arrive together. */
export type Mixer = (sources: readonly (readonly string[])[]) => string[];

/**
 * The lines of several sources, and of other programs, mixed as they arrive: every source keeps its
 * own order and its own tag. Runs of one source may be long or short.
 */
export const mixer: fc.Arbitrary<Mixer> = fc
  .tuple(
    layout,
    tags,
    seed,
    fc.constantFrom(1, 2, 4, 12, 30),
    fc.constantFrom(0, 3, 6, 20),
    fc.array(word, { minLength: 6, maxLength: 12 }),
  )
  .map(([place, tagOf, start, runLength, otherShare, words]) => (sources) => {
    const random = generator(start);
    const waiting = sources.map((lines, source) => ({ lines, source, next: 0 }));
    const mixed: string[] = [];
    const others = sources.length;
    let current = 0;
    for (;;) {
      // While there is a source left, one of them gives its next line.
      const left = waiting.filter(({ lines, next }) => next < lines.length);
      if (left.length === 0) return mixed;
      if (random(runLength) === 0) current = random(left.length);
      const one = left[current % left.length];
      if (one === undefined) return mixed;
      mixed.push(place(one.lines[one.next] ?? "", tagOf(one.source), mixed.length));
      one.next += 1;
      if (otherShare > 0 && random(otherShare) === 0) {
        const program = others + random(3);
        mixed.push(
          place(otherLine(varying(start)(mixed.length), words), tagOf(program), mixed.length),
        );
      }
    }
  });
