/** Wrappers of documents, forums, mails, editors and terminals. */
import fc from "fast-check";
import {
  affix,
  capitalized,
  choosing,
  column,
  counter,
  hexId,
  letters,
  name,
  number,
  path,
  seed,
  time,
  varying,
  word,
} from "./wrapper-pieces.ts";
import { xmlEscape } from "./wrapper-records.ts";
import { anyOf, blockWrapper, lineWrapper, wholeWrapper } from "./wrapper-types.ts";
import type { Wrapper } from "./wrapper-types.ts";

const spread = (text: string, escape: (character: string) => string): string =>
  Array.from(text).map(escape).join("");

/** A fence longer than any in the text. */
function fenceFor(lines: readonly string[], mark: string): string {
  const longest = Math.max(
    2,
    ...lines.map((line) => {
      const runs = [...line.matchAll(mark === "`" ? /`+/g : /~+/g)];
      return Math.max(0, ...runs.map(([run]) => run.length));
    }),
  );
  return mark.repeat(longest + 1);
}

const fenced: fc.Arbitrary<Wrapper> = fc
  .tuple(
    fc.constantFrom("`", "`", "~"),
    fc.constantFrom("", "text", "log", "console", "c"),
    fc.constantFrom("", "", "  ", "    ", "> "),
    fc.boolean(),
  )
  .map(([mark, info, indent, isClosed]): Wrapper => ({
    name: "fenced block",
    perLine: true,
    wrap: (lines) => {
      const fence = fenceFor(lines, mark);
      return [
        `${indent}${fence}${info}`,
        ...lines.map((line) => indent + line),
        ...(isClosed ? [indent + fence] : []),
      ];
    },
  }));

/** Code in a line: as many back-ticks as it takes, with blanks where the text begins with one. */
function codeSpan(line: string): string {
  if (!line.includes("`")) return `\`${line}\``;
  const fence = fenceFor([line], "`");
  return `${fence} ${line} ${fence}`;
}

/** What Markdown takes for markup, escaped. */
const markdownEscape = (text: string): string =>
  spread(text, (character) =>
    /[\\`*_{}[\]<>()#+.!|~-]/.test(character) ? `\\${character}` : character,
  );

/** Only what changes the look for certain. */
const littleEscape = (text: string): string =>
  spread(text, (character) => (/[\\`*_[\]<>]/.test(character) ? `\\${character}` : character));

type Emphasis = (line: string) => string;

const emphasis: fc.Arbitrary<Emphasis> = fc.constantFrom<Emphasis[]>(
  codeSpan,
  codeSpan,
  (line) => affix(line, "**", "**"),
  (line) => affix(littleEscape(line), "**", "**"),
  (line) => affix(littleEscape(line), "_", "_"),
  (line) => affix(codeSpan(line.replace(/\r$/, "")), "**", "**"),
  markdownEscape,
  littleEscape,
  (line) => line,
);

/** Bullets, numbers, quotes, line ends that keep lines apart. */
const markdownLines: fc.Arbitrary<Wrapper> = fc
  .tuple(
    fc.constantFrom(
      "",
      "",
      "> ",
      ">",
      "> > ",
      "- ",
      "* ",
      "+ ",
      "number.",
      "number)",
      "- [ ] ",
      "    ",
    ),
    emphasis,
    fc.constantFrom("", "", "  ", "\\", "<br>", "<br/>"),
  )
  .map(([mark, emphasize, end]) =>
    lineWrapper("Markdown lines", (line, at) => {
      const prefix = mark.startsWith("number") ? `${at + 1}${mark.slice("number".length)} ` : mark;
      // In indented code nothing is markup.
      return mark === "    " ? prefix + line : affix(emphasize(line), prefix, end);
    }),
  );

/** A pipe in a cell is escaped, in code too. */
const markdownTable: fc.Arbitrary<Wrapper> = fc
  .tuple(
    fc.array(column, { maxLength: 2 }),
    fc.array(column, { maxLength: 2 }),
    fc.boolean(),
    fc.array(letters, { minLength: 5, maxLength: 5 }),
    fc.boolean(),
  )
  .map(([before, after, isCode, titles, hasEdges]) => {
    const cell = (text: string): string => text.replaceAll("|", "\\|").replace(/\r$/, "");
    const row = (cells: readonly string[]): string =>
      hasEdges ? `| ${cells.join(" | ")} |` : cells.join(" | ");
    const heads = titles.slice(0, before.length + 1 + after.length);
    return blockWrapper(
      "Markdown table",
      [row(heads), row(heads.map(() => "---"))],
      (line, at) =>
        row([
          ...before.map((one) => cell(one(at))),
          isCode ? codeSpan(cell(line)) : cell(line),
          ...after.map((one) => cell(one(at))),
        ]),
      [],
    );
  });

/** Entities as hand-written pages, sanitizers and word processors use them. */
const htmlEscape: fc.Arbitrary<(text: string) => string> = fc
  .tuple(fc.constantFrom("least", "quotes", "numbers", "hex"), fc.constantFrom("", "runs", "all"))
  .map(([amount, blanks]) => (text) => {
    const escaped = spread(text, (character) => {
      const isSpecial = /[&<>]/.test(character);
      const code = character.charCodeAt(0);
      if (amount === "numbers" && /[&<>"'=:]/.test(character)) return `&#${code};`;
      if (amount === "hex" && /[&<>"'=/[\]]/.test(character)) return `&#x${code.toString(16)};`;
      if (isSpecial) return xmlEscape(character);
      if (amount === "quotes" && character === '"') return "&quot;";
      if (amount === "quotes" && character === "'") return "&#39;";
      return character;
    });
    if (blanks === "all") return escaped.replaceAll(" ", "&nbsp;");
    return blanks === "runs" ? escaped.replace(/^ | (?= )/g, "&nbsp;") : escaped;
  });

const htmlAttributes: fc.Arbitrary<string> = fc
  .option(fc.tuple(fc.constantFrom("class", "id", "style", "data-line"), word), { nil: undefined })
  .map((pair) => (pair === undefined ? "" : ` ${pair[0]}="${pair[1]}"`));

/** Each line in an element of its own. */
const htmlLines: fc.Arbitrary<Wrapper> = fc
  .tuple(
    fc.subarray(["div", "p", "li", "span", "code", "td", "tt", "font", "b"], {
      minLength: 1,
      maxLength: 2,
    }),
    htmlAttributes,
    htmlEscape,
    fc.constantFrom("", "", "<br>", "<br/>"),
    fc.option(fc.tuple(counter, word), { nil: undefined }),
  )
  .map(([elements, attributes, escape, end, lineNumber]) =>
    lineWrapper("HTML elements", (line, at) => {
      const open = elements.map((element) => `<${element}${attributes}>`).join("");
      const close = elements
        .map((element) => `</${element}>`)
        .reverse()
        .join("");
      // The gutter of a code viewer.
      const gutter =
        lineNumber === undefined
          ? ""
          : `<span class="${lineNumber[1]}">${lineNumber[0](at).trim()}</span>`;
      return affix(escape(line), gutter + open, close + end);
    }),
  );

const htmlTable: fc.Arbitrary<Wrapper> = fc
  .tuple(fc.array(column, { maxLength: 2 }), fc.array(column, { maxLength: 1 }), htmlAttributes)
  .map(([before, after, attributes]) =>
    blockWrapper(
      "HTML table",
      [`<table${attributes}>`],
      (line, at) => {
        const cells = [
          ...before.map((one) => one(at)),
          line.replace(/\r$/, ""),
          ...after.map((one) => one(at)),
        ];
        return `<tr>${cells.map((cell) => `<td>${xmlEscape(cell)}</td>`).join("")}</tr>`;
      },
      ["</table>"],
    ),
  );

const htmlBlock: fc.Arbitrary<Wrapper> = fc
  .tuple(fc.boolean(), htmlAttributes, htmlEscape, fc.boolean())
  .map(([hasCode, attributes, escape, isTight]): Wrapper => {
    const open = `<pre${attributes}>${hasCode ? "<code>" : ""}`;
    const close = `${hasCode ? "</code>" : ""}</pre>`;
    if (!isTight) return blockWrapper("HTML pre", [open], escape, [close]);
    // The first and the last line share theirs with the tags.
    return lineWrapper("HTML pre without line ends of its own", (line, at, count) =>
      affix(escape(line), at === 0 ? open : "", at + 1 === count ? close : ""),
    );
  });

/** One physical line, as web editors store a text. */
const htmlWhole: fc.Arbitrary<Wrapper> = fc
  .tuple(
    fc.constantFrom("<br>", "<br/>", "<br />"),
    htmlEscape,
    fc.constantFrom("p", "div", "code"),
  )
  .map(([between, escape, element]) =>
    wholeWrapper(
      "HTML in one line",
      (lines) =>
        `<${element}>${lines.map((line) => escape(line.replace(/\r$/, ""))).join(between)}</${element}>`,
    ),
  );

/** Blocks of forums, wikis and documentation systems. */
const markupBlock: fc.Arbitrary<Wrapper> = fc
  .tuple(word, number, fc.nat(14))
  .map(([called, id, form]) => {
    const blocks: readonly (readonly [string, string, string, string?])[] = [
      ["forum code", "[code]", "[/code]"],
      ["forum quote", `[quote=${called}]`, "[/quote]"],
      ["forum quote with a number", `[quote="${called}, post:${id}, topic:7"]`, "[/quote]"],
      ["forum spoiler", `[spoiler=${called}][code]`, "[/code][/spoiler]"],
      ["Trac", "{{{", "}}}"],
      ["Trac with a processor", "{{{#!text", "}}}"],
      ["Jira noformat", "{noformat}", "{noformat}"],
      ["Jira code", `{code:title=${called}|borderStyle=solid}`, "{code}"],
      ["MediaWiki", '<syntaxhighlight lang="text">', "</syntaxhighlight>"],
      ["DokuWiki", `<file txt ${called}.txt>`, "</file>"],
      ["AsciiDoc", "----", "----"],
      ["LaTeX", "\\begin{verbatim}", "\\end{verbatim}"],
      ["Org", "#+begin_example", "#+end_example", "  "],
      ["reStructuredText", ".. code-block:: text", "", "    "],
      ["Phabricator", `lang=text, name=${called}`, "", "  "],
    ];
    const [system, open, close, indent = ""] = blocks[form] ?? ["forum code", "[code]", "[/code]"];
    return blockWrapper(system, [open], (line) => indent + line, close === "" ? [] : [close]);
  });

/** Marks around or before each line in the same systems, and comment marks of languages. */
const markedLines: fc.Arbitrary<Wrapper> = fc
  .tuple(
    fc.constantFrom<(readonly [string, string])[]>(
      ["{{", "}}"],
      ["{{{", "}}}"],
      ["@", "@"],
      ["''", "''"],
      ["[b]", "[/b]"],
      ["[font=Courier]", "[/font]"],
      ["<nowiki>", "</nowiki>"],
      ["|", "|"],
      ["||", "||"],
      [": ", ""],
      [" ", ""],
      ["| ", ""],
      ["# ", ""],
      ["// ", ""],
      ["/// ", ""],
      ["-- ", ""],
      [";; ", ""],
      [" * ", ""],
      ["/* ", " */"],
      ["<!-- ", " -->"],
      ["REM ", ""],
      ["dnl ", ""],
      ["% ", ""],
      ["' ", ""],
    ),
    fc.constantFrom("", "", "\t", "    "),
  )
  .map(([[open, close], indent]) =>
    lineWrapper("marked or commented lines", (line) => affix(line, indent + open, close)),
  );

const mailQuote: fc.Arbitrary<Wrapper> = fc
  .tuple(
    fc.constantFrom("> ", ">", "| ", ": ", "» ", "initials"),
    fc.integer({ min: 1, max: 6 }),
    fc.array(capitalized, { minLength: 2, maxLength: 2 }),
    time,
    seed,
    fc.constantFrom("none", "first", "between"),
  )
  .map(([mark, depth, people, at, start, attribution]): Wrapper => {
    const [first = "", last = ""] = people;
    const both = first.charAt(0) + last.charAt(0);
    // Nobody is called like a register.
    const initials = `${/^([CDEFGS]S|[ABCD]X|TR)$/.test(both) ? first.slice(0, 3) : both}> `;
    const single = mark === "initials" ? initials : mark;
    const quoteMark = single.repeat(depth);
    const said = (line: number): string =>
      `${single.repeat(depth - 1)}On ${at(line)}, ${first} ${last} <${first.toLowerCase()}@${last.toLowerCase()}.org> wrote:`;
    const random = varying(start);
    return {
      name: `mail quoting, ${depth} deep`,
      perLine: true,
      wrap: (lines) => [
        ...(attribution === "none" ? [] : [said(0)]),
        ...lines.flatMap((line, number) => [
          ...(attribution === "between" && random(number)(8) === 0
            ? [quoteMark.trimEnd(), said(number)]
            : []),
          quoteMark + line,
        ]),
      ],
    };
  });

/** Patches, blame, the context lines of grep, gutters of editors and pagers. */
const sourceTools: fc.Arbitrary<Wrapper> = fc
  .tuple(fc.nat(13), path, counter, hexId(8), fc.tuple(capitalized, time), seed)
  .map(([form, file, count, commit, [author, at], start]) => {
    const mark = choosing(["+", "+", "+", " "], start);
    const forms: readonly ((line: string, number: number) => string)[] = [
      (line) => `+${line}`,
      (line) => `-${line}`,
      (line, number) => mark(number) + line,
      (line) => `++${line}`,
      (line, number) => `${commit} (${author} ${at(number)} ${count(number)}) ${line}`,
      (line, number) => `^${commit.slice(1)} ${file} ${count(number)}) ${line}`,
      (line, number) => `${file}:${count(number).trim()}:${line}`,
      (line, number) => `${file}-${count(number).trim()}-${line}`,
      (line, number) => `${count(number).trim()}:${line}`,
      (line, number) => `${count(number).trim()}-${line}`,
      (line) => `${file}:${line}`,
      (line, number) => `${count(number).trim().padStart(6)}\t${line}`,
      (line, number) => `${count(number).trim().padStart(5)} │ ${line}`,
      (line, number) => `${count(number).trim().padStart(4)} | ${line}`,
    ];
    const isPatch = form < 4;
    return blockWrapper(
      "patch, blame, grep or editor",
      isPatch ? [`--- a/${file}`, `+++ b/${file}`, "@@ -1,40 +1,40 @@"] : [],
      forms[form] ?? ((line) => line),
      [],
    );
  });

/** A command and its prompt before the lines, or a prompt that stands before each. */
const prompts: fc.Arbitrary<Wrapper> = fc
  .tuple(name, letters, path, fc.nat(8), fc.boolean())
  .map(([machine, user, file, form, isEach]) => {
    const forms = [
      `${user}@${machine}:~$ `,
      `[${user}@${machine} ~]# `,
      "$ ",
      "# ",
      `PS C:\\${user}> `,
      `C:\\${user}>`,
      "(qemu) ",
      `${machine}% `,
      `${user} ~ ❯ `,
    ];
    const prompt = forms[form] ?? "$ ";
    return isEach
      ? lineWrapper("prompt before each line", (line) => prompt + line)
      : blockWrapper("shell session", [`${prompt}cat ${file}`], (line) => line, [prompt]);
  });

/** How the escape byte arrives: as it is, or as viewers and syslog daemons write it. */
const ESCAPES = ["\u001b", "\u001b", "#033", "^[", "\\e", "\\033", "\\x1b", "\u241b"];

const coloured: fc.Arbitrary<Wrapper> = fc
  .tuple(
    fc.constantFrom(...ESCAPES),
    fc.constantFrom("1", "31", "0;33", "01;32", "38;5;196", "38;2;255;100;0", "7"),
    fc.constantFrom("[0m", "[m", "[39;49m", "[0m[K", ""),
    fc.option(column, { nil: undefined }),
  )
  .map(([escape, colour, end, prefix]) =>
    lineWrapper("colours", (line, at) => {
      const close = end.replaceAll("[", `${escape}[`);
      return prefix === undefined
        ? affix(line, `${escape}[${colour}m`, close)
        : `${escape}[${colour}m${prefix(at)}${close === "" ? `${escape}[0m` : close} ${line}`;
    }),
  );

/** Control characters as syslog daemons, `cat -A` and journals show them. */
const visibleControls: fc.Arbitrary<Wrapper> = fc.nat(4).map((form) =>
  lineWrapper("visible control characters", (line) => {
    const tab = ["#011", "^I", "\\t", "<0x09>", "\\x09"][form] ?? "\t";
    const carriageReturn = ["#015", "^M", "\\r", "<0x0d>", "\\x0d"][form] ?? "";
    const escape = ["#033", "^[", "\\e", "<0x1b>", "\\x1b"][form] ?? "";
    const end = ["#012", "$", "\\n", "", ""][form] ?? "";
    const shown = line.replaceAll("\t", tab).replaceAll("\r", carriageReturn);
    return shown.replaceAll("\u001b", escape) + end;
  }),
);

const lineEnds: fc.Arbitrary<Wrapper> = fc
  .constantFrom("\r", "\r", " ", "  ", "\t", " \r")
  .map((end) => lineWrapper("line ends", (line) => line + end));

/** Notes behind the line; a bracket or a key keeps them from being read on with its last value. */
const suffix: fc.Arbitrary<Wrapper> = fc
  .tuple(name, letters, counter, time, fc.nat(9))
  .map(([called, unit, count, at, form]) => {
    const forms: readonly ((number: number) => string)[] = [
      () => ` (${called})`,
      () => ` [${called}]`,
      (number) => ` ${unit}=${called} seq=${count(number).trim()}`,
      (number) => ` [${at(number)}]`,
      (number) => `\t# ${count(number).trim()}`,
      () => ` | ${called}`,
      (number) => ` (${unit}: ${count(number).trim()})`,
      (number) => ` <${called}:${count(number).trim()}>`,
      () => `  // ${called}`,
      (number) => ` {"${unit}":"${called}","seq":${Number(count(number))}}`,
    ];
    return lineWrapper("tag behind the line", (line, number) =>
      affix(line, "", (forms[form] ?? (() => ""))(number)),
    );
  });

const brackets: fc.Arbitrary<Wrapper> = fc
  .tuple(fc.constantFrom("[]", "()", "{}", "<>", '""', "''", "||", "««", "│"), fc.boolean())
  .map(([marks, isPadded]) => {
    const open = marks.charAt(0);
    const blank = isPadded ? " " : "";
    return lineWrapper("brackets", (line) =>
      affix(line, open + blank, blank + (marks.charAt(1) || open)),
    );
  });

/** The frame of a terminal window or a dialog, padded to one width. */
const frame: fc.Arbitrary<Wrapper> = fc
  .tuple(fc.constantFrom("│─┌┐└┘", "║═╔╗╚╝", "|-++++", "┃━┏┓┗┛"), word, fc.boolean())
  .map(([marks, title, hasBorder]): Wrapper => ({
    name: "frame",
    perLine: true,
    wrap: (lines) => {
      const [bar = "", rule = "", ...corners] = Array.from(marks);
      const shown = lines.map((line) => line.replaceAll("\t", "        ").replace(/\r$/, ""));
      const width = Math.max(title.length, ...shown.map((line) => line.length));
      const border = (left = "", right = ""): string => left + rule.repeat(width + 2) + right;
      const body = shown.map((line) => `${bar} ${line.padEnd(width)} ${bar}`);
      if (!hasBorder) return body;
      const top = border(corners[0], corners[1]);
      return [
        `${top.slice(0, 1)} ${title} ${top.slice(title.length + 3)}`,
        ...body,
        border(corners[2], corners[3]),
      ];
    },
  }));

export const markup: fc.Arbitrary<Wrapper> = anyOf(
  fenced,
  markdownLines,
  markdownLines,
  markdownTable,
  htmlLines,
  htmlTable,
  htmlBlock,
  htmlWhole,
  markupBlock,
  markedLines,
);

export const quoting: fc.Arbitrary<Wrapper> = anyOf(mailQuote, mailQuote, sourceTools);

export const terminal: fc.Arbitrary<Wrapper> = anyOf(
  prompts,
  coloured,
  visibleControls,
  lineEnds,
  suffix,
  suffix,
  brackets,
  frame,
);
