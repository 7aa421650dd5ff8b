/**
 * Nothing is read from a text that holds nothing: no state, no headline, and so no violation. A
 * reading that is better left out is the worst that can happen to somebody who pastes a whole log.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readText } from "../../src/dumps/index.ts";
import { disassembly, hexDump, otherLog, prose } from "./other-texts.ts";
import { PROVING, expectAtMost } from "./rates.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const MAX_FILE = 3_000_000;

interface Found {
  /** Name of the format, or `headline`. */
  readonly what: string;
  readonly line: number;
  readonly text: string;
}

/** Every dump and every failure that is read, with the first line of each. */
function foundIn(text: string): Found[] {
  const { dumps, known } = readText(text);
  const headlines = known.filter(({ failure }) => failure !== undefined);
  return [
    ...dumps.map(({ format, lines: [line], origin }) => {
      const [place] = origin.values();
      return { what: format, line: place?.line ?? line, text: place?.text ?? "" };
    }),
    ...headlines.map(({ line, text: words }) => ({ what: "headline", line, text: words })),
  ];
}

/** One of each kind: lines that differ in their numbers only are the same mistake. */
const kindsOf = (found: readonly Found[]): Found[] => [
  ...new Map(found.map((one) => [one.text.replace(/[0-9a-f]+/gi, "#"), one])).values(),
];

const shown = ({ what, line, text }: Found): string => `${what} in line ${line}: ${text.trim()}`;

/** The text of a file; empty for a binary or a very large one. */
function textOf(path: string): string {
  if (statSync(path).size > MAX_FILE) return "";
  const text = readFileSync(path, "utf8");
  return text.includes("\0") ? "" : text;
}

/** All files below a folder, in order; no links, so that no file comes twice. */
function filesBelow(path: string): string[] {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      if (entry.isDirectory()) return filesBelow(join(path, entry.name));
      return entry.isFile() ? [join(path, entry.name)] : [];
    });
}

/** What is found in files that hold nothing, and how much text that was. */
function readFiles(paths: readonly string[]): { found: string[]; size: number } {
  const texts = paths.map((path) => ({ path, text: textOf(path) }));
  return {
    found: texts.flatMap(({ path, text }) => foundIn(text).map((one) => `${path}: ${shown(one)}`)),
    size: texts.reduce((sum, { text }) => sum + text.length, 0),
  };
}

describe("generated texts", () => {
  const scale = PROVING ? 50 : 1;

  it.each([
    ["logs of other programs", otherLog(2_000_000 * scale, 1)],
    ["a disassembly", disassembly(6000 * scale, 2)],
    ["hex dumps", hexDump(100_000 * scale, 3)],
    ["prose", prose(3000 * scale, 4)],
  ])("%s", (_name, text) => {
    expect(kindsOf(foundIn(text)).map(shown)).toEqual([]);
  });

  it("the disassembly of a program of this machine", ({ skip }) => {
    const program = ["/bin/ls", "/usr/bin/ls"].find((path) => existsSync(path));
    const { status, stdout } = spawnSync("objdump", ["-d", program ?? ""], {
      encoding: "utf8",
      maxBuffer: 1 << 28,
    });
    if (status !== 0) return skip("there is no objdump here");
    expect(kindsOf(foundIn(stdout)).map(shown)).toEqual([]);
  });
});

describe("files of others", () => {
  it("the packages this one is built with", () => {
    const isText = /\.(?:[cm]?[jt]s|json|md|c|h)$/;
    const files = filesBelow(join(ROOT, "node_modules", "typescript"))
      .concat(
        ...["ajv", "fast-check", "commander", "yaml"].map((name) =>
          filesBelow(join(ROOT, "node_modules", name)),
        ),
      )
      .filter((path) => isText.test(path));
    const { found, size } = readFiles(files);
    expect(found).toEqual([]);
    expect(size).toBeGreaterThan(1_000_000);
  });

  it.runIf(existsSync("/usr/include/linux"))("the headers of the kernel", () => {
    const files = filesBelow("/usr/include/linux");
    const wrong = readFiles(files).found.map((name) => ({ name, text: () => "" }));
    expectAtMost("headers of the kernel: a reading", files.length, wrong, false);
  });

  it
    .runIf(PROVING)
    .each(
      [
        "/usr/include",
        "/usr/share/doc",
        "/usr/share/perl",
        "/usr/share/perl5",
        "/usr/lib/python3.11",
      ]
        .filter((path) => existsSync(path))
        .concat(join(ROOT, "node_modules")),
    )("%s", (path) => {
    expect(readFiles(filesBelow(path)).found).toEqual([]);
  });
});

/** Tests with states as they are in the exchange JSON. */
const STATES = [
  "api/api.test.ts",
  "independent/access-rights-closed-forms.ts",
  "independent/base-states.ts",
  "suites/rule-book/more-states.ts",
  "suites/rule-book/partial-states.ts",
].map((name) => `test/${name}`);

