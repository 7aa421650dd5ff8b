/** Wrappers that make a string of a line: log records, literals of programs, rows of tables. */
import fc from "fast-check";
import {
  affix,
  capitalized,
  choosing,
  column,
  counter,
  hexId,
  isoTime,
  letters,
  level,
  moduleName,
  name,
  number,
  path,
  seed,
  time,
  uuid,
  word,
} from "./wrapper-pieces.ts";
import type { Column } from "./wrapper-pieces.ts";
import { anyOf, blockWrapper, lineWrapper, wholeWrapper } from "./wrapper-types.ts";
import type { Wrapper } from "./wrapper-types.ts";

/** A text as a string literal, with its quotes. */
type Quote = (text: string) => string;

const CONTROLS: Readonly<Record<string, string>> = { "\t": "\\t", "\n": "\\n", "\r": "\\r" };

/** Backslashes before the mark and backslashes; control characters by letters or by `escape`. */
function backslashed(text: string, mark: string, escape: (code: number) => string): string {
  let quoted = "";
  for (const character of text) {
    const code = character.charCodeAt(0);
    if (character === mark || character === "\\") quoted += `\\${character}`;
    else if (code < 32 || code === 127) quoted += CONTROLS[character] ?? escape(code);
    else quoted += character;
  }
  return mark + quoted + mark;
}

const byHex = (code: number): string => `\\x${code.toString(16).padStart(2, "0")}`;
const byOctal = (code: number): string => `\\${code.toString(8).padStart(3, "0")}`;
const byUnicode = (code: number): string => `\\u${code.toString(16).padStart(4, "0")}`;
const byBraces = (code: number): string => `\\u{${code.toString(16)}}`;

const double: Quote = (text) => backslashed(text, '"', byHex);

const rust: Quote = (text) => backslashed(text, '"', byBraces);

/** Python prefers single quotes, unless the text has them and no double ones. */
const python: Quote = (text) =>
  backslashed(text, text.includes("'") && !text.includes('"') ? '"' : "'", byHex);

/** Single quotes in which nothing is special but the quote itself, doubled. */
const doubled =
  (mark: string): Quote =>
  (text) =>
    mark + text.replaceAll(mark, mark + mark) + mark;

/** JSON as different libraries escape it: Go <>&, Gson = and ' too, PHP the slash. */
const jsonQuote: fc.Arbitrary<Quote> = fc
  .constantFrom("", "", "", "<>&", "<>&='", "/", "\t", "+")
  .map((special) => (text) => {
    let quoted = "";
    for (const character of JSON.stringify(text))
      if (character === "/" && special === "/") quoted += "\\/";
      else if (special.includes(character)) quoted += byUnicode(character.charCodeAt(0));
      else quoted += character;
    return special === "\t" ? quoted.replaceAll("\\t", "\\u0009") : quoted;
  });

/** What a program puts around the line inside the string: nothing, its line end, colours. */
const dressing: fc.Arbitrary<(line: string) => string> = fc
  .tuple(
    fc.constantFrom("", "", "", "\n", "\r\n"),
    fc.constantFrom("", "", "", "31", "0;33", "1;36", "38;5;208"),
  )
  .map(
    ([end, colour]) =>
      (line) =>
        (colour === "" ? line : `\u001b[${colour}m${line}\u001b[0m`) + end,
  );

/** A member's value in JSON; strings that columns give are quoted. */
type Value = (line: number, quote: Quote) => string;

const textValue: fc.Arbitrary<Value> = fc
  .oneof(
    time,
    isoTime,
    level,
    name.map((text) => () => text),
    path.map((text) => () => text),
    moduleName.map((text) => () => text),
    uuid.map((text) => () => text),
    hexId(12).map((text) => () => text),
  )
  .map((text: Column) => (line, quote) => quote(text(line)));

const plainValue: fc.Arbitrary<Value> = fc.oneof(
  number.map((value) => () => String(value)),
  counter.map((text) => (line: number) => String(Number(text(line)))),
  fc.constantFrom("true", "false", "null").map((text) => () => text),
);

