/* Expressions as LaTeX and as MathML (presentation): the same shapes, two spellings. */
#include <stdio.h>
#include <string.h>

#include "print.h"

/* A shape with places for one to three expressions: LaTeX, MathML. */
typedef struct shape {
  const char *part[2][4];
} shape;

static const shape fraction = {{{"\\frac{", "}{", "}"},
                                {"<mfrac><mrow>", "</mrow><mrow>", "</mrow></mfrac>"}}};
static const shape power = {{{"{", "}^{", "}"},
                             {"<msup><mrow>", "</mrow><mrow>", "</mrow></msup>"}}};
static const shape square_root = {{{"\\sqrt{", "}"}, {"<msqrt>", "</msqrt>"}}};
static const shape cube_root = {{{"\\sqrt[3]{", "}"},
                                 {"<mroot><mrow>", "</mrow><mn>3</mn></mroot>"}}};
static const shape absolute = {{{"\\left|", "\\right|"},
                                {"<mrow><mo>|</mo>", "<mo>|</mo></mrow>"}}};
static const shape whole = {{{"\\left\\lfloor ", "\\right\\rfloor "},
                             {"<mrow><mo>&#x230A;</mo>", "<mo>&#x230B;</mo></mrow>"}}};
static const shape parentheses = {{{"\\left(", "\\right)"},
                                   {"<mrow><mo>(</mo>", "<mo>)</mo></mrow>"}}};
static const shape cases = {
    {{"\\begin{cases} ", " & \\text{if } ", " \\\\ ", " & \\text{otherwise} \\end{cases}"},
     {"<mrow><mo>{</mo><mtable><mtr><mtd>", "</mtd><mtd><mtext>if&#xA0;</mtext>",
      "</mtd></mtr><mtr><mtd>", "</mtd><mtd><mtext>otherwise</mtext></mtd></mtr></mtable></mrow>"}}};

static int spelling(const hepar_sink *sink) { return sink->style == HEPAR_STYLE_MATHML; }

static void put(hepar_sink *sink, const shape *s, int part) {
  hepar_sink_put(sink, s->part[spelling(sink)][part]);
}

static void put_either(hepar_sink *sink, const char *latex, const char *mathml) {
  hepar_sink_put(sink, spelling(sink) == 0 ? latex : mathml);
}

/* A stretch of a name, with what LaTeX would take for a command made harmless. */
static void put_plain(hepar_sink *sink, const char *text, size_t length) {
  for (size_t i = 0; i < length; i++) {
    char c[2] = {text[i], '\0'};
    if (text[i] == '_')
      put_either(sink, "\\_", "_");
    else if (text[i] == '%')
      put_either(sink, "\\%", "%");
    else if (text[i] == '^')
      put_either(sink, "\\^{}", "^");
    else if (text[i] == '&' || text[i] == '<' || text[i] == '#' || text[i] == '$' ||
             text[i] == '\\' || text[i] == '{' || text[i] == '}' || text[i] == '~')
      hepar_sink_put(sink, "?"); /* no unit and no name has them */
    else
      hepar_sink_put(sink, c);
  }
}

/* The first part of a name: one letter or a Greek one in italics, a word upright. */
static void put_head(hepar_sink *sink, const char *name, size_t length) {
  static const struct { const char *name, *mathml; } greek[] = {
      {"alpha", "&#x3B1;"}, {"beta", "&#x3B2;"},  {"gamma", "&#x3B3;"},  {"delta", "&#x3B4;"},
      {"epsilon", "&#x3B5;"}, {"kappa", "&#x3BA;"}, {"lambda", "&#x3BB;"}, {"mu", "&#x3BC;"},
      {"rho", "&#x3C1;"},   {"sigma", "&#x3C3;"}, {"tau", "&#x3C4;"},    {"phi", "&#x3C6;"},
      {"omega", "&#x3C9;"}};
  for (size_t i = 0; i < sizeof greek / sizeof greek[0]; i++) {
    if (strlen(greek[i].name) != length || memcmp(greek[i].name, name, length) != 0) continue;
    put_either(sink, "\\", "<mi>");
    put_either(sink, greek[i].name, greek[i].mathml);
    put_either(sink, "", "</mi>");
    return;
  }
  if (length == 1)
    put_either(sink, "", "<mi>");
  else
    put_either(sink, "\\mathrm{", "<mi mathvariant=\"normal\">");
  put_plain(sink, name, length);
  put_either(sink, length == 1 ? "" : "}", "</mi>");
}

