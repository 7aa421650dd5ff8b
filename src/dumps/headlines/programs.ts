/** Whose words a line is, by the words and signs on it. */
import type { Line } from "./line.ts";
import type { Program } from "./types.ts";

/** The first that is on the line decides. */
const PRODUCTS: readonly (readonly [Program, readonly string[]])[] = [
  ["haxm", ["haxm", "intelhaxm", "hax"]],
  ["whp", ["whpx", "whv"]],
  ["kvm", ["kvm", "qemu"]],
  ["xen", ["xen", "xenlight", "hvm"]],
  ["virtualbox", ["virtualbox", "vbox", "verr"]],
  ["bhyve", ["bhyve", "xhyve", "hyperkit"]],
  ["vmware", ["vmware", "esxi"]],
  ["hyper-v", ["hyper", "hvmsg"]],
  ["amd", ["amd", "svm", "vmcb", "vmrun"]],
];

/** Xen names a virtual CPU by its domain and its number. */
const XEN_VCPU = /^d\d{1,5}v\d{1,5}$/;

export function programOf(line: Line): Program {
  const named = PRODUCTS.find(([, words]) => line.has(words))?.[0];
  if (named !== undefined) return named;
  return line.tokens.some(({ text }) => XEN_VCPU.test(text)) ? "xen" : "own";
}
