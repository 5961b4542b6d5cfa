# Each check is tripped by a real cause, and each attempt ends before the disk is written to.
. /input/guest.sh
step 'trip the checks'
must node /input/driver.mjs trips
step end
