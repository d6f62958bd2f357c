#!/bin/sh
# Lists the root folder every five seconds, until somebody asks it to stop.
trap 'echo bye; exit 0' TERM INT

while true; do
  ls -l /
  # A shell looks at signals between two commands only; it can be woken from `wait`.
  sleep 5 &
  wait $!
done
