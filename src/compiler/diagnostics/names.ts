import { diagnosticKind, type DiagnosticKind } from "../../base/diagnostic.ts";

export const unknownName = diagnosticKind<{ name: string; near?: string }>({
  code: "KES2101",
  slug: "unknown-name",
  severity: "error",
  message: ({ name }) => `nothing is named \`${name}\` here`,
  help: ({ near }) => (near ? [`\`${near}\``] : []),
  replacements: ({ near }) => (near ? [near] : []),
  explanation:
    "A name means a parameter, a binding above it, what the file declares or imports, or what the library has. Axes and choices are understood where one is expected (`over: channel`), and nowhere else.",
  bad: "block Unit(x: map) = x -> conv(3, x.channel) -> rellu",
  good: "block Unit(x: map) = x -> conv(3, x.channel) -> relu",
});

export const usedTooEarly = diagnosticKind<{ name: string }>({
  code: "KES2102",
  slug: "used-before-bound",
  severity: "error",
  message: ({ name }) => `\`${name}\` is bound only below`,
  explanation:
    "Within a body each statement sees what stands above it, and a parameter's default the parameters before it. At file level the order doesn't matter.",
  bad: "fn twice(x: tensor) {\n  y = z + z\n  z = x\n  return y\n}",
  good: "fn twice(x: tensor) {\n  z = x\n  y = z + z\n  return y\n}",
});

export const unusedBinding = diagnosticKind<{ name: string }>({
  code: "KES2103",
  slug: "unused-binding",
  severity: "error",
  message: ({ name }) => `nothing uses \`${name}\``,
  help: ({ name }) => [`take it out, or call it \`_${name}\` to keep it`],
  explanation:
    "A binding that no output, tap, term, return, require, warn or expect reaches has no effect; most often a name is mistyped elsewhere. A name that begins with `_` may stay unused.",
  bad: "fn twice(x: tensor) {\n  y = 3 * x\n  return x + x\n}",
  good: "fn twice(x: tensor) {\n  _y = 3 * x\n  return x + x\n}",
});

export const boundTwice = diagnosticKind<{ name: string }>({
  code: "KES2104",
  slug: "bound-twice",
  severity: "error",
  message: ({ name }) => `\`${name}\` is already bound`,
  explanation: "A name is bound once. So a reader who has found its binding knows what it means everywhere.",
  bad: "fn twice(x: tensor) {\n  y = x\n  y = y + x\n  return y\n}",
  good: "fn twice(x: tensor) {\n  y = x\n  z = y + x\n  return z\n}",
});

export const hidesLocal = diagnosticKind<{ name: string; what: string }>({
  code: "KES2105",
  slug: "hides-a-name",
  severity: "error",
  message: ({ name, what }) => `\`${name}\` would hide the ${what} of that name`,
  explanation: "Nothing hides a parameter or binding, the variable of a `for`, `fold` or `scan` neither.",
  bad: "fn sums(x: [int]) = for x in x { x + 1 }",
  good: "fn sums(x: [int]) = for each in x { each + 1 }",
});

export const declaredTwice = diagnosticKind<{ name: string }>({
  code: "KES2106",
  slug: "declared-twice",
  severity: "error",
  message: ({ name }) => `the file already has a \`${name}\``,
  explanation: "Declarations, file-level bindings, recipes and imports of a file have different names.",
  bad: "block Unit(x: map) = x -> relu\nblock Unit(x: map) = x -> tanh",
  good: "block Unit(x: map) = x -> relu\nblock Other(x: map) = x -> tanh",
});

export const needsItself = diagnosticKind<{ name: string; chain: readonly string[] }>({
  code: "KES2107",
  slug: "needs-itself",
  severity: "error",
  message: ({ name, chain }) => `\`${name}\` needs itself: ${chain.join(" → ")}`,
  help: () => ["`repeat(n) { … }` and `fold` place something several times"],
  explanation:
    "Everything is evaluated when the file is compiled, so nothing may depend on itself. Declarations aren't recursive.",
  bad: "block Deep(x: map) = x -> relu -> Deep",
  good: "block Deep(x: map) = x -> repeat(3) { relu }",
});

export const unknownOutput = diagnosticKind<{ name: string; near?: string }>({
  code: "KES2108",
  slug: "not-bound-here",
  severity: "error",
  message: ({ name }) => `the model binds no \`${name}\``,
  help: ({ near }) => (near ? [`\`${near}\``] : []),
  replacements: ({ near }) => (near ? [near] : []),
  explanation: "`output` and `tap` take names that the model's statements bind above, or its parameters.",
  bad: "model Net(image: map[8, 8, 3]) {\n  y = image -> conv(3, 4)\n  output y\n  tap z\n}",
  good: "model Net(image: map[8, 8, 3]) {\n  y = image -> conv(3, 4)\n  output y\n  tap y\n}",
});

export const kinds: readonly DiagnosticKind<never>[] = [
  unknownName,
  usedTooEarly,
  unusedBinding,
  boundTwice,
  hidesLocal,
  declaredTwice,
  needsItself,
  unknownOutput,
];
