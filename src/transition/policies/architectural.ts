import { modeOf } from "../mode.ts";
import { endedBy, type Policy } from "./types.ts";

/** No hypervisor decides anything: the rules of the CPU, whose hidden caches survive. */
export const architectural: Policy = {
  name: "architectural",
  summary: "the CPU's own rules: hidden caches survive, faults are raised",
  start: ({ machine }) => ({
    mode: () => modeOf(machine.state()),
    step: () => {
      const result = machine.step();
      if (result.kind !== "ok") return endedBy("processor", result);
      return {
        instruction: result.instruction,
        by: "processor",
        result,
        events: [],
        end: undefined,
      };
    },
  }),
};
