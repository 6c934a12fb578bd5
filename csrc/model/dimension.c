/* Units of a model as numbers: atoms of csrc/base/units.c and the model's own, products, quotients
   and powers of them. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "front.h"

static const hepar_dimension pure = {.scale = 1};

bool hepar_dimension_alike(const hepar_dimension *a, const hepar_dimension *b) {
  return memcmp(a->power, b->power, sizeof a->power) == 0;
}

bool hepar_dimension_same(const hepar_dimension *a, const hepar_dimension *b) {
  return hepar_dimension_alike(a, b) && fabs(a->scale - b->scale) <= 1e-9 * fabs(a->scale);
}

bool hepar_dimension_pure(const hepar_dimension *a) { return hepar_dimension_same(a, &pure); }

hepar_dimension hepar_front_product(hepar_front *front, const hepar_dimension *a,
                                    const hepar_dimension *b, int sign, hepar_place place) {
  hepar_dimension c;
  bool good;
  c.scale = sign > 0 ? a->scale * b->scale : a->scale / b->scale;
  good = isnormal(c.scale) != 0;
  for (int i = 0; i < HEPAR_DIMENSIONS; i++) {
    int power = a->power[i] + sign * b->power[i];
    good = good && power <= INT16_MAX && power >= INT16_MIN;
    c.power[i] = (int16_t)power;
  }
  if (!good)
    hepar_front_fail(front, HEPAR_RANGE, place, "the unit of this is beyond all measure");
  return c;
}

hepar_dimension hepar_front_power(hepar_front *front, const hepar_dimension *a, double power,
                                  hepar_place place) {
  hepar_dimension c;
  c.scale = power == 0.5 ? sqrt(a->scale) : pow(a->scale, power);
  if (!isnormal(c.scale))
    hepar_front_fail(front, HEPAR_RANGE, place, "the unit of this is beyond all measure");
  for (int i = 0; i < HEPAR_DIMENSIONS; i++) {
    double exact = a->power[i] * power, whole = round(exact);
    if (fabs(exact - whole) > 1e-6 || fabs(whole) > INT16_MAX)
      hepar_front_fail(front, HEPAR_FORMAT, place,
                       "the power %g of a unit is no simple fraction: make this a pure number "
                       "first", power);
    c.power[i] = (int16_t)whole;
  }
  return c;
}

/* ---- reading ---- */

typedef struct reader {
  hepar_front *front;
  const char *text;
  size_t at;
  hepar_place place; /* of the text's first character */
} reader;

static hepar_place here(const reader *r) {
  return (hepar_place){r->place.text, r->place.offset + (uint32_t)r->at};
}

static void skip_blanks(reader *r) {
  while (r->text[r->at] == ' ' || r->text[r->at] == '\t') r->at++;
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* Bytes of an atom's character: a letter, a digit behind the first, _, %, the micro sign. */
static size_t atom_character(const char *text, bool first) {
  char c = *text;
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '%') return 1;
  if (!first && is_digit(c)) return 1;
  if (strncmp(text, "\xC2\xB5", 2) == 0 || strncmp(text, "\xCE\xBC", 2) == 0) return 2;
  return 0;
}

static hepar_own_unit *find_own(hepar_front *front, const char *name) {
  for (size_t i = 0; i < front->unit_count; i++)
    if (strcmp(front->units[i].name, name) == 0) return &front->units[i];
  return NULL;
}

static _Noreturn void fail_unit(hepar_front *front, hepar_place place, const char *name) {
  const char *names[64 + HEPAR_UNITS_MOST];
  size_t count = 0;
  const char *near;
  for (size_t i = 0; i < front->unit_count; i++) names[count++] = front->units[i].name;
  while (count < 64 + HEPAR_UNITS_MOST && (near = hepar_unit_at(count - front->unit_count)) != NULL)
    names[count++] = near;
  near = hepar_suggest(name, names, count);
  if (near != NULL)
    hepar_front_fail(front, HEPAR_FORMAT, place,
                     "the unit `%s` is not known (did you mean \"%s\"?)", name, near);
  hepar_front_fail(front, HEPAR_FORMAT, place,
                   "the unit `%s` is not known; `unit %s \"…\"` makes it one of this model", name,
                   name);
}

