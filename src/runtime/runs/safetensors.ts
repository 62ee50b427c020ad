/**
 * The safetensors format: eight bytes with the header's length (little endian), a JSON header `{name: {dtype, shape, data_offsets},
 * __metadata__: {…}}`, then the numbers, little endian, row-major, without gaps.
 */
export interface Tensors {
  /** In the file's order. */
  readonly tensors: ReadonlyMap<string, SavedTensor>;
  readonly metadata: ReadonlyMap<string, string>;
}

export interface SavedTensor {
  readonly shape: readonly number[];
  /** Row-major; 16-bit and 64-bit numbers are read into these. */
  readonly values: Float32Array;
}

/** A header longer than this is damage, not data. */
const LONGEST_HEADER = 100_000_000;

/** Bytes of a file with these tensors, F32, in the map's order. Same tensors, same bytes. */
export const writeSafetensors = ({ tensors, metadata }: Tensors): Uint8Array => {
  const header = Object.create(null) as Record<string, unknown>;
  if (metadata.size > 0) header["__metadata__"] = Object.fromEntries(metadata);
  let offset = 0;
  for (const [name, { shape, values }] of tensors) {
    if (name === "__metadata__") throw new Error("no tensor may be named __metadata__");
    header[name] = { dtype: "F32", shape, data_offsets: [offset, offset + values.length * 4] };
    offset += values.length * 4;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const padded = Math.ceil(json.length / 8) * 8; // the format aligns the numbers, with spaces
  const bytes = new Uint8Array(8 + padded + offset);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(padded), true);
  bytes.fill(0x20, 8, 8 + padded);
  bytes.set(json, 8);
  let at = 8 + padded;
  for (const { values } of tensors.values())
    for (let i = 0; i < values.length; i++, at += 4) view.setFloat32(at, values[i]!, true);
  return bytes;
};

/**
 * Reads a file's bytes. Where they aren't a whole, well-formed file, gives a sentence that says what was expected and found. Accepts
 * F32, F16, BF16, F64 and whole-number tensors.
 */
export const readSafetensors = (bytes: Uint8Array): Tensors | { readonly problem: string } => {
  if (bytes.length < 8) return { problem: `expected at least 8 bytes, found ${bytes.length}` };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getBigUint64(0, true);
  if (length > BigInt(Math.min(LONGEST_HEADER, bytes.length - 8)))
    return { problem: `the header should have ${length} bytes, but ${bytes.length - 8} follow` };
  const header = parseHeader(bytes.subarray(8, 8 + Number(length)));
  if (typeof header === "string") return { problem: header };
  return readTensors(header, view, 8 + Number(length));
};

const parseHeader = (bytes: Uint8Array): ReadonlyMap<string, unknown> | string => {
  let text: string;
  let header: unknown;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    header = JSON.parse(text);
  } catch (error) {
    return `the header is not JSON in UTF-8: ${error instanceof Error ? error.message : String(error)}`;
  }
  if (!isRecord(header)) return "the header is not a JSON object";
  return new Map(Object.entries(header));
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

interface Entry {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

const readTensors = (
  header: ReadonlyMap<string, unknown>,
  view: DataView,
  start: number,
): Tensors | { readonly problem: string } => {
  const metadata = new Map<string, string>();
  const entries: Entry[] = [];
  for (const [name, value] of header) {
    if (name === "__metadata__") {
      if (!isRecord(value) || !Object.values(value).every((entry) => typeof entry === "string"))
        return { problem: "__metadata__ must hold texts alone" };
      for (const [key, entry] of Object.entries(value)) metadata.set(key, entry as string);
      continue;
    }
    const entry = readEntry(name, value);
    if (typeof entry === "string") return { problem: entry };
    entries.push(entry);
  }
  const gap = findGap(entries, view.byteLength - start);
  if (gap !== undefined) return { problem: gap };
  const tensors = new Map<string, SavedTensor>();
  for (const entry of entries) tensors.set(entry.name, { shape: entry.shape, values: readValues(entry, view, start) });
  return { tensors, metadata };
};

const readEntry = (name: string, value: unknown): Entry | string => {
  if (!isRecord(value)) return `the entry of \`${name}\` is not an object`;
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== "string" || !DTYPES.has(dtype))
    return `\`${name}\` has numbers of kind ${JSON.stringify(dtype)}; known: ${[...DTYPES.keys()].join(", ")}`;
  if (!Array.isArray(shape) || !shape.every(isSize)) return `\`${name}\` has no shape of whole numbers`;
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isSize))
    return `\`${name}\` has no two data offsets`;
  const [begin, end] = offsets as [number, number];
  const expected = shape.reduce((product, size) => product * size, 1) * DTYPES.get(dtype)!.bytes;
  if (end - begin !== expected)
    return `\`${name}\` [${shape.join(", ")}] takes ${expected} bytes as ${dtype}, but its offsets span ${end - begin}`;
  return { name, dtype, shape, begin, end };
};

/** Tensors lie one after the other and fill the file. */
const findGap = (entries: readonly Entry[], length: number): string | undefined => {
  let at = 0;
  for (const entry of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (entry.begin !== at) return `\`${entry.name}\` begins at byte ${entry.begin} of the numbers; expected ${at}`;
    at = entry.end;
  }
  return at === length ? undefined : `the header speaks of ${at} bytes of numbers, but ${length} follow`;
};

interface Dtype {
  readonly bytes: number;
  read(view: DataView, at: number): number;
}

const halfToNumber = (bits: number): number => {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (exponent ? 2 ** (exponent - 15) * (1 + fraction / 1024) : 2 ** -14 * (fraction / 1024));
};

const brainToNumber = (bits: number): number => {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, bits << 16);
  return view.getFloat32(0);
};

const DTYPES: ReadonlyMap<string, Dtype> = new Map<string, Dtype>([
  ["F32", { bytes: 4, read: (view, at) => view.getFloat32(at, true) }],
  ["F64", { bytes: 8, read: (view, at) => view.getFloat64(at, true) }],
  ["F16", { bytes: 2, read: (view, at) => halfToNumber(view.getUint16(at, true)) }],
  ["BF16", { bytes: 2, read: (view, at) => brainToNumber(view.getUint16(at, true)) }],
  ["I64", { bytes: 8, read: (view, at) => Number(view.getBigInt64(at, true)) }],
  ["I32", { bytes: 4, read: (view, at) => view.getInt32(at, true) }],
  ["I16", { bytes: 2, read: (view, at) => view.getInt16(at, true) }],
  ["I8", { bytes: 1, read: (view, at) => view.getInt8(at) }],
  ["U8", { bytes: 1, read: (view, at) => view.getUint8(at) }],
  ["BOOL", { bytes: 1, read: (view, at) => view.getUint8(at) }],
]);

const readValues = ({ dtype, begin, end }: Entry, view: DataView, start: number): Float32Array => {
  const { bytes, read } = DTYPES.get(dtype)!;
  const values = new Float32Array((end - begin) / bytes);
  for (let i = 0; i < values.length; i++) values[i] = read(view, start + begin + i * bytes);
  return values;
};
