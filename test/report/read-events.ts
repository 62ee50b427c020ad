import { crc32c } from "../../src/runtime/report/crc32c.ts";

export interface ReadEvent {
  readonly wallTime: number;
  readonly step: number;
  readonly version?: string;
  readonly session?: number;
  readonly scalars: ReadonlyMap<string, number>;
}

/** Reads an event file by TFRecord's and protobuf's rules alone; throws where bytes break them. */
export const readEvents = (bytes: Uint8Array): readonly ReadEvent[] => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const events: ReadEvent[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = Number(view.getBigUint64(at, true));
    if (unmasked(view.getUint32(at + 8, true)) !== crc32c(bytes.subarray(at, at + 8))) throw new Error("length's sum");
    const data = bytes.subarray(at + 12, at + 12 + length);
    if (unmasked(view.getUint32(at + 12 + length, true)) !== crc32c(data)) throw new Error("data's sum");
    events.push(readEvent(data));
    at += 16 + length;
  }
  return events;
};

/** TensorFlow's crc32c::Unmask. */
const unmasked = (masked: number): number => {
  const turned = (masked - 0xa282ead8) >>> 0;
  return ((turned >>> 17) | (turned << 15)) >>> 0;
};

type Field = { readonly field: number; readonly value: number | Uint8Array };

const fieldsOf = (bytes: Uint8Array): readonly Field[] => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fields: Field[] = [];
  let at = 0;
  const varint = (): number => {
    for (let value = 0, scale = 1; ; scale *= 128) {
      const byte = bytes[at++]!;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const key = varint();
    const field = key >> 3;
    const wire = key & 7;
    if (wire === 0) fields.push({ field, value: varint() });
    else if (wire === 1) fields.push({ field, value: view.getFloat64((at += 8) - 8, true) });
    else if (wire === 5) fields.push({ field, value: view.getFloat32((at += 4) - 4, true) });
    else if (wire === 2) {
      const length = varint();
      fields.push({ field, value: bytes.subarray(at, (at += length)) });
    } else throw new Error(`wire type ${wire}`);
  }
  return fields;
};

const text = (value: number | Uint8Array): string => new TextDecoder().decode(value as Uint8Array);

const readEvent = (bytes: Uint8Array): ReadEvent => {
  const fields = new Map(fieldsOf(bytes).map(({ field, value }) => [field, value]));
  const summary = fields.get(5);
  const values = summary ? fieldsOf(summary as Uint8Array).map(({ value }) => fieldsOf(value as Uint8Array)) : [];
  const scalars = values.map((one) => {
    const get = (wanted: number) => one.find(({ field }) => field === wanted)!.value;
    return [text(get(1)), get(2) as number] as const;
  });
  const session = fields.get(7);
  return {
    wallTime: fields.get(1) as number,
    step: (fields.get(2) as number | undefined) ?? 0,
    ...(fields.has(3) && { version: text(fields.get(3)!) }),
    ...(session && { session: fieldsOf(session as Uint8Array)[0]!.value as number }),
    scalars: new Map(scalars),
  };
};
