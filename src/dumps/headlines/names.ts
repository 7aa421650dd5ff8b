/** The manual's names of the VM-instruction errors and of the failed entries, as folded words. */

/** A VM-instruction error by its number, or a failed entry by its basic exit reason. */
export type Named = { readonly error: number } | { readonly reason: 33 | 34 | 41 };

const ERRORS: readonly (readonly [number, readonly string[]])[] = [
  [1, ["vmcall executed in vmx root operation"]],
  [2, ["vmclear with? invalid physical? address"]],
  [3, ["vmclear with? vmxon pointer"]],
  [4, ["vmlaunch with? non clear vmcs"]],
  [5, ["vmresume with? non launched vmcs"]],
  [6, ["vmresume after vmxoff"]],
  [
    7,
    [
      "vm? entry failed|failure? with|due|because? to|of? invalid control field|fields",
      "vm? entry failed|failure? with|due|because? to|of? invalid vm? execution control field|fields",
    ],
  ],
  [8, ["vm? entry failed|failure? with|due|because? to|of? invalid host state field|fields?"]],
  [9, ["vmptrld with? invalid physical? address"]],
  [10, ["vmptrld with? vmxon pointer"]],
  [11, ["vmptrld with? incorrect vmcs revision identifier|id"]],
  [12, ["vmread|vmwrite vmwrite? from? to? unsupported vmcs component"]],
  [13, ["vmwrite to? read only vmcs? component"]],
  [15, ["vmxon executed? in vmx? root operation"]],
  [16, ["vm? entry with? invalid executive vmcs pointer"]],
  [17, ["vm? entry with? non launched executive vmcs"]],
  [18, ["vm? entry with? executive vmcs pointer not vmxon pointer"]],
  [19, ["vmcall with? non clear vmcs"]],
  [20, ["vmcall with? invalid vm? exit control field|fields"]],
  [22, ["vmcall with? incorrect mseg revision identifier|id"]],
  [23, ["vmxoff under dual monitor treatment of? smis? and? smm?"]],
  [24, ["vmcall with? invalid smm monitor features"]],
  [25, ["vm? entry with? invalid vm? execution control field|fields in? executive vmcs"]],
  [26, ["vm? entry with? events blocked by mov ss"]],
  [28, ["invalid operand to? invept|invvpid invvpid?"]],
];

const REASONS: readonly (readonly [33 | 34 | 41, readonly string[]])[] = [
  [
    33,
    [
      "vm? entry failed|failure|fail due|because? to|of? invalid guest? state",
      "exit reason :|=? failed? vm? entry? failure? invalid guest? state",
      "caused by invalid guest state",
      "exit invalid guest state",
    ],
  ],
  [
    34,
    [
      "vm? entry failed|failure|fail due|because? to|of? msr load*",
      "exit reason :|=? failed? vm? entry? failure? msr load*",
      "caused by msr entry",
    ],
  ],
  [
    41,
    [
      "vm? entry failed|failure|fail due|because? to|of? machine check event?",
      "exit reason :|=? failed? vm? entry? failure? machine check",
      "machine check during vm? entry",
    ],
  ],
];

export const NAMES: readonly (readonly [phrase: string, named: Named])[] = [
  ...ERRORS.flatMap(([error, phrases]) => phrases.map((phrase) => [phrase, { error }] as const)),
  ...REASONS.flatMap(([reason, phrases]) => phrases.map((phrase) => [phrase, { reason }] as const)),
];