/* The dimension of one of the model's own units; aliases may use each other. */
static hepar_dimension own_dimension(hepar_front *front, hepar_own_unit *unit, hepar_place place) {
  if (unit->state == 1)
    hepar_front_fail(front, HEPAR_FORMAT, place, "the unit %s is defined by itself", unit->name);
  if (unit->state == 0) {
    unit->state = 1;
    if (unit->declaration->unit != NULL) {
      hepar_front_read_unit(front, unit->declaration->unit, unit->declaration->unit_place,
                            &unit->dimension);
    } else {
      unit->dimension = pure;
      if (front->dimension_count == HEPAR_DIMENSIONS)
        hepar_front_fail(front, HEPAR_RANGE, unit->declaration->place,
                         "the model has more than %d units of its own (limit of units)",
                         HEPAR_DIMENSIONS - HEPAR_UNIT_KINDS);
      front->dimension_names[front->dimension_count] = unit->name;
      unit->dimension.power[front->dimension_count++] = HEPAR_POWER_ONE;
    }
    unit->state = 2;
  }
  return unit->dimension;
}

/* The whole number, fraction or decimal behind ^. */
static double read_exponent(reader *r) {
  char *end;
  bool open = false;
  double value, below;
  skip_blanks(r);
  if (r->text[r->at] == '(') {
    open = true;
    r->at++;
    skip_blanks(r);
  }
  if (!is_digit(r->text[r->at]) &&
      !((r->text[r->at] == '-' || r->text[r->at] == '+') && is_digit(r->text[r->at + 1])))
    hepar_front_fail(r->front, HEPAR_FORMAT, here(r), "expected the power of a unit: L^2, L^(1/2)");
  value = (double)strtol(r->text + r->at, &end, 10);
  r->at = (size_t)(end - r->text);
  if (*end == '.' && is_digit(end[1])) {
    double part = 0.1;
    double sign = value < 0 ? -1 : 1;
    for (r->at++; is_digit(r->text[r->at]); r->at++, part /= 10)
      value += sign * part * (r->text[r->at] - '0');
  }
  if (open) {
    skip_blanks(r);
    if (r->text[r->at] == '/') {
      r->at++;
      skip_blanks(r);
      below = is_digit(r->text[r->at]) ? (double)strtol(r->text + r->at, &end, 10) : 0;
      if (below == 0)
        hepar_front_fail(r->front, HEPAR_FORMAT, here(r), "expected a number below the bar");
      r->at = (size_t)(end - r->text);
      value /= below;
    }
    skip_blanks(r);
    if (r->text[r->at] != ')')
      hepar_front_fail(r->front, HEPAR_FORMAT, here(r), "expected `)` behind the power");
    r->at++;
  }
  if (fabs(value) > 300)
    hepar_front_fail(r->front, HEPAR_RANGE, here(r), "this power of a unit is too large");
  return value;
}

/* A number to a whole power, by multiplication: 10^6 is exactly 1e6. */
static double number_power(double value, double power) {
  double result = 1;
  if (power != floor(power)) return pow(value, power);
  for (int n = (int)fabs(power); n > 0; n--) result *= value;
  return power < 0 ? 1 / result : result;
}

