# hepar: `make run` writes the report, `make test` runs the specs; README.md has the rest.
# Everything that is built goes below $(BUILD).

BUILD ?= build
CC ?= cc
LUA ?= lua5.4
PKG_CONFIG ?= pkg-config
PREFIX ?= /usr/local
SECONDS ?= 60

LUA_CFLAGS ?= $(shell $(PKG_CONFIG) --cflags lua5.4)
LUA_LIBS ?= $(shell $(PKG_CONFIG) --libs lua5.4)
LIBRARY_CFLAGS := $(shell $(PKG_CONFIG) --cflags gsl sqlite3 jansson 2>/dev/null)
LIBRARY_LIBS := $(shell $(PKG_CONFIG) --libs gsl sqlite3 jansson 2>/dev/null)

WARNINGS = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
  -Wmissing-prototypes -Wpointer-arith -Wwrite-strings -Wundef -Wvla
CFLAGS ?= -O2 -g
# -ffp-contract=off: the same bits on every machine.
HEPAR_CFLAGS = -std=c11 -fPIC -pthread -ffp-contract=off $(WARNINGS) $(SANITIZE) $(CFLAGS)
HEPAR_CPPFLAGS = -D_GNU_SOURCE -Icsrc -I$(BUILD)/include $(LUA_CFLAGS) $(LIBRARY_CFLAGS) $(CPPFLAGS)
CORE_LIBS = $(LIBRARY_LIBS) $(NLOPT_LIBS) -lm -ldl -pthread
# Global search by NLopt is there when pkg-config finds it; NLOPT=no builds without.
NLOPT ?= $(shell $(PKG_CONFIG) --exists nlopt 2>/dev/null && echo yes || echo no)
ifeq ($(NLOPT),yes)
NLOPT_CFLAGS := -DHEPAR_NLOPT $(shell $(PKG_CONFIG) --cflags nlopt)
NLOPT_LIBS := $(shell $(PKG_CONFIG) --libs nlopt)
endif

