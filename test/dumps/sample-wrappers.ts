/**
 * What stands around the lines in `test/fixtures/reading`, one wrapper for each file of lines that
 * some program took in; the number in the name is the file's.
 */
import { type WrapLine, type Wrapper, lineWrapper } from "./wrapper-types.ts";

const two = (number: number): string => String(number).padStart(2, "0");

/** `HH:MM:SS` of a line, one second each. */
const clock = (number: number): string =>
  `${two(10 + Math.floor(number / 3600))}:${two(Math.floor(number / 60) % 60)}:${two(number % 60)}`;

const json = (members: object): string => JSON.stringify(members);

const WRAPPERS: Readonly<Record<string, WrapLine>> = {
  "01 compose": (line) => `vm-lab  | ${line}`.trimEnd(),
  "02 CRI": (line, number) => `2026-01-09T${clock(number)}.000000017Z stderr F ${line}`,
  "03 kubectl": (line) => `[pod/runner-7d9f/compute] ${line}`,
  "04 logfmt": (line, number) =>
    `time="2026-01-12T${clock(number)}Z" level=warning msg=${JSON.stringify(line)} unit=kernel seq=${4100 + number}`,
  "05 Docker": (line, number) =>
    json({ log: `${line}\n`, stream: "stderr", time: `2026-01-13T${clock(number)}.000000000Z` }),
  "06 journal": (line, number) =>
    json({
      __REALTIME_TIMESTAMP: String(1_768_300_000_000_000 + 41 * number),
      PRIORITY: "3",
      SYSLOG_IDENTIFIER: "kernel",
      MESSAGE: `kvm_intel: ${line}`,
    }),
  "07 columns of a CI run": (line, number) =>
    `smoke\tBoot test image\t2026-01-14T${clock(number)}.${1_234_567 + number}Z ${line}`,
  "08 journal without a number of the process": (line, number) =>
    `Jan 15 ${clock(number)} node-a guest-runner: ${line}`,
  "09 syslog of NetBSD": (line, number) =>
    `Jan 16 ${clock(number)} testbox /netbsd: [ 812.${String(412_210 + number).padStart(7, "0")}] ${line}`,
  "10 log of macOS": (line, number) =>
    `2026-01-17 ${clock(number)}.730411+0200  localhost kernel[0]: (intelhaxm) ${line}`,
  "11 DebugView": (line, number) =>
    `${String(41 + number).padStart(8, "0")}\t${(3.14159265 + number / 1000).toFixed(8)}\t[vtlab] ${line}\t`,
  "12 log of the vmkernel": (line, number) =>
    `2026-01-18T${clock(number)}.017Z cpu5:2099123)VtProbe: ${140 + number}: ${line}`,
  "13 grep": (line, number) => `console.log:${118 + number}:${line}`,
  "14 numbers of lines": (line, number) => `${String(7 + number).padStart(6)}\t${line}`,
  "17 back-ticks": (line) => `\`${line}\``,
  "20 name of the machine": (line) => `machine# ${line}`,
  "21 env_logger": (line, number) => `[2026-01-19T${clock(number)}Z DEBUG microvm::vcpu] ${line}`,
  "22 logging of Python": (line, number) =>
    `2026-01-20 ${clock(number)},${301 + (number % 600)} - vmtool.dump - ERROR - ${line}`,
  "23 tag of a driver": (line) => `[hvlab] cpu 2: ${line}`,
  "24 console": (line, number) => `\u001b[33m[  212.${391_000 + 7 * number}] ${line}\u001b[0m\r`,
};

export const sampleWrappers: readonly Wrapper[] = Object.entries(WRAPPERS).map(([name, wrapLine]) =>
  lineWrapper(name, wrapLine),
);