static double read_number(reader *r) {
  double value = 0, part = 1;
  int exponent = 0;
  for (; is_digit(r->text[r->at]); r->at++) value = value * 10 + (r->text[r->at] - '0');
  if (r->text[r->at] == '.' && is_digit(r->text[r->at + 1]))
    for (r->at++; is_digit(r->text[r->at]); r->at++) {
      value = value * 10 + (r->text[r->at] - '0');
      part *= 10;
    }
  if ((r->text[r->at] == 'e' || r->text[r->at] == 'E') &&
      (is_digit(r->text[r->at + 1]) ||
       ((r->text[r->at + 1] == '-' || r->text[r->at + 1] == '+') &&
        is_digit(r->text[r->at + 2])))) {
    char *end;
    long wanted = strtol(r->text + r->at + 1, &end, 10);
    exponent = wanted > 400 ? 400 : wanted < -400 ? -400 : (int)wanted;
    r->at = (size_t)(end - r->text);
  }
  value /= part;
  return exponent < 0 ? value / number_power(10, -exponent) : value * number_power(10, exponent);
}

static hepar_dimension read_product(reader *r);

/* One atom of the table or of the model. */
static hepar_dimension read_atom(reader *r) {
  char name[64];
  hepar_place place = here(r);
  size_t length = 0, size;
  hepar_dimension d = pure;
  hepar_own_unit *own;
  hepar_unit_kind kind;
  int power;
  for (bool first = true; (size = atom_character(r->text + r->at, first)) > 0; first = false) {
    if (length + 2 >= sizeof name)
      hepar_front_fail(r->front, HEPAR_FORMAT, place, "this name of a unit is too long");
    name[length++] = size == 2 ? 'u' : r->text[r->at];
    r->at += size;
  }
  name[length] = '\0';
  own = find_own(r->front, name);
  if (own != NULL) return own_dimension(r->front, own, place);
  if (!hepar_unit_atom(name, &kind, &power, &d.scale)) fail_unit(r->front, place, name);
  if (kind != HEPAR_UNIT_PURE) d.power[kind] = (int16_t)(power * HEPAR_POWER_ONE);
  return d;
}

/* A number, an atom or a product in parentheses, to a power. */
static hepar_dimension read_factor(reader *r) {
  hepar_dimension d = pure;
  hepar_place place = here(r);
  bool number = false;
  if (r->text[r->at] == '(') {
    r->at++;
    d = read_product(r);
    skip_blanks(r);
    if (r->text[r->at] != ')')
      hepar_front_fail(r->front, HEPAR_FORMAT, here(r), "expected `)` in this unit");
    r->at++;
  } else if (is_digit(r->text[r->at])) {
    d.scale = read_number(r);
    number = true;
  } else if (atom_character(r->text + r->at, true) > 0) {
    d = read_atom(r);
  } else {
    hepar_front_fail(r->front, HEPAR_FORMAT, place,
                     "expected a unit such as mg, cells/day or 1, not `%.8s`", r->text + r->at);
  }
  skip_blanks(r);
  if (r->text[r->at] == '^') {
    double power;
    r->at++;
    power = read_exponent(r);
    if (number) {
      d.scale = number_power(d.scale, power);
    } else {
      bool length = d.power[HEPAR_UNIT_LENGTH] == HEPAR_POWER_ONE && fabs(power) == 3;
      for (int i = 0; i < HEPAR_DIMENSIONS; i++)
        if (i != HEPAR_UNIT_LENGTH && d.power[i] != 0) length = false;
      d = hepar_front_power(r->front, &d, power, place);
      if (length) { /* cubic metres are a volume: 1000 litres */
        d.power[HEPAR_UNIT_LENGTH] = 0;
        d.power[HEPAR_UNIT_VOLUME] = (int16_t)(power > 0 ? HEPAR_POWER_ONE : -HEPAR_POWER_ONE);
        d.scale = power > 0 ? d.scale * 1000 : d.scale / 1000;
      }
    }
  }
  if (!isnormal(d.scale))
    hepar_front_fail(r->front, HEPAR_RANGE, place, "this factor of a unit is zero or too large");
  return d;
}