const key: fc.Arbitrary<string> = fc.oneof(
  { arbitrary: letters, weight: 4 },
  fc.tuple(letters, letters).map(([first, second]) => `${first}_${second}`),
  fc.constantFrom("ts", "time", "level", "@timestamp", "logger", "stream", "pid", "seq"),
);

/** Where log records keep their text. */
const messageKey: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom("msg", "message", "log", "MESSAGE", "text", "line", "textPayload", "body"),
  letters,
);

interface Member {
  readonly key: string;
  readonly value: Value;
}

const member = (value: fc.Arbitrary<Value>): fc.Arbitrary<Member> => fc.record({ key, value });
const members = (max: number, value = fc.oneof(textValue, plainValue)): fc.Arbitrary<Member[]> =>
  fc.uniqueArray(member(value), { maxLength: max, selector: (one) => one.key });

/** How a language prints a record. */
interface Shape {
  readonly open: string;
  readonly close: string;
  readonly colon: string;
  readonly comma: string;
  readonly quote: Quote;
  readonly quoteKey: Quote;
}

const bare: Quote = (text) => text;

const jsonShape: fc.Arbitrary<Shape> = fc
  .tuple(
    jsonQuote,
    fc.constantFrom(": ", ":"),
    fc.constantFrom(", ", ","),
    fc.constantFrom("", " "),
  )
  .map(([quote, colon, comma, padding]) => ({
    open: `{${padding}`,
    close: `${padding}}`,
    colon,
    comma,
    quote,
    quoteKey: double,
  }));

/** Objects around the members, which may hold members of their own before and behind. */
interface Level {
  readonly key: string;
  readonly before: readonly Member[];
  readonly after: readonly Member[];
}

const levels: fc.Arbitrary<Level[]> = fc.array(
  fc.record({ key: letters, before: members(2), after: members(2) }),
  { maxLength: 2 },
);

type PrintRecord = (line: number, text: string) => string;

/** A record of a shape, the text in one of its members, at any depth. */
const record = (shape: fc.Arbitrary<Shape>): fc.Arbitrary<PrintRecord> =>
  fc
    .tuple(shape, messageKey, members(4), members(3), levels)
    .map(([{ open, close, colon, comma, quote, quoteKey }, message, before, after, nesting]) => {
      const print = (number: number, list: readonly Member[], skipped: string): string[] =>
        list
          .filter((one) => one.key !== skipped)
          .map((one) => quoteKey(one.key) + colon + one.value(number, quote));
      return (number, text) => {
        const object = (
          inner: string,
          own: string,
          { before: first, after: last }: Omit<Level, "key">,
        ): string =>
          open +
          [...print(number, first, own), inner, ...print(number, last, own)].join(comma) +
          close;
        let inner = quoteKey(message) + colon + quote(text);
        let own = message;
        for (const one of nesting) {
          inner = quoteKey(one.key) + colon + object(inner, own, one);
          own = one.key;
        }
        return object(inner, own, { before, after });
      };
    });

const jsonLines: fc.Arbitrary<Wrapper> = fc
  .tuple(
    record(jsonShape),
    dressing,
    fc.constantFrom("lines", "lines", "array", "prefixed"),
    column,
  )
  .map(([print, dress, layout, prefix]) => {
    const text = (line: string, number: number): string => print(number, dress(line));
    if (layout === "array")
      return blockWrapper(
        "JSON array of records",
        ["["],
        (line, number, count) => `  ${text(line, number)}${number + 1 < count ? "," : ""}`,
        ["]"],
      );
    return layout === "prefixed"
      ? lineWrapper(
          "JSON records behind a column",
          (line, number) => `${prefix(number)} ${text(line, number)}`,
        )
      : lineWrapper("JSON records", text);
  });

/** All lines in one string. */
const jsonWhole: fc.Arbitrary<Wrapper> = fc
  .tuple(record(jsonShape), fc.constantFrom("\n", "\r\n"), fc.boolean())
  .map(([print, end, hasLastEnd]) =>
    wholeWrapper("JSON record with the whole text", (lines) =>
      print(0, lines.join(end) + (hasLastEnd ? end : "")),
    ),
  );

