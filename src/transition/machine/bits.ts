/** Bits and indices of the registers, as the SDM names them. */

export const CF: number = 1 << 0;
export const PF: number = 1 << 2;
export const AF: number = 1 << 4;
export const ZF: number = 1 << 6;
export const SF: number = 1 << 7;
export const TF: number = 1 << 8;
export const IF: number = 1 << 9;
export const DF: number = 1 << 10;
export const OF: number = 1 << 11;
export const IOPL: number = 3 << 12;
export const NT: number = 1 << 14;
export const RF: number = 1 << 16;
export const VM: number = 1 << 17;
export const AC: number = 1 << 18;
export const VIF: number = 1 << 19;
export const VIP: number = 1 << 20;
export const ID: number = 1 << 21;
/** The six arithmetic flags. */
export const ARITHMETIC: number = CF | PF | AF | ZF | SF | OF;

export const CR0_PE: number = 1;
export const CR0_TS: number = 1 << 3;
export const CR0_ET: number = 1 << 4;
export const CR0_WP: number = 0x1_0000;
export const CR0_NW: number = 0x2000_0000;
export const CR0_CD: number = 0x4000_0000;
export const CR0_PG: number = 0x8000_0000;

export const CR4_PSE: number = 1 << 4;
export const CR4_PAE: number = 1 << 5;
export const CR4_PCIDE: number = 1 << 17;

export const EFER_SCE: number = 1;
export const EFER_LME: number = 1 << 8;
export const EFER_LMA: number = 1 << 10;
export const EFER_NXE: number = 1 << 11;

/** Access rights in VMCS layout. */
export const TYPE: number = 0xf;
export const S: number = 0x10;
export const DPL: number = 0x60;
export const P: number = 0x80;
export const L: number = 0x2000;
export const DB: number = 0x4000;
export const G: number = 0x8000;
export const UNUSABLE: number = 0x1_0000;

/** Segment registers: the encoding's order, then LDTR and TR. */
export const ES: number = 0;
export const CS: number = 1;
export const SS: number = 2;
export const DS: number = 3;
export const FS: number = 4;
export const GS: number = 5;
export const LDTR: number = 6;
export const TR: number = 7;

export const RAX: number = 0;
export const RCX: number = 1;
export const RDX: number = 2;
export const RBX: number = 3;
export const RSP: number = 4;
export const RBP: number = 5;
export const RSI: number = 6;
export const RDI: number = 7;