/* Factors with blanks, * or . between them, and / once or more; nothing but / may follow a /. */
static hepar_dimension read_product(reader *r) {
  hepar_dimension d;
  bool divided = false;
  skip_blanks(r);
  d = read_factor(r);
  for (;;) {
    hepar_dimension next;
    hepar_place place;
    int sign = 1;
    skip_blanks(r);
    place = here(r);
    if (r->text[r->at] == '\0' || r->text[r->at] == ')') return d;
    if (r->text[r->at] == '/') {
      sign = -1;
      divided = true;
    } else if (divided) {
      hepar_front_fail(r->front, HEPAR_FORMAT, place,
                       "behind a / put the rest in parentheses: mL/(min kg)");
    }
    if (strchr("/*.", r->text[r->at]) != NULL)
      r->at++;
    else if (strncmp(r->text + r->at, "\xC2\xB7", 2) == 0) /* a middle dot */
      r->at += 2;
    skip_blanks(r);
    next = read_factor(r);
    d = hepar_front_product(r->front, &d, &next, sign, place);
  }
}

void hepar_front_read_unit(hepar_front *front, const char *text, hepar_place place,
                           hepar_dimension *dimension) {
  const hepar_model_text *whole = front->texts[place.text];
  reader r = {front, text, 0, place};
  if (place.offset < whole->length && whole->text[place.offset] == '[') {
    r.place.offset++;
    while (whole->text[r.place.offset] == ' ' || whole->text[r.place.offset] == '\t')
      r.place.offset++;
  }
  if (strcmp(text, "-") == 0) {
    *dimension = pure;
    return;
  }
  *dimension = read_product(&r);
  skip_blanks(&r);
  if (text[r.at] != '\0')
    hepar_front_fail(front, HEPAR_FORMAT, here(&r), "`)` without its `(` in this unit");
}

/* ---- names ---- */

void hepar_front_know_unit(hepar_front *front, const char *text, const hepar_dimension *dimension) {
  if (front->known_count >= HEPAR_UNITS_MOST) return;
  for (size_t i = 0; i < front->known_count; i++)
    if (hepar_dimension_same(&front->known[i].dimension, dimension)) return;
  front->known = hepar_front_grow(front, front->known, front->known_count, &front->known_room,
                                  sizeof *front->known);
  front->known[front->known_count].text = text;
  front->known[front->known_count++].dimension = *dimension;
}

static const char *find_known(const hepar_front *front, const hepar_dimension *dimension) {
  for (size_t i = 0; i < front->known_count; i++)
    if (hepar_dimension_same(&front->known[i].dimension, dimension)) return front->known[i].text;
  return NULL;
}

/* Whether a unit stands alone, so that "/day" or "^2" can follow it. */
static bool is_simple(const char *text) { return strpbrk(text, "/ *.(^") == NULL; }

/* "X/Y" of two spellings, with parentheses where they are needed. */
static const char *divide_names(hepar_front *front, const char *above, const char *below) {
  if (strcmp(above, "1") == 0 && strncmp(below, "1/", 2) == 0 && is_simple(below + 2))
    return below + 2;
  if (strchr(above, '/') != NULL) above = hepar_front_print(front, "(%s)", above);
  if (is_simple(below)) return hepar_front_print(front, "%s/%s", above, below);
  return hepar_front_print(front, "%s/(%s)", above, below);
}

