# Each check is tripped by a real cause, and each attempt ends before the disk is written to.
. /input/guest.sh
step 'trip the checks'
must node /input/driver.mjs trips
tar -C /root -cf - os state | base64 -w 0 >/results/carried
step end
