import type { Code, Function, Local, MultiplyAdd, ValueType } from "../assembler.ts";
import {
  add,
  addLanes,
  advance,
  andBits,
  compareLanes,
  constant,
  divideLanes,
  doWhile,
  get,
  isBelow,
  load,
  loadOne,
  maxLanes,
  minLanes,
  multiplyLanes,
  ones,
  selectBits,
  set,
  store,
  storeLane,
  subtract,
  subtractLanes,
  whileBelow,
  zeros,
} from "../assembler.ts";

/** Loops that treat every number alike, or every channel alike. Lengths are in bytes. */

/**
 * out = f(operands), number by number: four at a time, then the rest one by one. Sixteen bytes must not be stored where fewer are
 * left, for the allocator's own marks stand behind a tensor.
 */
const elementwise = (name: string, operands: number, of: (values: readonly Code[]) => Code): Function => ({
  name,
  parameters: Array<ValueType>(operands + 2).fill("i32"),
  body(parameters, local) {
    const inputs = parameters.slice(0, operands);
    const [out, bytes] = parameters.slice(operands) as [Local, Local];
    const [end, last] = [local("i32"), local("i32")];
    const step = (size: number): Code => [...inputs, out].flatMap((pointer) => advance(pointer, constant(size)));
    return [
      ...set(end, add(get(out), get(bytes))),
      ...set(last, subtract(get(end), constant(15))),
      ...whileBelow(out, get(last), [...store(get(out), of(inputs.map((input) => load(get(input))))), ...step(16)]),
      ...whileBelow(out, get(end), [
        ...storeLane(get(out), of(inputs.map((input) => loadOne(get(input)))), 0),
        ...step(4),
      ]),
    ];
  },
});

const comparison = (name: keyof typeof compareLanes): Function =>
  elementwise(name, 2, ([a, b]) => andBits(compareLanes[name](a!, b!), ones));

/** By the primitive's name; operands in its order. */
export const elementwiseFunctions: readonly Function[] = [
  elementwise("relu", 1, ([x]) => maxLanes(x!, zeros)),
  elementwise("relu_gradient", 2, ([dy, y]) => andBits(dy!, compareLanes.gt(y!, zeros))),
  elementwise("add", 2, ([a, b]) => addLanes(a!, b!)),
  elementwise("sub", 2, ([a, b]) => subtractLanes(a!, b!)),
  elementwise("mul", 2, ([a, b]) => multiplyLanes(a!, b!)),
  elementwise("div", 2, ([a, b]) => divideLanes(a!, b!)),
  elementwise("max", 2, ([a, b]) => maxLanes(a!, b!)),
  elementwise("min", 2, ([a, b]) => minLanes(a!, b!)),
  elementwise("where", 3, ([mask, a, b]) => selectBits(a!, b!, compareLanes.ne(mask!, zeros))),
  ...(["eq", "ne", "lt", "le", "gt", "ge"] as const).map(comparison),
];

/**
 * out = f(operands, coefficients) over [rows, channels]: `width` bytes of channels, a multiple of 16; coefficients are one row
 * each.
 */
const channelwise = (
  name: string,
  operands: number,
  coefficients: number,
  of: (values: readonly Code[], coefficients: readonly Code[]) => Code,
): Function => ({
  name,
  parameters: Array<ValueType>(operands + coefficients + 3).fill("i32"),
  body(parameters, local) {
    const inputs = parameters.slice(0, operands);
    const rows = parameters.slice(operands, operands + coefficients);
    const [out, bytes, width] = parameters.slice(operands + coefficients) as [Local, Local, Local];
    const places = rows.map(() => local("i32"));
    const [end, rowEnd] = [local("i32"), local("i32")];
    const moving = [...inputs, ...places, out];
    return [
      ...set(end, add(get(out), get(bytes))),
      ...whileBelow(out, get(end), [
        ...set(rowEnd, add(get(out), get(width))),
        ...places.flatMap((place, i) => set(place, get(rows[i]!))),
        ...doWhile(
          [
            ...store(
              get(out),
              of(
                inputs.map((input) => load(get(input))),
                places.map((place) => load(get(place))),
              ),
            ),
            ...moving.flatMap((pointer) => advance(pointer, constant(16))),
          ],
          isBelow(get(out), get(rowEnd)),
        ),
      ]),
    ];
  },
});

export const channelwiseFunctions = (multiplyAdd: MultiplyAdd): readonly Function[] => [
  /** x · a + b */
  channelwise("scaleShift", 1, 2, ([x], [a, b]) => multiplyAdd(x!, a!, b!)),
  /** max(x · a + b, 0) */
  channelwise("scaleShiftRelu", 1, 2, ([x], [a, b]) => maxLanes(multiplyAdd(x!, a!, b!), zeros)),
  /** dy · a + x · b + d */
  channelwise("mixShift", 2, 3, ([dy, x], [a, b, d]) => multiplyAdd(dy!, a!, multiplyAdd(x!, b!, d!))),
];
