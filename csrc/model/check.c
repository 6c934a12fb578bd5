/* Units of expressions. What an expression is measured in is worked out from below (take); what it
   has to be in is handed down as far as sums and branches go (fit), so that an error stands at the
   term that does not fit. Two liberties: a bare number as a term takes the unit it needs, and one as
   a factor may carry what its term lacks, which is noted. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "front.h"

typedef struct hepar_measure {
  hepar_dimension unit;
  bool free;                /* a bare number */
  const hepar_tree *number; /* a bare factor that may carry what is missing */
  bool number_inverse;
  int32_t input; /* the one input that is a plain factor, or -1 */
  bool open;     /* measured before it was decided what that input is */
} measure;

/* What a value has to be in, and what that value is, for errors. */
typedef struct wanted {
  const hepar_dimension *unit;
  const char *what; /* "a rate of cells" */
  bool term;        /* of a sum */
} wanted;

static const hepar_dimension pure = {.scale = 1};

static measure take(hepar_front *front, hepar_tree *tree, const hepar_dimension *hint);
static void fit(hepar_front *front, hepar_tree *tree, wanted w);

static measure in_unit(const hepar_dimension *unit) {
  return (measure){*unit, false, NULL, false, -1, false};
}

/* The value of an expression of bare numbers; false for any other. */
static bool constant(const hepar_tree *tree, double *value) {
  double x;
  switch (tree->kind) {
    case HEPAR_TREE_NUMBER:
      *value = tree->value;
      return tree->unit == NULL;
    case HEPAR_TREE_NEGATE:
      if (!constant(tree->items[0].tree, value)) return false;
      *value = -*value;
      return true;
    case HEPAR_TREE_PRODUCT:
    case HEPAR_TREE_SUM:
      if (!constant(tree->items[0].tree, value)) return false;
      for (size_t i = 1; i < tree->count; i++) {
        if (!constant(tree->items[i].tree, &x)) return false;
        if (tree->kind == HEPAR_TREE_SUM)
          *value += tree->items[i].inverse ? -x : x;
        else
          *value = tree->items[i].inverse ? *value / x : *value * x;
      }
      return true;
    case HEPAR_TREE_POWER:
      if (!constant(tree->items[0].tree, value) || !constant(tree->items[1].tree, &x)) return false;
      *value = pow(*value, x);
      return true;
    default: return false;
  }
}

/* The other meaning of an input: unit / time. */
static hepar_dimension per_time(hepar_front *front, const hepar_dimension *unit,
                                hepar_place place) {
  return hepar_front_product(front, unit, &front->time, -1, place);
}

/* An input is a level, or a place of delivery, and stays what it is. */
static void decide(hepar_front *front, int32_t input, hepar_input_use use, hepar_place place) {
  hepar_making *m = &front->makings[input];
  if (m->use != HEPAR_USE_OPEN) return;
  m->use = use;
  m->use_place = place;
}

/* Note what a bare factor was taken for. */
static void note_number(hepar_front *front, const measure *m, const hepar_dimension *unit,
                        double value) {
  int32_t line, column;
  hepar_dimension missing;
  const char *where = "", *name;
  if (!front->strict || front->note_count > HEPAR_NOTES_MOST) return;
  if (front->note_count == HEPAR_NOTES_MOST) {
    hepar_front_note(front, "there are more notes than can be read: they are left out");
    return;
  }
  name = m->number->kind == HEPAR_TREE_NUMBER ? m->number->name
                                              : hepar_front_print(front, "%.10g", value);
  missing = hepar_front_product(front, unit, &m->unit, -1, m->number->place);
  if (m->number_inverse) missing = hepar_front_power(front, &missing, -1, m->number->place);
  hepar_front_where(front, m->number->place, &line, &column);
  if (m->number->place.text > 0)
    where = hepar_front_print(front, "%s, ", front->texts[m->number->place.text]->file);
  if (hepar_dimension_alike(&m->unit, unit))
    hepar_front_note(front, hepar_front_print(front, "%sline %d: %s converts %s to %s", where,
                                              (int)line, name,
                                              hepar_front_unit_name(front, &m->unit),
                                              hepar_front_unit_name(front, unit)));
  else
    hepar_front_note(front, hepar_front_print(front, "%sline %d: %s is taken as %s %s", where,
                                              (int)line, name, name,
                                              hepar_front_unit_name(front, &missing)));
}

