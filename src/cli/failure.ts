/**
 * Thrown by commands where the user or the machine is at fault and no place in a spec is to blame: a missing file, a folder that
 * can't be written, a wrong option. Ends the process with code 2 and prints the message without a stack.
 */
export class Failure extends Error {
  /** What to do, a line each; printed after "try:". */
  readonly help: readonly string[];

  constructor(message: string, help: readonly string[] = []) {
    super(message);
    this.name = "Failure";
    this.help = help;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "no such file or folder",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EISDIR: "it is a folder",
  ENOTDIR: "a part of the path is not a folder",
  ENOTEMPTY: "the folder is not empty",
  EEXIST: "it exists already",
  ENOSPC: "no space is left",
  EDQUOT: "the quota is used up",
  EFBIG: "the file would be larger than the system allows",
  EIO: "the device fails",
  EMFILE: "too many files are open",
  EROFS: "the file system can only be read",
  ELOOP: "too many symbolic links",
  ENAMETOOLONG: "the name is too long",
};

/** A `Failure` for what the operating system refused, or undefined where `error` is something else. */
export const asFailure = (error: unknown): Failure | undefined => {
  if (error instanceof Failure) return error;
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return undefined;
  const reason = REASONS[error.code];
  if (reason === undefined) return undefined;
  const path = "path" in error && typeof error.path === "string" ? error.path : undefined;
  return new Failure(path === undefined ? reason : `${path}: ${reason}`);
};
