/* Expressions as text that parses to the same tree again. */
#include "print.h"

#include <stdio.h>
#include <string.h>

void hepar_sink_put(hepar_sink *sink, const char *text) {
  size_t size = strlen(text);
  if (sink->failed) return;
  if (sink->length + size + 1 > sink->room) {
    size_t room = sink->room == 0 ? 128 : sink->room;
    char *bigger;
    while (room < sink->length + size + 1) room *= 2;
    bigger = hepar_realloc(sink->text, room);
    if (bigger == NULL) {
      sink->failed = true;
      return;
    }
    sink->text = bigger;
    sink->room = room;
  }
  memcpy(sink->text + sink->length, text, size + 1);
  sink->length += size;
}

int hepar_tree_binding(const hepar_tree *tree) {
  switch (tree->kind) {
    case HEPAR_TREE_IF: return HEPAR_BINDS_IF;
    case HEPAR_TREE_OR: return HEPAR_BINDS_OR;
    case HEPAR_TREE_AND: return HEPAR_BINDS_AND;
    case HEPAR_TREE_NOT: return HEPAR_BINDS_NOT;
    case HEPAR_TREE_LESS:
    case HEPAR_TREE_LESS_EQUAL:
    case HEPAR_TREE_GREATER:
    case HEPAR_TREE_GREATER_EQUAL:
    case HEPAR_TREE_EQUAL:
    case HEPAR_TREE_NOT_EQUAL: return HEPAR_BINDS_COMPARISON;
    case HEPAR_TREE_SUM: return HEPAR_BINDS_SUM;
    case HEPAR_TREE_PRODUCT: return HEPAR_BINDS_PRODUCT;
    case HEPAR_TREE_NEGATE: return HEPAR_BINDS_UNARY;
    case HEPAR_TREE_POWER: return HEPAR_BINDS_POWER;
    case HEPAR_TREE_CONVERT: return HEPAR_BINDS_CONVERT;
    default: return HEPAR_BINDS_ATOM;
  }
}

const char *hepar_tree_sign(hepar_tree_kind kind) {
  switch (kind) {
    case HEPAR_TREE_AND: return " and ";
    case HEPAR_TREE_OR: return " or ";
    case HEPAR_TREE_LESS: return " < ";
    case HEPAR_TREE_LESS_EQUAL: return " <= ";
    case HEPAR_TREE_GREATER: return " > ";
    case HEPAR_TREE_GREATER_EQUAL: return " >= ";
    case HEPAR_TREE_EQUAL: return " == ";
    default: return " != ";
  }
}

static void print(hepar_sink *sink, const hepar_tree *tree, int least);

/* Items one after the other; the first may bind as loosely as the whole. */
static void print_items(hepar_sink *sink, const hepar_tree *tree, const char *plain,
                        const char *inverse, int binding) {
  for (size_t i = 0; i < tree->count; i++) {
    if (i > 0) hepar_sink_put(sink, tree->items[i].inverse ? inverse : plain);
    print(sink, tree->items[i].tree, i == 0 ? binding : binding + 1);
  }
}

static void print_arguments(hepar_sink *sink, const hepar_tree *tree, const char *name) {
  hepar_sink_put(sink, name);
  hepar_sink_put(sink, "(");
  for (size_t i = 0; i < tree->count; i++) {
    if (i > 0) hepar_sink_put(sink, ", ");
    print(sink, tree->items[i].tree, HEPAR_BINDS_IF);
  }
  hepar_sink_put(sink, ")");
}

static void print_unit(hepar_sink *sink, const char *before, const char *unit) {
  hepar_sink_put(sink, before);
  hepar_sink_put(sink, unit);
  hepar_sink_put(sink, "]");
}

/* sum(cells), sum(cells[2..4]) */
static void print_total(hepar_sink *sink, const hepar_tree *tree) {
  hepar_sink_put(sink, "sum(");
  hepar_sink_put(sink, tree->name);
  if (tree->low != NULL) {
    char range[64];
    (void)snprintf(range, sizeof range, "[%lld..%lld]", (long long)tree->low->constant,
                   (long long)tree->high->constant);
    hepar_sink_put(sink, range);
  }
  hepar_sink_put(sink, ")");
}