/* Make m measure in `unit`, by the liberties that there are. False when it does not. */
static bool adapt(hepar_front *front, measure *m, const hepar_dimension *unit, hepar_place place) {
  double value, ratio;
  if (m->open && front->makings[m->input].use == HEPAR_USE_DELIVERY) {
    m->unit = per_time(front, &m->unit, place); /* decided since */
    m->open = false;
  }
  if (m->free) {
    m->unit = *unit;
    m->free = false;
    return true;
  }
  if (hepar_dimension_same(&m->unit, unit)) {
    if (m->input >= 0) decide(front, m->input, HEPAR_USE_LEVEL, place);
    return true;
  }
  if (m->input >= 0 && front->makings[m->input].use == HEPAR_USE_OPEN &&
      front->model->time_unit != NULL) {
    hepar_dimension delivered = per_time(front, &m->unit, place);
    if (hepar_dimension_same(&delivered, unit)) {
      decide(front, m->input, HEPAR_USE_DELIVERY, place);
      m->unit = delivered;
      m->open = false;
      return true;
    }
  }
  if (m->number == NULL || !constant(m->number, &value)) return false;
  if (hepar_dimension_alike(&m->unit, unit)) { /* it must be the very factor between the scales */
    ratio = m->unit.scale / unit->scale;
    if (m->number_inverse) ratio = 1 / ratio;
    if (!(fabs(fabs(value) - ratio) <= 1e-9 * ratio)) return false;
  }
  note_number(front, m, unit, value);
  if (m->input >= 0) decide(front, m->input, HEPAR_USE_LEVEL, place);
  m->unit = *unit;
  m->number = NULL;
  return true;
}

/* " (1 mg = 0.001 g)" when two units differ by a factor alone. */
static const char *factor_between(hepar_front *front, const hepar_dimension *a,
                                  const hepar_dimension *b) {
  if (!hepar_dimension_alike(a, b) || hepar_dimension_pure(a) || hepar_dimension_pure(b)) return "";
  return hepar_front_print(front, " (1 %s = %.6g %s)", hepar_front_unit_name(front, a),
                           a->scale / b->scale, hepar_front_unit_name(front, b));
}

/* Whether an input that is used in two ways is what makes m not fit; says so and leaves. */
static void fail_if_both(hepar_front *front, const measure *m, const hepar_dimension *unit,
                         hepar_place place) {
  const hepar_making *input = m->input >= 0 ? &front->makings[m->input] : NULL;
  hepar_dimension other;
  int32_t line, column;
  if (input == NULL || input->use == HEPAR_USE_OPEN || front->model->time_unit == NULL) return;
  other = hepar_front_product(front, &m->unit, &front->time,
                              input->use == HEPAR_USE_LEVEL ? -1 : 1, place);
  if (!hepar_dimension_same(&other, unit)) return;
  hepar_front_where(front, input->use_place, &line, &column);
  hepar_front_fail(front, HEPAR_FORMAT, place,
                   "%s is used as a %s here, but as a %s in line %d: an input is one or the other",
                   input->symbol.name,
                   input->use == HEPAR_USE_LEVEL ? "rate of delivery" : "level",
                   input->use == HEPAR_USE_LEVEL ? "level" : "rate of delivery", (int)line);
}

/* adapt, or say what was wanted. */
static void insist(hepar_front *front, measure *m, wanted w, const hepar_tree *tree) {
  measure was = *m;
  if (adapt(front, m, w.unit, tree->place) || !front->strict) return;
  fail_if_both(front, &was, w.unit, tree->place);
  hepar_front_fail(front, HEPAR_FORMAT, tree->place, "%s must be %s, but %s is %s%s", w.what,
                   hepar_front_unit_words(front, w.unit), w.term ? "this term" : "this",
                   hepar_front_unit_words(front, &was.unit),
                   factor_between(front, &was.unit, w.unit));
}

