import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDump, readText } from "../../src/dumps/index.ts";
import { Placed } from "../../src/dumps/read/placed.ts";
import { QuotedPrintable } from "../../src/dumps/read/quoted-printable.ts";
import { expectedState, kvmState, qemuState, withFurther } from "./arbitrary-state.ts";
import { fixture, only, samples } from "./fixtures.ts";
import { kvmWidths, printKvm, printQemu } from "./printers.ts";
import { printXen } from "./printers-vmcs.ts";

/** As mail programs encode: `=` always, long lines broken with `=` anywhere but inside an escape. */
function encoded(text: string, width: number): string {
  return text
    .split("\n")
    .flatMap((line) => {
      const pieces: string[] = [];
      let piece = "";
      for (const letter of line.replace(/ $/, "\u00a0")) {
        const bytes = [...Buffer.from(letter)];
        const plain = letter !== "=" && bytes.length === 1 && letter !== "\t";
        const escape = plain
          ? letter
          : bytes.map((byte) => `=${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
        if (piece.length + escape.length > width - 1) {
          pieces.push(`${piece}=`);
          piece = "";
        }
        piece += escape;
      }
      return [...pieces, piece];
    })
    .join("\n");
}

const header = "Content-Transfer-Encoding: quoted-printable\n\n";

describe("quoted-printable", () => {
  it.each([
    [
      "KVM",
      withFurther(kvmState, kvmWidths("5.14")).map(
        (state) => [expectedState(state), printKvm(state, "5.14")] as const,
      ),
    ],
    ["QEMU", qemuState(64n).map((state) => [expectedState(state), printQemu(state, 64)] as const)],
    [
      "Xen",
      kvmState.map((state) => {
        const lines = printXen(state, "4.9").map((line) => `(XEN) ${line}`);
        return [only(parseDump(lines.join("\n") + "\n")).state, lines] as const;
      }),
    ],
  ])("a dump of %s is read through it, broken at any column", (_, states) => {
    fc.assert(
      fc.property(states, fc.integer({ min: 20, max: 76 }), fc.constantFrom("", "> "), (...all) => {
        const [[state, lines], width, quote] = all;
        const text = lines.map((line) => quote + line).join("\n") + "\n";
        expect(only(parseDump(header + encoded(text, width))).state).toEqual(state);
      }),
      { numRuns: 25 },
    );
  });

  it("every sample gives the same state", () => {
    for (const name of samples("kvm", "qemu", "xen", "vbox", "haxm", "toy", "noirvisor")) {
      const text = fixture(`formats/${name}.txt`).replace(/[^\x20-\x7e\n\t]/g, "");
      const plain = parseDump(text).map(({ state }) => state);
      expect(
        parseDump(header + encoded(text, 76)).map(({ state }) => state),
        name,
      ).toEqual(plain);
    }
  });

  it("the lines of a value are those of the source", () => {
    const text = [
      "CS:   sel=3D0x0008, attr=3D0x0a09b, limit=3D0xffff=",
      "ffff, base=3D0x00000000000000=",
      "00",
      "",
    ].join("\n");
    const dump = only(parseDump(text));
    expect(dump.lines).toEqual([1, 2]);
    expect(dump.origin.get("guest.cs.base")).toEqual({
      line: 2,
      text: "ffff, base=3D0x00000000000000=",
    });
    expect(dump.state.guest?.cs).toEqual({
      selector: "0x8",
      accessRights: "0xa09b",
      limit: "0xffffffff",
      base: "0x0",
    });
  });

  const pushed = (lines: readonly string[]) => {
    const decoder = new QuotedPrintable();
    const ready = lines.flatMap((text, index) =>
      decoder.push(Placed.line({ line: index + 1, text }), true),
    );
    return [...ready, ...decoder.end()].map(({ line, isDoubtful }) => [line.text, isDoubtful]);
  };

  it("plain text is left alone, whatever stands behind an equals sign", () => {
    for (const line of ["EAX=3D000000 EBX=3D111111 ECX=00000000 EDX=00000000", "a=20b="])
      expect(pushed([line])).toEqual([[line, false]]);
  });

  it("what may be either is marked", () => {
    for (const line of ["CR3=3D000", "GUEST_CR0=3D", "x=3Dy", "originalstate->cs=3D10"])
      expect(pushed([line])).toEqual([[line, true]]);
    const text = "originalstate->cs=3D10\n";
    expect(parseDump(text)).toEqual([]);
    expect(readText(text).unread).toMatchObject([{ line: 1 }]);
  });

  it("all the signs of a block decide, without a header", () => {
    const names = ["cs", "ss", "ds", "es", "fs", "gs"];
    const mail = names.map((name) => `originalstate->${name}=3D10`).join("\n") + "\n";
    const plain = `${mail}originalstate->tr=40\n`;
    expect(only(parseDump(mail)).state.guest?.cs).toEqual({ selector: "0x10" });
    expect(only(parseDump(mail)).state.guest?.gs).toEqual({ selector: "0x10" });
    const three = plain.split("\n").slice(4).join("\n");
    expect(only(parseDump(three)).state.guest?.gs).toEqual({ selector: "0x3d10" });
  });

  it("plain text after an encoded mail is plain", () => {
    expect(pushed(["CR3 =3D 0x1", "CR3=3D5", "CS=0010 SS=0018", "CR3=3D5"])).toEqual([
      ["CR3 = 0x1", false],
      ["CR3=5", false],
      ["CS=0010 SS=0018", false],
      ["CR3=3D5", true],
    ]);
  });
});
