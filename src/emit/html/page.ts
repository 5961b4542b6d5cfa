import { createHash } from 'node:crypto';
import { htmlText, type Markup, tag } from './element.ts';

/** What a page is made of; style and script are the tool's own texts. */
export interface PageParts {
  title: string;
  style: string;
  script?: string;
  body: Markup;
}

/**
 * A page that is one file: it asks for nothing outside of itself, and its Content-Security-Policy lets it
 * ask for nothing. The policy allows the one style and the one script by their hashes.
 */
export function htmlPage({ title, style, script, body }: PageParts): string {
  const policy = [
    "default-src 'none'",
    `style-src '${hashOf(style)}'`,
    ...(script === undefined ? [] : [`script-src '${hashOf(script)}'`]),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const head = [
    tag('meta', { charset: 'utf-8' }),
    // The policy needs its quotes as they are; it holds nothing that is not ours.
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    tag('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    tag('meta', { name: 'color-scheme', content: 'light dark' }),
    tag('meta', { name: 'referrer', content: 'no-referrer' }),
    tag('title', {}, htmlText(title)),
    `<style>${style}</style>`,
  ];
  const end = script === undefined ? '' : `<script>${script}</script>\n`;
  return `<!doctype html>
<html lang="en">
<head>
${head.join('\n')}
</head>
<body>
${body}
${end}</body>
</html>
`;
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
