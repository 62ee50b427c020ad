import { html, type Content, type Html } from "./html.ts";
import { pageScript } from "./page-script.ts";
import { pageStyle } from "./page-style.ts";

/** A whole page that needs nothing but itself: it works from a file, without a network, and is not allowed one. */
export const page = (title: string, body: Content): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
        />
        <title>${title}</title>
        <style>
          ${raw(pageStyle)}
        </style>
      </head>
      <body>
        <main>${body}</main>
        <script>
          ${raw(pageScript)};
        </script>
      </body>
    </html> `.html;

const raw = (text: string): Html => ({ html: text });
