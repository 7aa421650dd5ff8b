/**
 * The members of the structures in their order, so that their places can be counted a second time.
 * `-` members are padding or of no use here.
 */
export type StructMember = readonly [name: string, size: 1 | 2 | 4 | 8, count?: number];

/** Places by natural alignment, which the three structures have without compiler padding inside. */
export function placesOf(
  members: readonly StructMember[],
): { name: string; offset: number; size: 1 | 2 | 4 | 8 }[] {
  let offset = 0;
  return members.map(([name, size, count = 1]) => {
    offset = Math.ceil(offset / size) * size;
    const place = { name, offset, size };
    offset += size * count;
    return place;
  });
}

/** Bytes up to the end of the last member. */
export function sizeOf(members: readonly StructMember[]): number {
  const [, size = 1, count = 1] = members.at(-1) ?? [];
  return (placesOf(members).at(-1)?.offset ?? 0) + size * count;
}

const members = (size: 1 | 2 | 4 | 8, names: string): StructMember[] =>
  names
    .trim()
    .split(/\s+/)
    .map((name) => {
      const [, plain = "", count] = /^([\w.-]+?)(?:\*(\d+))?$/.exec(name) ?? [];
      return [plain, size, Number(count ?? 1)];
    });

const segments = (part: string): string =>
  ["es", "cs", "ss", "ds", "fs", "gs", "ldtr", "tr"]
    .map((name) => `guest_${name}_${part}`)
    .join(" ");

export const VMCS12_STRUCT: readonly StructMember[] = [
  ...members(4, "- abort launch_state -*7"),
  ...members(8, "io_bitmap_a io_bitmap_b msr_bitmap exit_store exit_load entry_load tsc_offset"),
  ...members(8, "virtual_apic apic_access posted_intr ept_pointer eoi*4 xss_bitmap guest_pa"),
  ...members(8, "vmcs_link_pointer guest_ia32_debugctl guest_ia32_pat guest_ia32_efer"),
  ...members(8, "guest_ia32_perf_global_ctrl guest_pdptr0 guest_pdptr1 guest_pdptr2 guest_pdptr3"),
  ...members(8, "guest_bndcfgs host_pat host_efer host_perf vmread_bitmap vmwrite_bitmap"),
  ...members(8, "vm_function eptp_list pml_address -*3 masks_and_shadows*4 cr3_target*4"),
  ...members(8, `exit_qualification guest_la guest_cr0 guest_cr3 guest_cr4 ${segments("base")}`),
  ...members(8, "guest_gdtr_base guest_idtr_base guest_dr7 guest_rsp guest_rip guest_rflags"),
  ...members(8, "guest_pending_dbg_exceptions guest_sysenter_esp guest_sysenter_eip"),
  ...members(8, "host_cr*3 host_base*5 host_sysenter*2 host_rsp host_rip"),
  // Eight words of room, six of them in use since KVM knows CET: the host's, then the guest's.
  ...members(8, "host_cet*3 guest_s_cet guest_ssp guest_ssp_tbl -*2"),
  ...members(4, "pin_based_vm_exec_control cpu_based_vm_exec_control exception_bitmap pf*2"),
  ...members(4, "cr3_target_count vm_exit_controls exit_store_count exit_load_count"),
  ...members(4, "vm_entry_controls entry_load_count vm_entry_intr_info_field"),
  ...members(4, "vm_entry_exception_error_code vm_entry_instruction_len tpr_threshold"),
  ...members(4, "secondary_vm_exec_control vm_instruction_error vm_exit_reason exit_info*6"),
  ...members(4, `${segments("limit")} guest_gdtr_limit guest_idtr_limit ${segments("ar_bytes")}`),
  ...members(4, "guest_interruptibility_info guest_activity_state guest_sysenter_cs"),
  ...members(4, "host_sysenter_cs vmx_preemption_timer_value -*7"),
  ...members(2, `vpid posted_intr_nv ${segments("selector")} guest_intr_status host*7`),
  ...members(2, "guest_pml_index"),
];

export const EVMCS_STRUCT: readonly StructMember[] = [
  ...members(4, "- abort"),
  ...members(2, "host_selectors*7"),
  ...members(8, "host_pat host_efer host_cr*3 host_sysenter_esp host_sysenter_eip host_rip"),
  ...members(4, "host_sysenter_cs pin_based_vm_exec_control vm_exit_controls"),
  ...members(4, "secondary_vm_exec_control"),
  ...members(8, "io_bitmap_a io_bitmap_b msr_bitmap"),
  ...members(2, segments("selector")),
  ...members(4, `${segments("limit")} guest_gdtr_limit guest_idtr_limit ${segments("ar_bytes")}`),
  ...members(8, `${segments("base")} guest_gdtr_base guest_idtr_base -*3`),
  ...members(8, "exit_store exit_load entry_load cr3_target*4"),
  ...members(4, "pf_mask pf_match cr3_count exit_store_count exit_load_count entry_load_count"),
  ...members(8, "tsc_offset virtual_apic vmcs_link_pointer guest_ia32_debugctl guest_ia32_pat"),
  ...members(8, "guest_ia32_efer guest_pdptr0 guest_pdptr1 guest_pdptr2 guest_pdptr3"),
  ...members(8, "guest_pending_dbg_exceptions guest_sysenter_esp guest_sysenter_eip"),
  ...members(4, "guest_activity_state guest_sysenter_cs"),
  ...members(8, "cr0_mask cr4_mask cr0_shadow cr4_shadow guest_cr0 guest_cr3 guest_cr4 guest_dr7"),
  ...members(8, "host_base*5 host_rsp ept_pointer"),
  ...members(2, "vpid -*3"),
  ...members(8, "-*5 guest_pa"),
  ...members(4, "vm_instruction_error vm_exit_reason exit_info*6"),
  ...members(8, "exit_qualification exit_io*4 guest_la guest_rsp guest_rflags"),
  ...members(4, "guest_interruptibility_info cpu_based_vm_exec_control exception_bitmap"),
  ...members(4, "vm_entry_controls vm_entry_intr_info_field vm_entry_exception_error_code"),
  ...members(4, "vm_entry_instruction_len tpr_threshold"),
  ...members(8, "guest_rip"),
  ...members(4, "clean_fields - synthetic_controls enlightenments vp_id -"),
  ...members(8, "vm_id assist_page -*4 guest_bndcfgs guest_ia32_perf_global_ctrl"),
  ...members(8, "guest_ia32_s_cet guest_ssp guest_ia32_int_ssp_table_addr guest_ia32_lbr_ctl -*2"),
  ...members(8, "xss_bitmap encls_bitmap host_perf tsc_multiplier host_cet*3 -"),
];

export const SREGS_STRUCT: readonly StructMember[] = [
  ...["cs", "ds", "es", "fs", "gs", "ss", "tr", "ldtr"].flatMap((name) => [
    ...members(8, `guest.${name}.base`),
    ...members(4, `guest.${name}.limit`),
    ...members(2, `guest.${name}.selector`),
    ...members(
      1,
      ["type", "present", "dpl", "db", "s", "l", "g", "avl", "unusable"]
        .map((member) => `kvm.${name}.${member}`)
        .join(" "),
    ),
    ...members(1, "-"),
  ]),
  ...["gdtr", "idtr"].flatMap((name) => [
    ...members(8, `guest.${name}.base`),
    ...members(2, `guest.${name}.limit -*3`),
  ]),
  ...members(8, "guest.cr0 cr2 guest.cr3 guest.cr4 cr8 guest.efer apic_base interrupt_bitmap*4"),
];
