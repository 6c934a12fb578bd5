/* Definitions in the order in which they can be worked out, whatever the order of the text; loops
   are found on the way. The walk keeps its own stack: chains of definitions may be long. */
#include <stdio.h>
#include <string.h>

#include "front.h"

enum { NEW, OPEN, DONE };

/* The symbols that the walk of one definition has met. */
typedef struct collector {
  hepar_front *front;
  int32_t *stamps, stamp; /* of each symbol: the definition that met it last */
  int32_t *list;
  size_t count, room;
} collector;

static void collect(collector *c, const hepar_tree *tree) {
  if (tree->kind == HEPAR_TREE_SYMBOL && c->stamps[tree->symbol] != c->stamp) {
    c->stamps[tree->symbol] = c->stamp;
    c->list = hepar_front_grow(c->front, c->list, c->count, &c->room, sizeof *c->list);
    c->list[c->count++] = tree->symbol;
  }
  for (size_t i = 0; i < tree->count; i++) collect(c, tree->items[i].tree);
}

/* Whether `of` must be worked out before `m`: states and inputs are given while a model runs, but
   an initial value needs the other initial values. */
static bool needs(const hepar_making *m, const hepar_making *of) {
  if (of->symbol.kind == HEPAR_SYMBOL_STATE) return m->symbol.kind == HEPAR_SYMBOL_STATE;
  return of->symbol.kind != HEPAR_SYMBOL_INPUT;
}

/* What each definition needs. */
static void collect_all(hepar_front *front) {
  collector c = {.front = front};
  c.stamps = hepar_front_work(front, (front->making_count + 1) * sizeof *c.stamps);
  for (size_t i = 0; i < front->making_count; i++) {
    hepar_making *m = &front->makings[i];
    c.stamp = (int32_t)i + 1;
    c.count = 0;
    if (m->symbol.definition != NULL) collect(&c, m->symbol.definition);
    m->needs = hepar_front_work(front, c.count * sizeof *m->needs);
    for (size_t k = 0; k < c.count; k++) {
      const hepar_making *of = &front->makings[c.list[k]];
      if (of->symbol.kind == HEPAR_SYMBOL_STATE) m->uses_state = true;
      if (of->symbol.kind == HEPAR_SYMBOL_INPUT) m->uses_input = true;
      if (needs(m, of)) m->needs[m->need_count++] = c.list[k];
    }
  }
}

/* The loop on the stack from `first` on, as "a -> b -> a". */
static _Noreturn void fail_loop(hepar_front *front, const int32_t *stack, size_t first,
                                size_t count) {
  char path[480] = "";
  const hepar_making *m = &front->makings[stack[first]];
  const char *what = m->symbol.kind == HEPAR_SYMBOL_STATE ? "initial values need each other"
                     : m->symbol.kind == HEPAR_SYMBOL_PARAMETER ? "parameters need each other"
                                                                : "algebraic loop";
  for (size_t i = first; i < count; i++) {
    size_t used = strlen(path);
    if (i - first > 12 && i + 3 < count) {
      if (path[used - 1] != '.') (void)snprintf(path + used, sizeof path - used, "...");
      continue;
    }
    (void)snprintf(path + used, sizeof path - used, "%s%.30s", i == first ? "" : " -> ",
                   front->makings[stack[i]].symbol.name);
  }
  hepar_front_fail(front, HEPAR_FORMAT, m->place, "%s: %s -> %.30s", what, path, m->symbol.name);
}

/* Everything below one symbol, then the symbol. */
static void walk(hepar_front *front, int32_t root, int32_t *stack, size_t *cursors) {
  size_t count = 1;
  stack[0] = root;
  cursors[0] = 0;
  front->makings[root].mark = OPEN;
  while (count > 0) {
    hepar_making *m = &front->makings[stack[count - 1]];
    if (cursors[count - 1] == m->need_count) {
      m->mark = DONE;
      front->order[front->order_count++] = stack[--count];
      continue;
    }
    {
      int32_t next = m->needs[cursors[count - 1]++];
      if (front->makings[next].mark == OPEN) {
        size_t first = count - 1;
        while (stack[first] != next) first--;
        fail_loop(front, stack, first, count);
      }
      if (front->makings[next].mark == NEW) {
        front->makings[next].mark = OPEN;
        stack[count] = next;
        cursors[count++] = 0;
      }
    }
  }
}

