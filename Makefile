# make audit   build, load generated sample data, audit it, write reports/   (DATA=folder: your own files)
# make test    the whole test suite, against a throw-away PostgreSQL server
# make bench-audit   the speed of audits against plain and hand-fused SQL   (SIZE=songplays ROUNDS=number)
# make example rewrites the sample reports in reports/example
# make lint    formatting, as CI checks it
# make bench-diagnosis   times the diagnosis of linkage against the plain count   (PLAYS, ARTISTS, LINKED, ROUNDS)
# make bench-load   times the loader against psql and others and prints the ratios   (EVENTS, SONGS, ROUNDS, GROWTH)
# make bench-reader times the JSON reader against JSONDecoder
# make fuzz         fuzzes the record reader for SECONDS

SWIFT  ?= swift
FLAGS  ?=
DATA   ?=
SAMPLE := .build/sample
PLUMB  := .build/release/plumb
# On Linux the program holds Swift's library itself: it runs where no Swift is installed, starts sooner and takes less memory.
STATIC := $(if $(filter Linux,$(shell uname -s)),--static-swift-stdlib -Xlinker --strip-all)

.PHONY: audit build test bench-audit lint format packages clean

audit: build
ifeq ($(strip $(DATA)),)
	@$(PLUMB) generate $(SAMPLE) --replace
	@$(MAKE) --no-print-directory run-audit DATA=$(SAMPLE) OPTIONS="--schema sample"
else
	@$(MAKE) --no-print-directory run-audit DATA="$(DATA)"
endif

# The sample has a schema of its own, so that it never mixes with files that are loaded by DATA=folder.
# A tour, not a gate: failing data (1) ends well here, while anything that could not be done is still an error.
.PHONY: run-audit
run-audit:
	@$(PLUMB) run "$(DATA)" --rules rules/sparkify $(OPTIONS); code=$$?; \
	if [ $$code -eq 1 ]; then \
		echo; \
		echo "As a gate this data would fail: 'plumb run' ended with exit code 1. Read reports/audit.md for what to do."; \
	elif [ $$code -eq 0 ]; then \
		echo; \
		echo "As a gate this data would pass. Read reports/audit.md."; \
	else exit $$code; fi

# The sample reports of reports/example, from generated data; the tests compare them.
.PHONY: example
example: packages
	$(SWIFT) build --build-tests $(FLAGS)
	mkdir -p reports/example
	PLUMB_UPDATE_EXAMPLE=1 Tests/with-postgres $(SWIFT) test --skip-build $(FLAGS) --filter ExampleReportTests

build: packages
	@echo "Building plumb (release) ..." >&2
	@$(SWIFT) build -c release --product plumb $(STATIC) $(FLAGS)

test: packages
	$(SWIFT) build --build-tests $(FLAGS)
	Tests/with-postgres $(SWIFT) test --skip-build $(FLAGS)

.PHONY: bench-load bench-reader bench-diagnosis fuzz
EVENTS  ?= 500000
SONGS   ?= 20000
ROUNDS  ?= 3
SECONDS ?= 60

bench-load: build
	@GROWTH=$(GROWTH) Benchmarks/load $(EVENTS) $(SONGS) $(ROUNDS)

bench-reader: build
	@Benchmarks/reader

fuzz:
	@Benchmarks/fuzz $(SECONDS)

SIZE ?= 500000

bench-audit: build
	@Benchmarks/audit/run $(SIZE) $(ROUNDS)

bench-diagnosis: build
	@Benchmarks/diagnosis

lint:
	$(SWIFT) format lint --strict --recursive Sources Tests Package.swift

format:
	$(SWIFT) format --in-place --recursive Sources Tests Package.swift

packages:
	@.ci/install-packages

clean:
	rm -rf .build