/** Arrays of strings, as Ansible's stdout_lines and notebooks have them. */
const jsonStrings: fc.Arbitrary<Wrapper> = fc
  .tuple(jsonQuote, messageKey, fc.constantFrom("  ", "    ", "\t"), fc.constantFrom("", "\n"))
  .map(([quote, message, indent, end]) =>
    blockWrapper(
      "JSON array of strings",
      ["{", `${indent}"${message}": [`],
      (line, number, count) =>
        indent + indent + quote(line + end) + (number + 1 < count ? "," : ""),
      [`${indent}]`, "}"],
    ),
  );

const languageShape: fc.Arbitrary<Shape> = fc
  .tuple(capitalized, fc.nat(4))
  .map(([type, form]): Shape => {
    const common = { open: "{", close: "}", colon: ": ", comma: ", ", quote: double };
    const shapes: readonly Shape[] = [
      { ...common, quote: python, quoteKey: python },
      { ...common, colon: "=>", quoteKey: double },
      { ...common, open: `${type} { `, close: " }", quote: rust, quoteKey: bare },
      { ...common, open: `&{`, colon: ":", comma: " ", quoteKey: bare },
      { ...common, open: `${type}{`, colon: "=", quote: python, quoteKey: bare },
    ];
    return shapes[form] ?? { ...common, quoteKey: bare };
  });

const languageRecords: fc.Arbitrary<Wrapper> = fc
  .tuple(record(languageShape), dressing)
  .map(([print, dress]) =>
    lineWrapper("records as Python, Ruby, Rust, Go or Java print them", (line, number) =>
      print(number, dress(line)),
    ),
  );