/* k_syn is k with the subscript syn; cells[2] has the subscript 2; regen.Q keeps its prefix. */
void hepar_sink_math_name(hepar_sink *sink, const char *name) {
  size_t head = strcspn(name, "_["), length = strlen(name), tail = strcspn(name, "[");
  if (head == 0) head = tail;
  if (head < length) put_either(sink, "{", "<msub><mrow>");
  put_head(sink, name, head);
  if (head == length) return;
  put_either(sink, "}_{", "</mrow><mrow>");
  if (head < tail) {
    put_either(sink, "\\mathrm{", "<mtext>");
    for (size_t i = head + 1; i < tail; i++) {
      if (name[i] == '_') hepar_sink_put(sink, ",");
      else put_plain(sink, name + i, 1);
    }
    put_either(sink, "}", "</mtext>");
  }
  if (tail < length) {
    if (head < tail) put_either(sink, ",", "<mo>,</mo>");
    put_either(sink, "", "<mn>");
    put_plain(sink, name + tail + 1, length - tail - 2);
    put_either(sink, "", "</mn>");
  }
  put_either(sink, "}", "</mrow></msub>");
}

/* 1e7 as a power of ten. */
static void math_number(hepar_sink *sink, const hepar_tree *tree) {
  size_t mantissa = strcspn(tree->name, "eE");
  bool one = mantissa == 1 && tree->name[0] == '1';
  if (tree->name[mantissa] != '\0') {
    const char *exponent = tree->name + mantissa + 1;
    if (*exponent == '+') exponent++;
    if (!one) {
      put_either(sink, "", "<mn>");
      put_plain(sink, tree->name, mantissa);
      put_either(sink, " \\cdot ", "</mn><mo>&#xB7;</mo>");
    }
    put_either(sink, "10^{", "<msup><mn>10</mn><mn>");
    hepar_sink_put(sink, exponent);
    put_either(sink, "}", "</mn></msup>");
  } else {
    put_either(sink, "", "<mn>");
    hepar_sink_put(sink, tree->name);
    put_either(sink, "", "</mn>");
  }
  if (tree->unit != NULL) {
    put_either(sink, "\\,\\mathrm{", "<mtext>&#xA0;");
    put_plain(sink, tree->unit, strlen(tree->unit));
    put_either(sink, "}", "</mtext>");
  }
}

/* A sign between two expressions. */
static void put_sign(hepar_sink *sink, const char *sign) {
  static const struct { const char *text, *latex, *mathml; } signs[] = {
      {" + ", " + ", "<mo>+</mo>"},          {" - ", " - ", "<mo>&#x2212;</mo>"},
      {" * ", " \\cdot ", "<mo>&#xB7;</mo>"}, {" < ", " < ", "<mo>&lt;</mo>"},
      {" <= ", " \\le ", "<mo>&#x2264;</mo>"}, {" > ", " > ", "<mo>&gt;</mo>"},
      {" >= ", " \\ge ", "<mo>&#x2265;</mo>"}, {" == ", " = ", "<mo>=</mo>"},
      {" != ", " \\ne ", "<mo>&#x2260;</mo>"}, {" and ", " \\wedge ", "<mo>&#x2227;</mo>"},
      {" or ", " \\vee ", "<mo>&#x2228;</mo>"}, {", ", ", ", "<mo>,</mo>"}};
  for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
    if (strcmp(sign, signs[i].text) == 0) put_either(sink, signs[i].latex, signs[i].mathml);
}

static bool is_fraction(const hepar_tree *tree) {
  if (tree->kind == HEPAR_TREE_CALL) return tree->function == HEPAR_FUNCTION_HILL;
  if (tree->kind != HEPAR_TREE_PRODUCT) return false;
  for (size_t i = 0; i < tree->count; i++)
    if (tree->items[i].inverse) return true;
  return false;
}