/* The same scale and a power of a known unit, or a quotient or product of two. */
static const char *find_combined(hepar_front *front, const hepar_dimension *d) {
  static const double powers[] = {-1, 2, 3, 0.5, -2};
  const hepar_place nowhere = {0, 0};
  size_t count = front->known_count > 40 ? 40 : front->known_count;
  for (size_t i = 0; i < count; i++) {
    const char *name = front->known[i].text;
    for (size_t p = 0; p < sizeof powers / sizeof powers[0]; p++) {
      hepar_dimension other = pure;
      bool whole = true;
      for (int k = 0; k < HEPAR_DIMENSIONS; k++)
        whole = whole && fabs(front->known[i].dimension.power[k] * powers[p]) < 10000 &&
                fmod(front->known[i].dimension.power[k] * powers[p], 1) == 0;
      if (!whole || fabs(log10(front->known[i].dimension.scale)) > 60) continue;
      other = hepar_front_power(front, &front->known[i].dimension, powers[p], nowhere);
      if (!hepar_dimension_same(&other, d)) continue;
      if (powers[p] == -1) return divide_names(front, "1", name);
      if (is_simple(name)) return hepar_front_print(front, "%s^%g", name, powers[p]);
      return hepar_front_print(front, "(%s)^%g", name, powers[p]);
    }
  }
  for (size_t i = 0; i < count; i++) {
    for (size_t j = 0; j < count; j++) {
      const hepar_dimension *a = &front->known[i].dimension, *b = &front->known[j].dimension;
      hepar_dimension quotient = *a, product = *a;
      for (int k = 0; k < HEPAR_DIMENSIONS; k++) {
        quotient.power[k] = (int16_t)(a->power[k] / 2 - b->power[k] / 2);
        product.power[k] = (int16_t)(a->power[k] / 2 + b->power[k] / 2);
      }
      quotient.scale = a->scale / b->scale;
      product.scale = a->scale * b->scale;
      for (int k = 0; k < HEPAR_DIMENSIONS; k++) { /* halves above: nothing can overflow */
        quotient.power[k] = (int16_t)(quotient.power[k] * 2);
        product.power[k] = (int16_t)(product.power[k] * 2);
      }
      if (hepar_dimension_same(&quotient, d))
        return divide_names(front, front->known[i].text, front->known[j].text);
      if (hepar_dimension_same(&product, d)) {
        const char *x = front->known[i].text, *y = front->known[j].text;
        if (strncmp(y, "1/", 2) == 0) return hepar_front_print(front, "%s%s", x, y + 1);
        if (strncmp(x, "1/", 2) == 0) return hepar_front_print(front, "%s%s", y, x + 1);
        if (is_simple(x) && is_simple(y)) return hepar_front_print(front, "%s %s", x, y);
      }
    }
  }
  return NULL;
}

/* Atoms above or below the bar. */
static int put_atoms(const hepar_front *front, const hepar_dimension *d, int sign, char *out,
                     size_t room) {
  static const char *const bases[HEPAR_UNIT_KINDS] = {"g", "mol", "L", "m", "d", "U", "Pa", "cells",
                                                      "particles"};
  int count = 0;
  for (int i = 0; i < HEPAR_DIMENSIONS; i++) {
    double power = sign * d->power[i] / (double)HEPAR_POWER_ONE;
    const char *name = i < HEPAR_UNIT_KINDS ? bases[i] : front->dimension_names[i];
    size_t used = strlen(out);
    if (power <= 0) continue;
    if (i == HEPAR_UNIT_TIME && front->model->time_unit != NULL) name = front->model->time_unit;
    (void)snprintf(out + used, room - used, "%s%s", count++ > 0 ? " " : "", name);
    used = strlen(out);
    if (power != 1) (void)snprintf(out + used, room - used, "^%g", power);
  }
  return count;
}

const char *hepar_front_unit_name(hepar_front *front, const hepar_dimension *dimension) {
  char above[200] = "", below[200] = "", factor[32] = "";
  const char *known = find_known(front, dimension);
  double scale = dimension->scale;
  int count;
  if (known != NULL) return known;
  if (hepar_dimension_pure(dimension)) return "1";
  if (front->model->time_unit != NULL) {
    hepar_dimension other = hepar_front_product(front, dimension, &front->time, 1,
                                                (hepar_place){0, 0});
    known = find_known(front, &other);
    if (known != NULL && is_simple(known))
      return hepar_front_print(front, "%s/%s", known, front->model->time_unit);
  }
  known = find_combined(front, dimension);
  if (known != NULL) return known;
  if (front->model->time_unit != NULL) {
    scale /= pow(front->time.scale,
                 dimension->power[HEPAR_UNIT_TIME] / (double)HEPAR_POWER_ONE);
  }
  (void)put_atoms(front, dimension, 1, above, sizeof above);
  count = put_atoms(front, dimension, -1, below, sizeof below);
  if (fabs(scale - 1) > 1e-9) (void)snprintf(factor, sizeof factor, "%.6g", scale);
  return hepar_front_print(front, "%s%s%s%s%s%s%s", factor,
                           factor[0] != '\0' && above[0] != '\0' ? " " : "",
                           above[0] != '\0' || factor[0] != '\0' ? above : "1",
                           count > 0 ? "/" : "", count > 1 ? "(" : "", below,
                           count > 1 ? ")" : "");
}