/* The text of an expression for an error, when it is short. */
static const char *excerpt(hepar_front *front, const hepar_tree *tree) {
  switch (tree->kind) {
    case HEPAR_TREE_SYMBOL:
      return hepar_front_print(front, "`%s`", front->makings[tree->symbol].symbol.name);
    case HEPAR_TREE_NUMBER: return hepar_front_print(front, "`%.40s`", tree->name);
    case HEPAR_TREE_TIME: return "`time`";
    default: return "what stands before it";
  }
}

static void push(hepar_front *front, const measure *m) {
  if (front->measure_count == front->measure_room) {
    struct hepar_measure *old = front->measures;
    front->measures = hepar_front_grow(front, old, front->measure_count, &front->measure_room,
                                       sizeof *old);
  }
  front->measures[front->measure_count++] = *m;
}

/* Measure items[first..] and bring them to one unit, which is the answer. `what`: "the terms of a
   sum". */
static measure unify(hepar_front *front, const hepar_tree *tree, size_t first, size_t count,
                     const char *what, const hepar_dimension *hint) {
  size_t base = front->measure_count, leader = count;
  int best = 0;
  measure result = {pure, true, NULL, false, -1, false};
  for (size_t i = 0; i < count; i++) {
    measure m = take(front, tree->items[first + i].tree, hint);
    int rank = m.free ? 1 : m.input >= 0 && front->makings[m.input].use == HEPAR_USE_OPEN ? 3
                        : m.number != NULL ? 2 : 4;
    if (rank > best) {
      best = rank;
      leader = i;
    }
    push(front, &m);
  }
  if (best > 1) {
    measure lead = front->measures[base + leader];
    const hepar_tree *leading = tree->items[first + leader].tree;
    if (best < 4 && hint != NULL) (void)adapt(front, &lead, hint, leading->place);
    result = lead;
    for (size_t i = 0; i < count; i++) {
      measure m = front->measures[base + i];
      hepar_tree *item = tree->items[first + i].tree;
      if (adapt(front, &m, &lead.unit, item->place) || !front->strict) continue;
      fail_if_both(front, &m, &lead.unit, item->place);
      if (i < leader)
        hepar_front_fail(front, HEPAR_FORMAT, leading->place,
                         "%s must have one unit, but %s is %s and this is %s%s", what,
                         excerpt(front, item), hepar_front_unit_words(front, &m.unit),
                         hepar_front_unit_words(front, &lead.unit),
                         factor_between(front, &lead.unit, &m.unit));
      hepar_front_fail(front, HEPAR_FORMAT, item->place,
                       "%s must have one unit, but %s is %s and this is %s%s", what,
                       excerpt(front, leading), hepar_front_unit_words(front, &lead.unit),
                       hepar_front_unit_words(front, &m.unit),
                       factor_between(front, &m.unit, &lead.unit));
    }
    result.number = NULL;
    result.input = -1;
    result.open = false;
  }
  front->measure_count = base;
  return result;
}

/* Whether what is wanted of an expression can help to measure it. */
static bool is_composite(const hepar_tree *tree) {
  return tree->kind == HEPAR_TREE_SUM || tree->kind == HEPAR_TREE_IF ||
         tree->kind == HEPAR_TREE_TOTAL || tree->kind == HEPAR_TREE_CALL;
}

/* One more factor. */
static void multiply(hepar_front *front, measure *m, const measure *factor,
                     const hepar_tree *tree, bool inverse) {
  double value;
  if (factor->free) {
    if (m->number == NULL && constant(tree, &value) && fabs(value) != 1) {
      m->number = tree;
      m->number_inverse = inverse;
    }
    return;
  }
  m->unit = hepar_front_product(front, &m->unit, &factor->unit, inverse ? -1 : 1, tree->place);
  m->free = false;
  if (factor->number != NULL && m->number == NULL) {
    m->number = factor->number;
    m->number_inverse = inverse != factor->number_inverse;
  }
  if (factor->input < 0) return;
  if (m->input < 0 && !inverse) {
    m->input = factor->input;
    m->open = factor->open;
  } else { /* two of them, or one below the bar: levels */
    decide(front, factor->input, HEPAR_USE_LEVEL, tree->place);
    if (m->input >= 0 && !inverse) decide(front, m->input, HEPAR_USE_LEVEL, tree->place);
  }
}