/* The expression, in parentheses when it binds less tightly than `least`. */
static void print(hepar_sink *sink, const hepar_tree *tree, int least) {
  int binding = hepar_tree_binding(tree);
  if (binding < least) hepar_sink_put(sink, "(");
  switch (tree->kind) {
    case HEPAR_TREE_NUMBER:
      hepar_sink_put(sink, tree->name);
      if (tree->unit != NULL) print_unit(sink, " [", tree->unit);
      break;
    case HEPAR_TREE_SYMBOL: hepar_sink_put(sink, sink->model->symbols[tree->symbol].name); break;
    case HEPAR_TREE_NAME: hepar_sink_put(sink, tree->name); break;
    case HEPAR_TREE_TIME: hepar_sink_put(sink, "time"); break;
    case HEPAR_TREE_PI: hepar_sink_put(sink, "pi"); break;
    case HEPAR_TREE_SUM: print_items(sink, tree, " + ", " - ", HEPAR_BINDS_SUM); break;
    case HEPAR_TREE_PRODUCT: print_items(sink, tree, " * ", " / ", HEPAR_BINDS_PRODUCT); break;
    case HEPAR_TREE_AND:
    case HEPAR_TREE_OR:
      print_items(sink, tree, hepar_tree_sign(tree->kind), "", binding);
      break;
    case HEPAR_TREE_NEGATE:
      hepar_sink_put(sink, "-");
      print(sink, tree->items[0].tree, HEPAR_BINDS_UNARY);
      break;
    case HEPAR_TREE_NOT:
      hepar_sink_put(sink, "not ");
      print(sink, tree->items[0].tree, HEPAR_BINDS_NOT);
      break;
    case HEPAR_TREE_POWER:
      print(sink, tree->items[0].tree, HEPAR_BINDS_CONVERT);
      hepar_sink_put(sink, "^");
      print(sink, tree->items[1].tree, HEPAR_BINDS_UNARY);
      break;
    case HEPAR_TREE_IF:
      hepar_sink_put(sink, "if ");
      print(sink, tree->items[0].tree, HEPAR_BINDS_OR);
      hepar_sink_put(sink, " then ");
      print(sink, tree->items[1].tree, HEPAR_BINDS_IF);
      hepar_sink_put(sink, " else ");
      print(sink, tree->items[2].tree, HEPAR_BINDS_IF);
      break;
    case HEPAR_TREE_CALL: print_arguments(sink, tree, hepar_function_name(tree->function)); break;
    case HEPAR_TREE_CONVERT:
      print(sink, tree->items[0].tree, HEPAR_BINDS_ATOM);
      print_unit(sink, " in [", tree->unit);
      break;
    case HEPAR_TREE_TOTAL: print_total(sink, tree); break;
    default:
      print(sink, tree->items[0].tree, HEPAR_BINDS_SUM);
      hepar_sink_put(sink, hepar_tree_sign(tree->kind));
      print(sink, tree->items[1].tree, HEPAR_BINDS_SUM);
      break;
  }
  if (binding < least) hepar_sink_put(sink, ")");
}

/* What the sink holds, to the caller. */
static hepar_status finish(hepar_sink *sink, char **text, hepar_error *error) {
  hepar_sink_put(sink, "");
  if (sink->failed) {
    hepar_free(sink->text);
    *text = NULL;
    return hepar_fail(error, HEPAR_NOMEM, "out of memory");
  }
  *text = sink->text;
  return HEPAR_OK;
}

hepar_status hepar_model_expression_print(const hepar_model *model, const hepar_tree *tree,
                                          hepar_style style, char **text, hepar_error *error) {
  hepar_sink sink = {model, style, NULL, 0, 0, false};
  if (style == HEPAR_STYLE_TEXT)
    print(&sink, tree, HEPAR_BINDS_IF);
  else
    hepar_sink_math(&sink, tree, HEPAR_BINDS_IF);
  return finish(&sink, text, error);
}

hepar_status hepar_model_name_print(const hepar_model *model, int32_t symbol, hepar_style style,
                                    char **text, hepar_error *error) {
  hepar_sink sink = {model, style, NULL, 0, 0, false};
  if (style == HEPAR_STYLE_TEXT)
    hepar_sink_put(&sink, model->symbols[symbol].name);
  else
    hepar_sink_math_name(&sink, model->symbols[symbol].name);
  return finish(&sink, text, error);
}