static bool has_time(const hepar_tree *tree) {
  if (tree->kind == HEPAR_TREE_TIME) return true;
  for (size_t i = 0; i < tree->count; i++)
    if (has_time(tree->items[i].tree)) return true;
  return false;
}

/* Refuse whatever changes while a model runs in a value that is fixed before. */
static void check_fixed(hepar_front *front, const hepar_tree *tree, const char *what,
                        const char *name, bool states) {
  if (tree->kind == HEPAR_TREE_TIME)
    hepar_front_fail(front, HEPAR_FORMAT, tree->place,
                     "%s %s is fixed before the model runs: it cannot use time", what, name);
  if (tree->kind == HEPAR_TREE_SYMBOL) {
    const hepar_making *of = &front->makings[tree->symbol];
    hepar_symbol_kind kind = of->symbol.kind;
    bool good = kind == HEPAR_SYMBOL_PARAMETER || (kind == HEPAR_SYMBOL_STATE && states) ||
                (kind >= HEPAR_SYMBOL_LET && !of->uses_state && !of->uses_input && !of->uses_time);
    if (!good)
      hepar_front_fail(front, HEPAR_FORMAT, tree->place,
                       "%s %s is fixed before the model runs: it can use numbers and params%s, not "
                       "%s, which %s", what, name, states ? " and initial values of states" : "",
                       of->symbol.name,
                       kind == HEPAR_SYMBOL_STATE   ? "is a state"
                       : kind == HEPAR_SYMBOL_INPUT ? "is an input"
                                                    : "changes with time");
  }
  for (size_t i = 0; i < tree->count; i++)
    check_fixed(front, tree->items[i].tree, what, name, states);
}

void hepar_front_check_fixed(hepar_front *front, const hepar_tree *tree, const char *what,
                             const char *name) {
  check_fixed(front, tree, what, name, false);
}

void hepar_front_order(hepar_front *front) {
  size_t count = front->making_count;
  int32_t *stack = hepar_front_work(front, (count + 1) * sizeof *stack);
  size_t *cursors = hepar_front_work(front, (count + 1) * sizeof *cursors);
  front->order = hepar_front_work(front, (count + 1) * sizeof *front->order);
  collect_all(front);
  for (size_t i = 0; i < count; i++)
    if (front->makings[i].mark == NEW) walk(front, (int32_t)i, stack, cursors);
  for (size_t i = 0; i < count; i++) {
    hepar_making *m = &front->makings[front->order[i]];
    const hepar_tree *tree = m->symbol.definition;
    if (tree == NULL) continue;
    if (has_time(tree)) m->uses_time = true;
    for (size_t k = 0; k < m->need_count; k++) {
      const hepar_making *of = &front->makings[m->needs[k]];
      if (of->symbol.kind < HEPAR_SYMBOL_LET) continue;
      m->uses_state |= of->uses_state;
      m->uses_input |= of->uses_input;
      m->uses_time |= of->uses_time;
    }
    if (m->symbol.kind == HEPAR_SYMBOL_PARAMETER)
      check_fixed(front, tree, "the parameter", m->symbol.name, false);
    else if (m->symbol.kind == HEPAR_SYMBOL_INPUT)
      check_fixed(front, tree, "the default of", m->symbol.name, false);
    else if (m->symbol.kind == HEPAR_SYMBOL_STATE)
      check_fixed(front, tree, "the initial value of", m->symbol.name, true);
    if (m->low != NULL) {
      check_fixed(front, m->low, "the range of", m->symbol.name, false);
      check_fixed(front, m->high, "the range of", m->symbol.name, false);
    }
  }
}
