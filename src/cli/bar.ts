const BAR = 20;

/** `███████████░░░░░░░░░` */
export const bar = (share: number): string => {
  const full = Math.max(0, Math.min(BAR, Math.round(share * BAR)));
  return "█".repeat(full) + "░".repeat(BAR - full);
};
