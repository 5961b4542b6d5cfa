import { type Interrupt, newInterrupt } from '../../provision/fleet/drive.ts';
import { newTable, type Row, tableLines } from '../../provision/fleet/table.ts';
import { realTiming } from '../../provision/fleet/timing.ts';
import { type WebHook, webHook } from '../../provision/fleet/web-hook.ts';

/** What the commands need to let a person watch. */
export { type Interrupt, newInterrupt, newTable, type Row, tableLines, type WebHook };

/** A web-hook that takes the time from the clock. */
export function openWebHook(url: string, complain: (text: string) => void): WebHook {
  return webHook(url, realTiming(), complain);
}
