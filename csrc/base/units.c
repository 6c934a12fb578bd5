/* Units of measurement: what a spelling means, and exact conversion with its derivation.

   A unit is an atom ("mg"), or two with a slash ("mg/dL"). An atom is an optional number ("10^9"),
   an optional decimal prefix and a base unit. Every base has a kind (mass, volume, time, …); two
   units convert when the kinds above and below the slash agree. Two bridges cross kinds: the molar
   mass of a named analyte between mass and amount, and a body weight, which must come with its
   source, between a dose per kg and a total dose. Powers of ten are kept as whole exponents, so
   3.1 g/dL is exactly 31 g/L. */
#include "hepar.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum kind { NONE, MASS, AMOUNT, VOLUME, LENGTH, AREA, TIME, ACTIVITY, PRESSURE, CELLS, PARTICLES,
            COUNT, FRACTION, RATIO, SCORE, LIMIT };

static const char *const kind_names[] = {
    "",       "mass",      "amount of substance", "volume",   "length", "area", "time",
    "enzyme activity", "pressure", "cells", "particles", "count", "fraction", "ratio", "score",
    "times upper limit of normal"};

/* A base unit is numerator / denominator * 10^exponent of the first unit of its kind. */
typedef struct base_unit {
  const char *name; /* preferred spelling */
  enum kind kind;
  bool prefixes;
  double numerator, denominator;
  int exponent;
  const char *spellings; /* others, between bars, lower case */
} base_unit;

/* Julian year of 365.25 d and its twelfth, as everywhere in hepar. mmHg: ISO 80000-4 (133.322 Pa);
   katal: 1 U = 1 umol/min, so 1 kat = 6e7 U (IUPAC, 1999). */
static const base_unit bases[] = {
    {"g", MASS, true, 1, 1, 0, "|gram|grams|"},
    {"mol", AMOUNT, true, 1, 1, 0, "|mole|moles|"},
    {"L", VOLUME, true, 1, 1, 0, "|liter|litre|liters|litres|"},
    {"mm3", VOLUME, false, 1, 1, -6, "|mm^3|cmm|cu mm|"},
    {"cm3", VOLUME, false, 1, 1, -3, "|cm^3|cc|"},
    {"m", LENGTH, true, 1, 1, 0, "|metre|meter|"},
    {"m2", AREA, false, 1, 1, 0, "|m^2|"},
    {"s", TIME, false, 1, 86400, 0, "|sec|secs|second|seconds|"},
    {"min", TIME, false, 1, 1440, 0, "|mins|minute|minutes|"},
    {"h", TIME, false, 1, 24, 0, "|hr|hrs|hour|hours|"},
    {"d", TIME, false, 1, 1, 0, "|day|days|"},
    {"wk", TIME, false, 7, 1, 0, "|w|wks|week|weeks|"},
    {"mo", TIME, false, 487, 16, 0, "|mos|mth|month|months|"},
    {"y", TIME, false, 1461, 4, 0, "|yr|yrs|year|years|"},
    {"U", ACTIVITY, true, 1, 1, 0, "|iu|unit|units|"},
    {"kat", ACTIVITY, true, 6, 1, 7, "|katal|"},
    {"Pa", PRESSURE, true, 1, 1, 0, "|pascal|"},
    {"mmHg", PRESSURE, false, 133.322387415, 1, 0, "|mm hg|torr|"},
    {"cmH2O", PRESSURE, false, 98.0665, 1, 0, "|cm h2o|"},
    {"cells", CELLS, false, 1, 1, 0, "|cell|mscs|msc|"},
    {"particles", PARTICLES, false, 1, 1, 0, "|particle|vesicles|evs|exosomes|"},
    {"count", COUNT, false, 1, 1, 0, "|patients|events|n|persons|"},
    {"proportion", FRACTION, false, 1, 1, 0, "|fraction|"},
    {"percent", FRACTION, false, 1, 1, -2, "|%|per cent|pct|"},
    {"ratio", RATIO, false, 1, 1, 0, "|1|inr|fold|times|"},
    {"points", SCORE, false, 1, 1, 0, "|point|score|"},
    {"xULN", LIMIT, false, 1, 1, 0, "|fold uln|x uln|uln|times uln|"},
};

#define BASES (sizeof bases / sizeof bases[0])

