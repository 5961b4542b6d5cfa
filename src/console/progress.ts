import { shownText } from '../model/display.ts';

/** Where progress is shown. */
export interface ProgressStream {
  write(text: string): unknown;
  columns?: number | undefined;
}

/** One line that is drawn again and again, and gone when the work is done. */
export interface Progress {
  /** What is done now: the line tells it the next time it is drawn. */
  tell(detail: string): void;
  /** Takes the line away, lets something else be written, and puts the line below it. */
  aside(write: () => void): void;
  /** The work is done, or failed. */
  end(): void;
}

/** So long nobody is told of anything, in milliseconds. */
const PATIENCE = 1000;
/** No eye follows more than that. */
const PAUSE = 100;
const CLEAR = '\r\u001b[2K';

/** Shows that something is going on, once it has taken more than a second. */
export function startProgress(about: string, stream: ProgressStream, now = Date.now): Progress {
  const start = now();
  let detail = '';
  let drawn = start + PATIENCE - PAUSE;
  let isShown = false;
  const draw = (): void => {
    drawn = now();
    isShown = true;
    const seconds = Math.round((drawn - start) / 1000);
    stream.write(`${CLEAR}${progressLine(about, detail, seconds, stream.columns || 80)}`);
  };
  const drawAgain = (): void => {
    if (now() - drawn >= PAUSE) draw();
  };
  const hide = (): void => {
    if (isShown) stream.write(CLEAR);
    isShown = false;
  };
  const timer = setInterval(drawAgain, PATIENCE);
  timer.unref();
  // An interrupted run leaves no half of a line.
  process.once('exit', hide);
  return {
    tell(text) {
      detail = text;
      drawAgain();
    },
    aside(write) {
      const wasShown = isShown;
      hide();
      write();
      if (wasShown) draw();
    },
    end() {
      clearInterval(timer);
      process.removeListener('exit', hide);
      hide();
    },
  };
}

/** The line, cut so that it never wraps: a line that wrapped could not be taken away. */
export function progressLine(
  about: string,
  detail: string,
  seconds: number,
  columns: number,
): string {
  const time = ` ${seconds} s`;
  const text = detail === '' ? about : `${about}: ${detail}`;
  return shownText(text, Math.max(1, columns - 1 - time.length)) + time;
}
