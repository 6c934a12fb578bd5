/* The last step: trees become nodes of the graph, defaults become numbers, and everything is laid
   down in the model. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "front.h"

/* Out on a failure of the graph, which knows no places. */
static void graph_check(hepar_front *front, hepar_status status, hepar_place place,
                        const hepar_error *error) {
  if (status == HEPAR_NOMEM)
    hepar_front_stop(front, hepar_fail(front->error, HEPAR_NOMEM, "out of memory"));
  if (status != HEPAR_OK)
    hepar_front_fail(front, status, place, "%s (limit of nodes)", error->message);
}

static hepar_node apply(hepar_front *front, hepar_place place, hepar_op op, hepar_node a,
                        hepar_node b, hepar_node c) {
  hepar_error error;
  hepar_node node;
  graph_check(front, hepar_graph_apply(&front->model->graph, op, a, b, c, &node, &error), place,
              &error);
  return node;
}

static hepar_node apply1(hepar_front *front, hepar_place place, hepar_op op, hepar_node a) {
  return apply(front, place, op, a, HEPAR_NO_NODE, HEPAR_NO_NODE);
}

static hepar_node apply2(hepar_front *front, hepar_place place, hepar_op op, hepar_node a,
                         hepar_node b) {
  return apply(front, place, op, a, b, HEPAR_NO_NODE);
}

static hepar_node number(hepar_front *front, hepar_place place, double value) {
  hepar_error error;
  hepar_node node;
  graph_check(front, hepar_graph_number(&front->model->graph, value, &node, &error), place, &error);
  return node;
}

static hepar_node leaf(hepar_front *front, hepar_place place, hepar_op op, int32_t index) {
  hepar_error error;
  hepar_node node;
  graph_check(front, hepar_graph_leaf(&front->model->graph, op, index, &node, &error), place,
              &error);
  return node;
}

static hepar_node lower(hepar_front *front, const hepar_tree *tree, bool initial);

/* A symbol where it is used. */
static hepar_node lower_symbol(hepar_front *front, const hepar_tree *tree, bool initial) {
  const hepar_symbol *symbol = &front->makings[tree->symbol].symbol;
  switch (symbol->kind) {
    case HEPAR_SYMBOL_PARAMETER:
      return leaf(front, tree->place, HEPAR_OP_PARAMETER, symbol->index);
    case HEPAR_SYMBOL_INPUT:
      return leaf(front, tree->place, HEPAR_OP_INPUT, symbol->index);
    case HEPAR_SYMBOL_STATE:
      if (initial) return symbol->expression;
      return leaf(front, tree->place, HEPAR_OP_STATE, symbol->index);
    default:
      return symbol->expression;
  }
}

