import type { InputDevice } from '../../model/hardware.ts';
import { isMobile } from './machine-kind.ts';
import type { RuleContext } from './rule.ts';

/** Makers of keys that type a password of their own: Yubico, Nitrokey, Feitian, OnlyKey, Solo. */
const KEY_MAKERS: ReadonlySet<string> = new Set(['1050', '20a0', '096e']);
const KEY_NAME = /yubi ?key|security key|nitrokey|onlykey|solo ?key|\bfido|\bu2f\b/i;
/** Receivers show a keyboard whether one is paired or not. */
const RECEIVER = /receiver|dongle|unifying|\b2\.4 ?g/i;

export function keyboardsOf({ facts }: RuleContext): InputDevice[] {
  return facts.input.filter(({ kind, bus }) => kind === 'keyboard' && bus !== 'virtual');
}

/**
 * Whether somebody can be expected to type a passphrase on a keyboard at every start: not on a security
 * key or a bare receiver, nor on what happened to be plugged into a machine that is carried about.
 */
export function isForTyping(keyboard: InputDevice, context: RuleContext): boolean {
  const { bus, internal, name, vendor } = keyboard;
  if (bus !== 'usb') return true;
  if (internal === false && isMobile(context)) return false;
  return !KEY_MAKERS.has(vendor ?? '') && !KEY_NAME.test(name) && !RECEIVER.test(name);
}