static measure product(hepar_front *front, const hepar_tree *tree, const hepar_dimension *hint) {
  measure m = {pure, true, NULL, false, -1, false};
  size_t late = tree->count;
  for (size_t i = 0; i < tree->count; i++) {
    hepar_tree *item = tree->items[i].tree;
    measure factor;
    if (hint != NULL && late == tree->count && !tree->items[i].inverse && is_composite(item)) {
      late = i; /* after the others: they tell what it should be in */
      continue;
    }
    factor = take(front, item, NULL);
    multiply(front, &m, &factor, item, tree->items[i].inverse);
  }
  if (late < tree->count) {
    hepar_dimension rest = hepar_front_product(front, hint, &m.unit, -1, tree->place);
    measure factor = take(front, tree->items[late].tree, &rest);
    multiply(front, &m, &factor, tree->items[late].tree, false);
  }
  return m;
}

static measure raise(hepar_front *front, const hepar_tree *tree) {
  measure base = take(front, tree->items[0].tree, NULL);
  hepar_tree *exponent = tree->items[1].tree;
  double power;
  bool fixed = constant(exponent, &power);
  fit(front, exponent, (wanted){&pure, "an exponent", false});
  if (base.input >= 0 && !(fixed && power == 1)) {
    decide(front, base.input, HEPAR_USE_LEVEL, tree->place);
    base.input = -1;
    base.open = false;
  }
  base.number = NULL;
  if (base.free) {
    base.free = fixed;
    return base;
  }
  if (hepar_dimension_pure(&base.unit)) return base;
  if (!fixed) {
    if (front->strict)
      hepar_front_fail(front, HEPAR_FORMAT, exponent->place,
                       "the base of this power is %s, so its exponent must be a number",
                       hepar_front_unit_words(front, &base.unit));
    return base;
  }
  base.unit = hepar_front_power(front, &base.unit, power, tree->place);
  return base;
}

static measure call(hepar_front *front, const hepar_tree *tree, const hepar_dimension *hint) {
  measure m;
  double power = 0.5;
  switch (tree->function) {
    case HEPAR_FUNCTION_SQRT:
    case HEPAR_FUNCTION_CBRT:
      if (tree->function == HEPAR_FUNCTION_CBRT) power = 1.0 / 3;
      m = take(front, tree->items[0].tree, NULL);
      if (m.input >= 0) decide(front, m.input, HEPAR_USE_LEVEL, tree->place);
      m.unit = hepar_front_power(front, &m.unit, power, tree->place);
      m.number = NULL;
      m.input = -1;
      m.open = false;
      return m;
    case HEPAR_FUNCTION_HILL:
      m = unify(front, tree, 0, 2, "x and K of hill(x, K, n)", NULL);
      fit(front, tree->items[2].tree, (wanted){&pure, "the exponent of hill(x, K, n)", false});
      return in_unit(&pure);
    case HEPAR_FUNCTION_MIN:
    case HEPAR_FUNCTION_MAX:
    case HEPAR_FUNCTION_CLAMP:
      return unify(front, tree, 0, tree->count,
                   hepar_front_print(front, "the arguments of %s",
                                     hepar_function_name(tree->function)), hint);
    case HEPAR_FUNCTION_ABS:
    case HEPAR_FUNCTION_POS:
    case HEPAR_FUNCTION_FLOOR:
      return take(front, tree->items[0].tree, hint);
    case HEPAR_FUNCTION_SIGN:
      m = take(front, tree->items[0].tree, NULL);
      if (m.input >= 0) decide(front, m.input, HEPAR_USE_LEVEL, tree->place);
      return in_unit(&pure);
    default:
      fit(front, tree->items[0].tree,
          (wanted){&pure, hepar_front_print(front, "the argument of %s",
                                            hepar_function_name(tree->function)), false});
      return in_unit(&pure);
  }
}

/* The factor between two scales. Most are short decimals, 1000 or 86400: those are taken exactly,
   not with the rounding of the two scales. */
static double factor_of(double from, double to) {
  char text[40];
  double ratio = from / to, rounded;
  (void)snprintf(text, sizeof text, "%.8g", ratio);
  rounded = strtod(text, NULL);
  return fabs(rounded - ratio) <= 1e-14 * fabs(ratio) ? rounded : ratio;
}