static hepar_node lower_call(hepar_front *front, const hepar_tree *tree, bool initial) {
  static const hepar_op simple[HEPAR_FUNCTION_COUNT] = {
      [HEPAR_FUNCTION_EXP] = HEPAR_OP_EXP,     [HEPAR_FUNCTION_LOG] = HEPAR_OP_LOG,
      [HEPAR_FUNCTION_LOG1P] = HEPAR_OP_LOG1P, [HEPAR_FUNCTION_EXPM1] = HEPAR_OP_EXPM1,
      [HEPAR_FUNCTION_SQRT] = HEPAR_OP_SQRT,   [HEPAR_FUNCTION_CBRT] = HEPAR_OP_CBRT,
      [HEPAR_FUNCTION_ABS] = HEPAR_OP_ABS,     [HEPAR_FUNCTION_SIGN] = HEPAR_OP_SIGN,
      [HEPAR_FUNCTION_SIN] = HEPAR_OP_SIN,     [HEPAR_FUNCTION_COS] = HEPAR_OP_COS,
      [HEPAR_FUNCTION_TANH] = HEPAR_OP_TANH,   [HEPAR_FUNCTION_ERF] = HEPAR_OP_ERF,
      [HEPAR_FUNCTION_ERFC] = HEPAR_OP_ERFC,   [HEPAR_FUNCTION_FLOOR] = HEPAR_OP_FLOOR};
  hepar_place at = tree->place;
  hepar_node a = lower(front, tree->items[0].tree, initial), b, c;
  switch (tree->function) {
    case HEPAR_FUNCTION_LOG10:
      return apply2(front, at, HEPAR_OP_DIVIDE, apply1(front, at, HEPAR_OP_LOG, a),
                    number(front, at, 2.302585092994045684));
    case HEPAR_FUNCTION_TAN:
      return apply2(front, at, HEPAR_OP_DIVIDE, apply1(front, at, HEPAR_OP_SIN, a),
                    apply1(front, at, HEPAR_OP_COS, a));
    case HEPAR_FUNCTION_POS:
      return apply2(front, at, HEPAR_OP_MAXIMUM, a, number(front, at, 0));
    case HEPAR_FUNCTION_MIN:
    case HEPAR_FUNCTION_MAX:
      for (size_t i = 1; i < tree->count; i++)
        a = apply2(front, at,
                   tree->function == HEPAR_FUNCTION_MIN ? HEPAR_OP_MINIMUM : HEPAR_OP_MAXIMUM, a,
                   lower(front, tree->items[i].tree, initial));
      return a;
    case HEPAR_FUNCTION_CLAMP:
      b = lower(front, tree->items[1].tree, initial);
      c = lower(front, tree->items[2].tree, initial);
      return apply2(front, at, HEPAR_OP_MINIMUM, apply2(front, at, HEPAR_OP_MAXIMUM, a, b), c);
    case HEPAR_FUNCTION_HILL:
      b = lower(front, tree->items[1].tree, initial);
      c = lower(front, tree->items[2].tree, initial);
      return apply(front, at, HEPAR_OP_HILL, a, b, c);
    default:
      return apply1(front, at, simple[tree->function], a);
  }
}

/* Terms from the left. */
static hepar_node lower_chain(hepar_front *front, const hepar_tree *tree, hepar_op plain,
                              hepar_op inverse, bool initial) {
  hepar_node node = lower(front, tree->items[0].tree, initial);
  for (size_t i = 1; i < tree->count; i++)
    node = apply2(front, tree->items[i].tree->place, tree->items[i].inverse ? inverse : plain, node,
                  lower(front, tree->items[i].tree, initial));
  return node;
}

static hepar_node lower_comparison(hepar_front *front, const hepar_tree *tree, bool initial) {
  hepar_node a = lower(front, tree->items[0].tree, initial);
  hepar_node b = lower(front, tree->items[1].tree, initial);
  hepar_place at = tree->place;
  switch (tree->kind) {
    case HEPAR_TREE_LESS: return apply2(front, at, HEPAR_OP_LESS, a, b);
    case HEPAR_TREE_LESS_EQUAL: return apply2(front, at, HEPAR_OP_LESS_EQUAL, a, b);
    case HEPAR_TREE_GREATER: return apply2(front, at, HEPAR_OP_LESS, b, a);
    case HEPAR_TREE_GREATER_EQUAL: return apply2(front, at, HEPAR_OP_LESS_EQUAL, b, a);
    case HEPAR_TREE_EQUAL: return apply2(front, at, HEPAR_OP_EQUAL, a, b);
    default:
      return apply1(front, at, HEPAR_OP_NOT, apply2(front, at, HEPAR_OP_EQUAL, a, b));
  }
}

