/** From the text of a file to the verdict, and that no noise changes it. */
import { readFileSync, readdirSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check, fromDump, parseBinary, parseDump, type ParsedDump } from "../../src/index.ts";
import { knownTexts } from "../../src/dumps/index.ts";
import { fixture } from "./fixtures.ts";
import { noise, withNoise } from "./noise.ts";

function report(dump: ParsedDump) {
  const { state, options } = fromDump(dump);
  return check(state, options);
}

const verdictOf = (dump: ParsedDump) => {
  const { verdict, violations } = report(dump);
  return [dump.format, verdict, ...violations.map(({ rule }) => rule)];
};

/** Format, verdict and violations of every dump of a file; compared with the files' sources. */
const VERDICTS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  "dumps/coconut-svsm-1081-qemu.txt": [["qemu-cpu-dump", "undecided"]],
  "dumps/drakvuf-388-cr3-noflush.txt": [["xen-vmcs-table", "invalid", "cr3-width"]],
  "dumps/haxm-182-running-valid.txt": [["haxm-vmcs", "undecided"]],
  "dumps/kvm-dosemu2-ds-not-accessed.txt": [
    ["kvm-dump-vmcs", "invalid", "ds-type-accessed", "es-type-accessed"],
  ],
  "dumps/kvm-smm-sti-shadow-proxmox.txt": [
    ["kvm-dump-vmcs", "invalid", "interruptibility-sti-if"],
    ["qemu-cpu-dump", "undecided"],
  ],
  "dumps/xen-dr7-high-bits.txt": [["xen-vmcs-table", "undecided"]],
  "dumps/xen-pvh-running-valid.txt": [["xen-vmcs-table", "undecided"]],
  "formats/kvm-03-quoted-excerpt.txt": [
    ["kvm-dump-vmcs", "invalid", "rflags-if-external-interrupt"],
  ],
  "formats/qemu-24-tcg-x86_64-protected.txt": [["qemu-cpu-dump", "invalid", "tr-type-legacy"]],
  "formats/qemu-27-tcg-monitor-raw-escapes.txt": [["qemu-cpu-dump", "invalid", "tr-type-ia32e"]],
  "formats/xen-01-xl-dmesg-cr3-bit63.txt": [["xen-vmcs-table", "invalid", "cr3-width"]],
  "formats/vbox-05-poweroff-64bit-complete.txt": [["vbox-cpum", "undecided"]],
};

describe("files end to end", () => {
  it.each(Object.entries(VERDICTS))("%s", (path, expected) => {
    expect(parseDump(fixture(path)).map(verdictOf)).toEqual(expected);
  });

  it("every dump of real life has its verdict here", () => {
    const files = readdirSync(new URL("../fixtures/dumps/", import.meta.url));
    const listed = Object.keys(VERDICTS).filter((path) => path.startsWith("dumps/"));
    expect(files.map((name) => `dumps/${name}`).sort()).toEqual(listed.sort());
  });

  const texts = readdirSync(new URL("../fixtures/formats/", import.meta.url)).filter(
    (name) => name.endsWith(".txt") && !name.endsWith(".source.txt") && !name.startsWith("gdt-"),
  );
  it.each(texts)("%s is recognised", (name) => {
    const text = fixture(`formats/${name}`);
    const dumps = parseDump(text);
    expect(dumps.length + knownTexts(text).length).toBeGreaterThan(0);
    // The name of the file begins with the program's.
    const [program = ""] = name.split("-");
    const names = [
      ...dumps.map(({ format }) => format),
      ...knownTexts(text).map((one) => one.name),
    ];
    expect(names.some((one) => PROGRAMS[program]?.test(one) ?? one.startsWith(program))).toBe(true);
  });
});

/** Where the format is not called by the program's name. */
const PROGRAMS: Readonly<Record<string, RegExp>> = {
  firecracker: /^rust-/,
  uhyve: /^(?:rust-|headline$)/,
  vmware: /^headline$/,
  toy: /^vmcs-field-list$/,
  xhyve: /^bhyve-/,
};

describe("a log with ten dumps", () => {
  it("gives ten reports, each with its lines", () => {
    const paths = Object.keys(VERDICTS).filter((path) => VERDICTS[path]?.length === 1);
    let text = "";
    const expected: unknown[] = [];
    for (const path of paths.slice(0, 10)) {
      const own = fixture(path);
      const [dump] = parseDump(`${own}\nand so on\n`);
      const before = text.split("\n").length - 1;
      expected.push({
        verdict: VERDICTS[path]?.[0]?.[1],
        lines: dump?.lines.map((line) => line + before),
      });
      text += `${own}\nand so on\n`;
    }
    const reports = parseDump(text).map(report);
    expect(reports.map(({ verdict, source }) => ({ verdict, lines: source?.lines }))).toEqual(
      expected,
    );
    expect(reports).toHaveLength(10);
  });
});

describe("no noise changes state or verdict", () => {
  it.each([
    "dumps/kvm-smm-sti-shadow-proxmox.txt",
    "dumps/drakvuf-388-cr3-noflush.txt",
    "dumps/haxm-182-running-valid.txt",
    "formats/qemu-26-tcg-long-mode.txt",
    "formats/vbox-05-poweroff-64bit-complete.txt",
  ])("%s", (path) => {
    // As it left the program: without what its own log put in front.
    const lines = fixture(path)
      .split("\n")
      .map((line) => line.replace(/^Jun 24 17:25:51 testhost (?:kernel|QEMU\[2997\]): /, ""));
    const clean = parseDump(lines.join("\n"));
    expect(clean.length).toBeGreaterThan(0);
    fc.assert(
      fc.property(noise, (how) => {
        const damaged = parseDump(withNoise(lines, how));
        expect(damaged.map(({ state }) => state)).toEqual(clean.map(({ state }) => state));
        expect(damaged.map(verdictOf)).toEqual(clean.map(verdictOf));
      }),
      { numRuns: 40 },
    );
  });
});

describe("binary files end to end", () => {
  it.each([
    ["vmcs12-ds-not-accessed.bin", "vmcs12", "ds-type-accessed"],
    ["nested-state-ds-not-accessed.bin", "kvm-nested-state", "ds-type-accessed"],
    ["evmcs-ds-not-accessed.bin", "hv-enlightened-vmcs", "ds-type-accessed"],
    ["kvm-sregs-tr-not-busy.bin", "kvm_sregs", "tr-type-ia32e"],
  ])("%s", (name, format, rule) => {
    const parsed = parseBinary(
      readFileSync(new URL(`../fixtures/binary/${name}`, import.meta.url)),
    );
    if (!("dump" in parsed)) throw new Error(JSON.stringify(parsed));
    expect(verdictOf(parsed.dump).slice(0, 3)).toEqual([format, "invalid", rule]);
  });
});
