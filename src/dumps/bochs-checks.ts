/**
 * Bochs checks a VMCS as a processor does and logs the first check that fails, in words of its own.
 * What the words mean, as ids of the rules; several where they do not tell which of them it was.
 */

/** Words of Bochs behind `VMENTER FAIL: `, or the like; `R` in an id is the register that is named. */
const CHECKS: readonly (readonly [words: RegExp, rules: string])[] = [
  [/^RFLAGS reserved bits are set/, "rflags-reserved-zero"],
  [/^RFLAGS\[1\] cleared/, "rflags-reserved-one"],
  [/^Enter to x86-64 guest with RFLAGS\.VM/, "rflags-vm-ia32e"],
  [/^VMCS guest invalid CR0/, "cr0-fixed-ones cr0-fixed-zeros"],
  [/^VMCS unrestricted guest CR0\.PG without CR0\.PE/, "cr0-pg-pe"],
  [/^VMCS guest invalid CR3/, "cr3-width"],
  [/^VMCS guest invalid CR4/, "cr4-fixed-ones cr4-fixed-zeros"],
  [/^VMCS guest CR4\.PAE=0 in x86-64 mode/, "cr4-pae-ia32e"],
  [/^VMCS CR4\.PCIDE set in 32-bit guest/, "cr4-pcide-legacy"],
  [/^VMCS guest invalid DR7/, "dr7-upper-32"],
  [/^VMCS guest CR4\.CET=1 when CR0\.WP=0/, "cr4-cet-cr0-wp"],
  [/^VMCS guest IA32_S_CET invalid/, "s-cet-reserved s-cet-suppress-tracker"],
  [/^VMCS guest SSP\[1:0\] not zero/, "ssp-aligned"],
  [/^VMCS guest INTERRUPT_SSP_TABLE_ADDR/, "interrupt-ssp-table-canonical"],
  [/^invalid guest IA32_PKRS/, "pkrs-upper-32"],
  [/^VMCS v8086 guest bad ([C-GS]S)\.BASE/, "R-base-virtual-8086"],
  [/^VMCS v8086 guest ([C-GS]S)\.LIMIT != 0xFFFF/, "R-limit-virtual-8086"],
  [/^VMCS v8086 guest ([C-GS]S)\.AR != 0xF3/, "R-access-rights-virtual-8086"],
  [/^VMCS guest ([FG]S|LDTR|TR)\.BASE non canonical/, "R-base-canonical"],
  [/^VMCS guest ([C-ES]S)\.BASE > 32 bit/, "R-base-upper-32"],
  [/^VMCS guest ([C-GS]S) not segment/, "R-s"],
  [/^VMCS guest (LDTR|TR) is not system segment/, "R-s"],
  [/^VMCS guest ([C-GS]S|LDTR|TR) not present/, "R-present"],
  [
    /^VMCS guest ([C-GS]S|LDTR|TR)\.AR\/LIMIT malformed/,
    "R-granularity-low R-granularity-high R-reserved-11-8 R-reserved-31-17",
  ],
  [/^VMCS guest non-conforming CS\.RPL <> CS\.DPL/, "cs-dpl-nonconforming"],
  // Bochs says non-conforming here as well.
  [/^VMCS guest non-conforming CS\.RPL < CS\.DPL/, "cs-dpl-conforming"],
  [/^VMCS guest non-conforming ([D-G]S)\.RPL < [D-G]S\.DPL/, "R-dpl-rpl"],
  [/^VMCS unrestricted guest CS\.DPL != 0/, "cs-dpl-type-3"],
  [/^VMCS guest CS\.TYPE/, "cs-type cs-type-unrestricted-guest"],
  [/^VMCS x86_64 guest wrong CS\.D_B\/L/, "cs-db-long-mode"],
  [/^VMCS guest SS\.TYPE/, "ss-type"],
  [/^VMCS guest ([D-G]S) not ACCESSED/, "R-type-accessed"],
  [/^VMCS guest CODE segment ([D-G]S) not READABLE/, "R-type-readable"],
  [/^VMCS guest CS\.RPL != SS\.RPL/, "ss-selector-rpl-cs"],
  [/^VMCS guest SS\.RPL <> SS\.DPL/, "ss-dpl-rpl"],
  [/^VMCS unrestricted guest SS\.DPL != 0/, "ss-dpl-zero-cs-type-3 ss-dpl-zero-real-mode"],
  [/^VMCS guest [GI]DTR\/IDTR\.BASE non canonical/, "gdtr-base-canonical idtr-base-canonical"],
  [/^VMCS guest GDTR\/IDTR limit > 0xFFFF/, "gdtr-limit-upper-16 idtr-limit-upper-16"],
  [/^VMCS guest (LDTR|TR)\.TI set/, "R-selector-ti"],
  [/^VMCS guest incorrect LDTR type/, "ldtr-type"],
  [/^VMCS guest incorrect TR type/, "tr-type-legacy tr-type-ia32e"],
  [/^VMCS guest TR invalid/, "tr-usable"],
  [/^VMCS guest SYSENTER_ESP_MSR non canonical/, "sysenter-esp-canonical"],
  [/^VMCS guest SYSENTER_EIP_MSR non canonical/, "sysenter-eip-canonical"],
  [
    /^invalid Memory Type in guest MSR_PAT/,
    "pat-pa0 pat-pa1 pat-pa2 pat-pa3 pat-pa4 pat-pa5 pat-pa6 pat-pa7",
  ],
  [/^VMCS guest EFER reserved bits set/, "efer-reserved"],
  [/^VMCS guest EFER\.LMA doesn't match/, "efer-lma-ia32e"],
  [/^VMCS guest EFER \(0x[0-9a-f]{8}\) inconsistent/, "efer-lma-ia32e efer-lma-lme-paging"],
  [/^VMCS guest RIP > 32 bit/, "rip-upper-32"],
  [/^VMCS link pointer malformed/, "vmcs-link-pointer-alignment vmcs-link-pointer-width"],
  [/^VMCS link pointer must indicate shadow/, "vmcs-link-pointer-shadow"],
  [
    /^VMCS link pointer incorrect revision ID/,
    "vmcs-link-pointer-revision vmcs-link-pointer-shadow",
  ],
  [/^VMCS link pointer equal to current VMCS pointer/, "vmcs-link-pointer-not-current"],
  [/^VMCS link pointer equal to VMXON pointer/, "vmcs-link-pointer-not-executive"],
  [/^VMCS guest tmpDR6 reserved bits/, "pending-debug-reserved"],
  [/^VMCS guest activity state \d/, "activity-state-range"],
  [/^VMCS guest HLT state with SS\.DPL/, "activity-hlt-ss-dpl"],
  [
    /^VMCS guest interruptibility state broken when entering non active/,
    "activity-active-when-blocking",
  ],
  [
    /^VMCS guest interruptibility state broken/,
    "interruptibility-reserved interruptibility-sti-mov-ss",
  ],
  [/^VMCS guest interrupts can't be blocked by STI/, "interruptibility-sti-if"],
  [
    /^VMCS guest interrupts blocked when injecting external interrupt/,
    "interruptibility-external-interrupt-sti interruptibility-external-interrupt-mov-ss rflags-if-external-interrupt",
  ],
  [
    /^VMCS guest interrupts blocked when injecting NMI/,
    "interruptibility-nmi-sti interruptibility-nmi-mov-ss",
  ],
  [/^No guest interruptions are allowed .{1,20}Wait-For-Sipi/, "activity-wait-sipi-injection"],
  [/^Only NMI or #MC guest interruption .{1,30}shutdown/, "activity-shutdown-injection"],
  [/^The activity state must not indicate the wait-for-SIPI/, "activity-wait-sipi-smm"],
  [/^VMCS SMM guest should block SMI/, "interruptibility-smi-entry-to-smm"],
  [/^VMCS SMI blocked when not in SMM mode/, "interruptibility-smi-outside-smm"],
  [
    /^EPT Guest State PDPTRs Checks Failed/,
    "pdpte0-reserved pdpte1-reserved pdpte2-reserved pdpte3-reserved",
  ],
  // Older versions say it of both.
  [
    /^Guest State PDPTRs Checks Failed/,
    "pdpte0-reserved pdpte1-reserved pdpte2-reserved pdpte3-reserved pdpte-memory-reserved",
  ],
];

/** Controls and the host's state are refused in the same form; such lines are no guest's. */
const LINE =
  /\b(?:VMENTER FAIL: |VMENTER: (?=(?:EPT )?Guest State PDPTRs)|VMFAIL: (?=VMCS link pointer|VMCS guest |invalid guest ))(.{1,120})/;

export interface BochsCheck {
  /** Where in the line the words begin. */
  readonly at: number;
  /** Ids of the rules of which one is violated; none where the words are not known. */
  readonly rules: readonly string[];
}

/** What a line says that Bochs refused; `undefined` if it does not report a refused guest state. */
export function bochsCheck(text: string): BochsCheck | undefined {
  const line = LINE.exec(text);
  if (line === null) return undefined;
  for (const [words, rules] of CHECKS) {
    const found = words.exec(line[1] ?? "");
    if (found === null) continue;
    const register = (found[1] ?? "").toLowerCase();
    return {
      at: line.index,
      rules: rules.split(" ").map((rule) => rule.replace(/^R(?=-)/, register)),
    };
  }
  return { at: line.index, rules: [] };
}
