import { diagnosticKind, type DiagnosticKind } from "../../base/diagnostic.ts";

const grouped = (n: number): string => n.toLocaleString("en-US");
const bytes = (n: number): string => `${grouped(n)} byte${n === 1 ? "" : "s"}`;
const pictures = (n: number): string => `${grouped(n)} picture${n === 1 ? "" : "s"}`;

/** Data errors depend on what lies on a disk: their tests make such files. */
const byFile = { bad: "", good: "" } as const;

export const dataFolderMissing = diagnosticKind<{ data: string; folder: string; get?: string }>({
  code: "KES5001",
  slug: "data-folder-missing",
  severity: "error",
  message: ({ data, folder }) => `\`${data}\` finds no folder \`${folder}\``,
  help: ({ get }) => [
    ...(get === undefined ? [] : [`kesc data get ${get}`]),
    "name another folder, as the first argument: it is looked for under `data`, then under the root",
    "or use `shapes(split: train)`, pictures that need no file",
  ],
  explanation:
    "A data set's files are looked for in the folder that it names, under the data folder (`data` under the root, if kes.config.json says nothing else), then under the root (where kes.config.json lies, or the spec itself). The folder isn't in either place. `kesc data get` fetches what may be fetched.",
  ...byFile,
  untestable: "test/data/read-cifar.test.ts asks for a folder that isn't there",
});

export const dataFileMissing = diagnosticKind<{ file: string; folder: string; expected: readonly string[] }>({
  code: "KES5002",
  slug: "data-file-missing",
  severity: "error",
  message: ({ file, folder }) => `\`${file}\` is missing in \`${folder}\``,
  notes: ({ expected }) => [`expected there: ${expected.join(", ")}`],
  explanation:
    "The folder is there, but a file of the data set isn't. A set of which a part is missing is no set: nothing is read.",
  ...byFile,
  untestable: "test/data/read-cifar.test.ts deletes a file",
});

export const dataFileUnreadable = diagnosticKind<{ file: string; reason: string }>({
  code: "KES5003",
  slug: "data-file-unreadable",
  severity: "error",
  message: ({ file, reason }) => `\`${file}\` can't be read: ${reason}`,
  explanation:
    "The file is there, but the operating system refuses to hand it out: look at its rights, and whether it is a folder.",
  ...byFile,
  untestable: "test/data/read-cifar.test.ts puts a folder where a file should be",
});

export const dataFileCut = diagnosticKind<{ file: string; size: number; record: number; other?: string }>({
  code: "KES5004",
  slug: "data-file-cut",
  severity: "error",
  message: ({ file, size, record }) =>
    size === 0
      ? `\`${file}\` is empty`
      : `\`${file}\` is cut: its ${bytes(size)} are ${pictures(Math.floor(size / record))} and ${bytes(size % record)} more`,
  notes: ({ record, other }) => [
    `expected: a multiple of ${bytes(record)}, one record a picture`,
    ...(other === undefined ? [] : [`its size would fit ${other}`]),
  ],
  help: () => ["fetch or copy the file again"],
  explanation:
    "CIFAR's binary layout is records of one size, one after the other: a label byte (two in CIFAR-100), 1,024 red, 1,024 green and 1,024 blue pixels. A file of another length was cut on its way, or holds something else.",
  ...byFile,
  untestable: "test/data/read-cifar.test.ts cuts a file",
});

export const labelOutOfRange = diagnosticKind<{
  file: string;
  picture: number;
  label: number;
  classes: number;
  count: number;
}>({
  code: "KES5005",
  slug: "label-out-of-range",
  severity: "error",
  message: ({ file, picture, label, classes }) =>
    `picture ${grouped(picture)} of \`${file}\` has label ${label}; expected 0 to ${classes - 1}`,
  notes: ({ count }) => (count > 1 ? [`so do ${grouped(count - 1)} more in this file`] : []),
  help: () => ["fetch or copy the file again, or say which layout it has: `cifar10`, `cifar100`"],
  explanation:
    "The label byte of a record must be the index of a class. Another number means that bytes were lost or added before it, or that the file has another layout. Pictures are counted from 0.",
  ...byFile,
  untestable: "test/data/read-cifar.test.ts overwrites a label",
});

export const tooFewPictures = diagnosticKind<{ data: string; wanted: number; found: number }>({
  code: "KES5006",
  slug: "too-few-pictures",
  severity: "error",
  message: ({ data, wanted, found }) =>
    `\`first: ${grouped(wanted)}\` asks for more than \`${data}\` has: ${pictures(found)}`,
  explanation: "`first` takes pictures from the front of the set; there must be as many.",
  ...byFile,
  untestable: "test/data/read-cifar.test.ts asks for more than there is",
});

export const dataHashDiffers = diagnosticKind<{ file: string; expected: string; found: string }>({
  code: "KES5007",
  slug: "data-hash-differs",
  severity: "error",
  message: ({ file }) => `\`${file}\` is not the published file`,
  notes: ({ expected, found }) => [`expected SHA-256 ${expected}`, `found    SHA-256 ${found}`],
  help: () => [
    "fetch the file again; a slice of the set that you made yourself is read all the same, and never equals it",
  ],
  explanation:
    "`kesc data check` compares files with the SHA-256 of the published set. Training reads any file of the right layout, so slices may be used; figures got from them can't be compared with published ones.",
  ...byFile,
  untestable: "test/data/check-data.test.ts checks a slice",
});

export const dataNotYet = diagnosticKind<{ part: string; reason: string }>({
  code: "KES5008",
  slug: "part-not-yet",
  severity: "error",
  message: ({ part, reason }) => `\`${part}\` is known but can't be used yet: ${reason}`,
  explanation:
    "The name stands in the language so that specs can be written with it, checked and counted; training refuses it until it is built.",
  ...byFile,
  untestable: "test/train/problems.test.ts trains on `voc`",
});

export const badSetting = diagnosticKind<{ part: string; setting: string; problem: string }>({
  code: "KES5009",
  slug: "bad-setting",
  severity: "error",
  message: ({ part, setting, problem }) => `\`${part}\` can't have this \`${setting}\`: ${problem}`,
  explanation:
    "The argument has the right type, but no meaning with this value: a mean with two numbers for three colours, 11 classes of 10 kinds of shape.",
  ...byFile,
  untestable: "test/data/open-data.test.ts gives two means for three colours",
});

export const dataSetsDiffer = diagnosticKind<{ first: string; second: string; what: string }>({
  code: "KES5010",
  slug: "data-sets-differ",
  severity: "error",
  message: ({ first, second, what }) => `\`${first}\` and \`${second}\` can't be used together: ${what}`,
  explanation:
    "A list of data sets is their union, and a network is tested with pictures like those it learned from: edges, classes and normalization must be the same.",
  ...byFile,
  untestable: "test/data/open-data.test.ts joins two sizes",
});

export const kinds: readonly DiagnosticKind<never>[] = [
  dataFolderMissing,
  dataFileMissing,
  dataFileUnreadable,
  dataFileCut,
  labelOutOfRange,
  tooFewPictures,
  dataHashDiffers,
  dataNotYet,
  badSetting,
  dataSetsDiffer,
] as readonly DiagnosticKind<never>[];
