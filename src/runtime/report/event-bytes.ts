import { maskedCrc32c } from "./crc32c.ts";

/**
 * What TensorBoard reads, one event: `wall_time` in seconds since 1970, and a file's version, a restart, or numbers by tag
 * (tensorflow/core/util/event.proto, tensorflow/core/framework/summary.proto; written by hand, as it is this little).
 */
export interface EventFields {
  readonly wallTime: number;
  readonly step: number;
  readonly fileVersion?: string;
  /** From here on, earlier files' events of this step and later don't count. */
  readonly isRestart?: boolean;
  readonly scalars?: ReadonlyMap<string, number>;
}

/** `Event` as protocol buffer. Fields: 1 wall_time, 2 step, 3 file_version, 5 summary, 7 session_log. */
export const eventBytes = ({ wallTime, step, fileVersion, isRestart, scalars }: EventFields): Uint8Array =>
  joined([
    tag(1, FIXED64),
    float64(wallTime),
    ...(step === 0 ? [] : [tag(2, VARINT), varint(step)]),
    ...(fileVersion === undefined ? [] : [delimited(3, utf8(fileVersion))]),
    ...(scalars === undefined ? [] : [delimited(5, summaryBytes(scalars))]),
    ...(isRestart ? [delimited(7, joined([tag(1, VARINT), varint(SESSION_START)]))] : []),
  ]);

/** A record of a TFRecord file: length, its sum, the bytes, their sum; all little endian. */
export const recordBytes = (data: Uint8Array): Uint8Array => {
  const head = new DataView(new ArrayBuffer(12));
  head.setBigUint64(0, BigInt(data.length), true);
  head.setUint32(8, maskedCrc32c(new Uint8Array(head.buffer, 0, 8)), true);
  const foot = new DataView(new ArrayBuffer(4));
  foot.setUint32(0, maskedCrc32c(data), true);
  return joined([new Uint8Array(head.buffer), data, new Uint8Array(foot.buffer)]);
};

/** `SessionLog.SessionStatus.START` */
const SESSION_START = 1;

/** `Summary`: 1 value, each `Value`: 1 tag, 2 simple_value. */
const summaryBytes = (scalars: ReadonlyMap<string, number>): Uint8Array =>
  joined(
    [...scalars].map(([name, value]) =>
      delimited(1, joined([delimited(1, utf8(name)), tag(2, FIXED32), float32(value)])),
    ),
  );

const [VARINT, FIXED64, DELIMITED, FIXED32] = [0, 1, 2, 5] as const;

const tag = (field: number, wire: number): Uint8Array => Uint8Array.of((field << 3) | wire); // fields below 16 alone

const delimited = (field: number, bytes: Uint8Array): Uint8Array =>
  joined([tag(field, DELIMITED), varint(bytes.length), bytes]);

/** A whole number from 0 below 2^53. */
const varint = (value: number): Uint8Array => {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Uint8Array.from([...bytes, rest]);
};

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

const float32 = (value: number): Uint8Array => {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value, true);
  return new Uint8Array(view.buffer);
};

const float64 = (value: number): Uint8Array => {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value, true);
  return new Uint8Array(view.buffer);
};

const joined = (parts: readonly Uint8Array[]): Uint8Array => {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
};
