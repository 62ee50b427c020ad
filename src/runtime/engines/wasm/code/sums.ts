import type { Code, Function, Local, MultiplyAdd, ValueType } from "../assembler.ts";
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

/**
 * Two sums by channel over rows [rows, width bytes of channels], width a multiple of 16: for each row `first` and `second` of the
 * row's numbers are added in single precision while a chunk of rows lasts, then to the doubles `sums` [2, channels].
 */
const channelSums = (
  name: string,
  operands: number,
  of: (values: readonly Code[], shift: Code, sums: readonly [Local, Local], local: (type: ValueType) => Local) => Code,
): Function => ({
  name,
  parameters: Array<ValueType>(operands + 5).fill("i32"),
  body(parameters, local) {
    const inputs = parameters.slice(0, operands);
    const [shift, sums, rows, width, chunk] = parameters.slice(operands) as [Local, Local, Local, Local, Local];
    const int = (): Local => local("i32");
    const [row, end, column, past, place] = Array.from({ length: 5 }, int) as [Local, Local, Local, Local, Local];
    const pointers = inputs.map(int);
    const scratch = new Map<string, Local>();
    /** `count` vectors of channels at once, so that their sums don't wait for each other. */
    const block = (count: number): Code => {
      const named = (name: string): Local => {
        if (!scratch.has(name)) scratch.set(name, local("v128"));
        return scratch.get(name)!;
      };
      const pairs = Array.from({ length: count }, (_, i) => [named(`first${i}`), named(`second${i}`)] as const);
      const shifts = Array.from({ length: count }, (_, i) => named(`shift${i}`));
      const values = inputs.map((_, k) => named(`value${k}`));
      return [
        ...pairs.flat().flatMap((sum) => set(sum, zeros)),
        ...shifts.flatMap((at, i) => set(at, load(add(get(shift), get(column)), i * 16))),
        ...pointers.flatMap((pointer, k) => set(pointer, add(get(inputs[k]!), get(column)))),
        ...set(past, add(get(pointers[0]!), multiply(subtract(get(end), get(row)), get(width)))),
        ...doWhile(
          [
            ...pairs.flatMap((pair, i) => [
              ...values.flatMap((value, k) => set(value, load(get(pointers[k]!), i * 16))),
              ...of(
                values.map((value) => get(value)),
                get(shifts[i]!),
                pair,
                () => named("difference"),
              ),
            ]),
            ...pointers.flatMap((pointer) => advance(pointer, get(width))),
          ],
          isBelow(get(pointers[0]!), get(past)),
        ),
        ...set(place, add(get(sums), multiply(get(column), constant(2)))),
        ...pairs.flatMap(([first], i) => addToDoubles(add(get(place), constant(i * 32)), first)),
        ...set(place, add(get(place), multiply(get(width), constant(2)))),
        ...pairs.flatMap(([, second], i) => addToDoubles(add(get(place), constant(i * 32)), second)),
        ...advance(column, constant(count * 16)),
      ];
    };
    const fits = (count: number): Code => isBelow(add(get(column), constant(count * 16 - 1)), get(width));
    return [
      ...set(row, constant(0)),
      ...whileBelow(row, get(rows), [
        ...set(end, add(get(row), get(chunk))),
        ...when(isBelow(get(rows), get(end)), set(end, get(rows))),
        ...set(column, constant(0)),
        ...[4, 1].flatMap((count) => when(fits(count), doWhile(block(count), fits(count)))),
        ...inputs.flatMap((input) => advance(input, multiply(subtract(get(end), get(row)), get(width)))),
        ...set(row, get(end)),
      ]),
    ];
  },
});

export const channelSumFunctions = (multiplyAdd: MultiplyAdd): readonly Function[] => [
  /** Σ(x − shift) and Σ(x − shift)² */
  channelSums("momentSums", 1, ([x], shift, [sum, squares], local) => {
    const difference = local("v128");
    return [
      ...set(difference, subtractLanes(x!, shift)),
      ...set(sum, addLanes(get(sum), get(difference))),
      ...set(squares, multiplyAdd(get(difference), get(difference), get(squares))),
    ];
  }),
  /** Σdy and Σdy · (x − shift) */
  channelSums("productSums", 2, ([dy, x], shift, [sum, products], local) => {
    const difference = local("v128");
    return [
      ...set(difference, subtractLanes(x!, shift)),
      ...set(sum, addLanes(get(sum), dy!)),
      ...set(products, multiplyAdd(get(difference), dy!, get(products))),
    ];
  }),
];
