import { isHashed, isIdentifier, type Replace } from './identifiers.ts';

/** The longest name that a Linux filesystem takes. */
const LONGEST = 255;
// Links of input devices often end with the model; a serial in them is known from elsewhere.
const LINK = /((?<!(?:input|serial)\/)by-(id|path|uuid|partuuid)\/)([^\s"'`,;()\]}]+)/g;
/** Names that are an identifier after the first words: wwn-0x5002…, nvme-eui.0025…, md-uuid-…. */
const WHOLE =
  /^(wwn-(?:0x)?|md-name-|nvme-(?:eui|nvme|uuid)\.|lvm-pv-uuid-|md-uuid-|dm-uuid-(?:[A-Z0-9]+-)*|scsi-[238](?=[0-9a-f]{16})|virtio-|google-|scsi-0Google_PersistentDisk_)(.+)$/i;
/** Places that hold an address: a SAS or Fibre Channel name, an iSCSI portal and target, an NVMe-oF name. */
const PATH_NAME = /((?:^|-)(?:sas-(?:exp)?|fc-)0x)([0-9a-f]{8,32})/gi;
const ISCSI = /((?:^|-)ip-)(.{1,200})(-iscsi-)(.{1,200}?)(-lun-|$)/;
const FABRICS = /((?:^|-)(?:nvme-subsys|nqn)[-.])(.{1,200}?)((?:-[0-9]+)?(?:-part[0-9]+)?$)/;
const INSTANCE = /((?:^|-)vmbus-)([0-9a-f]{32})/gi;

/** A name below /dev/disk/by-path, with the addresses in it replaced. */
export function redactPathName(name: string, replace: Replace): string {
  return name
    .replace(PATH_NAME, (_all, head: string, id: string) => head + replace(id, 'world wide name'))
    .replace(INSTANCE, (_all, head: string, id: string) => head + replace(id, 'uuid'))
    .replace(
      ISCSI,
      (_all, head: string, portal: string, middle: string, target: string, tail: string) =>
        head + replace(portal, 'ip address') + middle + replace(target, 'serial') + tail,
    )
    .replace(
      FABRICS,
      (_all, head: string, id: string, tail: string) => head + replace(id, 'serial') + tail,
    );
}

/** What udev puts after the serial: partition, namespace, lun, input function. */
const TAIL =
  /(?:-part[0-9]+|-[0-9]+:[0-9]+(?:-part[0-9]+)?|(?:-if[0-9]+)?(?:-port[0-9]+|-event-[a-z-]+[0-9]*|-event|-mouse|-kbd)?(?:-index[0-9]+)?)$/;
const NAMESPACE = /_[0-9]{1,2}$/;

/** Replaces the serial, uuid or address in links that udev names after one. */
export function redactLinks(text: string, replace: Replace): string {
  if (!text.includes('by-')) return text;
  return text.replace(LINK, (all, head: string, kind: string, name: string) => {
    if (isHashed(name)) return all;
    if (name.length > LONGEST) return head + replace(name, 'serial');
    if (kind === 'path') return head + redactPathName(name, replace);
    if (kind !== 'id') return head + replaceKeepingTail(name, /-part[0-9]+$/, replace, 'uuid');
    return head + redactName(name, replace);
  });
}

/** <bus>-<model>_<serial><tail>: the model stays. */
function redactName(name: string, replace: Replace): string {
  const whole = WHOLE.exec(name);
  if (whole !== null) {
    const [, prefix = '', rest = ''] = whole;
    return prefix + replaceKeepingTail(rest, TAIL, replace, 'world wide name');
  }
  const tail = TAIL.exec(name)?.[0] ?? '';
  const body = name.slice(0, name.length - tail.length);
  const namespace = NAMESPACE.exec(body)?.[0] ?? '';
  const named = body.slice(0, body.length - namespace.length);
  const start = named.lastIndexOf('_') + 1;
  const serial = named.slice(start);
  // Without a digit it is a word of the model: this device has no serial.
  if (start === 0 || !isIdentifier(serial) || !/[0-9]/.test(serial)) return name;
  return named.slice(0, start) + replace(serial, 'serial') + namespace + tail;
}

function replaceKeepingTail(
  name: string,
  tailPattern: RegExp,
  replace: Replace,
  kind: 'uuid' | 'world wide name',
): string {
  const tail = tailPattern.exec(name)?.[0] ?? '';
  const value = name.slice(0, name.length - tail.length);
  return isIdentifier(value) ? replace(value, kind) + tail : name;
}