/* The node of an expression; `initial`: states stand for their initial values. */
static hepar_node lower(hepar_front *front, const hepar_tree *tree, bool initial) {
  hepar_place at = tree->place;
  hepar_node a, b;
  switch (tree->kind) {
    case HEPAR_TREE_NUMBER: return number(front, at, tree->value);
    case HEPAR_TREE_SYMBOL: return lower_symbol(front, tree, initial);
    case HEPAR_TREE_TIME: return leaf(front, at, HEPAR_OP_TIME, 0);
    case HEPAR_TREE_PI: return number(front, at, 3.14159265358979323846);
    case HEPAR_TREE_SUM:
      return lower_chain(front, tree, HEPAR_OP_ADD, HEPAR_OP_SUBTRACT, initial);
    case HEPAR_TREE_TOTAL: return lower_chain(front, tree, HEPAR_OP_ADD, HEPAR_OP_ADD, initial);
    case HEPAR_TREE_PRODUCT:
      return lower_chain(front, tree, HEPAR_OP_MULTIPLY, HEPAR_OP_DIVIDE, initial);
    case HEPAR_TREE_AND: return lower_chain(front, tree, HEPAR_OP_AND, HEPAR_OP_AND, initial);
    case HEPAR_TREE_OR: return lower_chain(front, tree, HEPAR_OP_OR, HEPAR_OP_OR, initial);
    case HEPAR_TREE_NEGATE:
      return apply1(front, at, HEPAR_OP_NEGATE, lower(front, tree->items[0].tree, initial));
    case HEPAR_TREE_NOT:
      return apply1(front, at, HEPAR_OP_NOT, lower(front, tree->items[0].tree, initial));
    case HEPAR_TREE_POWER:
      a = lower(front, tree->items[0].tree, initial);
      return apply2(front, at, HEPAR_OP_POWER, a, lower(front, tree->items[1].tree, initial));
    case HEPAR_TREE_IF:
      a = lower(front, tree->items[0].tree, initial);
      b = lower(front, tree->items[1].tree, initial);
      return apply(front, at, HEPAR_OP_SELECT, a, b, lower(front, tree->items[2].tree, initial));
    case HEPAR_TREE_CALL: return lower_call(front, tree, initial);
    case HEPAR_TREE_CONVERT:
      return apply2(front, at, HEPAR_OP_MULTIPLY, lower(front, tree->items[0].tree, initial),
                    number(front, at, tree->value));
    default: return lower_comparison(front, tree, initial);
  }
}

/* Values of nodes with all parameters at their defaults: what states, inputs and time go into has
   no meaning here. */
typedef struct values {
  double *of;
  size_t count, room;
} values;

static double value_of(hepar_front *front, values *v, hepar_node node) {
  const hepar_graph *graph = &front->model->graph;
  for (; v->count < graph->count; v->count++) {
    const hepar_graph_node *n = &graph->nodes[v->count];
    double value = (double)NAN;
    v->of = hepar_front_grow(front, v->of, v->count, &v->room, sizeof *v->of);
    if (n->op == HEPAR_OP_NUMBER)
      value = n->value;
    else if (n->op == HEPAR_OP_PARAMETER)
      value = front->makings[front->model->parameters[n->index]].symbol.value;
    else if (hepar_op_arity((hepar_op)n->op) > 0)
      value = hepar_op_evaluate((hepar_op)n->op, v->of[n->a], n->b >= 0 ? v->of[n->b] : 0,
                                n->c >= 0 ? v->of[n->c] : 0);
    v->of[v->count] = value;
  }
  return v->of[node];
}

/* Symbols by kind: their numbers among all. */
static void index_kinds(hepar_front *front) {
  hepar_model *model = front->model;
  struct { int32_t **list; size_t *count; } kinds[] = {
      {&model->parameters, &model->parameter_count}, {&model->inputs, &model->input_count},
      {&model->states, &model->state_count},         {&model->lets, &model->let_count},
      {&model->outputs, &model->output_count}};
  for (int k = 0; k <= HEPAR_SYMBOL_OUTPUT; k++)
    *kinds[k].list = hepar_front_keep(front, (front->making_count + 1) * sizeof(int32_t));
  for (size_t i = 0; i < front->making_count; i++) {
    int kind = (int)front->makings[i].symbol.kind;
    (*kinds[kind].list)[(*kinds[kind].count)++] = (int32_t)i;
  }
}