/* x in [unit]: the same dimension; the factor goes into the tree. */
static measure convert(hepar_front *front, hepar_tree *tree) {
  measure m = take(front, tree->items[0].tree, NULL);
  hepar_dimension target;
  hepar_front_read_unit(front, tree->unit, tree->place, &target);
  if (m.free)
    hepar_front_fail(front, HEPAR_FORMAT, tree->place,
                     "a bare number has no unit to convert from: write 3 [g] in [mg]");
  if (!hepar_dimension_alike(&m.unit, &target))
    hepar_front_fail(front, HEPAR_FORMAT, tree->place, "what is %s cannot be expressed in %s",
                     hepar_front_unit_words(front, &m.unit), tree->unit);
  if (m.input >= 0) decide(front, m.input, HEPAR_USE_LEVEL, tree->place);
  tree->value = factor_of(m.unit.scale, target.scale);
  return in_unit(&target);
}

static measure symbol(hepar_front *front, const hepar_tree *tree) {
  const hepar_making *of = &front->makings[tree->symbol];
  measure m = in_unit(&of->unit);
  if (of->symbol.kind == HEPAR_SYMBOL_INPUT || of->floating) {
    m.input = tree->symbol;
    m.open = of->use == HEPAR_USE_OPEN;
    if (of->use == HEPAR_USE_DELIVERY) m.unit = per_time(front, &of->unit, tree->place);
  }
  return m;
}

/* What an expression is measured in; `hint` (or NULL) decides where several are right. */
static measure take(hepar_front *front, hepar_tree *tree, const hepar_dimension *hint) {
  measure m = {pure, true, NULL, false, -1, false};
  switch (tree->kind) {
    case HEPAR_TREE_NUMBER:
      if (tree->unit == NULL) return m;
      m.free = false;
      hepar_front_read_unit(front, tree->unit, tree->unit_place, &m.unit);
      hepar_front_know_unit(front, tree->unit, &m.unit);
      return m;
    case HEPAR_TREE_SYMBOL: return symbol(front, tree);
    case HEPAR_TREE_TIME: return in_unit(&front->time);
    case HEPAR_TREE_PI: return in_unit(&pure);
    case HEPAR_TREE_SUM: return unify(front, tree, 0, tree->count, "the terms of a sum", hint);
    case HEPAR_TREE_TOTAL:
      return unify(front, tree, 0, tree->count, "the elements of this sum", hint);
    case HEPAR_TREE_PRODUCT: return product(front, tree, hint);
    case HEPAR_TREE_NEGATE: return take(front, tree->items[0].tree, hint);
    case HEPAR_TREE_POWER: return raise(front, tree);
    case HEPAR_TREE_CALL: return call(front, tree, hint);
    case HEPAR_TREE_CONVERT: return convert(front, tree);
    case HEPAR_TREE_IF:
      fit(front, tree->items[0].tree, (wanted){&pure, "a condition", false});
      return unify(front, tree, 1, 2, "the two values of an `if`", hint);
    case HEPAR_TREE_NOT:
    case HEPAR_TREE_AND:
    case HEPAR_TREE_OR:
      for (size_t i = 0; i < tree->count; i++)
        fit(front, tree->items[i].tree, (wanted){&pure, "a condition", false});
      return in_unit(&pure);
    default:
      (void)unify(front, tree, 0, 2, "the two sides of a comparison", NULL);
      return in_unit(&pure);
  }
}

/* Hand what is wanted down to the terms that have to be in it. */
static void fit(hepar_front *front, hepar_tree *tree, wanted w) {
  measure m;
  switch (tree->kind) {
    case HEPAR_TREE_SUM:
      w.term = true;
      for (size_t i = 0; i < tree->count; i++) fit(front, tree->items[i].tree, w);
      return;
    case HEPAR_TREE_NEGATE: fit(front, tree->items[0].tree, w); return;
    case HEPAR_TREE_IF:
      fit(front, tree->items[0].tree, (wanted){&pure, "a condition", false});
      fit(front, tree->items[1].tree, w);
      fit(front, tree->items[2].tree, w);
      return;
    default: break;
  }
  m = take(front, tree, w.unit);
  insist(front, &m, w, tree);
}

