/** A block and a model of a usual kind, 20 lines; the model places the block of that number. */
export const specPart = (
  part: string,
  used = part,
): string => `/// Reduces, convolves in groups, restores; number ${part}.
block Unit${part}(groups: int = 2, reduce: int = 2)(x: map, out: int, stride: int = 1) {
  require out % reduce == 0, "{out} channels can't be reduced by {reduce}"
  hidden   = out / reduce
  narrow   = x -> conv(1, hidden) -> batch_norm -> relu
  wide     = narrow -> conv(3, hidden, stride: stride, groups: groups) -> batch_norm -> relu -> conv(1, out)
  shortcut = if x.channel == out and stride == 1 { x } else { x -> conv(1, out, stride: stride) }
  return wide + shortcut
}

/// Stages of such units.
model Net${part}(width: int = 16, classes: int = 10)(image: map[32, 32, 3]) {
  stem   = image -> conv(3, width) -> batch_norm -> relu
  stage1 = stem -> Unit${used}(2)(width) -> repeat(2) { Unit${used}(2)(width) }
  stage2 = stage1 -> Unit${used}(2)(2 * width, stride: 2) -> repeat(2) { Unit${used}(2)(2 * width) }
  logits = stage2 -> batch_norm -> relu -> mean(over: [height, width]) -> dense(classes, as: class)
  output logits
  tap stage1, stage2
}

`;