/* The default, the initial value or the definition of one symbol. */
static void lower_definition(hepar_front *front, hepar_making *m, values *v) {
  hepar_symbol *s = &m->symbol;
  bool fixed = s->kind <= HEPAR_SYMBOL_STATE || !(m->uses_state || m->uses_input || m->uses_time);
  if (s->definition != NULL)
    s->expression = lower(front, s->definition, s->kind == HEPAR_SYMBOL_STATE);
  else
    s->expression = number(front, m->place, 0); /* an input */
  if (fixed) s->value = value_of(front, v, s->expression);
  if (s->kind <= HEPAR_SYMBOL_STATE && !isfinite(s->value))
    hepar_front_fail(front, HEPAR_RANGE, m->place, "the %s of %s is not a finite number",
                     s->kind == HEPAR_SYMBOL_STATE ? "initial value" : "value", s->name);
  if (s->nonnegative && s->value < 0)
    hepar_front_fail(front, HEPAR_RANGE, m->place,
                     "%s is nonnegative, but its initial value is %g", s->name, s->value);
  if (m->low == NULL) return;
  s->low = value_of(front, v, lower(front, m->low, false));
  s->high = value_of(front, v, lower(front, m->high, false));
  if (!(s->low <= s->high))
    hepar_front_fail(front, HEPAR_RANGE, m->low->place, "the range of %s runs from %g to %g",
                     s->name, s->low, s->high);
  if (s->value < s->low || s->value > s->high)
    hepar_front_fail(front, HEPAR_RANGE, m->place, "%s is %g, outside its range %g .. %g", s->name,
                     s->value, s->low, s->high);
}

/* What each statement of one kind sees, scope by scope. */
typedef void (*visitor)(hepar_front *front, const hepar_scope *scope, const hepar_declaration *d,
                        void *data);

static void each(hepar_front *front, int word, visitor visit, void *data) {
  for (const hepar_scope *scope = front->scopes; scope != NULL; scope = scope->next)
    for (const hepar_declaration *d = scope->text->first; d != NULL; d = d->next)
      if (d->word == word) visit(front, scope, d, data);
}

static void count_one(hepar_front *front, const hepar_scope *scope, const hepar_declaration *d,
                      void *data) {
  (void)scope;
  if (++*(size_t *)data > HEPAR_LIST_MOST)
    hepar_front_fail(front, HEPAR_RANGE, d->place, "more than 1000 statements of this kind "
                                                   "(limit of presets, events and remarks)");
}

static size_t count_assignments(const hepar_declaration *d) {
  size_t count = 0;
  for (const hepar_assignment *a = d->assignments; a != NULL; a = a->next) count++;
  return count;
}

/* Refuse the second thing of one name; the extension's replaces the model's: give its place. */
static size_t find_place(hepar_front *front, const hepar_scope *scope, const hepar_declaration *d,
                         const char *name, const char *const *names, size_t count, size_t step) {
  for (size_t i = 0; i < count; i++) {
    const char *other = *(const char *const *)((const char *)names + i * step);
    if (strcmp(other, name) != 0) continue;
    if (scope->extension) return i;
    hepar_front_fail(front, HEPAR_FORMAT, d->place, "%s is defined twice", name);
  }
  return count;
}

