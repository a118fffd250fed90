#!/bin/sh
# Bundles the front-end packages into dist/, after `npm ci` in the root of the repository.
# The Go program embeds what it finds there; with an empty dist/ the pages work on our own CSS alone.
set -eu
cd "$(dirname "$0")/../../.."

rm -f internal/web/assets/dist/*
go tool esbuild internal/web/assets/vendor.css \
  --bundle --minify --legal-comments=external \
  --loader:.woff2=copy --asset-names=[name] \
  --outdir=internal/web/assets/dist --log-level=warning
