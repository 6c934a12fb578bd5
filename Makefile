# hepar: see README.md. `make run` writes the report, `make test` runs the specs.
# Everything that is built goes below $(BUILD).

BUILD ?= build
CC ?= cc
LUA ?= lua5.4
PKG_CONFIG ?= pkg-config
PACKAGES = lua5.4 gsl sqlite3 jansson

WARNINGS = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
  -Wmissing-prototypes -Wpointer-arith -Wwrite-strings -Wundef -Wvla
CFLAGS ?= -O2 -g
# -ffp-contract=off: the same bits on every machine.
override CFLAGS += -std=c11 -fPIC -pthread -ffp-contract=off $(WARNINGS) $(SANITIZE)
override CPPFLAGS += -D_GNU_SOURCE -Icsrc -I$(BUILD)/include $(shell $(PKG_CONFIG) --cflags $(PACKAGES))
CORE_LIBS = $(shell $(PKG_CONFIG) --libs gsl sqlite3 jansson) -lm -pthread
LUA_LIBS = $(shell $(PKG_CONFIG) --libs lua5.4)

CORE_SOURCES = $(filter-out csrc/lua/%,$(wildcard csrc/*/*.c))
BINDING_SOURCES = $(wildcard csrc/lua/*.c)
CORE_OBJECTS = $(CORE_SOURCES:csrc/%.c=$(BUILD)/obj/%.o)
BINDING_OBJECTS = $(BINDING_SOURCES:csrc/%.c=$(BUILD)/obj/%.o)
# Text that the core carries with it, as C strings.
EMBEDDED = $(BUILD)/include/schema_sql.inc $(BUILD)/include/vocab_json.inc

MODULE = $(BUILD)/lib/hepar/core.so
STATIC = $(BUILD)/libhepar.a

.PHONY: all clean
all: $(MODULE) $(STATIC) $(BUILD)/env

$(MODULE): $(CORE_OBJECTS) $(BINDING_OBJECTS)
	@mkdir -p $(@D)
	$(CC) -shared $(CFLAGS) $(LDFLAGS) -o $@ $^ $(CORE_LIBS)

$(STATIC): $(CORE_OBJECTS) $(BINDING_OBJECTS)
	@mkdir -p $(@D)
	rm -f $@
	$(AR) rcs $@ $^

$(BUILD)/obj/%.o: csrc/%.c | $(EMBEDDED)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# A text file as the bytes of a C array: `static const char x[] = {` … `0};`
define embed
@mkdir -p $(@D)
od -An -v -tu1 $< | sed 's/\([0-9][0-9]*\)/(char)\1,/g' > $@
endef

$(BUILD)/include/schema_sql.inc: csrc/records/schema.sql
	$(embed)
$(BUILD)/include/vocab_json.inc: lua/hepar/data/vocab.json
	$(embed)

# After `. build/env`, lua5.4, hepar and busted use this tree, from any folder.
$(BUILD)/env: Makefile
	@mkdir -p $(BUILD)/bin
	@printf '#!/bin/sh\nexec %s -e '"'"'require "busted.runner" {standalone = false}'"'"' busted "$$@"\n' \
	  "$(LUA)" > $(BUILD)/bin/busted
	@chmod +x $(BUILD)/bin/busted
	@{ echo 'export LUA_PATH="$(CURDIR)/lua/?.lua;$(CURDIR)/lua/?/init.lua;;"'; \
	   echo 'export LUA_CPATH="$(abspath $(BUILD))/lib/?.so;;"'; \
	   echo 'export PATH="$(abspath $(BUILD))/bin:$(CURDIR)/bin:$$PATH"'; } > $@

clean:
	rm -rf $(BUILD)

-include $(CORE_OBJECTS:.o=.d) $(BINDING_OBJECTS:.o=.d)
