/**
 * VMCS fields that are no input of a VM entry and that the exchange JSON has no room for: mostly what
 * a VM exit reported. They are known, so that a dump that prints them is read completely.
 */

/** The names in the normal form, by encoding. */
const OUTPUTS: Readonly<Record<number, string>> = {
  0x2400: "GUEST_PHYSICAL_ADDR GUEST_PHYS_ADDR INFO_PHYS_ADDR EXIT_INFO_GUEST_PHYSICAL_ADDR",
  0x2402: "MSR_DATA EXIT_MSR_DATA",
  0x2404: "ORIGINAL_EVENT_DATA",
  0x2830: "GUEST_DEADLINE GUEST_DEADLINE_PHY GUEST_DEADLINE_PHYS",
  0x4404: "EXIT_INTR_INFO EXIT_INFO_INTR_INFO EXIT_EVENT_IDENTIFICATION",
  0x4406: "EXIT_INTR_ERROR EXIT_INTR_ERROR_CODE EXIT_INFO_EXC_ERROR_CODE",
  0x4408: "IDT_VECTORING_INFO IDT_VECTORING IDT_VECTOR_INFO IDT_VECT_INFO EXIT_INFO_IDT_VECTORING",
  0x440a:
    "IDT_VECTORING_ERROR_CODE IDT_VECTORING_ERROR IDT_VECTOR_ERROR IDT_VECT_ERROR " +
    "IDT_VECTOR_ERROR_CODE EXIT_INFO_IDT_VECTORING_ERROR_CODE",
  0x440c: "EXIT_INSTR_LEN EXIT_INFO_INSTR_LEN",
  0x440e: "INSTR_INFO EXIT_INSTR_INFO EXIT_INFO_INSTR_INFO",
  0x6402: "IO_RCX EXIT_INFO_IO_ECX",
  0x6404: "IO_RSI EXIT_INFO_IO_ESI",
  0x6406: "IO_RDI EXIT_INFO_IO_EDI",
  0x6408: "IO_RIP EXIT_INFO_IO_EIP",
  0x640a: "GUEST_LINEAR_ADDR GUEST_LIN_ADDR EXIT_GUEST_LINEAR_ADDR EXIT_INFO_GUEST_LINEAR_ADDR",
};

/** Encodings of the fields that are no input. */
export const OUTPUT_ENCODINGS: ReadonlySet<number> = new Set(Object.keys(OUTPUTS).map(Number));

/** Normal form of a name -> encoding. */
export const OUTPUT_NAMES: ReadonlyMap<string, number> = new Map(
  Object.entries(OUTPUTS).flatMap(([encoding, names]) =>
    names
      .split(" ")
      .flatMap((name) =>
        [name, `RO_${name}`].map((whole): [string, number] => [whole, Number(encoding)]),
      ),
  ),
);