static const struct { const char *name; int exponent; } prefixes[] = {
    {"k", 3}, {"d", -1}, {"c", -2}, {"m", -3}, {"u", -6}, {"n", -9}, {"p", -12}, {"f", -15}};

/* Molar masses in g/mol. */
static const struct {
  const char *name;
  const char *code; /* of the outcome */
  double molar_mass;
  const char *source;
} analytes[] = {
    {"bilirubin", "BIL", 584.66, "C33H36N4O6, ChEBI:16990"},
    {"creatinine", "CREA", 113.12, "C4H7N3O, ChEBI:16737"},
    {"albumin", "ALB", 66437.0, "human serum albumin, mature chain, UniProt P02768"},
};

#define ANALYTES (sizeof analytes / sizeof analytes[0])

/* What hepar_unit_at lists: the spellings that are preferred. */
static const char *const listed[] = {
    "mg/dL",  "g/L",       "g/dL",      "umol/L",       "mmol/L",  "U/L",      "ukat/L",
    "s",      "min",       "h",         "d",            "wk",      "mo",       "y",
    "percent", "proportion", "ratio",   "points",       "count",   "xULN",     "kg",
    "g",      "mg",        "ug",        "ng",           "L",       "mL",       "uL",
    "nm",     "um",        "mmHg",      "kPa",          "mol",     "umol",     "cells",
    "cells/kg", "cells/mL", "particles", "particles/kg", "particles/mL", "mg/kg", "ug/kg",
    "mL/kg",  "ug/uL",     "ug/mL",     "ng/mL",        "pg/mL",   "10^9/L"};

typedef struct atom {
  const base_unit *base; /* NULL: a bare number */
  double factor;
  int exponent;
} atom;

typedef struct unit {
  atom top, bottom;
  enum kind above, below; /* below NONE: no slash */
} unit;

#define LONGEST 48

/* Copy `text` with micro signs as "u", multiplication signs and blanks at the ends dropped. False
   when it is too long to be a unit. */
static bool tidy(const char *text, char out[LONGEST]) {
  size_t length = 0;
  while (*text == ' ') text++;
  for (; *text != '\0'; text++) {
    if (length + 2 >= LONGEST) return false;
    if (strncmp(text, "\xc2\xb5", 2) == 0 || strncmp(text, "\xce\xbc", 2) == 0) {
      out[length++] = 'u'; /* U+00B5 micro sign, U+03BC Greek mu */
      text++;
    } else if (strncmp(text, "\xc3\x97", 2) == 0) {
      text++; /* U+00D7 multiplication sign */
    } else {
      out[length++] = *text;
    }
  }
  while (length > 0 && out[length - 1] == ' ') length--;
  out[length] = '\0';
  return length > 0;
}

/* True when the base answers to name: exactly, in other letter case, or by another spelling. */
static bool answers(const base_unit *base, const char *name, bool exact) {
  char needle[LONGEST + 2];
  size_t i = 0;
  if (strcmp(base->name, name) == 0) return true;
  if (exact) return false;
  needle[0] = '|';
  for (; name[i] != '\0'; i++) needle[i + 1] = (char)tolower((unsigned char)name[i]);
  needle[i + 1] = '|';
  needle[i + 2] = '\0';
  if (strstr(base->spellings, needle) != NULL) return true;
  if (strlen(base->name) != i) return false;
  for (size_t j = 0; j < i; j++)
    if (tolower((unsigned char)base->name[j]) != needle[j + 1]) return false;
  return true;
}

/* Read a base with or without a prefix. Exact spellings win; then letter case is ignored ("MG/DL",
   "UMOL/L": no laboratory means mega). "mcg" is the old spelling of ug. */
static bool read_base(const char *name, atom *out) {
  for (int exact = 1; exact >= 0; exact--) {
    for (size_t i = 0; i < BASES; i++) {
      if (answers(&bases[i], name, exact)) {
        *out = (atom){&bases[i], out->factor, out->exponent + bases[i].exponent};
        return true;
      }
    }
    for (size_t p = 0; p < sizeof prefixes / sizeof prefixes[0]; p++) {
      char first = exact == 1 ? name[0] : (char)tolower((unsigned char)name[0]);
      if (first != prefixes[p].name[0] || name[1] == '\0') continue;
      for (size_t i = 0; i < BASES; i++) {
        if (bases[i].prefixes && answers(&bases[i], name + 1, exact)) {
          *out = (atom){&bases[i], out->factor,
                        out->exponent + bases[i].exponent + prefixes[p].exponent};
          return true;
        }
      }
    }
  }
  if (strcmp(name, "mcg") == 0) return read_base("ug", out);
  return false;
}

