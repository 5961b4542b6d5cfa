# Adds a recovery key and the wanted ways to unlock to a LUKS volume, and writes an encrypted backup of
# its header. What was enrolled before stays; it may be run again. Asks for the passphrase.
#
#   ENROLL_DEVICE      the LUKS volume
#   ENROLL_TPM2, ENROLL_TPM2_PIN, ENROLL_FIDO2   true or false
#   ENROLL_TPM2_PCRS   registers that the TPM's key is bound to
#   ENROLL_RECIPIENTS  public keys that the backup is encrypted to, one a line; none, no backup
#   ENROLL_BACKUP      file of the backup
#   ENROLL_EFIVARS     where the firmware's variables are
set -euo pipefail

refuse() {
  printf 'panther-enroll: %s\n' "$1" >&2
  exit 1
}

# The value of a one-byte variable: four bytes of attributes come first. Empty if there is none.
firmware_says() {
  local file=$ENROLL_EFIVARS/$1-8be4df61-93ca-11d2-aa0d-00e098032b8c
  [ ! -r "$file" ] || od -An -tu1 -j4 -N1 "$file" | tr -d ' '
}

# Looked at before anything is changed. Without Secure Boot whoever starts the machine with another
# system has the TPM's registers in the same state, and so the key.
if [ "$ENROLL_TPM2" = true ] && [ "$ENROLL_TPM2_PIN" != true ]; then
  if [ "$(firmware_says SecureBoot)" != 1 ] || [ "$(firmware_says SetupMode)" = 1 ]; then
    refuse 'the TPM is to unlock without a PIN, but the firmware does not enforce Secure Boot; nothing was changed. Set Secure Boot up first, or panther.filesystems.encryption.tpm2Pin to true.'
  fi
fi

[ -e "$ENROLL_DEVICE" ] || refuse 'there is no such volume; see boot.initrd.luks.devices'
cryptsetup isLuks --type luks2 "$ENROLL_DEVICE" ||
  refuse 'the volume is no LUKS2 volume; nothing was changed'

# Slot and kind, one a line, under a heading.
enrolled=$(systemd-cryptenroll "$ENROLL_DEVICE")
if [[ $enrolled =~ [[:space:]]recovery([[:space:]]|$) ]]; then
  echo 'A recovery key is enrolled already.'
else
  echo 'A recovery key: write it down, it is shown once.'
  systemd-cryptenroll --recovery-key "$ENROLL_DEVICE"
fi

if [ "$ENROLL_TPM2" = true ]; then
  echo 'The TPM:'
  pin=no
  [ "$ENROLL_TPM2_PIN" != true ] || pin=yes
  systemd-cryptenroll --wipe-slot=tpm2 --tpm2-device=auto --tpm2-pcrs="$ENROLL_TPM2_PCRS" \
    --tpm2-with-pin="$pin" "$ENROLL_DEVICE"
fi

if [ "$ENROLL_FIDO2" = true ]; then
  echo 'The security key:'
  systemd-cryptenroll --fido2-device=auto "$ENROLL_DEVICE"
fi

# Keys on a security key and those of other kinds are nothing that age can encrypt to.
recipients=$(grep -E '^(age1|ssh-ed25519 |ssh-rsa )' <<<"$ENROLL_RECIPIENTS" || true)
if [ -z "$recipients" ]; then
  echo 'No backup of the header: panther.filesystems.encryption.headerBackup.recipients names no key for it.'
  exit 0
fi

# In memory only: a header that is not encrypted must not reach a disk.
work=$(mktemp -d /dev/shm/panther-enroll.XXXXXX)
trap 'rm -rf -- "$work"' EXIT
umask 077
cryptsetup luksHeaderBackup "$ENROLL_DEVICE" --header-backup-file "$work/header"
printf '%s\n' "$recipients" >"$work/recipients"
mkdir -p -- "$(dirname -- "$ENROLL_BACKUP")"
age --encrypt --recipients-file "$work/recipients" --output "$ENROLL_BACKUP.new" "$work/header"
mv -f -- "$ENROLL_BACKUP.new" "$ENROLL_BACKUP"
printf 'An encrypted backup of the header is in %s; copy it away from this machine.\n' "$ENROLL_BACKUP"
