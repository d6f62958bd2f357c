#!/bin/sh
# Builds the two versions that this lesson pushes, if they are not here already.
set -eu
cd "$(dirname "$0")"

name=simple-docker-app

for tag in v0.0.2 latest; do
  if docker image inspect "$name:$tag" > /dev/null 2>&1; then
    echo "$name:$tag is here"
  else
    docker build --tag "$name:$tag" .
  fi
done
