#!/usr/bin/env bash
# Makes the guest of the virtual machines: a kernel and an initramfs, of Debian packages alone.
#   build.sh DIRECTORY      leaves vmlinuz and initrd.cpio there
# Packages are downloaded with apt and unpacked, never installed, so neither root nor a chroot is
# needed and the machine that builds stays as it is.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=$(mkdir -p "$1" && cd "$1" && pwd)

packages=(
  bash coreutils findutils grep sed gawk tar jq util-linux mount kmod udev
  cryptsetup-bin dmsetup mdadm btrfs-progs dosfstools gdisk parted fdisk
  # What the install asks and makes besides.
  lvm2 openssh-client whois libstdc++6
)
# What a disk needs that no udev event asks for stands beside the drivers of the three buses.
modules=(
  nvme ahci sd_mod virtio_pci virtio_blk virtio_scsi virtio_console
  xhci_pci usb_storage
  dm_mod dm_crypt md_mod raid1 btrfs vfat nls_cp437 nls_ascii nls_iso8859-1 nls_utf8
  xts cbc essiv ecb aes_generic sha256_generic sha512_generic hmac crc32c_generic
  algif_skcipher algif_hash
)

work=$(mktemp -d "$out/build.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir -p "$work"/{kernel,archives/partial,root/usr/{bin,sbin,lib,lib64},root/{proc,sys,dev,run,tmp,etc,mnt,root,var,results}}
root=$work/root
for dir in bin sbin lib lib64; do ln -s "usr/$dir" "$root/$dir"; done

apt=(apt-get -qq -o Debug::NoLocking=1 -o APT::Sandbox::User=root)
kernel=$(apt-cache depends linux-image-amd64 | sed -n 's/^ *Depends: \(linux-image-[0-9][^ ]*\)$/\1/p' | head -n 1)
[[ -n $kernel ]] || { echo 'build.sh: apt knows no linux-image-amd64; run apt-get update' >&2; exit 1; }
(cd "$work/kernel" && "${apt[@]}" download "$kernel")
# An empty list of what is installed makes apt fetch everything that the packages depend on.
: >"$work/status"
"${apt[@]}" install --yes --download-only --no-install-recommends \
  -o Dir::State::status="$work/status" -o Dir::Cache::archives="$work/archives" "${packages[@]}"

unpack() { # package, where, members…
  dpkg-deb --fsys-tarfile "$1" | tar -x --keep-directory-symlink --no-same-owner -C "$2" "${@:3}"
}
for package in "$work"/archives/*.deb; do unpack "$package" "$root"; done
unpack "$work"/kernel/*.deb "$work/kernel"
ln -sf gawk "$root/usr/bin/awk"
ln -sf bash "$root/usr/bin/sh"
rm -rf "$root"/usr/{share,include,games,src,local} "$root"/usr/lib/{udev/hwdb.d,x86_64-linux-gnu/{perl,perl-base,gconv}}
rm -f "$root"/usr/bin/perl*
# Each event costs an emulated processor tenths of a second, so only what disks and ports need stays.
find "$root/usr/lib/udev/rules.d" -type f \
  -not -name '50-udev-default.rules' -not -name '60-block.rules' -not -name '60-persistent-storage*' \
  -not -name '*dm*.rules' -not -name '*md-raid*' -not -name '64-btrfs.rules' \
  -not -name '80-drivers.rules' -delete
printf 'root:x:0:0:root:/root:/bin/bash\n' >"$root/etc/passwd"
printf '%s\n' root:x:0: disk:x:6: tty:x:5: kmem:x:15: >"$root/etc/group"
install -m 755 "$here/init" "$root/init"

version=$(basename "$work"/kernel/lib/modules/*)
depmod -b "$work/kernel" "$version"
for module in "${modules[@]}"; do
  modprobe -d "$work/kernel" -S "$version" --show-depends "$module" 2>/dev/null || true
done | sed -n 's/^insmod \([^ ]*\).*/\1/p' | LC_ALL=C sort -u | while read -r file; do
  target=$root/usr/lib/modules/$version/${file##*/modules/"$version"/}
  mkdir -p "${target%/*}" && cp "$file" "$target"
done
cp "$work"/kernel/lib/modules/"$version"/modules.{builtin,builtin.modinfo,order} "$root/usr/lib/modules/$version"
depmod -b "$root" "$version"

cp "$work/kernel/boot/vmlinuz-$version" "$work/vmlinuz"
(cd "$root" && find . -print0 | LC_ALL=C sort -z | cpio --quiet --null -o -H newc -R 0:0) >"$work/initrd.cpio"
mv "$work/vmlinuz" "$work/initrd.cpio" "$out/"
echo "guest: $version, $(du -h "$out/initrd.cpio" | cut -f 1) of initramfs in $out"
