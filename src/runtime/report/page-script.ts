/** The page's only script: values of a chart under the pointer, or by the arrow keys. Without it everything is to be seen but these. */
export const pageScript = `
for (const plot of document.querySelectorAll(".plot")) {
  const { at, labels, series } = JSON.parse(plot.querySelector("script").textContent);
  if (at.length === 0) continue;
  const cursor = plot.querySelector(".cursor");
  const tip = plot.querySelector(".tip");
  let now = -1;
  const show = (i) => {
    now = Math.max(0, Math.min(at.length - 1, i));
    cursor.hidden = tip.hidden = false;
    cursor.style.left = at[now] + "%";
    tip.replaceChildren(...[labels[now], ...series.map(({ name, values }, k) => [k, name, values[now]])].flatMap((row) => {
      const line = document.createElement("div");
      if (typeof row === "string") line.textContent = row;
      else if (row[2] === "") return [];
      else {
        const key = document.createElement("i");
        const value = document.createElement("b");
        key.className = "c" + (row[0] % 8);
        value.textContent = row[2];
        line.append(key, row[1] + " ", value);
      }
      return [line];
    }));
    const isRight = at[now] > 50;
    tip.style.left = isRight ? "auto" : "calc(" + at[now] + "% + 8px)";
    tip.style.right = isRight ? "calc(" + (100 - at[now]) + "% + 8px)" : "auto";
    plot.setAttribute("aria-valuenow", now);
    plot.setAttribute("aria-valuetext", [labels[now], ...series.flatMap(({ name, values }) => values[now] === "" ? [] : [name + " " + values[now]])].join(", "));
  };
  const hide = () => { cursor.hidden = tip.hidden = true; };
  const nearest = (percent) => {
    let [low, high] = [0, at.length - 1];
    while (high - low > 1) { const middle = (low + high) >> 1; if (at[middle] < percent) low = middle; else high = middle; }
    return percent - at[low] < at[high] - percent ? low : high;
  };
  plot.setAttribute("role", "slider");
  plot.setAttribute("aria-valuemin", 0);
  plot.setAttribute("aria-valuemax", at.length - 1);
  plot.setAttribute("aria-valuenow", at.length - 1);
  plot.setAttribute("aria-valuetext", labels.at(-1));
  plot.addEventListener("pointermove", (event) => {
    const box = plot.getBoundingClientRect();
    show(nearest(((event.clientX - box.left) / box.width) * 100));
  });
  plot.addEventListener("pointerleave", hide);
  plot.addEventListener("focus", () => { if (plot.matches(":focus-visible")) show(now < 0 ? at.length - 1 : now); });
  plot.addEventListener("blur", hide);
  plot.addEventListener("keydown", (event) => {
    const big = Math.max(1, Math.round(at.length / 10));
    const turns = { ArrowLeft: now - 1, ArrowDown: now - 1, ArrowRight: now + 1, ArrowUp: now + 1, PageDown: now - big, PageUp: now + big, Home: 0, End: at.length - 1 };
    if (event.key === "Escape") hide();
    if (!(event.key in turns)) return;
    event.preventDefault();
    show(turns[event.key]);
  });
}
`;
