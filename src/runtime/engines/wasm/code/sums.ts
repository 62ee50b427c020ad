import type { Code, Function, Local, MultiplyAdd } from "../assembler.ts";
import {
  add,
  addDoubles,
  addLanes,
  advance,
  constant,
  doWhile,
  get,
  isBelow,
  load,
  multiply,
  namedFunction,
  promoteLow,
  set,
  shuffle,
  store,
  subtract,
  subtractLanes,
  when,
  whileBelow,
  zeros,
} from "../assembler.ts";

/** Adds four numbers to four doubles in memory. */
const addToDoubles = (address: Code, sum: Local): Code => {
  const upper = shuffle(get(sum), get(sum), [2, 3, 2, 3]);
  return [
    ...store(address, addDoubles(load(address), promoteLow(get(sum)))),
    ...store(address, addDoubles(load(address, 16), promoteLow(upper)), 16),
  ];
};

/** What a row adds to a pair of sums: `values` are the operands' numbers, `shift` the channel's. */
type Term = (values: readonly Code[], shift: Code, sums: Pair, difference: Local) => Code;
type Pair = readonly [first: Local, second: Local];

/** Four vectors of channels at once, so that their sums don't wait for each other. */
const MOST_VECTORS = 4;
const FURTHER = ["row", "end", "column", "past", "place", "pointer0", "pointer1"] as const;

/** Places for numbers in registers. */
interface Registers {
  readonly pairs: readonly Pair[];
  readonly shifts: readonly Local[];
  readonly values: readonly Local[];
  readonly difference: Local;
}

/**
 * Two sums by channel over rows [rows, width bytes of channels], width a multiple of 16: `term` adds each row's numbers in single
 * precision while a chunk of rows lasts, then these go to the doubles `sums` [2, channels].
 */
const channelSums = <Operand extends string>(name: string, operands: readonly Operand[], term: Term): Function =>
  namedFunction(name, [...operands, "shift", "sums", "rows", "width", "chunk"], FURTHER, (at, vector) => {
    const places = at as Places;
    const inputs = operands.map((operand) => at[operand]);
    const registers: Registers = {
      pairs: Array.from({ length: MOST_VECTORS }, () => [vector(), vector()] as const),
      shifts: Array.from({ length: MOST_VECTORS }, vector),
      values: operands.map(vector),
      difference: vector(),
    };
    const fits = (count: number): Code => isBelow(add(get(places.column), constant(count * 16 - 1)), get(places.width));
    return [
      ...set(places.row, constant(0)),
      ...whileBelow(places.row, get(places.rows), [
        ...set(places.end, add(get(places.row), get(places.chunk))),
        ...when(isBelow(get(places.rows), get(places.end)), set(places.end, get(places.rows))),
        ...set(places.column, constant(0)),
        ...[MOST_VECTORS, 1].flatMap((count) =>
          when(fits(count), doWhile(chunkSums(places, inputs, registers, count, term), fits(count))),
        ),
        ...inputs.flatMap((input) =>
          advance(input, multiply(subtract(get(places.end), get(places.row)), get(places.width))),
        ),
        ...set(places.row, get(places.end)),
      ]),
    ];
  });

type Places = Readonly<Record<(typeof FURTHER)[number] | "shift" | "sums" | "rows" | "width", Local>> &
  Readonly<Record<"chunk", Local>>;

/** `count` vectors of channels from `column` on, over the rows from `row` to `end`. */
const chunkSums = (at: Places, inputs: readonly Local[], registers: Registers, count: number, term: Term): Code => {
  const { values, difference } = registers;
  const [pairs, shifts] = [registers.pairs.slice(0, count), registers.shifts.slice(0, count)];
  const pointers = [at.pointer0, at.pointer1].slice(0, inputs.length);
  const oneRow: Code = [
    ...pairs.flatMap((pair, i) => [
      ...values.flatMap((value, k) => set(value, load(get(pointers[k]!), i * 16))),
      ...term(values.map(get), get(shifts[i]!), pair, difference),
    ]),
    ...pointers.flatMap((pointer) => advance(pointer, get(at.width))),
  ];
  const toDoubles = (which: 0 | 1): Code =>
    pairs.flatMap((pair, i) => addToDoubles(add(get(at.place), constant(i * 32)), pair[which]));
  return [
    ...pairs.flat().flatMap((sum) => set(sum, zeros)),
    ...shifts.flatMap((shift, i) => set(shift, load(add(get(at.shift), get(at.column)), i * 16))),
    ...pointers.flatMap((pointer, k) => set(pointer, add(get(inputs[k]!), get(at.column)))),
    ...set(at.past, add(get(at.pointer0), multiply(subtract(get(at.end), get(at.row)), get(at.width)))),
    ...doWhile(oneRow, isBelow(get(at.pointer0), get(at.past))),
    ...set(at.place, add(get(at.sums), multiply(get(at.column), constant(2)))),
    ...toDoubles(0),
    ...set(at.place, add(get(at.place), multiply(get(at.width), constant(2)))),
    ...toDoubles(1),
    ...advance(at.column, constant(count * 16)),
  ];
};

export const channelSumFunctions = (multiplyAdd: MultiplyAdd): readonly Function[] => [
  /** Σ(x − shift) and Σ(x − shift)² */
  channelSums("momentSums", ["x"], ([x], shift, [sum, squares], difference) => [
    ...set(difference, subtractLanes(x!, shift)),
    ...set(sum, addLanes(get(sum), get(difference))),
    ...set(squares, multiplyAdd(get(difference), get(difference), get(squares))),
  ]),
  /** Σdy and Σdy · (x − shift) */
  channelSums("productSums", ["dy", "x"], ([dy, x], shift, [sum, products], difference) => [
    ...set(difference, subtractLanes(x!, shift)),
    ...set(sum, addLanes(get(sum), dy!)),
    ...set(products, multiplyAdd(get(difference), dy!, get(products))),
  ]),
];
