rockspec_format = "3.0"
package = "hepar"
version = "scm-1"
source = {
  url = ".", -- the checkout itself: `luarocks make`
}
description = {
  summary = "Evidence on stem-cell and vesicle therapy of the liver: records, synthesis, models, trials",
  detailed = [[
    An embeddable Lua module over a C core that turns the scattered evidence on stem-cell and
    extracellular-vesicle therapy of the liver into answers a researcher can defend. A research
    tool, never a bedside device.]],
  license = "GPL-3.0-or-later",
}
supported_platforms = { "unix" }
dependencies = {
  "lua >= 5.4, < 5.6",
  "argparse >= 0.7",
  "luaexpat >= 1.3", -- reads SBML; everything else works without it
}
external_dependencies = {
  GSL = { header = "gsl/gsl_cdf.h" },
  SQLITE = { header = "sqlite3.h" },
  JANSSON = { header = "jansson.h" },
}
build = {
  type = "make",
  build_target = "all",
  install_target = "install",
  build_variables = {
    CFLAGS = "$(CFLAGS)",
    CC = "$(CC)",
    LUA = "$(LUA)",
    LUA_CFLAGS = "-I$(LUA_INCDIR)",
    BUILD = "build/luarocks",
  },
  install_variables = {
    CFLAGS = "$(CFLAGS)",
    CC = "$(CC)",
    LUA = "$(LUA)",
    LUA_CFLAGS = "-I$(LUA_INCDIR)",
    BUILD = "build/luarocks",
    INST_LUADIR = "$(LUADIR)",
    INST_LIBDIR = "$(LIBDIR)",
    INST_BINDIR = "$(BINDIR)",
  },
}
test = {
  type = "command",
  command = "make test",
}