/* The factors above or below the bar. */
static void math_factors(hepar_sink *sink, const hepar_tree *tree, bool inverse) {
  size_t count = 0, done = 0;
  for (size_t i = 0; i < tree->count; i++) count += tree->items[i].inverse == inverse;
  for (size_t i = 0; i < tree->count; i++) {
    if (tree->items[i].inverse != inverse) continue;
    if (done++ > 0) put_sign(sink, " * ");
    hepar_sink_math(sink, tree->items[i].tree,
                    count == 1 ? HEPAR_BINDS_IF
                               : done == 1 ? HEPAR_BINDS_PRODUCT : HEPAR_BINDS_POWER);
  }
}

static void math_call(hepar_sink *sink, const hepar_tree *tree) {
  static const struct { hepar_function function; const char *latex; } known[] = {
      {HEPAR_FUNCTION_EXP, "\\exp"}, {HEPAR_FUNCTION_LOG, "\\ln"},
      {HEPAR_FUNCTION_LOG10, "\\log_{10}"}, {HEPAR_FUNCTION_MIN, "\\min"},
      {HEPAR_FUNCTION_MAX, "\\max"}, {HEPAR_FUNCTION_SIN, "\\sin"},
      {HEPAR_FUNCTION_COS, "\\cos"}, {HEPAR_FUNCTION_TAN, "\\tan"}, {HEPAR_FUNCTION_TANH, "\\tanh"}};
  const char *latex = NULL;
  const shape *around = tree->function == HEPAR_FUNCTION_SQRT    ? &square_root
                        : tree->function == HEPAR_FUNCTION_CBRT  ? &cube_root
                        : tree->function == HEPAR_FUNCTION_ABS   ? &absolute
                        : tree->function == HEPAR_FUNCTION_FLOOR ? &whole
                                                                 : NULL;
  if (around != NULL) {
    put(sink, around, 0);
    hepar_sink_math(sink, tree->items[0].tree, HEPAR_BINDS_IF);
    put(sink, around, 1);
    return;
  }
  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
    if (known[i].function == tree->function) latex = known[i].latex;
  if (sink->style == HEPAR_STYLE_LATEX && latex != NULL) {
    hepar_sink_put(sink, latex);
  } else {
    const char *name = hepar_function_name(tree->function);
    if (tree->function == HEPAR_FUNCTION_LOG && sink->style == HEPAR_STYLE_MATHML) name = "ln";
    put_either(sink, "\\operatorname{", "<mi mathvariant=\"normal\">");
    hepar_sink_put(sink, name);
    put_either(sink, "}", "</mi><mo>&#x2061;</mo>");
  }
  put(sink, &parentheses, 0);
  for (size_t i = 0; i < tree->count; i++) {
    if (i > 0) put_sign(sink, ", ");
    hepar_sink_math(sink, tree->items[i].tree, HEPAR_BINDS_IF);
  }
  put(sink, &parentheses, 1);
}

static void math_power(hepar_sink *sink, const hepar_tree *base, const hepar_tree *exponent) {
  put(sink, &power, 0);
  hepar_sink_math(sink, base, HEPAR_BINDS_ATOM);
  put(sink, &power, 1);
  hepar_sink_math(sink, exponent, HEPAR_BINDS_IF);
  put(sink, &power, 2);
}

/* x^n / (K^n + x^n) */
static void math_hill(hepar_sink *sink, const hepar_tree *tree) {
  put(sink, &fraction, 0);
  math_power(sink, tree->items[0].tree, tree->items[2].tree);
  put(sink, &fraction, 1);
  math_power(sink, tree->items[1].tree, tree->items[2].tree);
  put_sign(sink, " + ");
  math_power(sink, tree->items[0].tree, tree->items[2].tree);
  put(sink, &fraction, 2);
}

static void math_items(hepar_sink *sink, const hepar_tree *tree, const char *plain,
                       const char *inverse, int binding) {
  for (size_t i = 0; i < tree->count; i++) {
    if (i > 0) put_sign(sink, tree->items[i].inverse ? inverse : plain);
    hepar_sink_math(sink, tree->items[i].tree, i == 0 ? binding : binding + 1);
  }
}