# Ranks over MPI are a module of their own, built where mpicc is; the core never needs MPI.
MPICC ?= mpicc
MPI_MODULE = $(if $(shell command -v $(MPICC) 2>/dev/null),$(BUILD)/lib/hepar/mpi_core.so)
MPI_SOURCES = $(wildcard csrc/mpi/*.c) csrc/lua/lmpi.c
MPI_OBJECTS = $(MPI_SOURCES:csrc/%.c=$(BUILD)/obj/%.o)

CORE_SOURCES = $(filter-out csrc/lua/% csrc/mpi/%,$(wildcard csrc/*/*.c))
BINDING_SOURCES = $(filter-out csrc/lua/lmpi.c,$(wildcard csrc/lua/*.c))
CORE_OBJECTS = $(CORE_SOURCES:csrc/%.c=$(BUILD)/obj/%.o)
BINDING_OBJECTS = $(BINDING_SOURCES:csrc/%.c=$(BUILD)/obj/%.o)
# The interpreter is built once for each instruction set of the processor; which one runs is decided
# at run time. On other machines these files are empty.
MACHINE := $(shell $(CC) -dumpmachine)
INTERPRETERS = $(wildcard csrc/model/interpret*.c)
$(INTERPRETERS:csrc/%.c=$(BUILD)/obj/%.o): HEPAR_CFLAGS += -fno-math-errno
ifneq ($(filter x86_64-%,$(MACHINE)),)
$(BUILD)/obj/model/interpret_avx2.o: HEPAR_CFLAGS += -mavx2 -mfma
$(BUILD)/obj/model/interpret_avx512.o: HEPAR_CFLAGS += -mavx512f
endif
# Text that the core carries with it, as the bytes of C arrays.
EMBEDDED = $(BUILD)/include/schema_sql.inc $(BUILD)/include/vocab_json.inc \
  $(BUILD)/include/lane_math_text.inc $(BUILD)/include/kernels.inc \
  $(BUILD)/include/step_text.inc
KERNELS = $(sort $(wildcard csrc/kernels/*.model))
# Every built-in model as C, printed by a program made of the core itself, for each vector width.
KERNEL_NAMES = $(basename $(notdir $(KERNELS)))
WIDTHS = $(if $(filter x86_64-%,$(MACHINE)),2 4 8,2)
KERNEL_OBJECTS = $(foreach width,$(WIDTHS),$(KERNEL_NAMES:%=$(BUILD)/kernels/%_$(width).o))
KERNEL_CFLAGS = -O2 -std=gnu11 -fPIC -ffp-contract=off -fno-math-errno -w
PRINTER = $(BUILD)/kernels/print_kernels
BUILTIN = $(BUILD)/obj/solve/builtin.o

MODULE = $(BUILD)/lib/hepar/core.so
STATIC = $(BUILD)/libhepar.a
EMBED = $(BUILD)/embed/host
SPECS ?= spec
# gcc's runtime has to come first when the interpreter itself is not instrumented.
ASAN_PRELOAD = $(shell $(CC) -print-file-name=libasan.so):$(shell $(CC) -print-file-name=libubsan.so)

.PHONY: FORCE all run test bench slurm lint asan cover fuzz docs rock install clean embed specs deps-%

all: $(MODULE) $(STATIC) $(MPI_MODULE) $(BUILD)/env

# The main job: the report, and the findings that matter.
run: deps-build deps-run
	@$(MAKE) --no-print-directory all
	@. $(BUILD)/env && $(LUA) examples/next_protocol.lua

test: deps-build deps-run deps-test
	@$(MAKE) --no-print-directory all embed
	@$(MAKE) --no-print-directory specs

specs:
	@. $(BUILD)/env && .ci/specs $(SPECS) $(BUSTED_FLAGS)

deps-%:
	@sh .ci/deps $*

$(MODULE): $(CORE_OBJECTS) $(KERNEL_OBJECTS) $(BINDING_OBJECTS)
	@mkdir -p $(@D)
	$(CC) -shared $(HEPAR_CFLAGS) $(LDFLAGS) -o $@ $^ $(CORE_LIBS)

$(STATIC): $(CORE_OBJECTS) $(KERNEL_OBJECTS) $(BINDING_OBJECTS)
	@mkdir -p $(@D)
	@rm -f $@
	$(AR) rcs $@ $^

$(BUILD)/obj/%.o: csrc/%.c | $(EMBEDDED)
	@mkdir -p $(@D)
	$(CC) $(HEPAR_CPPFLAGS) $(HEPAR_CFLAGS) -MMD -MP -c -o $@ $<

# The wrapper of MPI around the same compiler. The module stays in memory: it has a part in the end of
# the process, when the interpreter has gone. What it needs of the core it carries with it.
$(BUILD)/obj/mpi/%.o: csrc/mpi/%.c | $(EMBEDDED)
	@mkdir -p $(@D)
	OMPI_CC="$(CC)" MPICH_CC="$(CC)" $(MPICC) $(HEPAR_CPPFLAGS) $(HEPAR_CFLAGS) -MMD -MP -c -o $@ $<
$(BUILD)/lib/hepar/mpi_core.so: $(MPI_OBJECTS) $(STATIC)
	@mkdir -p $(@D)
	OMPI_CC="$(CC)" MPICH_CC="$(CC)" $(MPICC) -shared $(HEPAR_CFLAGS) $(LDFLAGS) -Wl,-z,nodelete \
	  -o $@ $(MPI_OBJECTS) $(STATIC) $(CORE_LIBS)

# The printer links the core without the kernels that it is about to print.
$(BUILD)/kernels/core.a: $(filter-out $(BUILTIN),$(CORE_OBJECTS))
	@mkdir -p $(@D)
	@rm -f $@
	@$(AR) rcs $@ $^
$(PRINTER): csrc/print_kernels.c $(BUILD)/kernels/core.a
	$(CC) $(HEPAR_CPPFLAGS) $(HEPAR_CFLAGS) $(LDFLAGS) -o $@ $^ $(CORE_LIBS)
# A kernel whose C did not change is not compiled again.
$(BUILD)/kernels/%.stamp: csrc/kernels/%.model $(PRINTER)
	@mkdir -p $(BUILD)/kernels/new
	$(PRINTER) $(BUILD)/kernels/new $*
	@cmp -s $(BUILD)/kernels/new/$*.c $(BUILD)/kernels/$*.c || \
	  cp $(BUILD)/kernels/new/$*.c $(BUILD)/kernels/$*.c
	@touch $@
$(KERNEL_NAMES:%=$(BUILD)/kernels/%.c): $(BUILD)/kernels/%.c: $(BUILD)/kernels/%.stamp ;
$(BUILD)/kernels/%_2.o: $(BUILD)/kernels/%.c
	$(CC) $(KERNEL_CFLAGS) -DLANES=2 -DHEPAR_SYMBOL=hepar_builtin_$*_2 -c -o $@ $<
$(BUILD)/kernels/%_4.o: $(BUILD)/kernels/%.c
	$(CC) $(KERNEL_CFLAGS) -mavx2 -mfma -DLANES=4 -DHEPAR_SYMBOL=hepar_builtin_$*_4 -c -o $@ $<
$(BUILD)/kernels/%_8.o: $(BUILD)/kernels/%.c
	$(CC) $(KERNEL_CFLAGS) -mavx512f -DLANES=8 -DHEPAR_SYMBOL=hepar_builtin_$*_8 -c -o $@ $<
$(BUILD)/include/kernel_tables.inc: $(BUILD)/include/kernels.list Makefile
	@{ for name in $(KERNEL_NAMES); do for width in $(WIDTHS); do \
	  echo "extern const hepar_kernel_table hepar_builtin_$${name}_$$width;"; done; done; \
	  echo "static const hepar_kernel_table *const tables[] = {"; \
	  for name in $(KERNEL_NAMES); do for width in $(WIDTHS); do \
	  echo "    &hepar_builtin_$${name}_$$width,"; done; done; echo "    0};"; } > $@.part
	@mv $@.part $@
$(BUILTIN): $(BUILD)/include/kernel_tables.inc

define embed_text
@mkdir -p $(@D)
od -An -v -tu1 $< | sed 's/\([0-9][0-9]*\)/(char)\1,/g' > $@.part
@mv $@.part $@
endef

$(BUILD)/include/schema_sql.inc: csrc/records/schema.sql
	$(embed_text)
$(BUILD)/include/vocab_json.inc: lua/hepar/data/vocab.json
	$(embed_text)
$(BUILD)/include/lane_math_text.inc: csrc/base/lane_math_template.h
	$(embed_text)
# The step of Rodas5P as generated code carries it: one text without includes.
$(BUILD)/include/step_text.inc: $(BUILD)/include/step_text.h
	$(embed_text)
$(BUILD)/include/step_text.h: csrc/solve/step.h csrc/solve/rodas5p_step.h csrc/solve/step_error.h
	@mkdir -p $(@D)
	@sed -e '/include "solve.step_error.h"/{' -e 'r csrc/solve/step_error.h' -e 'd' -e '}' \
	  -e '/include "solve/d' csrc/solve/rodas5p_step.h | cat csrc/solve/step.h - > $@.part
	@mv $@.part $@
# All built-in models in one: an array of bytes each, and a table of names. Made anew when a model
# changes, comes or goes.
$(BUILD)/include/kernels.list: FORCE
	@mkdir -p $(@D)
	@echo $(KERNELS) | cmp -s - $@ || echo $(KERNELS) > $@
$(BUILD)/include/kernels.inc: $(BUILD)/include/kernels.list $(KERNELS)
	@mkdir -p $(@D)
	@i=0; for file in $(KERNELS); do i=$$((i + 1)); echo "static const char text_$$i[] = {"; \
	  od -An -v -tu1 $$file | sed 's/\([0-9][0-9]*\)/(char)\1,/g'; echo "0};"; done > $@.part
	@{ echo "static const struct { const char *name, *text; size_t length; } kernels[] = {"; \
	  i=0; for file in $(KERNELS); do i=$$((i + 1)); \
	  echo "{\"$$(basename $$file .model)\", text_$$i, sizeof text_$$i - 1},"; done; \
	  echo "{0, 0, 0}};"; } >> $@.part
	@mv $@.part $@
FORCE:
$(BUILD)/obj/cohort/optimise.o: HEPAR_CPPFLAGS += $(NLOPT_CFLAGS)
$(BUILD)/obj/cohort/optimise.o: $(BUILD)/include/nlopt.$(NLOPT)
$(BUILD)/include/nlopt.$(NLOPT):
	@mkdir -p $(@D)
	@rm -f $(BUILD)/include/nlopt.*
	@touch $@
# The files that carry a text must be made anew when it changes.
$(BUILD)/obj/model/kernels.o: $(BUILD)/include/kernels.inc
$(BUILD)/obj/records/store.o: $(BUILD)/include/schema_sql.inc
$(BUILD)/obj/records/vocabulary.o: $(BUILD)/include/vocab_json.inc
$(BUILD)/obj/base/lane_math.o: $(BUILD)/include/lane_math_text.inc
$(BUILD)/obj/solve/step_text.o: $(BUILD)/include/step_text.inc

# After `. build/env`, lua5.4, hepar and busted use this tree, from any folder.
$(BUILD)/env: Makefile
	@mkdir -p $(BUILD)/bin
	@printf '#!/bin/sh\nexec %s -e '"'"'require "busted.runner" {standalone = false}'"'"' /dev/null "$$@"\n' \
	  "$(LUA)" > $(BUILD)/bin/busted
	@chmod +x $(BUILD)/bin/busted
	@{ echo 'export LUA_PATH="$(CURDIR)/lua/?.lua;$(CURDIR)/lua/?/init.lua;;"'; \
	   echo 'export LUA_CPATH="$(abspath $(BUILD))/lib/?.so;;"'; \
	   echo 'export HEPAR_BUILD="$(abspath $(BUILD))"'; \
	   echo 'export PATH="$(abspath $(BUILD))/bin:$(CURDIR)/bin:$$PATH"'; } > $@

# A C program that carries an interpreter with hepar linked in.
embed: $(EMBED)
$(EMBED): examples/embed/host.c $(STATIC)
	@mkdir -p $(@D)
	$(CC) $(HEPAR_CPPFLAGS) $(HEPAR_CFLAGS) -o $@ $< $(STATIC) $(CORE_LIBS) $(LUA_LIBS) -ldl

lint: deps-build deps-lint
	luacheck --quiet lua spec examples bin/hepar docs
	cppcheck --quiet --std=c11 --enable=warning,performance,portability --inline-suppr \
	  --suppress=missingIncludeSystem --error-exitcode=1 -j2 -Icsrc csrc examples/embed
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/clang CC=clang CFLAGS="-O1 -Werror" all
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/gcc CC=gcc CFLAGS="-O1 -Werror" all embed

asan: deps-build deps-run deps-test
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/asan CC=gcc CFLAGS="-O1 -g -fno-omit-frame-pointer" \
	  SANITIZE="-fsanitize=address,undefined -fno-sanitize-recover=undefined" all embed
	@. $(BUILD)/asan/env && export HEPAR_SANITIZED=1 \
	  ASAN_OPTIONS=detect_leaks=1:allocator_may_return_null=1 \
	  LSAN_OPTIONS=suppressions=$(CURDIR)/spec/lsan.supp:print_suppressions=0 \
	  SPEC_PRELOAD="$(ASAN_PRELOAD)" && .ci/specs $(SPECS) $(BUSTED_FLAGS)

# Measures, and does not judge: `make test` does.
cover: deps-build deps-run deps-test deps-cover
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/cover CC=gcc CFLAGS="-O1 -g --coverage" all embed
	@find $(BUILD)/cover -name '*.gcda' -delete
	-@. $(BUILD)/cover/env && HEPAR_COVER=$(abspath $(BUILD))/cover/lua.txt \
	  busted --helper=spec/helper/coverage.lua $(BUSTED_FLAGS) $(SPECS)
	@gcovr --root . --object-directory $(BUILD)/cover --filter csrc/ --print-summary \
	  --txt $(BUILD)/cover/c.txt 2>/dev/null | grep -E '^(lines|functions|branches)'
	@tail -n 1 $(BUILD)/cover/lua.txt

fuzz: deps-build deps-fuzz
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/fuzz CC=clang CFLAGS="-O1 -g" \
	  SANITIZE="-fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=undefined" \
	  $(BUILD)/fuzz/libhepar.a
	@for target in import model; do \
	  clang $(HEPAR_CPPFLAGS) -std=c11 -g -O1 -fsanitize=address,undefined,fuzzer \
	    -fno-sanitize-recover=undefined -o $(BUILD)/fuzz/$$target spec/fuzz/$$target.c \
	    $(BUILD)/fuzz/libhepar.a $(CORE_LIBS) || exit 1; done
	@mkdir -p $(BUILD)/fuzz/corpus $(BUILD)/fuzz/model_corpus
	$(BUILD)/fuzz/import -max_total_time=$(SECONDS) -rss_limit_mb=2048 -max_len=16384 \
	  -dict=spec/fuzz/json.dict -artifact_prefix=$(BUILD)/fuzz/ -print_final_stats=1 \
	  $(BUILD)/fuzz/corpus spec/fuzz/corpus
	$(BUILD)/fuzz/model -max_total_time=$(SECONDS) -rss_limit_mb=2048 -max_len=8192 -timeout=20 \
	  -dict=spec/fuzz/model.dict -artifact_prefix=$(BUILD)/fuzz/ -print_final_stats=1 \
	  $(BUILD)/fuzz/model_corpus spec/fuzz/model_corpus

bench: deps-build deps-bench
	-@sh .ci/deps solvers
	@$(MAKE) --no-print-directory all
	@. $(BUILD)/env && sh spec/bench/run.sh $(abspath $(BUILD))/bench
	@. $(BUILD)/env && sh spec/bench/solver.sh $(abspath $(BUILD))/bench
	@. $(BUILD)/env && sh spec/bench/cohort.sh $(abspath $(BUILD))/bench
	@. $(BUILD)/env && sh spec/bench/trial.sh $(abspath $(BUILD))/bench

# A job array on a Slurm of this machine alone, with a task that is killed; wants slurm-wlm and munge.
slurm: all
	@. $(BUILD)/env && sh examples/slurm/try.sh

# The reference pages, the language-server definitions and the texts of hepar.help, all from the
# comments of the sources; and the JSON Schema, from the core.
docs: deps-build deps-docs
	@$(MAKE) --no-print-directory all
	$(LUA) docs/generate.lua
	ldoc --quiet --fatalwarnings --config config.ld --dir $(BUILD)/doc . >/dev/null

# Proves that LuaRocks can build and install the rock without a network.
rock: deps-build deps-run deps-rock
	rm -rf $(BUILD)/rock
	luarocks --lua-version 5.4 make --tree $(BUILD)/rock --deps-mode=none hepar-scm-1.rockspec
	@sh .ci/rock $(BUILD)/rock

# Called by LuaRocks, which sets the folders; by hand they follow PREFIX.
INST_LUADIR ?= $(PREFIX)/share/lua/5.4
INST_LIBDIR ?= $(PREFIX)/lib/lua/5.4
INST_BINDIR ?= $(PREFIX)/bin
install: all
	install -d $(DESTDIR)$(INST_LIBDIR)/hepar $(DESTDIR)$(INST_BINDIR)
	install -m 755 $(MODULE) $(MPI_MODULE) $(DESTDIR)$(INST_LIBDIR)/hepar/
	cd lua && find . -type f | while read -r file; do \
	  install -D -m 644 "$$file" "$(DESTDIR)$(INST_LUADIR)/$$file" || exit 1; done
	install -m 755 bin/hepar $(DESTDIR)$(INST_BINDIR)/hepar

clean:
	rm -rf $(BUILD)

-include $(CORE_OBJECTS:.o=.d) $(BINDING_OBJECTS:.o=.d) $(MPI_OBJECTS:.o=.d)