/* Read "10^9", "x10^9", "10 9" is not one; leaves *text behind the number. */
static void read_number(const char **text, atom *out) {
  const char *at = *text;
  int digits = 0;
  int power = 0;
  if (*at == 'x' || *at == 'X') at++;
  while (*at == ' ') at++;
  if (strncmp(at, "10^", 3) == 0) {
    at += 3;
    while (isdigit((unsigned char)*at) && digits < 3) power = power * 10 + (*at++ - '0'), digits++;
  } else if (*at == '1' && at[1] == '0') {
    for (at++; *at == '0' && digits < 15; at++) power++, digits++;
  }
  if (digits == 0 || isdigit((unsigned char)*at)) return;
  while (*at == ' ') at++;
  out->exponent += power;
  *text = at;
}

/* Read one side of the slash. */
static bool read_atom(const char *text, atom *out) {
  const char *rest = text;
  *out = (atom){NULL, 1, 0};
  if (read_base(text, out)) return true;
  read_number(&rest, out);
  if (rest == text) return false;
  if (*rest == '\0') return true;
  return read_base(rest, out);
}

/* Read a whole unit. */
static bool read_unit(const char *text, unit *out) {
  char name[LONGEST];
  char *slash;
  if (!tidy(text, name)) return false;
  memset(out, 0, sizeof *out);
  slash = strchr(name, '/');
  if (slash != NULL) {
    char *after = slash + 1;
    char *before = slash;
    while (*after == ' ') after++;
    while (before > name && before[-1] == ' ') before--;
    *before = '\0';
    /* "mg/body" and "mg/animal" are totals of one animal. */
    if (strcmp(after, "body") == 0 || strcmp(after, "animal") == 0 ||
        strcmp(after, "mouse") == 0 || strcmp(after, "rat") == 0) {
      slash = NULL;
    } else {
      if (!read_atom(after, &out->bottom) || out->bottom.base == NULL) return false;
      out->below = out->bottom.base->kind;
    }
  }
  if (!read_atom(name, &out->top)) return false;
  out->above = out->top.base != NULL ? out->top.base->kind : COUNT;
  return out->top.base != NULL || slash != NULL;
}

/* value in the unit's base of kinds, powers of ten apart in *exponent. */
static double to_base(double value, const unit *u, int *exponent) {
  *exponent += u->top.exponent - u->bottom.exponent;
  if (u->top.base != NULL) value = value * u->top.base->numerator / u->top.base->denominator;
  if (u->bottom.base != NULL)
    value = value * u->bottom.base->denominator / u->bottom.base->numerator;
  return value;
}

/* The reverse of to_base. */
static double from_base(double value, const unit *u, int *exponent) {
  *exponent -= u->top.exponent - u->bottom.exponent;
  if (u->top.base != NULL) value = value * u->top.base->denominator / u->top.base->numerator;
  if (u->bottom.base != NULL)
    value = value * u->bottom.base->numerator / u->bottom.base->denominator;
  return value;
}

/* 10 to a whole power, by multiplication: exact as far as doubles hold it. */
static double shift(double value, int exponent) {
  double power = 1;
  int n = exponent < 0 ? -exponent : exponent;
  while (n-- > 0) power *= 10;
  return exponent < 0 ? value / power : value * power;
}

/* What stands between two kinds, as words for people. */
static void dimension_words(const unit *u, char out[64]) {
  static const struct { enum kind above, below; const char *name; } special[] = {
      {MASS, VOLUME, "mass concentration"},
      {AMOUNT, VOLUME, "substance concentration"},
      {ACTIVITY, VOLUME, "catalytic concentration"},
      {COUNT, VOLUME, "number concentration"}};
  for (size_t i = 0; i < sizeof special / sizeof special[0]; i++) {
    if (special[i].above == u->above && special[i].below == u->below) {
      (void)snprintf(out, 64, "%s", special[i].name);
      return;
    }
  }
  if (u->below == NONE)
    (void)snprintf(out, 64, "%s", kind_names[u->above]);
  else if (u->below == MASS)
    (void)snprintf(out, 64, "%s per body weight", kind_names[u->above]);
  else
    (void)snprintf(out, 64, "%s per %s", kind_names[u->above], kind_names[u->below]);
}