/** Files of this repository that really hold something, with what and why. */
const HOLDERS: Readonly<Record<string, readonly [what: string, why: string]>> = {
  ...Object.fromEntries(STATES.map((path) => [path, ["vmcs-field-list", "fields with values"]])),
  "README.md": [
    "kvm-dump-vmcs source-code",
    "quotes lines of a dump and of a program in what it shows",
  ],
  "docs/formats.md": ["haxm-vmcs", "a line of each format in a table"],
  "examples/dosemu2-not-accessed.txt": ["kvm-dump-vmcs", "a dump"],
  "examples/first-vmlaunch/setup.c": ["source-code", "set-up code"],
  "examples/first-vmlaunch/setup.rs": ["source-code", "set-up code"],
  "examples/proxmox-0x80000021.txt": ["kvm-dump-vmcs qemu-cpu-dump", "two dumps"],
  "src/arbitraries/templates.ts": ["vmcs-field-list", "fields with their values, in TypeScript"],
  "src/cli/print/no-state.ts": ["kvm-dump-vmcs qemu-cpu-dump", "two lines as examples"],
  "src/dumps/bhyvectl-get-all.ts": ["bhyvectl-get-all", "a line in a comment"],
  "src/dumps/haxm-vmcs.ts": ["haxm-vmcs", "a line in a comment"],
  "src/dumps/headlines/by-number.ts": ["headline", "one in a comment"],
  "src/dumps/km-kvm-sregs.ts": ["headline", "the beginning of one"],
  "src/dumps/qemu-cpu-dump.ts": ["headline", "the words of two, in expressions that find them"],
  "src/dumps/xen-vmcs-sections.ts": ["xen-vmcs-sections", "a line in a comment"],
  "src/dumps/headlines/reader.ts": ["headline", "`exit_reason 33` in a comment"],
  "src/evaluate/compile/segments.ts": ["vmcs-field-list", "a state in which all is zero"],
  "src/transition/machine/state.ts": ["vmcs-field-list", "the segments after a reset"],
  "src/transition/policies/vmxassist/assist.ts": ["vmcs-field-list", "two segments, in TypeScript"],
  "bench/states.ts": ["vmcs-field-list", "fields with values that are tried"],
  "tools/mutate-generator/checks.ts": ["source-code", "writes of fields"],
  "test/dumps/damage-samples.ts": ["vmcs-field-list", "fields with values"],
  "test/dumps/foreign-json.test.ts": ["vmcs-field-list", "states of others, in TypeScript"],
  "test/evaluate/compiled-api.test.ts": ["vmcs-field-list", "a state, in TypeScript"],
  "test/rules/cpu-profiles.test.ts": ["vmcs-field-list", "a state, in TypeScript"],
  "test/state/load.test.ts": ["vmcs-field-list", "states, in TypeScript"],
  "test/transition/api.test.ts": ["vmcs-field-list", "a state, in TypeScript"],
  "test/vectors/vectors.test.ts": ["vmcs-field-list", "a state, in TypeScript"],
  "test/api/headline.test.ts": ["headline", "headlines to be read"],
  "test/cli/headlines.test.ts": ["headline", "headlines to be read"],
  "test/dumps/damaged-lines.test.ts": [
    "gdb-info-registers km-kvm-sregs rust-kvm_sregs-debug haxm-vmcs qemu-cpu-dump vbox-cpum bhyvectl-get-all",
    "damaged lines beside whole ones",
  ],
  "test/dumps/haxm-vmcs.test.ts": ["haxm-vmcs", "lines to be read"],
  "test/dumps/headlines.test.ts": ["headline haxm-vmcs kvm-dump-vmcs", "headlines to be read"],
  "test/dumps/kvm-dump-vmcs.test.ts": [
    "kvm-dump-vmcs xen-vmcs-table",
    "lines to be read, and the state that they are",
  ],
  "test/dumps/layout.test.ts": ["kvm-dump-vmcs", "lines to be read"],
  "test/dumps/monitors.test.ts": ["jailhouse-exit whp-registers", "lines to be read"],
  "test/dumps/more-formats.test.ts": ["xen-vmcs-sections", "lines to be read"],
  "test/dumps/printers-guest.ts": ["headline", "prints a headline"],
  "test/dumps/printers-more.ts": ["headline", "prints a headline"],
  "test/dumps/qemu-cpu-dump.test.ts": ["qemu-cpu-dump", "lines to be read"],
  "test/dumps/quoted-printable.test.ts": ["dbvm-originalstate", "lines to be read"],
  "test/dumps/reader.test.ts": ["headline qemu-cpu-dump", "lines to be read"],
  "test/dumps/samples.test.ts": [
    "headline kvm-dump-vmcs vmcs-field-list",
    "what is read from the samples",
  ],
  "test/dumps/vbox.test.ts": ["vbox-cpum vbox-log", "lines to be read"],
  "test/dumps/xen-vmcs-table.test.ts": ["kvm-dump-vmcs xen-vmcs-table", "lines to be read"],
};

describe("this repository", () => {
  const files = [
    "README.md",
    "docs",
    "src",
    "rules",
    "schemas",
    "bench",
    "tools",
    "examples",
    "test",
  ]
    .flatMap((name) => filesBelow(join(ROOT, name)))
    .map((path) => path.slice(ROOT.length))
    .filter((path) => !path.startsWith("test/") || path.endsWith(".ts"))
    .filter((path) => basename(path) !== "not-a-dump.test.ts");

  it("is read", () => {
    expect(files.length).toBeGreaterThan(300);
  });

  it.each(files)("%s", (path) => {
    const held = HOLDERS[path]?.[0].split(" ") ?? [];
    const all = foundIn(textOf(join(ROOT, path)));
    const found = all.filter(({ what }) => !held.includes(what));
    expect(kindsOf(found).map(shown)).toEqual([]);
    expect(held.filter((name) => all.every(({ what }) => what !== name))).toEqual([]);
  });

  it("has every file that is said to hold something", () => {
    expect(Object.keys(HOLDERS).filter((path) => !files.includes(path))).toEqual([]);
  });
});
