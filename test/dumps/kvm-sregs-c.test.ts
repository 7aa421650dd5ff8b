/**
 * What `witness ID --as kvm-sregs-c` prints, compiled by the C compiler with the kernel's own header:
 * the bytes are the state.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { asKvmSregs, witness, type CompleteState } from "../../src/arbitraries/index.ts";
import { parseBinary } from "../../src/dumps/binary/index.ts";
import { rules } from "../../src/index.ts";
import { SEGMENT_REGISTERS } from "../../src/state/exchange.ts";

const folder = mkdtempSync(join(tmpdir(), "vmx-preflight-sregs-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const SIZE = 312;
const hasHeader =
  spawnSync("cc", ["-E", "-x", "c", "-"], { input: "#include <linux/kvm.h>\n" }).status === 0;

/** The bytes of the structures that the compiler makes of the states. */
function compiled(states: readonly CompleteState[]): Uint8Array {
  const blocks = states.map((state) => {
    return `{\n${asKvmSregs(state, "a witness")}fwrite(&sregs, sizeof sregs, 1, stdout);\n}\n`;
  });
  const source = join(folder, "sregs.c");
  const program = join(folder, "sregs");
  const head = "#include <stdio.h>\n#include <linux/kvm.h>\n";
  writeFileSync(source, `${head}int main(void) {\n${blocks.join("")}return 0;\n}\n`);
  // A number that is too large for its member is an error.
  const made = spawnSync("cc", ["-Wall", "-Werror", "-O0", "-o", program, source]);
  expect(made.status, made.stderr.toString()).toBe(0);
  return spawnSync(program, { maxBuffer: 1 << 24 }).stdout;
}

/** What struct kvm_sregs has a place for. */
function expected({ guest }: CompleteState): object {
  const hex = (value: number | bigint): string => `0x${value.toString(16)}`;
  const segments = SEGMENT_REGISTERS.map((name) => {
    const { selector, base, limit, accessRights: all } = guest[name];
    const held = all & 0x1_f0ff;
    // KVM takes a segment that is not present for unusable, and so does the reader of its structure.
    const accessRights = (held & 0x80) === 0 ? held | 0x1_0000 : held;
    return [
      name,
      {
        selector: hex(selector),
        base: hex(base),
        limit: hex(limit),
        accessRights: hex(accessRights),
      },
    ];
  });
  const tables = (["gdtr", "idtr"] as const).map((name) => {
    const { base, limit } = guest[name];
    return [name, { base: hex(base), limit: hex(limit & 0xffff) }];
  });
  const registers = (["cr0", "cr3", "cr4", "efer"] as const).map((name) => [
    name,
    hex(guest[name]),
  ]);
  return Object.fromEntries([...segments, ...tables, ...registers]) as object;
}

it.skipIf(!hasHeader)("is the state, for the witness of each check", () => {
  const states = rules.flatMap(({ id }) => {
    const { fail, pass } = witness(id) ?? {};
    return [fail, pass].filter((state) => state !== undefined);
  });
  expect(states.length).toBeGreaterThan(rules.length);
  const bytes = compiled(states);
  expect(bytes.length).toBe(states.length * SIZE);
  states.forEach((state, i) => {
    const read = parseBinary(bytes.subarray(i * SIZE, (i + 1) * SIZE), "kvm_sregs");
    expect("dump" in read ? read.dump.state.guest : read).toEqual(expected(state));
  });
});