/* Refuse a unit that cannot be read, with the nearest one. */
static hepar_status unknown(const char *text, hepar_error *error) {
  const char *near = NULL;
  char name[LONGEST];
  if (tidy(text, name)) near = hepar_suggest(name, listed, sizeof listed / sizeof listed[0]);
  if (near != NULL)
    return hepar_fail(error, HEPAR_MISUSE, "unit \"%.60s\" is not known (did you mean \"%s\"?)",
                      text, near);
  return hepar_fail(error, HEPAR_MISUSE, "unit \"%.60s\" is not known", text);
}

bool hepar_unit_dimension(const char *text, char dimension[64]) {
  unit u;
  if (text == NULL || !read_unit(text, &u)) return false;
  dimension_words(&u, dimension);
  return true;
}

/* True when the base is spelt so; what is all capitals ("IU") may be spelt in small letters. */
static bool spelt(const base_unit *base, const char *name) {
  char needle[LONGEST + 3];
  size_t length = strlen(name);
  bool capitals = length > 1 && strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == length;
  if (strcmp(base->name, name) == 0) return true;
  if (length > LONGEST) return false;
  (void)snprintf(needle, sizeof needle, "|%s|", name);
  for (size_t i = 1; capitals && i <= length; i++)
    needle[i] = (char)tolower((unsigned char)needle[i]);
  return strstr(base->spellings, needle) != NULL;
}

bool hepar_unit_atom(const char *name, hepar_unit_kind *kind, int *power, double *size) {
  static const hepar_unit_kind kinds[] = {
      [MASS] = HEPAR_UNIT_MASS,         [AMOUNT] = HEPAR_UNIT_AMOUNT,
      [VOLUME] = HEPAR_UNIT_VOLUME,     [LENGTH] = HEPAR_UNIT_LENGTH,
      [AREA] = HEPAR_UNIT_LENGTH,       [TIME] = HEPAR_UNIT_TIME,
      [ACTIVITY] = HEPAR_UNIT_ACTIVITY, [PRESSURE] = HEPAR_UNIT_PRESSURE,
      [CELLS] = HEPAR_UNIT_CELLS,       [PARTICLES] = HEPAR_UNIT_PARTICLES,
      [COUNT] = HEPAR_UNIT_PURE,        [FRACTION] = HEPAR_UNIT_PURE,
      [RATIO] = HEPAR_UNIT_PURE,        [SCORE] = HEPAR_UNIT_PURE,
      [LIMIT] = HEPAR_UNIT_PURE};
  const base_unit *found = NULL;
  int exponent = 0;
  for (size_t i = 0; i < BASES && found == NULL; i++)
    if (spelt(&bases[i], name)) found = &bases[i];
  for (size_t p = 0; found == NULL && p < sizeof prefixes / sizeof prefixes[0]; p++) {
    if (name[0] != prefixes[p].name[0]) continue;
    for (size_t i = 0; i < BASES && found == NULL; i++)
      if (bases[i].prefixes && strcmp(bases[i].name, name + 1) == 0) found = &bases[i];
    exponent = prefixes[p].exponent;
  }
  if (found == NULL) return false;
  *kind = kinds[found->kind];
  *power = found->kind == AREA ? 2 : 1;
  *size = *kind == HEPAR_UNIT_PURE
              ? 1
              : shift(found->numerator / found->denominator, found->exponent + exponent);
  return true;
}

const char *hepar_unit_at(size_t index) {
  return index < sizeof listed / sizeof listed[0] ? listed[index] : NULL;
}

/* The index of an analyte by name or outcome code, or ANALYTES. */
static size_t find_analyte(const char *name) {
  size_t i = 0;
  if (name == NULL) return ANALYTES;
  while (i < ANALYTES && strcmp(name, analytes[i].name) != 0 && strcmp(name, analytes[i].code) != 0)
    i++;
  return i;
}

bool hepar_unit_analyte(const char *name, double *molar_mass, const char **source) {
  size_t i = find_analyte(name);
  if (i == ANALYTES) return false;
  *molar_mass = analytes[i].molar_mass;
  *source = analytes[i].source;
  return true;
}

