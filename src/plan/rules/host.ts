import { hostDefault, hostFixed, hostList } from './draft.ts';
import { NOTHING, type Rule } from './rule.ts';

export const hostName: Rule = {
  id: 'host/name',
  source: 'NixOS option networking.hostName',
  reason: 'The name of this host.',
  apply: ({ answers }) => ({
    settings: [hostFixed('networking.hostName', answers.host, ['answers.host'])],
  }),
};

export const stateVersion: Rule = {
  id: 'host/state-version',
  source: 'NixOS option system.stateVersion',
  reason: 'The release that this host was first installed with; it stays as it is.',
  apply: ({ answers }) => ({
    settings: [hostFixed('system.stateVersion', answers.stateVersion, ['answers.stateVersion'])],
  }),
};

export const regional: Rule = {
  id: 'host/regional',
  source: 'PantherOS module core/base',
  reason: 'As answered; hardware cannot tell.',
  apply: ({ answers }) => ({
    settings: [
      hostDefault('panther.core.base.timeZone', answers.timeZone, ['answers.timeZone']),
      hostDefault('panther.core.base.locale', answers.locale, ['answers.locale']),
      hostDefault('panther.core.base.keyMap', answers.keyMap, ['answers.keyMap']),
    ],
  }),
};

export const user: Rule = {
  id: 'host/user',
  source: 'PantherOS module core/users',
  reason: 'The person who administers this host.',
  apply: ({ answers }) => ({
    settings: [hostDefault('panther.core.users.name', answers.user, ['answers.user'])],
  }),
};

export const sshKeys: Rule = {
  id: 'host/ssh-keys',
  source: 'PantherOS module core/users',
  reason: 'The keys that may log in.',
  apply: ({ answers }) =>
    answers.sshKeys.length === 0
      ? NOTHING
      : {
          settings: [
            hostList('panther.core.users.sshKeys', [...answers.sshKeys], ['answers.sshKeys']),
          ],
        },
};
