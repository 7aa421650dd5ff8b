export { ReferenceEvaluator } from "./engine.ts";
