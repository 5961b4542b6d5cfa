/** How an evaluation ended. */
export type Evaluation =
  | { status: 'ok'; value: unknown }
  | { status: 'missing' }
  | { status: 'failed'; reason: string };

export interface Evaluated {
  /** A function of an attribute set of strings. */
  program: string;
  strings: Readonly<Record<string, string>>;
  /** What may be read, each as <name>; everything else is out of reach. */
  places: Readonly<Record<string, string>>;
}

const TIMEOUT_MS = 20_000;
const OUTPUT_BYTES = 16 * 1024 * 1024;
const HEAP_BYTES = 1024 * 1024 * 1024;

/**
 * Restricted mode reads nothing but what `places` names and fetches nothing; imports from derivations
 * would build, native code would run. No store is opened: nothing can be written to one.
 */
const HARMLESS = [
  ...['--eval', '--strict', '--json', '--readonly-mode', '--store', 'dummy://'],
  ...['--option', 'restrict-eval', 'true'],
  ...['--option', 'allowed-uris', ''],
  ...['--option', 'allow-import-from-derivation', 'false'],
  ...['--option', 'allow-unsafe-native-code-during-evaluation', 'false'],
  ...['--option', 'plugin-files', ''],
];

/**
 * Has `nix-instantiate` evaluate a program, with nothing of the machine in reach but the places given, for
 * a limited time and in limited memory. The reason of a failure is what Nix says, one line, not escaped.
 */
export async function evaluateNix({ program, strings, places }: Evaluated): Promise<Evaluation> {
  const { execFile } = await import('node:child_process');
  const words = [
    ...HARMLESS,
    ...Object.entries(places).flatMap(([name, path]) => ['-I', `${name}=${path}`]),
    ...Object.entries(strings).flatMap(([name, text]) => ['--argstr', name, text]),
    ...['--expr', program],
  ];
  return new Promise((resolve) => {
    const options = {
      timeout: TIMEOUT_MS,
      killSignal: 'SIGKILL',
      maxBuffer: OUTPUT_BYTES,
    } as const;
    execFile(
      'nix-instantiate',
      words,
      { ...options, env: quietEnvironment() },
      (error, stdout, stderr) => {
        if (error === null) return resolve({ status: 'ok', value: JSON.parse(stdout) });
        if (error.code === 'ENOENT') return resolve({ status: 'missing' });
        const reason = error.killed ? `not done after ${TIMEOUT_MS / 1000} s` : complaintOf(stderr);
        resolve({ status: 'failed', reason });
      },
    );
  });
}

/** No settings, search path or plugins of the person who runs it. */
function quietEnvironment(): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    LC_ALL: 'C',
    HOME: '/nonexistent',
    NIX_PATH: '',
    NIX_CONFIG: '',
    NIX_CONF_DIR: '/nonexistent',
    NIX_USER_CONF_FILES: '/dev/null',
    GC_MAXIMUM_HEAP_SIZE: String(HEAP_BYTES),
  };
}

/** The error itself, with its place, without the trace and the excerpt below it. */
function complaintOf(stderr: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Nix colours even what goes into a pipe.
  const lines = stderr.replace(/\u001b\[[0-9;]*m/g, '').split('\n');
  const start = lines.findIndex((line) => line.startsWith('error:'));
  const said = lines.slice(Math.max(0, start)).map((line) => line.trim());
  const end = said.findIndex((line, index) => index > 0 && /^(?:\d+\||\(use|…)/.test(line));
  const text = said.slice(0, end < 0 ? undefined : end).filter((line) => line !== '');
  return text.join(' ').replace(/^error: /, '') || 'it ended without a word';
}
