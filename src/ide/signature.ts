import type { Module } from "../compiler/2-bind/module.ts";
import type { Program } from "../compiler/program.ts";
import { callAround, type CallAround, type CallParameter } from "./callable.ts";
import { placeAt } from "./place.ts";
import { viewAt } from "./view.ts";

/** What is called around a place, with the parameter that is being written. */
export interface SignatureHelp {
  /** `x -> Wide(k: int)(out: int, stride: int = 1)` */
  readonly label: string;
  /** Markdown. */
  readonly doc?: string;
  readonly parameters: readonly {
    /** Where it stands in the label. */
    readonly start: number;
    readonly end: number;
    readonly doc?: string;
  }[];
  /** Index of the parameter; undefined where there is none left. */
  readonly active?: number;
}

/** The innermost call around a place whose parameters are known, also where it is only half typed. */
export const signatureAt = (program: Program, module: Module, offset: number): SignatureHelp | undefined => {
  const around = placeAt(module.source, offset);
  if (around.kind === "comment") return undefined;
  const view = viewAt(program, module, around.place);
  const { tokens, frames } = around.place;
  for (let frame = frames[tokens.length]; frame; frame = frame.parent) {
    const call = frame.kind === "arguments" ? callAround(view, frame) : undefined;
    if (call) return helpFor(call);
  }
  return undefined;
};

const helpFor = (call: CallAround): SignatureHelp => {
  const { callable, flow, active } = call;
  let label = `${flow ? `${flow.name} -> ` : ""}${callable.name}`;
  const written: { readonly parameter: CallParameter; readonly start: number; readonly end: number }[] = [];
  for (const list of [callable.kind, callable.placing]) {
    if (!list) continue;
    label += "(";
    list
      .filter((parameter) => parameter !== flow)
      .forEach((parameter, index) => {
        if (index > 0) label += ", ";
        written.push({ parameter, start: label.length, end: label.length + parameter.label.length });
        label += parameter.label;
      });
    label += ")";
  }
  const index = written.findIndex(({ parameter }) => parameter === active);
  return {
    label,
    parameters: written.map(({ parameter: { doc }, start, end }) => ({
      start,
      end,
      ...(doc !== undefined && { doc }),
    })),
    ...(callable.doc !== undefined && { doc: callable.doc }),
    ...(index >= 0 && { active: index }),
  };
};
