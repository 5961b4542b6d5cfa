/** Codes of system calls for which this machine lacks something for the moment. */
const SHORT = ['EMFILE', 'ENFILE', 'EAGAIN', 'ENOMEM'];

/** Whether an error of the system says that too much is going on here, and not that something is wrong. */
export function isShortage(code: string | undefined): code is string {
  return code !== undefined && SHORT.includes(code);
}

/** What a shortage means and what to do about it. */
export function shortageWords(code: string): string {
  return `too much is open or running here for one more (${code}); give a smaller --parallel, or raise ulimit -n and -u`;
}
