import { describe, expect, it } from "vitest";
import { fromForeignJson } from "../../src/dumps/index.ts";

const segment = (members: object = {}) => ({
  ...{ base: 0, limit: 0xffff_ffff, selector: 8, type_: 11, present: 1, dpl: 0, db: 0, s: 1, l: 1 },
  ...{ g: 1, avl: 0, unusable: 0, padding: 0 },
  ...members,
});

describe("JSON of other programs", () => {
  it("kvm_sregs, anywhere in a snapshot, with the registers beside it", () => {
    const snapshot = {
      vcpus: [
        {
          regs: { rip: 0x1000, rflags: 2, rsp: "0x8000" },
          sregs: {
            cs: segment(),
            ss: segment({ selector: 16, type_: 3, l: 0, db: 1 }),
            ldt: segment({
              present: 0,
              unusable: 1,
              type_: 0,
              s: 0,
              l: 0,
              g: 0,
              limit: 0,
              selector: 0,
            }),
            gdt: { base: 1280, limit: 31, padding: [0, 0, 0] },
            cr0: 0x8000_0011,
            efer: 0x500,
          },
        },
      ],
    };
    const dump = fromForeignJson(snapshot);
    expect(dump).toMatchObject({ format: "kvm_sregs-json", view: "guest", warnings: [] });
    expect(dump?.state.guest).toEqual({
      cs: { base: "0x0", limit: "0xffffffff", selector: "0x8", accessRights: "0xa09b" },
      ss: { base: "0x0", limit: "0xffffffff", selector: "0x10", accessRights: "0xc093" },
      ldtr: { base: "0x0", limit: "0x0", selector: "0x0", accessRights: "0x10000" },
      gdtr: { base: "0x500", limit: "0x1f" },
      cr0: "0x80000011",
      efer: "0x500",
      rip: "0x1000",
      rflags: "0x2",
      rsp: "0x8000",
    });
    expect(dump?.origin.get("guest.cr0")).toEqual({ line: 1, text: "/vcpus/0/sregs/cr0" });
  });

  it("does not trust a number that JSON may have rounded", () => {
    const dump = fromForeignJson({ cs: segment({ base: 2 ** 60 }), cr0: 1.5 });
    expect(dump?.state.guest?.cs).not.toHaveProperty("base");
    expect(dump?.warnings).toHaveLength(2);
  });

  it("regs.json of wtf, with both encodings of attributes", () => {
    const dump = fromForeignJson({
      rip: "0xfffff80000001000",
      cs: { present: true, selector: "0x33", base: "0x0", limit: "0x0", attr: "0x2fb" },
      ds: { present: true, selector: "0x2b", base: "0x0", limit: "0xffffffff", attr: "0xcff3" },
      fs: { present: false, selector: "0x0", base: "0x0", limit: "0x0", attr: "0x0" },
      gdtr: { base: "0xfffff80000000000", limit: "0x57" },
    });
    expect(dump?.format).toBe("wtf-regs-json");
    expect(dump?.state.guest).toMatchObject({
      rip: "0xfffff80000001000",
      cs: { accessRights: "0x20fb" },
      ds: { accessRights: "0xc0f3" },
      fs: { accessRights: "0x10000" },
      gdtr: { limit: "0x57" },
    });
  });

  it("registers of the Windows Hypervisor Platform", () => {
    const dump = fromForeignJson({
      Cs: { Base: 0, Limit: 65535, Selector: 0xf000, Attributes: 0x9b },
      Tr: { Base: 0, Limit: 65535, Selector: 0, Attributes: 0xf8b },
      Cr0: "0x60000010",
    });
    expect(dump?.format).toBe("whpx-json");
    expect(dump?.state.guest).toMatchObject({
      cs: { selector: "0xf000", accessRights: "0x9b" },
      tr: { accessRights: "0x8b" },
      cr0: "0x60000010",
    });
  });

  it("the CPU object of v86, as saved or as views of memory", () => {
    const numbers = {
      segment_is_null: [0, 0, 0, 0, 0, 0, 0, 1],
      segment_access_bytes: [0x93, 0x9b, 0x93, 0x93, 0x93, 0x93, 0x8b, 0],
      segment_offsets: [0, -4096, 0, 0, 0, 0, 0, 0],
      segment_limits: [-1, -1, 0xffff, -1, -1, -1, 0x67, 0],
      sreg: [16, 8, 16, 16, 16, 16, 24, 0],
      is_32: [1],
      stack_size_32: [0],
      gdtr_offset: [0x500],
      gdtr_size: [31],
      cr: [0x11, 0, 0, 0x1000, 0, 0, 0, 0],
      flags: [2],
    };
    const views = Object.fromEntries(
      Object.entries(numbers).map(([name, list]) => [name, Int32Array.from(list)]),
    );
    for (const cpu of [numbers, { cpu: views }]) {
      const dump = fromForeignJson(cpu);
      expect(dump?.format).toBe("v86-cpu");
      expect(dump?.state.guest).toMatchObject({
        cs: { selector: "0x8", base: "0xfffff000", limit: "0xffffffff", accessRights: "0xc09b" },
        ss: { limit: "0xffff", accessRights: "0x93" },
        tr: { limit: "0x67", accessRights: "0x8b" },
        ldtr: { accessRights: "0x10000" },
        gdtr: { base: "0x500", limit: "0x1f" },
        cr0: "0x11",
        cr3: "0x1000",
        rflags: "0x2",
      });
      expect(dump?.state.guest).not.toHaveProperty("rip");
    }
  });

  it.each([
    null,
    5,
    "text",
    [],
    {},
    { cs: 8 },
    { guest: { cs: { selector: 8, accessRights: 1 } } },
  ])("nothing else: %j", (value) => {
    expect(fromForeignJson(value)).toBeUndefined();
  });

  it("is not searched without end", () => {
    let deep: unknown = { cs: segment() };
    for (let level = 0; level < 50; level++) deep = { deep };
    expect(fromForeignJson(deep)).toBeUndefined();
  });
});
