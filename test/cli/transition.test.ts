/** The transition command with signals, closed pipes, files it writes, and the odds of 2006. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LONG, builtBin, ended, root, run, start } from "./command.ts";

let bin = "";
const folder = mkdtempSync(join(tmpdir(), "vmx-transition-"));
const loop = join(folder, "loop.json");

beforeAll(async () => {
  bin = await builtBin();
  writeFileSync(loop, '{"origin":"0x7c00","bytes":"ebfe","initial":{"ip":"0x7c00"}}\n');
}, LONG);
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const ENDLESS = ["--steps", "1000000000"];

describe("an endless loop", () => {
  it("ends quietly on Ctrl-C", async () => {
    const child = start(bin, ["transition", loop, "--verbose", ...ENDLESS]);
    let errors = "";
    child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
    child.stdout.once("data", () => {
      child.kill("SIGINT");
    });
    child.stdout.resume();
    expect(await ended(child)).toBe("SIGINT");
    expect(errors).toBe("");
  });

  it("ends quietly when the reader goes away", async () => {
    const child = start(bin, ["transition", loop, "--verbose", ...ENDLESS]);
    let errors = "";
    child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
    child.stdout.once("data", () => {
      child.stdout.destroy();
    });
    expect(await ended(child)).toBe(0);
    expect(errors).toBe("");
  });

  it("needs no memory for what it prints", async () => {
    let size = 0;
    const { status, peak } = await run(
      bin,
      ["transition", loop, "--verbose", "--steps", "100000"],
      { onStdout: (chunk) => (size += chunk.length) },
    );
    expect(status).toBe(0);
    expect(size).toBeGreaterThan(8_000_000);
    expect(peak).toBeLessThan(300);
  });
});

it("writes the drawing, or says why not", async () => {
  const svg = join(folder, "out.svg");
  const scenario = join("examples", "seed-2006", "scenarios.ndjson");
  const args = ["transition", scenario, "--id", "bad", "--svg"];
  expect(await run(bin, [...args, svg])).toMatchObject({ status: 0, stderr: "" });
  expect(readFileSync(svg, "utf8")).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
  const { status, stderr } = await run(bin, [...args, join(folder, "none", "out.svg")]);
  expect(status).toBe(2);
  expect(stderr).toContain("no such file");
});

it(
  "--verify notices one altered value of each kind",
  async () => {
    const lines = readFileSync(
      join(root, "test", "fixtures", "transition", "scenarios.ndjson"),
      "utf8",
    ).split("\n");
    const line = (id: string): string =>
      lines.find((text) => text.startsWith(`{"id": "${id}"`)) ?? "";
    const alterations: [kind: string, id: string, from: string, to: string][] = [
      ["instruction bytes", "T10/architectural", '"bytes": "07"', '"bytes": "17"'],
      ["rip", "T10/architectural", '"rip": "0x7c09"', '"rip": "0x7c0a"'],
      ["segment registers", "T10/architectural", '"0xc093"', '"0xc092"'],
      ["control registers", "T10/architectural", '"cr0": "0x60000011"', '"cr0": "0x60000031"'],
      ["descriptor tables", "T10/architectural", '"limit": "0x27"', '"limit": "0x2f"'],
      ["checks", "T18/architectural", '"ss.dpl==ss.rpl"', '"ss.s"'],
      ["verdicts", "T18/architectural", '"ug1": "valid"}', '"ug1": "invalid"}'],
      ["faults", "T22/architectural", '"errorCode": 0', '"errorCode": 8'],
      ["outcomes", "T38/saved-rm-regs", '"panic"', '"lost"'],
      ["saved selectors", "T11/checked-load", '"es": "0x60"', '"es": "0x61"'],
      ["virtual-8086", "T14/architectural", '"ds.base"', '"ds.type"'],
    ];
    for (const [kind, id, from, to] of alterations) {
      const text = line(id);
      // The last occurrence: the first ones may belong to the initial state.
      const at = text.lastIndexOf(from);
      expect(at, `${id} has ${from}`).toBeGreaterThan(0);
      const altered = `${text.slice(0, at)}${to}${text.slice(at + from.length)}`;
      const result = await run(bin, ["transition", "--verify"], { stdin: `${altered}\n` });
      expect(result.status, `${kind}: ${result.stdout}${result.stderr}`).toBe(1);
      expect(result.stdout).toContain(`  ${kind}: `);
    }
  },
  LONG,
);

it.runIf(process.env["VMX_PROVE"] === "1")(
  "npm run seed-2006 prints the odds",
  () => {
    const script = join(root, "examples", "seed-2006", "run.mjs");
    const { stdout, status } = spawnSync(process.execPath, [script], { encoding: "utf8" });
    expect(status).toBe(0);
    expect(stdout).toContain("SS passes for 132 of 256 values, ES for 176, DS for 176.");
    expect(stdout).toContain("23232 of 65536 pairs pass, 35.4 %.");
  },
  LONG * 4,
);