static void lower_event(hepar_front *front, const hepar_scope *scope, const hepar_declaration *d,
                        void *data) {
  hepar_model *model = front->model;
  const hepar_names names = {scope, NULL, 0};
  const char *name = hepar_front_print(front, "%s%s", scope->prefix, d->name);
  size_t at = find_place(front, scope, d, name, &model->events[0].name, model->event_count,
                         sizeof *model->events);
  hepar_model_event *event = &model->events[at];
  size_t count = count_assignments(d);
  int32_t column;
  (void)data;
  if (at == model->event_count) model->event_count++;
  memset(event, 0, sizeof *event);
  event->name = name;
  event->doc = d->doc;
  event->status = d->status;
  event->source = d->source;
  hepar_front_where(front, d->place, &event->line, &column);
  event->condition_definition = hepar_front_resolved(front, d->tree, &names);
  event->set_states = hepar_front_keep(front, count * sizeof *event->set_states);
  event->set_nodes = hepar_front_keep(front, count * sizeof *event->set_nodes);
  event->set_definitions = hepar_front_keep(front, count * sizeof *event->set_definitions);
  hepar_front_check_event(front, event->condition_definition);
  event->condition = lower(front, event->condition_definition, false);
  for (const hepar_assignment *a = d->assignments; a != NULL; a = a->next) {
    int32_t symbol = hepar_front_lookup(front, &names, a->name, a->index, a->place);
    const hepar_symbol *s = &front->makings[symbol].symbol;
    hepar_tree *tree;
    if (s->kind != HEPAR_SYMBOL_STATE)
      hepar_front_fail(front, HEPAR_FORMAT, a->place, "an event sets states; %s is no state",
                       a->name);
    for (size_t i = 0; i < event->set_count; i++)
      if (event->set_states[i] == s->index)
        hepar_front_fail(front, HEPAR_FORMAT, a->place, "the event sets %s twice", s->name);
    tree = hepar_front_resolved(front, a->tree, &names);
    hepar_front_check_set(front, symbol, tree);
    event->set_states[event->set_count] = s->index;
    event->set_definitions[event->set_count] = tree;
    event->set_nodes[event->set_count++] = lower(front, tree, false);
  }
}

/* Whether one of the first `count` settings is of that parameter. */
static bool is_set(const hepar_model_preset *preset, size_t count, int32_t parameter) {
  for (size_t i = 0; i < count; i++)
    if (preset->set_symbols[i] == parameter) return true;
  return false;
}

static void lower_preset(hepar_front *front, const hepar_scope *scope, const hepar_declaration *d,
                         void *data) {
  hepar_model *model = front->model;
  values *v = data;
  const hepar_names names = {scope, NULL, 0};
  const char *name = hepar_front_print(front, "%s%s", scope->prefix, d->name);
  char outside[300] = "";
  size_t at = 0, count = count_assignments(d), beyond = 0, others = 0;
  hepar_model_preset *preset, old;
  if (scope->bare) /* a module's "rat" is a part of the whole model's "rat" */
    while (at < model->preset_count && strcmp(model->presets[at].name, name) != 0) at++;
  else
    at = find_place(front, scope, d, name, &model->presets[0].name, model->preset_count,
                    sizeof *model->presets);
  preset = &model->presets[at];
  old = *preset;
  if (at == model->preset_count || !scope->bare) {
    memset(preset, 0, sizeof *preset);
    preset->name = name;
    preset->doc = d->doc;
    preset->status = d->status;
    preset->source = d->source;
  }
  if (at == model->preset_count) model->preset_count++;
  others = preset->set_count;
  preset->set_symbols = hepar_front_keep(front, (others + count) * sizeof *preset->set_symbols);
  preset->set_values = hepar_front_keep(front, (others + count) * sizeof *preset->set_values);
  if (others > 0) {
    memcpy(preset->set_symbols, old.set_symbols, others * sizeof *preset->set_symbols);
    memcpy(preset->set_values, old.set_values, others * sizeof *preset->set_values);
  }
  for (const hepar_assignment *a = d->assignments; a != NULL; a = a->next) {
    int32_t symbol = hepar_front_lookup(front, &names, a->name, a->index, a->place);
    const hepar_making *m = &front->makings[symbol];
    hepar_tree *tree = hepar_front_resolved(front, a->tree, &names);
    double value;
    if (m->bound || (m->replaced && m->symbol.kind != HEPAR_SYMBOL_PARAMETER))
      continue; /* the importing model, or the extension, says what it is */
    if (m->symbol.kind != HEPAR_SYMBOL_PARAMETER)
      hepar_front_fail(front, HEPAR_FORMAT, a->place, "a preset sets params; %s is none", a->name);
    for (size_t i = others; i < preset->set_count; i++)
      if (preset->set_symbols[i] == m->symbol.index)
        hepar_front_fail(front, HEPAR_FORMAT, a->place, "the preset sets %s twice", a->name);
    if (is_set(preset, others, m->symbol.index)) continue; /* by the importing model */
    hepar_front_check_fixed(front, tree, "the preset's", a->name);
    hepar_front_check_set(front, symbol, tree);
    value = value_of(front, v, lower(front, tree, false));
    if (!isfinite(value))
      hepar_front_fail(front, HEPAR_RANGE, a->place, "%s is not a finite number here", a->name);
    if (value < m->symbol.low || value > m->symbol.high) {
      size_t used = strlen(outside);
      (void)snprintf(outside + used, sizeof outside - used, "%s%s", beyond++ > 0 ? ", " : "",
                     m->symbol.name);
    }
    preset->set_symbols[preset->set_count] = m->symbol.index;
    preset->set_values[preset->set_count++] = value;
  }
  if (beyond > 0) {
    hepar_utf8_mend(outside);
    hepar_front_note(front, hepar_front_print(front,
        "preset %s sets %zu params outside the ranges of their defaults: %s%s", name, beyond,
        outside, strlen(outside) + 1 == sizeof outside ? "…" : ""));
  }
}

