export { runCheckThread } from '../main/check-thread.ts';
