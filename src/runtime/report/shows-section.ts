import { Buffer } from "node:buffer";
import { heatMap, pngUrl, rampColors } from "./heat-map.ts";
import { html, type Html } from "./html.ts";
import type { Shows } from "./read-shows.ts";
import { significant } from "./show-number.ts";

/** A recipe's shows as heat maps: a column for each sample picture, a row for each map. */
export const showsSection = (shows: Shows, of: string): Html => {
  const { pictures, shape } = shows;
  const rows = shows.shows.flatMap(({ title, maps }) =>
    maps.map((map, i) => ({ title, map, turn: maps.length > 1 ? `${i + 1} of ${maps.length}` : "" })),
  );
  return html`<section>
    <h2>What the recipe shows</h2>
    <p class="soft">
      On the first ${pictures.length} pictures of the ${of}. Each map has a scale of its own, from its least to its
      largest value.
    </p>
    <div class="scale">
      <span>least</span>
      <div class="ramp" style="background:linear-gradient(90deg,${rampColors.join(",")})"></div>
      <span>largest</span>
    </div>
    <div class="maps" style="--count:${pictures.length};grid-template-columns:repeat(${pictures.length},minmax(0,1fr))">
      <div class="what">pictures</div>
      ${pictures.map(
        ({ class: name, pixels }) =>
          html`<div>
            <img
              src="${pngUrl(Buffer.from(pixels, "base64"), shape.width, shape.channels)}"
              width="${shape.width}"
              height="${shape.height}"
              alt="${name}"
            />
            <div class="cap">${name}</div>
          </div>`,
      )}
      ${rows.map(({ title, map, turn }) => mapRow(shows, title, turn, map))}
    </div>
  </section>`;
};

const mapRow = (
  { values, pictures }: Shows,
  title: string,
  turn: string,
  { tensor, height, width }: Shows["shows"][number]["maps"][number],
): Html => {
  const size = height * width;
  const images = pictures.map(({ class: name }, i) => {
    const { url, least, largest } = heatMap(values.get(tensor)!.subarray(i * size, (i + 1) * size), width);
    const range = `from ${significant(least)} to ${significant(largest)}`;
    const words = [title, turn, `of ${name}`, range].filter((word) => word !== "").join(", ");
    return html`<img src="${url}" width="${width}" height="${height}" alt="${words}" title="${range}" />`;
  });
  return html`<div class="what"><code>${title}</code> <small>${turn} ${height}×${width}</small></div>
    ${images}`;
};