/** key=value; values with blanks, quotes or equals signs are quoted. */
const logfmt: fc.Arbitrary<Wrapper> = fc
  .tuple(members(4), messageKey, members(4), fc.constantFrom("", "31", "36"))
  .map(([before, message, after, colour]) => {
    const quote: Quote = (text) => (/^[^\s"=\\]+$/.test(text) ? text : double(text));
    const print = (list: readonly Member[], number: number): string[] =>
      list
        .filter((one) => one.key !== message)
        .map((one) => `${one.key}=${one.value(number, quote)}`);
    const printedKey = colour === "" ? message : `\u001b[${colour}m${message}\u001b[0m`;
    return lineWrapper("logfmt", (line, number) =>
      [...print(before, number), `${printedKey}=${double(line)}`, ...print(after, number)].join(
        " ",
      ),
    );
  });

/** A field that holds what a separated row needs quoted, or all of them. */
const separated: fc.Arbitrary<Wrapper> = fc
  .tuple(
    fc.constantFrom(",", ",", ";", "\t", ", "),
    fc.boolean(),
    fc.array(column, { maxLength: 4 }),
    fc.array(column, { maxLength: 3 }),
    fc.boolean(),
    fc.array(letters, { minLength: 8, maxLength: 8 }),
  )
  .map(([delimiter, isAlwaysQuoted, before, after, hasTitles, titles]) => {
    const field: Quote = (text) =>
      isAlwaysQuoted || text.includes(delimiter.trim() || delimiter) || /["\n]/.test(text)
        ? doubled('"')(text)
        : text;
    const row = (line: string, number: number): string => {
      const cells = (list: readonly Column[]): string[] => list.map((one) => field(one(number)));
      const isReturned = line.endsWith("\r");
      const text = isReturned ? line.slice(0, -1) : line;
      return (
        [...cells(before), field(text), ...cells(after)].join(delimiter) + (isReturned ? "\r" : "")
      );
    };
    const head = titles.slice(0, before.length + 1 + after.length).join(delimiter);
    return blockWrapper(delimiter === "\t" ? "TSV" : "CSV", hasTitles ? [head] : [], row, []);
  });

/** Rows of PostgreSQL's COPY: tabs and backslashes are escaped, nothing is quoted. */
const copyRows: fc.Arbitrary<Wrapper> = fc
  .tuple(fc.array(column, { minLength: 1, maxLength: 3 }), fc.array(column, { maxLength: 2 }))
  .map(([before, after]) => {
    const field: Quote = (text) => backslashed(text, "", byHex);
    return lineWrapper("escaped TSV", (line, number) =>
      [...before.map((one) => one(number)), line, ...after.map((one) => one(number))]
        .map(field)
        .join("\t"),
    );
  });

/** Tables that database clients and command-line tools draw, with every cell padded. */
const drawnTable: fc.Arbitrary<Wrapper> = fc
  .tuple(
    fc.array(column, { minLength: 1, maxLength: 3 }),
    fc.array(column, { maxLength: 2 }),
    fc.constantFrom("|", "│", "║"),
    fc.boolean(),
    fc.array(letters, { minLength: 6, maxLength: 6 }),
  )
  .map(([before, after, bar, hasBorder, titles]): Wrapper => {
    return {
      name: "drawn table",
      perLine: true,
      wrap: (lines) => {
        const rows = lines.map((line, number) =>
          [...before.map((one) => one(number)), line, ...after.map((one) => one(number))].map(
            // A drawn table has no tabs and no carriage returns: the client shows them as blanks.
            (cell) => cell.replaceAll("\t", "        ").replaceAll("\r", ""),
          ),
        );
        const heads = titles.slice(0, before.length + 1 + after.length);
        const widths = heads.map((head, at) =>
          Math.max(head.length, ...rows.map((row) => row[at]?.length ?? 0)),
        );
        const draw = (cells: readonly string[]): string => {
          const inner = cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(` ${bar} `);
          return hasBorder ? `${bar} ${inner} ${bar}` : ` ${inner}`;
        };
        const rule = widths.map((width) => "-".repeat(width + 2)).join("+");
        const border = hasBorder ? `+${rule}+` : rule;
        const body = rows.map(draw);
        return hasBorder
          ? [border, draw(heads), border, ...body, border]
          : [draw(heads), border, ...body, `(${lines.length} rows)`];
      },
    };
  });

/** String literals of source code, one to a line. */
const literals: fc.Arbitrary<Wrapper> = fc
  .tuple(
    fc.constantFrom("", "\n"),
    fc.constantFrom(byHex, byOctal, byUnicode, byBraces),
    letters,
    fc.nat(11),
    fc.constantFrom("", "  ", "    ", "\t"),
  )
  .map(([end, escape, called, form, indent]) => {
    const quoted: Quote = (line) => backslashed(line + end, '"', escape);
    const forms: readonly Quote[] = [
      quoted,
      (line) => `${quoted(line)},`,
      (line) => `${quoted(line)} +`,
      (line) => `${quoted(line)} \\`,
      (line) => `${called}(${quoted(line)});`,
      (line) => `${called} += ${quoted(line)};`,
      // The stream records of gdb/MI.
      (line) => `~${quoted(line)}`,
      (line) => `- ${quoted(line)}`,
      (line) => `- ${doubled("'")(line)}`,
      (line) => `echo '${line.replaceAll("'", `'\\''`)}'`,
      (line) => `${python(line + end)},`,
      (line) => `INSERT INTO ${called} VALUES (${doubled("'")(line)});`,
    ];
    return lineWrapper("literals of source code", (line) => indent + (forms[form] ?? quoted)(line));
  });

/** What a tracer shows of a program that writes the dump. */
const tracedWrites: fc.Arbitrary<Wrapper> = fc
  .tuple(column, number, fc.constantFrom(1, 2, 7), fc.boolean())
  .map(([prefix, pid, descriptor, hasTime]) =>
    lineWrapper("writes in a system call trace", (line, at) => {
      const text = `${line}\n`;
      const call = `write(${descriptor}, ${backslashed(text, '"', byOctal)}, ${text.length})`;
      const head = hasTime ? `${prefix(at)} ` : `[pid ${pid}] `;
      return `${head}${call} = ${text.length}`;
    }),
  );

export const xmlEscape = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");

const xmlRecords: fc.Arbitrary<Wrapper> = fc
  .tuple(
    letters,
    letters,
    fc.nat(3),
    fc.uniqueArray(member(fc.oneof(textValue, plainValue)), {
      maxLength: 3,
      selector: (one) => one.key,
    }),
  )
  .map(([element, child, form, list]) => {
    const quote: Quote = (text) => `"${xmlEscape(text)}"`;
    return lineWrapper("XML records", (line, number) => {
      const attributes = list
        .map((one) => {
          const value = one.value(number, quote);
          return ` ${one.key.replace("@", "")}=${value.startsWith('"') ? value : `"${value}"`}`;
        })
        .join("");
      const forms = [
        affix(xmlEscape(line), `<${element}${attributes}>`, `</${element}>`),
        affix(
          xmlEscape(line).replaceAll("\t", "&#9;"),
          `<${element}${attributes} ${child}="`,
          '"/>',
        ),
        affix(xmlEscape(line), `<${element}${attributes}><${child}>`, `</${child}></${element}>`),
        affix(
          line.replaceAll("]]>", "]]]]><![CDATA[>"),
          `<${element}${attributes}><![CDATA[`,
          `]]></${element}>`,
        ),
      ];
      return forms[form] ?? line;
    });
  });

