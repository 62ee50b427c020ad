/**
 * WebAssembly written by hand: what this engine's kernels need and nothing else. Code is bytes; every function here gives the
 * bytes of one instruction together with those of its operands.
 */
export type Code = readonly number[];
export type ValueType = "i32" | "f32" | "v128";
export type Local = number;

const TYPES: Readonly<Record<ValueType, number>> = { i32: 0x7f, f32: 0x7d, v128: 0x7b };

/** LEB128 of a number from 0. */
const unsigned = (n: number): Code => (n < 128 ? [n] : [(n % 128) | 128, ...unsigned(Math.floor(n / 128))]);

const signed = (n: number): Code => {
  const low = n & 127;
  const rest = n >> 7;
  const done = (rest === 0 && !(low & 64)) || (rest === -1 && low & 64);
  return done ? [low] : [low | 128, ...signed(rest)];
};

const list = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()];
const text = (word: string): Code => list([...new TextEncoder().encode(word)].map((byte) => [byte]));
const section = (id: number, body: Code): Code => [id, ...unsigned(body.length), ...body];

export const get = (local: Local): Code => [0x20, ...unsigned(local)];
export const set = (local: Local, value: Code): Code => [...value, 0x21, ...unsigned(local)];
export const constant = (n: number): Code => [0x41, ...signed(n)];

const binary =
  (opcode: Code) =>
  (a: Code, b: Code): Code => [...a, ...b, ...opcode];
export const add = binary([0x6a]);
export const subtract = binary([0x6b]);
export const multiply = binary([0x6c]);
export const isBelow = binary([0x49]);
/** `local += value` */
export const advance = (local: Local, value: Code): Code => set(local, add(get(local), value));

/** Runs the body, then again while the condition is not 0. */
export const doWhile = (body: Code, condition: Code): Code => [0x03, 0x40, ...body, ...condition, 0x0d, 0x00, 0x0b];
export const when = (condition: Code, body: Code): Code => [...condition, 0x04, 0x40, ...body, 0x0b];
export const whenElse = (condition: Code, body: Code, otherwise: Code): Code => [
  ...condition,
  ...[0x04, 0x40],
  ...body,
  0x05,
  ...otherwise,
  0x0b,
];
/** While `local` is below `end`; the body advances it. */
export const whileBelow = (local: Local, end: Code, body: Code): Code =>
  when(isBelow(get(local), end), doWhile(body, isBelow(get(local), end)));
/** `counter` from 0 to `count`, which is at least 1. */
export const repeat = (counter: Local, count: Local, body: Code): Code => [
  ...set(counter, constant(0)),
  ...doWhile([...body, ...advance(counter, constant(1))], isBelow(get(counter), get(count))),
];

export const copyMemory = (to: Code, from: Code, bytes: Code): Code => [...to, ...from, ...bytes, 0xfc, 10, 0, 0];

const vector = (opcode: number): Code => [0xfd, ...unsigned(opcode)];
const access = (opcode: number, offset: number): Code => [...vector(opcode), 0, ...unsigned(offset)];

/** Four numbers from an address and a fixed offset in bytes. */
export const load = (address: Code, offset = 0): Code => [...address, ...access(0, offset)];
/** One number four times. */
export const loadSplat = (address: Code, offset = 0): Code => [...address, ...access(9, offset)];
/** One number, and three zeros. */
export const loadOne = (address: Code, offset = 0): Code => [...address, ...access(92, offset)];
export const store = (address: Code, value: Code, offset = 0): Code => [...address, ...value, ...access(11, offset)];
export const storeLane = (address: Code, value: Code, lane: number, offset = 0): Code => [
  ...address,
  ...value,
  ...access(90, offset),
  lane,
];
export const zeros: Code = [...vector(12), ...Array<number>(16).fill(0)];
/** Lanes of two vectors: 0 to 3 are the first one's. */
export const shuffle = (a: Code, b: Code, lanes: readonly number[]): Code => [
  ...a,
  ...b,
  ...vector(13),
  ...lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => lane * 4 + byte)),
];
export const addLanes = binary(vector(228));
export const subtractLanes = binary(vector(229));
export const multiplyLanes = binary(vector(230));
export const divideLanes = binary(vector(231));
export const minLanes = binary(vector(232));
export const maxLanes = binary(vector(233));
/** All bits where true, none where false. */
export const compareLanes = {
  eq: binary(vector(65)),
  ne: binary(vector(66)),
  lt: binary(vector(67)),
  gt: binary(vector(68)),
  le: binary(vector(69)),
  ge: binary(vector(70)),
} as const;
export const andBits = binary(vector(78));
/** a where the mask's bits are set, else b. */
export const selectBits = (a: Code, b: Code, mask: Code): Code => [...a, ...b, ...mask, ...vector(82)];
/** The number 1 four times. */
export const ones: Code = [...vector(12), ...Array.from({ length: 4 }, () => [0, 0, 0x80, 0x3f]).flat()];
/** The lower two lanes in double precision. */
export const promoteLow = (a: Code): Code => [...a, ...vector(95)];
export const addDoubles = binary(vector(240));

/** a · b + c, with one rounding where the machine can. */
export type MultiplyAdd = (a: Code, b: Code, c: Code) => Code;
export const fusedMultiplyAdd: MultiplyAdd = (a, b, c) => [...a, ...b, ...c, ...vector(0x105)];
export const plainMultiplyAdd: MultiplyAdd = (a, b, c) => addLanes(multiplyLanes(a, b), c);

/** A function that gives nothing back. `body` gets its parameters and a maker of further locals. */
export interface Function {
  readonly name: string;
  readonly parameters: readonly ValueType[];
  body(parameters: readonly Local[], local: (type: ValueType) => Local): Code;
}

/** A function whose parameters, all of them integers, and further integers go by names; `vector` makes places for four numbers. */
export const namedFunction = <Parameter extends string, Further extends string>(
  name: string,
  parameters: readonly Parameter[],
  further: readonly Further[],
  body: (at: Readonly<Record<Parameter | Further, Local>>, vector: () => Local) => Code,
): Function => ({
  name,
  parameters: parameters.map(() => "i32"),
  body(places, local) {
    const own = parameters.map((parameter, i) => [parameter, places[i]!] as const);
    const made = further.map((word) => [word, local("i32")] as const);
    return body(Object.fromEntries([...own, ...made]) as Record<Parameter | Further, Local>, () => local("v128"));
  },
});

const functionBody = ({ parameters, body }: Function): Code => {
  const locals: ValueType[] = [];
  const code = body(
    parameters.map((_, i) => i),
    (type) => parameters.length + locals.push(type) - 1,
  );
  const declared = list(locals.map((type) => [1, TYPES[type]]));
  const bytes = [...declared, ...code, 0x0b];
  return [...unsigned(bytes.length), ...bytes];
};

/** A module that works on the memory `env.memory` and exports its functions. */
export const assemble = (functions: readonly Function[], sharedMemory: boolean): Uint8Array<ArrayBuffer> => {
  const types = functions.map(({ parameters }) => [0x60, ...list(parameters.map((type) => [TYPES[type]])), 0]);
  const limits = sharedMemory ? [3, 1, ...unsigned(65536)] : [0, 1];
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, list(types)),
    ...section(2, list([[...text("env"), ...text("memory"), 2, ...limits]])),
    ...section(3, list(functions.map((_, i) => unsigned(i)))),
    ...section(7, list(functions.map(({ name }, i) => [...text(name), 0, ...unsigned(i)]))),
    ...section(10, list(functions.map(functionBody))),
  ]);
};
