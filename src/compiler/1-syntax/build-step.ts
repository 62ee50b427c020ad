import { diagnose } from "../../base/diagnostic.ts";
import { span } from "../../base/source.ts";
import * as kinds from "../../../grammar/diagnostics.ts";
import { isToken, type SyntaxNode } from "../../../grammar/parser.ts";
import type { Token } from "../../../grammar/scan.ts";
import type * as ast from "./ast.ts";
import { endOf, nameOf, spanOf, type BuildContext } from "./build-context.ts";
import { buildExpression, buildPattern, buildSuffixes, deeper, ifStart } from "./build-expression.ts";

/** Rule `step`. */
export const buildStep = (ctx: BuildContext, step: SyntaxNode): ast.Step => {
  const first = step.children[0]!;
  if (!isToken(first)) {
    const at = spanOf(ctx, first);
    const built = deeper(ctx, 1, at, () => buildBlockStep(ctx, first));
    return built.kind === "Missing" ? { kind: "PlaceStep", span: at, target: built } : built;
  }
  const name: ast.Expression = {
    kind: "Reference",
    span: span(ctx.source, first.startOffset, first.endOffset + 1),
    name: nameOf(ctx, first),
  };
  const target = buildSuffixes(ctx, name, step.children, 1);
  const at = spanOf(ctx, step);
  return { kind: "PlaceStep", span: at, target: isTarget(ctx, target) ? target : { kind: "Missing", span: at } };
};

const buildBlockStep = (ctx: BuildContext, step: SyntaxNode): ast.Step => {
  const [first, second, third, fourth, fifth] = step.children;
  const at = spanOf(ctx, step);
  switch (step.rule) {
    case "repeat":
      return {
        kind: "RepeatStep",
        span: at,
        count: buildExpression(ctx, third as SyntaxNode),
        steps: buildSteps(ctx, fifth as SyntaxNode),
      };
    case "fold":
      return {
        kind: "FoldStep",
        span: at,
        keyword: (first as Token).image as "fold" | "scan",
        pattern: buildPattern(ctx, second as SyntaxNode),
        list: buildExpression(ctx, fourth as SyntaxNode),
        steps: buildSteps(ctx, fifth as SyntaxNode),
      };
    default:
      return buildIfStep(ctx, step);
  }
};

/** Rule `steps`: what stands in a step's braces. */
export const buildSteps = (ctx: BuildContext, steps: SyntaxNode): ast.Step[] =>
  steps.children.filter((child): child is SyntaxNode => !isToken(child)).map((step) => buildStep(ctx, step));

const buildIfStep = (ctx: BuildContext, step: SyntaxNode): ast.Step => {
  const parts = step.children.filter((child): child is SyntaxNode => !isToken(child));
  const at = spanOf(ctx, step);
  const built = deeper(ctx, parts.length, at, () => {
    let otherwise: ast.IfStep | readonly ast.Step[] | undefined =
      parts.length % 2 ? buildSteps(ctx, parts.at(-1)!) : undefined;
    let result: ast.IfStep | undefined;
    for (let index = parts.length - (parts.length % 2) - 2; index >= 0; index -= 2) {
      const start = ifStart(step, index);
      const condition = buildExpression(ctx, parts[index]!);
      const then = buildSteps(ctx, parts[index + 1]!);
      const base = { kind: "IfStep" as const, span: span(ctx.source, start, endOf(step)), condition, then };
      result = otherwise ? { ...base, otherwise } : base;
      otherwise = result;
    }
    return result!;
  });
  return built.kind === "Missing" ? { kind: "PlaceStep", span: at, target: built } : built;
};

/** A step is a name, then fields and indices, then at most two lists. False after a report. */
const isTarget = (ctx: BuildContext, target: ast.Expression): boolean => {
  let at = target;
  for (let lists = 0; at.kind === "Call"; at = at.callee) {
    if (lists++ < 2) continue;
    ctx.report(diagnose(kinds.thirdList, at.arguments.span, undefined));
    return false;
  }
  while (at.kind === "Member" || at.kind === "Index") at = at.object;
  if (at.kind !== "Call") return true;
  ctx.report(diagnose(kinds.fieldOfPlaced, span(ctx.source, at.span.end, target.span.end), undefined));
  return false;
};
