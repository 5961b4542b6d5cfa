/** Width of the picture; a README column on GitHub shows it unscaled. */
export const WIDTH = 880;
export const MARGIN = 20;
export const LINE = 18;

/**
 * Width of a character cell at 13 px. Monospace fonts advance by 0.6 em or a little less; the rest is a
 * reserve for one that is wider.
 */
export const CELL = 8;

/**
 * The colours. The paper is drawn, so that the text is readable on whatever the picture lies on; a reader
 * who prefers dark gets the second set.
 */
export const STYLE = [
  'text{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:13px;fill:#1f2328}',
  '.head{font-weight:600}',
  '.dim{fill:#59636e}',
  '.alarm{fill:#b3261e}',
  '.paper{fill:#ffffff;stroke:#d1d9e0}',
  '.box{stroke:#59636e}',
  '.boot{fill:#cfe3fa}',
  '.swap{fill:#ead9f7}',
  '.encrypted{fill:#c9ecd2}',
  '.plain{fill:#f8e6b8}',
  '.lost{fill:#fadcd9;stroke:#b3261e;stroke-dasharray:4 3}',
  '.free{fill:none;stroke:#59636e;stroke-dasharray:2 3}',
  '@media (prefers-color-scheme:dark){',
  'text{fill:#e6edf3}',
  '.dim{fill:#9da7b3}',
  '.alarm{fill:#ff9c93}',
  '.paper{fill:#0d1117;stroke:#3d444d}',
  '.box{stroke:#9da7b3}',
  '.boot{fill:#173a63}',
  '.swap{fill:#46295e}',
  '.encrypted{fill:#14482a}',
  '.plain{fill:#57430d}',
  '.lost{fill:#571d1a;stroke:#ff9c93}',
  '.free{stroke:#9da7b3}',
  '}',
].join('');