/** Reports of test runners: the output of a test in one element. */
const xmlBlock: fc.Arbitrary<Wrapper> = fc
  .tuple(letters, word, fc.boolean(), fc.constantFrom("system-out", "output", "log", "stdout"))
  .map(([test, suite, isRaw, element]) =>
    blockWrapper(
      "XML element around the text",
      [
        `<testsuite name="${suite}">`,
        `<testcase name="${test}">`,
        `<${element}>${isRaw ? "<![CDATA[" : ""}`,
      ],
      (line) => (isRaw ? line.replaceAll("]]>", "]]]]><![CDATA[>") : xmlEscape(line)),
      [`${isRaw ? "]]>" : ""}</${element}>`, "</testcase>", "</testsuite>"],
    ),
  );

/** A block scalar; the indentation is written down where YAML could not guess it. */
const yamlBlock: fc.Arbitrary<Wrapper> = fc
  .tuple(letters, letters, messageKey, fc.constantFrom("", "-", "+"), name)
  .map(([parent, sibling, message, chomping, value]): Wrapper => ({
    name: "YAML block scalar",
    perLine: true,
    wrap: (lines) => [
      `${parent}:`,
      `  ${sibling}: ${value}`,
      `  ${message}: |${/^\s/.test(lines[0] ?? "") ? "2" : ""}${chomping}`,
      ...lines.map((line) => `    ${line}`),
      "  done: true",
    ],
  }));

/** Prose that holds the line in quotes, another one each time. */
const reported: fc.Arbitrary<Wrapper> = fc
  .tuple(
    fc.array(word, { minLength: 1, maxLength: 3 }),
    fc.constantFrom('"', "'", "`", "“”", "«»", "''"),
    fc.array(fc.constantFrom("said", "wrote", "printed", "stderr", "got line"), {
      minLength: 1,
      maxLength: 2,
    }),
    seed,
  )
  .map(([subject, marks, verbs, start]) => {
    const verb = choosing(verbs, start);
    const open = marks.charAt(0);
    const close = marks.length > 1 ? marks.charAt(1) : open;
    return lineWrapper("lines in quotes", (line, number) =>
      affix(line, `${subject.join(" ")} ${verb(number)}: ${open}`, close),
    );
  });

export const records: fc.Arbitrary<Wrapper> = fc.oneof(
  { arbitrary: anyOf(jsonLines), weight: 4 },
  { arbitrary: anyOf(jsonWhole, jsonStrings, logfmt, separated), weight: 6 },
  { arbitrary: anyOf(languageRecords, copyRows, drawnTable, literals), weight: 5 },
  { arbitrary: anyOf(tracedWrites, xmlRecords, xmlBlock, yamlBlock, reported), weight: 5 },
);