const char *hepar_front_unit_words(hepar_front *front, const hepar_dimension *dimension) {
  if (hepar_dimension_pure(dimension)) return "a pure number";
  if (hepar_dimension_alike(dimension, &pure))
    return hepar_front_print(front, "a pure number times %.6g (units of different scale)",
                             dimension->scale);
  return hepar_front_print(front, "in %s", hepar_front_unit_name(front, dimension));
}

/* ---- the units that the model defines ---- */

/* Enter one `unit` statement. */
static void define_unit(hepar_front *front, const hepar_declaration *d) {
  hepar_own_unit *old = find_own(front, d->name);
  hepar_unit_kind kind;
  int power;
  double size;
  if (hepar_unit_atom(d->name, &kind, &power, &size))
    hepar_front_fail(front, HEPAR_FORMAT, d->place, "the unit %s is known already", d->name);
  if (old != NULL) { /* two imports may bring the same unit */
    bool same = (old->declaration->unit == NULL) == (d->unit == NULL) &&
                (d->unit == NULL || strcmp(d->unit, old->declaration->unit) == 0);
    if (!same || (old->declaration->place.text == d->place.text && old->declaration != d))
      hepar_front_fail(front, HEPAR_FORMAT, d->place, "the unit %s is defined twice", d->name);
    return;
  }
  if (front->unit_count == HEPAR_UNITS_MOST)
    hepar_front_fail(front, HEPAR_RANGE, d->place,
                     "the model has more than %d units (limit of units)", HEPAR_UNITS_MOST);
  front->units = hepar_front_grow(front, front->units, front->unit_count, &front->unit_room,
                                  sizeof *front->units);
  front->units[front->unit_count++] = (hepar_own_unit){.name = d->name, .declaration = d};
}

/* The unit of time: one for the model and all that it imports. */
static void define_time(hepar_front *front, const hepar_scope *scope, const hepar_declaration *d) {
  if (front->model->time_unit != NULL && strcmp(front->model->time_unit, d->name) != 0 &&
      !scope->extension)
    hepar_front_fail(front, HEPAR_FORMAT, d->place,
                     "time runs in %s here, but in %s before: a model has one unit of time",
                     d->name, front->model->time_unit);
  front->model->time_unit = d->name;
}

void hepar_front_units(hepar_front *front) {
  front->dimension_count = HEPAR_UNIT_KINDS;
  front->time = pure;
  for (const hepar_scope *scope = front->scopes; scope != NULL; scope = scope->next)
    for (const hepar_declaration *d = scope->text->first; d != NULL; d = d->next) {
      if (d->word == HEPAR_WORD_TIME) define_time(front, scope, d);
      if (d->word == HEPAR_WORD_UNIT) define_unit(front, d);
    }
  for (size_t i = 0; i < front->unit_count; i++) {
    hepar_own_unit *unit = &front->units[i];
    hepar_dimension d = own_dimension(front, unit, unit->declaration->place);
    hepar_front_know_unit(front, unit->name, &d);
  }
  if (front->model->time_unit != NULL) {
    hepar_unit_kind kind;
    int power;
    if (hepar_unit_atom(front->model->time_unit, &kind, &power, &front->time.scale))
      front->time.power[HEPAR_UNIT_TIME] = HEPAR_POWER_ONE;
  }
}
