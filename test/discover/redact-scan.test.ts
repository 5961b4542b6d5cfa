import test from 'ava';
import { redactCapture } from '../../src/discover/redact.ts';
import { captureOf, command, KEY, shown } from './redact-samples.ts';

const OUTPUT = `NAME           UUID                                  TYPE  DEVICE
Adas Villa 5G  0b5a1b3e-7f6d-4c1a-9c55-3f1d2e4b5a70  wifi  wlp0s20f3

IN-USE  BSSID              SSID        MODE   CHAN
*       3C:58:C2:DE:AD:09  Adas Villa 5G  Infra  6
Interface wlp0s20f3
\tssid Adas Villa 5G
IEEE EUI-64:            002538 d91101abcd
ada@villa:~$ uptime
`;

test('networks, prompts and namespaces in what somebody recorded by hand are hashed', (t) => {
  const id = 'import:scan/01-all.txt';
  t.is(
    shown(redactCapture(captureOf({ [id]: command(OUTPUT) }), KEY).readings[id]),
    `NAME           UUID                                  TYPE  DEVICE
h:…  h:…                        wifi  wlp0s20f3

IN-USE  BSSID              SSID        MODE   CHAN
*       h:…  h:…  Infra  6
Interface wlp0s20f3
\tssid h:…
IEEE EUI-64:            h:…
h:…@h:…:~$ uptime
`,
  );
});
