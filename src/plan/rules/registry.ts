import { amdLegacy } from './amd-legacy.ts';
import { asusDaemon } from './asus.ts';
import { bluetooth } from './bluetooth.ts';
import { firmware, generations, mirroredBoot } from './boot.ts';
import { imageProcessor } from './camera.ts';
import { chargeLimit } from './charge-limit.ts';
import { awsVolumes, cloudAgent, xenTools } from './cloud.ts';
import { amdPstate, kvm, microcode, thermald } from './cpu.ts';
import { databases } from './databases.ts';
import { dynamicBoost } from './dynamic-boost.ts';
import { externalGpu } from './external-gpu.ts';
import {
  dataDisks,
  hibernation,
  mapper,
  raid,
  rootReset,
  snapshots,
  volatileJournal,
  zram,
} from './filesystems.ts';
import { reader, unknownReader } from './fingerprint.ts';
import { firmwareUpdates, redistributableFirmware } from './firmware.ts';
import { narrowFirmware } from './firmware-boot.ts';
import { foreignArrays } from './foreign-arrays.ts';
import { amdgpu, graphics, intelMedia } from './graphics.ts';
import { hyperv, qemuAgent, spice, unsupportedGuest, virtualbox, vmware } from './guest.ts';
import { hostName, regional, sshKeys, stateVersion, user } from './host.ts';
import { answeredModules } from './initrd-modules.ts';
import { intelHuc, intelInitrd } from './intel-gpu.ts';
import { newKernel } from './kernel-version.ts';
import { keyboardModules, lockedOut, otherUnlock, unseenKeyboard } from './keyboard.ts';
import { keyboardLayout } from './keyboard-layout.ts';
import { smallMemory } from './memory.ts';
import { encryptionModule, kernelRole, profileModules, sshModules } from './modules.ts';
import { x550 } from './network-cards.ts';
import { backend, remoteUnlock } from './networking.ts';
import { exactModel, nearestModel } from './nixos-hardware.ts';
import { npu } from './npu.ts';
import { nvidiaDriver } from './nvidia.ts';
import { hostPlatform } from './platform.ts';
import { pen, surfaceTouch, trackpoint } from './pointing.ts';
import { headParking, laptop } from './power.ts';
import { panelOnNvidia, prime, unclearPrime } from './prime.ts';
import { providerNotes } from './provider.ts';
import { interrupts, memoryErrors } from './reliability.ts';
import type { Rule } from './rule.ts';
import { secureBoot } from './secure-boot.ts';
import { iio } from './sensors.ts';
import { serialConsole } from './serial.ts';
import { hardwareRaid, infiniband, serverGpu } from './servers.ts';
import { shallowSleep } from './sleep.ts';
import { noSmart } from './smart.ts';
import { smartCard } from './smart-card.ts';
import { bootPath, virtioIommu } from './storage.ts';
import { bolt } from './thunderbolt.ts';
import { tpm2 } from './tpm.ts';
import { renesasHost } from './usb-host.ts';
import { wifiQuirks } from './wifi.ts';
import { tabletMode } from './yoga.ts';

/** Every rule there is. Their order does not matter: a plan is sorted. */
export const RULES: readonly Rule[] = [
  hostName,
  stateVersion,
  regional,
  user,
  sshKeys,
  profileModules,
  encryptionModule,
  sshModules,
  kernelRole,
  firmware,
  generations,
  mirroredBoot,
  rootReset,
  mapper,
  hibernation,
  zram,
  dataDisks,
  databases,
  raid,
  snapshots,
  volatileJournal,
  backend,
  remoteUnlock,
  hostPlatform,
  microcode,
  kvm,
  amdPstate,
  thermald,
  redistributableFirmware,
  bootPath,
  virtioIommu,
  answeredModules,
  keyboardModules,
  lockedOut,
  otherUnlock,
  unseenKeyboard,
  graphics,
  amdgpu,
  intelMedia,
  nvidiaDriver,
  prime,
  unclearPrime,
  externalGpu,
  panelOnNvidia,
  bluetooth,
  reader,
  unknownReader,
  iio,
  wifiQuirks,
  imageProcessor,
  laptop,
  headParking,
  tpm2,
  qemuAgent,
  spice,
  vmware,
  hyperv,
  virtualbox,
  unsupportedGuest,
  providerNotes,
  serialConsole,
  hardwareRaid,
  infiniband,
  serverGpu,
  noSmart,
  smallMemory,
  bolt,
  tabletMode,
  amdLegacy,
  memoryErrors,
  interrupts,
  smartCard,
  trackpoint,
  pen,
  surfaceTouch,
  asusDaemon,
  newKernel,
  foreignArrays,
  npu,
  xenTools,
  awsVolumes,
  cloudAgent,
  narrowFirmware,
  exactModel,
  nearestModel,
  intelInitrd,
  intelHuc,
  dynamicBoost,
  chargeLimit,
  shallowSleep,
  secureBoot,
  x550,
  renesasHost,
  keyboardLayout,
  firmwareUpdates,
];