/* source, reproduces, limits: those of the model itself, and the sources of its imports. */
typedef struct remarks {
  hepar_model_remark *list;
  size_t count;
  bool imports;
} remarks;

static void lower_remark(hepar_front *front, const hepar_scope *scope, const hepar_declaration *d,
                         void *data) {
  remarks *r = data;
  (void)front;
  if (scope->parent != NULL && !r->imports) return;
  for (size_t i = 0; i < r->count; i++)
    if (strcmp(r->list[i].text, d->doc) == 0) return;
  r->list[r->count++] = (hepar_model_remark){d->doc, d->status, d->source};
}

static void lower_remarks(hepar_front *front, int word, hepar_model_remark **list, size_t *count) {
  remarks r = {NULL, 0, word == HEPAR_WORD_SOURCE};
  each(front, word, count_one, &r.count);
  r.list = hepar_front_keep(front, r.count * sizeof *r.list);
  r.count = 0;
  each(front, word, lower_remark, &r);
  *list = r.list;
  *count = r.count;
}

/* Nodes that rates and conditions of events are made of, and those that states or time move.
   Outputs and definitions that no rate reads are left out: a turn there changes no course. */
static void mark_nodes(const hepar_front *front, bool *reached, bool *varies) {
  const hepar_model *model = front->model;
  for (size_t i = 0; i < front->making_count; i++) {
    const hepar_symbol *s = &front->makings[i].symbol;
    if (s->rate >= 0) reached[s->rate] = true;
  }
  for (size_t i = 0; i < model->event_count; i++) reached[model->events[i].condition] = true;
  for (size_t i = model->graph.count; i-- > 0;) {
    const hepar_graph_node *n = &model->graph.nodes[i];
    if (!reached[i]) continue;
    if (n->a >= 0) reached[n->a] = true;
    if (n->b >= 0) reached[n->b] = true;
    if (n->c >= 0) reached[n->c] = true;
  }
  for (size_t i = 0; i < model->graph.count; i++) {
    const hepar_graph_node *n = &model->graph.nodes[i];
    varies[i] = n->op == HEPAR_OP_STATE || n->op == HEPAR_OP_TIME || (n->a >= 0 && varies[n->a]) ||
                (n->b >= 0 && varies[n->b]) || (n->c >= 0 && varies[n->c]);
  }
}

