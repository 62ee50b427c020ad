import { showValue } from "../ops/kit/show.ts";
import type { Value } from "./value.ts";

/** Numbers for objects' identities, within one session. */
export type Identities = Map<object, number>;

const idOf = (object: object, identities: Identities): number => {
  const known = identities.get(object);
  if (known !== undefined) return known;
  identities.set(object, identities.size);
  return identities.size - 1;
};

/** Equal for values that elaborate alike: kinds of one declaration with equal arguments. */
export const keyOf = (value: Value, identities: Identities): string => {
  const key = (each: Value): string => keyOf(each, identities);
  if (value.kind === "list") return `[${value.items.map(key).join()}]`;
  if (value.kind === "record") return `{${[...value.fields].map(([name, field]) => `${name}=${key(field)}`).join()}}`;
  if (value.kind === "tensor") return `t${idOf(value.node, identities)}`;
  if (value.kind !== "placeable") return `${value.kind}:${showValue(value)}`;
  const { target } = value;
  const id = idOf(target.sort === "declared" ? target.declaration : target.surface, identities);
  const given = [...(value.kindArguments ?? [])].map(([name, each]) => `${name}=${key(each)}`);
  return `p${id}(${given.join()})${value.shared?.path ?? ""}`;
};
