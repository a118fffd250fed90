# The commands of this repository; 'make help' lists them.

LISTEN    ?= 127.0.0.1:8080
BENCH     ?= .
BENCHTIME ?= $(if $(CI),1x,1s)
VERSION   ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)

SHELL       := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

# What a skipped test would hide: with these named, a test that finds no database or no browser fails.
REQUIRE := EERSTELIJN_REQUIRE=postgres,chromium
# npm writes this file when it has installed what the lock file says, so it tells whether that is so.
INSTALLED := node_modules/.package-lock.json
VENDOR    := internal/web/assets/dist/vendor.css

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: build ## build everything and serve the invented region on LISTEN (127.0.0.1:8080)
	bin/eerstelijn demo --listen $(LISTEN)

.PHONY: build
build: assets ## write bin/eerstelijn: one file, pages and styles inside
	CGO_ENABLED=0 go build -trimpath -ldflags '-X main.version=$(VERSION)' -o bin/eerstelijn ./cmd/eerstelijn

.PHONY: assets
assets: $(VENDOR) ## fetch the front-end packages by lock file and bundle them

$(INSTALLED): package.json package-lock.json
	npm ci --no-audit --no-fund --ignore-scripts
	touch $@

$(VENDOR): $(INSTALLED) internal/web/assets/vendor.css internal/web/assets/build.sh
	sh internal/web/assets/build.sh

.PHONY: gen
gen: ## write anew what is generated: pages from templates, golden files
	go tool templ generate -log-level warn

.PHONY: dev
dev: assets ## the demo on LISTEN, built anew as you type; the proxy it names reloads the browser
	go tool templ generate -watch -proxy 'http://$(LISTEN)' \
		-watch-pattern '(.+\.(go|templ|css|js|svg)$$)|(.+_templ\.txt$$)' \
		-cmd 'go run ./cmd/eerstelijn demo --listen $(LISTEN)'

.PHONY: test
test: build ## all tests, on SQLite and PostgreSQL, and in a browser; installs what it needs
	scripts/need postgresql chromium
	$(REQUIRE) scripts/postgres go test -vet=off -timeout 20m ./...
	$(MAKE) --no-print-directory e2e

.PHONY: e2e
e2e: build ## the walks in a real browser
	scripts/need chromium
	$(REQUIRE) node --test e2e/harness/*.test.mjs e2e/walks/*.test.mjs

.PHONY: conformance
conformance: build ## software of others judges the FHIR face; needs a JDK and Maven
	scripts/need java maven
	conformance/run

.PHONY: screens
screens: build ## make the README's screenshots anew, in docs/screens
	scripts/need chromium
	node e2e/screens.mjs

.PHONY: check
check: assets ## what a reader would object to: form, vet, staticcheck, imports, stale generated files
	scripts/check

.PHONY: audit
audit: $(INSTALLED) ## known leaks in dependencies; needs the advisory databases of Go and npm
	npm audit
	go run golang.org/x/vuln/cmd/govulncheck@latest ./...

.PHONY: bench
bench: assets ## the Go benchmarks, and the FHIR questions to ours alone; BENCH=pattern, BENCHTIME=1x|1s|…
	scripts/need postgresql
	scripts/postgres go test -run '^$$' -bench '$(BENCH)' -benchtime $(BENCHTIME) -benchmem ./...
	go run ./bench/fhir -short -alone

.PHONY: bench-peer
bench-peer: ## the same questions to PostgreSQL with PostGIS, side by side in one run
	scripts/need postgresql postgis
	scripts/postgres go run ./bench

.PHONY: bench-fhir
bench-fhir: assets ## the same FHIR questions to HAPI on PostgreSQL, side by side in one run
	scripts/need postgresql java maven
	scripts/postgres go run ./bench/fhir

.PHONY: soak
soak: build ## the long counts of the same tests: hours, not minutes
	scripts/need postgresql chromium
	$(REQUIRE) EERSTELIJN_SOAK=1 RAPID_CHECKS=5000 scripts/postgres go test -vet=off -count 1 -timeout 6h ./...
	bin/eerstelijn bench region-year

.PHONY: race
race: assets ## all Go tests under the race detector; needs a C compiler
	scripts/need postgresql
	scripts/postgres go test -race -vet=off ./...

.PHONY: clean
clean: ## remove what was built here
	rm -rf bin .cache node_modules
	git clean -fdXq internal/web/assets/dist