/* Where answers turn: a - b of every comparison, and the argument of every sign, that depends on
   states or time and that moves the model. */
static void find_switches(hepar_front *front) {
  hepar_model *model = front->model;
  size_t count = model->graph.count;
  bool *reached = hepar_front_work(front, count), *varies = hepar_front_work(front, count);
  bool *known = hepar_front_work(front, 2 * count + 1); /* one new node for each at most */
  const hepar_place start = {0, 0};
  mark_nodes(front, reached, varies);
  model->switches = hepar_front_keep(front, count * sizeof *model->switches);
  for (size_t i = 0; i < count; i++) {
    const hepar_graph_node n = model->graph.nodes[i];
    bool compares = n.op == HEPAR_OP_LESS || n.op == HEPAR_OP_LESS_EQUAL || n.op == HEPAR_OP_EQUAL;
    hepar_node node;
    if (!reached[i] || !varies[i] || !(compares || n.op == HEPAR_OP_SIGN)) continue;
    node = compares ? apply2(front, start, HEPAR_OP_SUBTRACT, n.a, n.b) : n.a;
    if (!known[node]) model->switches[model->switch_count++] = node;
    known[node] = true;
  }
}

void hepar_front_lower(hepar_front *front) {
  hepar_model *model = front->model;
  values v = {0};
  size_t events = 0, presets = 0;
  index_kinds(front);
  for (size_t i = 0; i < front->order_count; i++)
    lower_definition(front, &front->makings[front->order[i]], &v);
  for (size_t i = 0; i < front->making_count; i++) {
    hepar_symbol *s = &front->makings[i].symbol;
    if (s->rate_definition != NULL) s->rate = lower(front, s->rate_definition, false);
  }
  each(front, HEPAR_WORD_EVENT, count_one, &events);
  each(front, HEPAR_WORD_PRESET, count_one, &presets);
  model->events = hepar_front_keep(front, (events + 1) * sizeof *model->events);
  model->presets = hepar_front_keep(front, (presets + 1) * sizeof *model->presets);
  each(front, HEPAR_WORD_EVENT, lower_event, NULL);
  each(front, HEPAR_WORD_PRESET, lower_preset, &v);
  lower_remarks(front, HEPAR_WORD_SOURCE, &model->sources, &model->sources_count);
  lower_remarks(front, HEPAR_WORD_REPRODUCES, &model->reproduces, &model->reproduces_count);
  lower_remarks(front, HEPAR_WORD_LIMITS, &model->limits, &model->limits_count);
  find_switches(front);
  model->symbols = hepar_front_keep(front, (front->making_count + 1) * sizeof *model->symbols);
  model->symbol_count = front->making_count;
  for (size_t i = 0; i < front->making_count; i++) {
    hepar_making *m = &front->makings[i];
    hepar_front_where(front, m->declaration->place, &m->symbol.line, &m->symbol.column);
    m->symbol.file = front->texts[m->declaration->place.text]->file;
    /* Unchecked, nobody can tell a level from a rate of delivery: it may be either. */
    m->symbol.delivered = m->symbol.kind == HEPAR_SYMBOL_INPUT &&
                          (front->strict ? m->use == HEPAR_USE_DELIVERY : model->has_units);
    model->symbols[i] = m->symbol;
  }
  model->notes = hepar_front_keep(front, (front->note_count + 1) * sizeof *model->notes);
  if (front->note_count > 0)
    memcpy(model->notes, front->notes, front->note_count * sizeof *model->notes);
  model->notes_count = front->note_count;
  for (const hepar_scope *scope = front->scopes; scope != NULL; scope = scope->next) {
    const hepar_declaration *d = scope->text->first;
    if (scope->parent != NULL || d == NULL || d->word != HEPAR_WORD_MODEL) continue;
    model->name = d->name; /* the extension's name comes last */
    if (d->doc != NULL) model->purpose = d->doc;
  }
}