/* sum(cells) with the range as subscript. */
static void math_total(hepar_sink *sink, const hepar_tree *tree) {
  char range[64] = "";
  if (tree->low != NULL)
    (void)snprintf(range, sizeof range, "%lld\\ldots %lld", (long long)tree->low->constant,
                   (long long)tree->high->constant);
  put_either(sink, "\\textstyle\\sum ", "<mo>&#x2211;</mo>");
  if (range[0] == '\0') {
    hepar_sink_math_name(sink, tree->name);
    return;
  }
  put_either(sink, "{", "<msub><mrow>");
  hepar_sink_math_name(sink, tree->name);
  put_either(sink, "}_{", "</mrow><mtext>");
  if (spelling(sink) == 1)
    (void)snprintf(range, sizeof range, "%lld&#x2026;%lld", (long long)tree->low->constant,
                   (long long)tree->high->constant);
  hepar_sink_put(sink, range);
  put_either(sink, "}", "</mtext></msub>");
}

void hepar_sink_math(hepar_sink *sink, const hepar_tree *tree, int least) {
  int binding = is_fraction(tree) ? HEPAR_BINDS_POWER : hepar_tree_binding(tree);
  bool enclosed = binding < least;
  if (enclosed) put(sink, &parentheses, 0);
  switch (tree->kind) {
    case HEPAR_TREE_NUMBER: math_number(sink, tree); break;
    case HEPAR_TREE_NAME: hepar_sink_math_name(sink, tree->name); break;
    case HEPAR_TREE_SYMBOL:
      hepar_sink_math_name(sink, sink->model->symbols[tree->symbol].name);
      break;
    case HEPAR_TREE_TIME: put_either(sink, "t", "<mi>t</mi>"); break;
    case HEPAR_TREE_PI: put_either(sink, "\\pi ", "<mi>&#x3C0;</mi>"); break;
    case HEPAR_TREE_SUM: math_items(sink, tree, " + ", " - ", HEPAR_BINDS_SUM); break;
    case HEPAR_TREE_PRODUCT:
      if (is_fraction(tree)) {
        put(sink, &fraction, 0);
        math_factors(sink, tree, false);
        put(sink, &fraction, 1);
        math_factors(sink, tree, true);
        put(sink, &fraction, 2);
      } else {
        math_factors(sink, tree, false);
      }
      break;
    case HEPAR_TREE_AND:
    case HEPAR_TREE_OR:
      math_items(sink, tree, hepar_tree_sign(tree->kind), "", binding);
      break;
    case HEPAR_TREE_NEGATE:
      put_either(sink, "-", "<mo>&#x2212;</mo>");
      hepar_sink_math(sink, tree->items[0].tree, HEPAR_BINDS_POWER);
      break;
    case HEPAR_TREE_NOT:
      put_either(sink, "\\neg ", "<mo>&#xAC;</mo>");
      hepar_sink_math(sink, tree->items[0].tree, HEPAR_BINDS_ATOM);
      break;
    case HEPAR_TREE_POWER: math_power(sink, tree->items[0].tree, tree->items[1].tree); break;
    case HEPAR_TREE_IF:
      put(sink, &cases, 0);
      hepar_sink_math(sink, tree->items[1].tree, HEPAR_BINDS_IF);
      put(sink, &cases, 1);
      hepar_sink_math(sink, tree->items[0].tree, HEPAR_BINDS_IF);
      put(sink, &cases, 2);
      hepar_sink_math(sink, tree->items[2].tree, HEPAR_BINDS_IF);
      put(sink, &cases, 3);
      break;
    case HEPAR_TREE_CALL:
      if (tree->function == HEPAR_FUNCTION_HILL) math_hill(sink, tree);
      else math_call(sink, tree);
      break;
    case HEPAR_TREE_CONVERT:
      hepar_sink_math(sink, tree->items[0].tree, HEPAR_BINDS_ATOM);
      put_either(sink, "\\text{ in }\\mathrm{", "<mtext>&#xA0;in&#xA0;");
      put_plain(sink, tree->unit, strlen(tree->unit));
      put_either(sink, "}", "</mtext>");
      break;
    case HEPAR_TREE_TOTAL: math_total(sink, tree); break;
    default:
      hepar_sink_math(sink, tree->items[0].tree, HEPAR_BINDS_SUM);
      put_sign(sink, hepar_tree_sign(tree->kind));
      hepar_sink_math(sink, tree->items[1].tree, HEPAR_BINDS_SUM);
      break;
  }
  if (enclosed) put(sink, &parentheses, 1);
}