/* The unit of a symbol as its statement has it. */
static void read_symbol_unit(hepar_front *front, hepar_making *m) {
  m->unit = pure;
  if (m->symbol.unit == NULL) return;
  hepar_front_read_unit(front, m->symbol.unit, m->unit_place, &m->unit);
  hepar_front_know_unit(front, m->symbol.unit, &m->unit);
}

/* The definition of an imported input by the importing model: U, or U / time when doses are meant. */
static void check_bound_input(hepar_front *front, hepar_making *m, hepar_tree *tree) {
  measure is = take(front, tree, &m->unit);
  wanted w = {&m->unit, m->symbol.name, false};
  if (is.free) {
    m->floating = true;
    return;
  }
  if (!hepar_dimension_same(&is.unit, &m->unit) && front->model->time_unit != NULL) {
    hepar_dimension delivered = per_time(front, &m->unit, tree->place);
    if (is.number == NULL && adapt(front, &is, &delivered, tree->place)) {
      m->unit = delivered;
      return;
    }
  }
  insist(front, &is, w, tree);
}

static void check_definition(hepar_front *front, hepar_making *m) {
  hepar_symbol *s = &m->symbol;
  hepar_tree *tree = (hepar_tree *)s->definition;
  const char *what = s->name;
  if (tree == NULL) return;
  if (s->kind == HEPAR_SYMBOL_STATE)
    what = hepar_front_print(front, "the initial value of %s", s->name);
  if (m->bound && m->declaration->word == HEPAR_WORD_INPUT) {
    check_bound_input(front, m, tree);
  } else if (s->kind >= HEPAR_SYMBOL_LET && s->unit == NULL) {
    measure is = take(front, tree, NULL);
    if (is.input >= 0) decide(front, is.input, HEPAR_USE_LEVEL, tree->place);
    m->unit = is.unit;
    if (front->model->has_units && front->strict && !hepar_dimension_pure(&is.unit)) {
      const char *name = hepar_front_unit_name(front, &is.unit);
      s->unit = hepar_front_text(front, name, strlen(name));
    }
  } else {
    fit(front, tree, (wanted){&m->unit, what, false});
  }
  if (m->low == NULL) return;
  what = hepar_front_print(front, "the range of %s", s->name);
  fit(front, (hepar_tree *)m->low, (wanted){&m->unit, what, false});
  fit(front, (hepar_tree *)m->high, (wanted){&m->unit, what, false});
}

void hepar_front_check(hepar_front *front) {
  hepar_model *model = front->model;
  bool rates = false;
  for (size_t i = 0; i < front->making_count; i++) {
    model->has_units |= front->makings[i].symbol.unit != NULL;
    rates |= front->makings[i].symbol.rate_definition != NULL;
  }
  model->has_units |= front->unit_seen;
  front->strict = front->options->check_units && model->has_units;
  if (front->strict || front->converts)
    for (size_t i = 0; i < front->making_count; i++)
      read_symbol_unit(front, &front->makings[i]);
  else
    for (size_t i = 0; i < front->making_count; i++) front->makings[i].unit = pure;
  if (front->strict && rates && model->time_unit == NULL)
    hepar_front_note(front, "no unit of time is given: a rate is taken in the unit of its state");
  for (size_t i = 0; i < front->order_count; i++)
    check_definition(front, &front->makings[front->order[i]]);
  for (size_t i = 0; i < front->making_count; i++) {
    hepar_making *m = &front->makings[i];
    hepar_dimension unit;
    if (m->symbol.rate_definition == NULL) continue;
    unit = per_time(front, &m->unit, m->place);
    fit(front, (hepar_tree *)m->symbol.rate_definition,
        (wanted){&unit, hepar_front_print(front, "a rate of %s", m->symbol.name), false});
  }
}

void hepar_front_check_event(hepar_front *front, const hepar_tree *condition) {
  fit(front, (hepar_tree *)condition, (wanted){&pure, "a condition", false});
}

void hepar_front_check_set(hepar_front *front, int32_t symbol, const hepar_tree *tree) {
  const hepar_making *m = &front->makings[symbol];
  fit(front, (hepar_tree *)tree, (wanted){&m->unit, m->symbol.name, false});
}
