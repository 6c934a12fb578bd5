/* Names become symbols: each definition is copied with its names looked up in the scope that wrote
   it, indices counted out, so that later steps need no scopes. */
#include <stdio.h>
#include <string.h>

#include "front.h"

/* The value of an index. */
static int64_t index_value(hepar_front *front, const hepar_names *names, const hepar_index *index) {
  if (index->variable == NULL) return index->constant;
  if (names->variable == NULL)
    hepar_front_fail(front, HEPAR_FORMAT, index->place,
                     "the index `%s` is not known here: an index is named on the left, "
                     "cells[%s in 1..4]' = …", index->variable, index->variable);
  if (strcmp(names->variable, index->variable) != 0)
    hepar_front_fail(front, HEPAR_FORMAT, index->place,
                     "the index of this rule is `%s`, not `%s`", names->variable, index->variable);
  return index->sign * names->index + index->constant;
}

/* The array of a name, or NULL. */
static const hepar_family *find_family(const hepar_front *front, const char *full) {
  int32_t at = hepar_map_find(&front->families_by_name, full);
  return at < 0 ? NULL : &front->families[at];
}

static _Noreturn void fail_unknown(hepar_front *front, const hepar_names *names, const char *name,
                                   hepar_place place) {
  const char *near = hepar_front_near(front, names->scope, name);
  if (near != NULL)
    hepar_front_fail(front, HEPAR_FORMAT, place, "`%s` is not known (did you mean \"%s\"?)", name,
                     near);
  hepar_front_fail(front, HEPAR_FORMAT, place, "`%s` is not known", name);
}

int32_t hepar_front_lookup(hepar_front *front, const hepar_names *names, const char *name,
                           const hepar_index *index, hepar_place place) {
  char full[800]; /* a prefix has up to 400 characters, a name 200 */
  const hepar_family *family;
  int32_t at;
  (void)snprintf(full, sizeof full, "%s%s", names->scope->prefix, name);
  family = find_family(front, full);
  if (index != NULL) {
    int64_t value = index_value(front, names, index);
    size_t length = strlen(full);
    if (family == NULL && hepar_map_find(&front->names, full) >= 0)
      hepar_front_fail(front, HEPAR_FORMAT, place, "%s is no array", name);
    if (family == NULL) fail_unknown(front, names, name, place);
    (void)snprintf(full + length, sizeof full - length, "[%lld]", (long long)value);
    at = hepar_map_find(&front->names, full);
    if (at < 0)
      hepar_front_fail(front, HEPAR_FORMAT, index->place, "%s has elements %lld to %lld, not %lld",
                       name, (long long)family->low, (long long)family->high, (long long)value);
    return at;
  }
  if (family != NULL)
    hepar_front_fail(front, HEPAR_FORMAT, place,
                     "%s is an array: write %s[%lld] for an element, or sum(%s)", name, name,
                     (long long)family->low, name);
  at = hepar_map_find(&front->names, full);
  if (at < 0) fail_unknown(front, names, name, place);
  return at;
}

/* sum(cells): a node with the elements. */
static void spread(hepar_front *front, const hepar_tree *tree, hepar_tree *copy,
                   const hepar_names *names) {
  const char *full = hepar_front_print(front, "%s%s", names->scope->prefix, tree->name);
  const hepar_family *family = find_family(front, full);
  int64_t low, high;
  if (family == NULL && hepar_map_find(&front->names, full) >= 0)
    hepar_front_fail(front, HEPAR_FORMAT, tree->place, "%s is no array", tree->name);
  if (family == NULL) fail_unknown(front, names, tree->name, tree->place);
  low = tree->low != NULL ? index_value(front, names, tree->low) : family->low;
  high = tree->high != NULL ? index_value(front, names, tree->high) : family->high;
  if (high < low || high - low >= HEPAR_SYMBOLS_MOST)
    hepar_front_fail(front, HEPAR_FORMAT, tree->place,
                     "this sum runs from %lld to %lld: %s has elements %lld to %lld",
                     (long long)low, (long long)high, tree->name, (long long)family->low,
                     (long long)family->high);
  copy->items = hepar_front_keep(front, (size_t)(high - low + 1) * sizeof *copy->items);
  copy->name = full;
  for (int64_t i = low; i <= high; i++) {
    const hepar_index index = {NULL, 0, i, tree->place};
    hepar_tree *element;
    char name[800];
    (void)snprintf(name, sizeof name, "%s[%lld]", full, (long long)i);
    if (tree->low == NULL && hepar_map_find(&front->names, name) < 0) continue;
    element = hepar_front_tree(front, HEPAR_TREE_SYMBOL, tree->place);
    element->symbol = hepar_front_lookup(front, names, tree->name, &index, tree->place);
    copy->items[copy->count++].tree = element;
  }
  if (tree->low != NULL) {
    hepar_index *bounds = hepar_front_keep(front, 2 * sizeof *bounds);
    bounds[0].constant = low;
    bounds[1].constant = high;
    copy->low = &bounds[0];
    copy->high = &bounds[1];
  }
}

hepar_tree *hepar_front_resolved(hepar_front *front, const hepar_tree *tree,
                                 const hepar_names *names) {
  hepar_tree *copy = hepar_front_tree(front, tree->kind, tree->place);
  copy->function = tree->function;
  copy->value = tree->value;
  copy->name = tree->name;
  copy->unit = tree->unit;
  copy->unit_place = tree->unit_place;
  if (tree->kind == HEPAR_TREE_NAME) {
    copy->kind = HEPAR_TREE_SYMBOL;
    if (names->variable != NULL && tree->low == NULL && strcmp(tree->name, names->variable) == 0) {
      copy->kind = HEPAR_TREE_NUMBER; /* the index as a number */
      copy->value = (double)names->index;
      copy->name = hepar_front_print(front, "%lld", (long long)names->index);
      return copy;
    }
    copy->symbol = hepar_front_lookup(front, names, tree->name, tree->low, tree->place);
    return copy;
  }
  if (tree->kind == HEPAR_TREE_TOTAL) {
    spread(front, tree, copy, names);
    return copy;
  }
  copy->count = tree->count;
  copy->items = hepar_front_keep(front, tree->count * sizeof *copy->items);
  for (size_t i = 0; i < tree->count; i++)
    copy->items[i] = (hepar_item){hepar_front_resolved(front, tree->items[i].tree, names),
                                  tree->items[i].inverse};
  return copy;
}

void hepar_front_resolve(hepar_front *front) {
  for (size_t i = 0; i < front->making_count; i++) {
    hepar_making *m = &front->makings[i];
    const hepar_names here = {m->tree_scope, m->bound ? NULL : m->declaration->variable, m->index};
    const hepar_names own = {m->scope, m->declaration->variable, m->index};
    const hepar_tree *low = m->low, *high = m->high;
    if (m->written != NULL) m->symbol.definition = hepar_front_resolved(front, m->written, &here);
    if (low != NULL) {
      m->low = hepar_front_resolved(front, low, &own);
      m->high = hepar_front_resolved(front, high, &own);
    }
    if (m->rate != NULL) {
      const hepar_names rate = {m->rate_scope, m->rate->variable, m->rate_index};
      m->symbol.rate_definition = hepar_front_resolved(front, m->rate->tree, &rate);
    }
  }
}
