/** An operating system's refusal in words. */
export const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const code = (error as NodeJS.ErrnoException).code;
  return REASONS.get(code ?? "") ?? error.message;
};

const REASONS: ReadonlyMap<string, string> = new Map([
  ["ENOENT", "it isn't there"],
  ["EACCES", "permission denied"],
  ["EPERM", "permission denied"],
  ["EISDIR", "it is a folder"],
  ["ENOTDIR", "a part of its path is not a folder"],
  ["ENOSPC", "no space is left"],
  ["ENAMETOOLONG", "the name is too long"],
  ["EROFS", "the file system can only be read"],
]);
