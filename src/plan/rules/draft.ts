import type { SettingValue } from '../../model/plan.ts';
import type { DraftSetting } from './rule.ts';

/**
 * A scalar of hardware.nix that a user may override: lib.mkDefault. `option` is a dotted path whose
 * segments hold no dots.
 */
export function hardwareDefault(
  option: string,
  value: SettingValue,
  facts: string[],
  reason?: string,
): DraftSetting {
  return draft(option, value, 'default', 'unique', 'hardware', facts, reason);
}

/**
 * A scalar of hardware.nix where NixOS itself says lib.mkDefault, which a second one would contradict;
 * a user overrides it with lib.mkForce.
 */
export function hardwareFixed(
  option: string,
  value: SettingValue,
  facts: string[],
  reason?: string,
): DraftSetting {
  return draft(option, value, 'normal', 'unique', 'hardware', facts, reason);
}

/** Elements that a list option of hardware.nix gets beside those of other rules and of the user. */
export function hardwareList(
  option: string,
  values: SettingValue[],
  facts: string[],
  reason?: string,
): DraftSetting {
  return draft(option, values, 'normal', 'list', 'hardware', facts, reason);
}

/** A scalar of the host's default.nix that a user may override: lib.mkDefault. */
export function hostDefault(
  option: string,
  value: SettingValue,
  facts: string[],
  reason?: string,
): DraftSetting {
  return draft(option, value, 'default', 'unique', 'host', facts, reason);
}

/** A scalar of the host's default.nix that names the host and is not for overriding. */
export function hostFixed(
  option: string,
  value: SettingValue,
  facts: string[],
  reason?: string,
): DraftSetting {
  return draft(option, value, 'normal', 'unique', 'host', facts, reason);
}

/** Elements that a list option of the host's default.nix gets. */
export function hostList(
  option: string,
  values: SettingValue[],
  facts: string[],
  reason?: string,
): DraftSetting {
  return draft(option, values, 'normal', 'list', 'host', facts, reason);
}

function draft(
  option: string,
  value: SettingValue,
  priority: DraftSetting['priority'],
  merge: DraftSetting['merge'],
  part: DraftSetting['part'],
  facts: string[],
  reason: string | undefined,
): DraftSetting {
  const setting = { option: option.split('.'), value, priority, merge, part, facts };
  return reason === undefined ? setting : { ...setting, reason };
}
