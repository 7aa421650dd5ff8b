/** The main entry where there is nothing but the language: no Node, no DOM. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import vm from "node:vm";
import { build } from "esbuild";
import { beforeAll, describe, expect, it } from "vitest";
import type * as entry from "../../src/index.ts";
import { baseStates } from "../independent/base-states.ts";

const path = (file: string): string => fileURLToPath(new URL(`../../${file}`, import.meta.url));

describe("the main entry, bundled for a browser", () => {
  let code = "";
  let inputs: string[] = [];
  let library: typeof entry;
  let context: vm.Context;

  beforeAll(async () => {
    const { outputFiles, metafile } = await build({
      entryPoints: [path("src/index.ts")],
      absWorkingDir: path("."),
      bundle: true,
      platform: "browser",
      format: "iife",
      globalName: "library",
      target: "es2022",
      write: false,
      metafile: true,
      logLevel: "silent",
    });
    code = outputFiles[0]?.text ?? "";
    inputs = Object.keys(metafile.inputs);
    context = vm.createContext(
      { __proto__: null },
      {
        codeGeneration: { strings: false, wasm: false },
      },
    );
    vm.runInContext(code, context);
    library = vm.runInContext("library", context) as typeof entry;
  });

  it("holds no package and no module of Node", () => {
    expect(inputs.length).toBeGreaterThan(40);
    expect(inputs.filter((file) => !file.startsWith("src/"))).toEqual([]);
  });

  it("finds no Node where it runs", () => {
    expect(vm.runInContext("typeof process + typeof require + typeof Buffer", context)).toBe(
      "undefined".repeat(3),
    );
  });

  it("checks complete, violated and partial states at once", () => {
    const state = baseStates["long-mode-ring-0"] as unknown as entry.ExchangeState;
    expect(library.check(state).verdict).toBe("valid");
    // An object of that place itself: only such ones take the short way.
    context["text"] = JSON.stringify(state);
    const inside = vm.runInContext("library.check(JSON.parse(text))", context) as entry.Report;
    expect(JSON.stringify(inside)).toBe(JSON.stringify(library.check(state)));
    const guest = { ...state.guest, rflags: "0x0" };
    const report = library.check({ ...state, guest });
    expect(report.verdict).toBe("invalid");
    expect(report.violations[0]?.rule).toBe("rflags-reserved-one");
    expect(library.check({ guest: { rflags: "0x2" } }).verdict).toBe("undecided");
  });

  it("reads dumps, and packs, compiles and explains", () => {
    const text = readFileSync(path("examples/proxmox-0x80000021.txt"), "utf8");
    const [dump] = library.parseDump(text);
    expect(dump?.format).toBe("kvm-dump-vmcs");
    expect(library.check(dump?.state ?? {}).violations.map(({ rule }) => rule)).toEqual([
      "interruptibility-sti-if",
    ]);
    const state = baseStates["long-mode-ring-0"] as unknown as Required<entry.ExchangeState>;
    const words = library.pack(state);
    expect(library.checker(state.cpu).valid(words)).toBe(true);
    expect(library.compile(library.rules, state.cpu).valid(words)).toBe(true);
    expect(library.explain("ss-dpl-rpl", state).status).toBe("notApplicable");
  });
});