/* The weight in kg, or an error that says what is missing. */
static hepar_status weight_in_kg(const hepar_weight *weight, double *kg, hepar_error *error) {
  unit u;
  int exponent = 0;
  if (!isfinite(weight->value) || weight->value <= 0)
    return hepar_fail(error, HEPAR_MISUSE, "weight.value must be a positive number, got %g",
                      weight->value);
  if (weight->unit == NULL || !read_unit(weight->unit, &u) || u.above != MASS || u.below != NONE)
    return hepar_fail(error, HEPAR_MISUSE,
                      "weight.unit must be a mass such as \"kg\", got \"%.40s\"",
                      weight->unit == NULL ? "" : weight->unit);
  if (weight->source == NULL || weight->source[strspn(weight->source, " ")] == '\0')
    return hepar_fail(error, HEPAR_MISUSE,
                      "weight.source is missing: say where the assumed body weight comes from");
  *kg = to_base(weight->value, &u, &exponent);
  *kg = shift(*kg, exponent - 3);
  return HEPAR_OK;
}

/* Mass and amount of one named substance, above the same denominator. */
static bool molar(const unit *a, const unit *b) {
  return a->below == b->below && ((a->above == MASS && b->above == AMOUNT) ||
                                  (a->above == AMOUNT && b->above == MASS));
}

/* A dose per body weight, and a total dose. */
static bool weighed(const unit *per, const unit *total) {
  return per->below == MASS && total->below == NONE && per->above == total->above;
}

/* Months and years have no fixed length; the derivation says which was taken. */
static bool long_time(const unit *u) {
  return u->above == TIME && u->top.base->denominator > 1 && u->top.base->numerator > 1;
}

hepar_status hepar_unit_convert(double value, const char *from, const char *to,
                                const char *analyte, const hepar_weight *weight, double *result,
                                char derivation[256], hepar_error *error) {
  unit a;
  unit b;
  int exponent = 0;
  double kg = 1;
  size_t substance = find_analyte(analyte);
  char because[160] = "";
  if (!read_unit(from, &a)) return unknown(from, error);
  if (!read_unit(to, &b)) return unknown(to, error);
  if (analyte != NULL && substance == ANALYTES)
    return hepar_fail(error, HEPAR_MISUSE,
                      "analyte \"%.40s\" is not known (known: bilirubin, creatinine, albumin)",
                      analyte);
  *result = to_base(value, &a, &exponent);
  if (a.above == b.above && a.below == b.below) {
    if (long_time(&a) || long_time(&b))
      (void)snprintf(because, sizeof because, " (month 30.4375 d, year 365.25 d)");
  } else if (molar(&a, &b)) {
    if (analyte == NULL)
      return hepar_fail(error, HEPAR_MISUSE,
                        "\"%s\" to \"%s\" needs a molar mass: give analyte = \"bilirubin\", "
                        "\"creatinine\" or \"albumin\"", from, to);
    if (a.above == MASS)
      *result /= analytes[substance].molar_mass;
    else
      *result *= analytes[substance].molar_mass;
    (void)snprintf(because, sizeof because, " (%s %.10g g/mol: %s)", analytes[substance].name,
                   analytes[substance].molar_mass, analytes[substance].source);
  } else if (weighed(&a, &b) || weighed(&b, &a)) {
    if (weight == NULL)
      return hepar_fail(error, HEPAR_MISUSE,
                        "\"%s\" to \"%s\" needs an assumed body weight: give weight = {value = …, "
                        "unit = \"kg\", source = \"…\"}", from, to);
    if (weight_in_kg(weight, &kg, error) != HEPAR_OK) return HEPAR_MISUSE;
    exponent += weighed(&a, &b) ? 3 : -3; /* the base of mass is the gram */
    *result = weighed(&a, &b) ? *result * kg : *result / kg;
    (void)snprintf(because, sizeof because, " (body weight %.10g kg assumed: %.80s", kg,
                   weight->source);
    hepar_utf8_mend(because);
    (void)strcat(because, ")");
  } else {
    char words[2][64];
    dimension_words(&a, words[0]);
    dimension_words(&b, words[1]);
    return hepar_fail(error, HEPAR_MISUSE, "\"%s\" (%s) cannot become \"%s\" (%s)", from, words[0],
                      to, words[1]);
  }
  *result = from_base(*result, &b, &exponent);
  *result = shift(*result, exponent);
  if (derivation != NULL)
    (void)snprintf(derivation, 256, "%.10g %.24s = %.10g %.24s%s", value, from, *result, to,
                   because);
  return HEPAR_OK;
}
