import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { check } from "../../src/index.ts";
import { VERSION } from "../../src/version.ts";

const root = new URL("../../", import.meta.url);
const readme = readFileSync(new URL("README.md", root), "utf8");

describe("README", () => {
  it("shows what the first example prints", () => {
    const shown = /```text\n([\s\S]*?)```/.exec(readme)?.[1]?.trimEnd().split("\n") ?? [];
    expect(shown.length).toBeGreaterThan(10);
    const bin = new URL("src/cli/bin.ts", root).pathname;
    let printed = "";
    try {
      execFileSync(
        process.execPath,
        ["--import", "tsx", bin, "check", "examples/proxmox-0x80000021.txt"],
        { cwd: root, encoding: "utf8" },
      );
    } catch (error) {
      printed = (error as { stdout: string }).stdout;
    }
    const lines = printed.split("\n");
    for (const line of shown) expect(lines).toContain(line);
  });

  it("names the command that CI runs", () => {
    const ci = readFileSync(new URL(".ci/run", root), "utf8").trim().split("\n").at(-1);
    expect(readme).toContain(`$ ${ci}`);
  });

  it("shows a library example that is true", () => {
    const report = check({ guest: { rflags: "0x2", interruptibilityState: 9 } });
    expect(report.verdict).toBe("invalid");
    expect(report.violations.map((violation) => violation.rule)).toEqual([
      "interruptibility-sti-if",
    ]);
  });

  it.each(["README.md", "docs/rules.md", "docs/verdicts.md", "docs/testing.md"])(
    "%s links to files that exist",
    (file) => {
      const text = readFileSync(new URL(file, root), "utf8");
      for (const [, target = ""] of text.matchAll(/\]\((?!https?:)([^)#]+)\)/g)) {
        expect(existsSync(new URL(target, new URL(file, root))), `${file}: ${target}`).toBe(true);
      }
    },
  );
});

it("has the version of package.json", () => {
  const { version } = JSON.parse(readFileSync(new URL("package.json", root), "utf8")) as {
    version: string;
  };
  expect(VERSION).toBe(version);
});
