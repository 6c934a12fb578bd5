/* Expressions: recursive descent, one function for each level of binding. Sums and products keep
   all their terms in one node, so that depth is depth of parentheses and can be limited. */
#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "front.h"

static const struct { const char *name; size_t least, most; } functions[HEPAR_FUNCTION_COUNT] = {
    [HEPAR_FUNCTION_EXP] = {"exp", 1, 1},     [HEPAR_FUNCTION_LOG] = {"log", 1, 1},
    [HEPAR_FUNCTION_LOG10] = {"log10", 1, 1}, [HEPAR_FUNCTION_LOG1P] = {"log1p", 1, 1},
    [HEPAR_FUNCTION_EXPM1] = {"expm1", 1, 1}, [HEPAR_FUNCTION_SQRT] = {"sqrt", 1, 1},
    [HEPAR_FUNCTION_CBRT] = {"cbrt", 1, 1},   [HEPAR_FUNCTION_POW] = {"pow", 2, 2},
    [HEPAR_FUNCTION_HILL] = {"hill", 3, 3},   [HEPAR_FUNCTION_MIN] = {"min", 2, 1000},
    [HEPAR_FUNCTION_MAX] = {"max", 2, 1000},  [HEPAR_FUNCTION_ABS] = {"abs", 1, 1},
    [HEPAR_FUNCTION_SIGN] = {"sign", 1, 1},   [HEPAR_FUNCTION_POS] = {"pos", 1, 1},
    [HEPAR_FUNCTION_CLAMP] = {"clamp", 3, 3}, [HEPAR_FUNCTION_IF] = {"if", 3, 3},
    [HEPAR_FUNCTION_SIN] = {"sin", 1, 1},     [HEPAR_FUNCTION_COS] = {"cos", 1, 1},
    [HEPAR_FUNCTION_TAN] = {"tan", 1, 1},     [HEPAR_FUNCTION_TANH] = {"tanh", 1, 1},
    [HEPAR_FUNCTION_ERF] = {"erf", 1, 1},     [HEPAR_FUNCTION_ERFC] = {"erfc", 1, 1},
    [HEPAR_FUNCTION_FLOOR] = {"floor", 1, 1}, [HEPAR_FUNCTION_SUM] = {"sum", 1, 1},
};

const char *hepar_function_name(hepar_function function) { return functions[function].name; }

void hepar_function_arity(hepar_function function, size_t *least, size_t *most) {
  *least = functions[function].least;
  *most = functions[function].most;
}

const hepar_token *hepar_front_token(const hepar_front *front) {
  return &front->tokens[front->at];
}

hepar_place hepar_front_here(const hepar_front *front) {
  return (hepar_place){front->text, hepar_front_token(front)->offset};
}

bool hepar_front_take(hepar_front *front, int kind) {
  if (hepar_front_token(front)->kind != kind) return false;
  if (kind != HEPAR_TOKEN_END) front->at++;
  return true;
}

void hepar_front_unexpected(hepar_front *front, const char *what) {
  const hepar_token *token = hepar_front_token(front);
  const char *text = front->texts[front->text]->text + token->offset;
  int length = token->length > 40 ? 40 : (int)token->length;
  if (token->kind == HEPAR_TOKEN_END)
    hepar_front_fail(front, HEPAR_FORMAT, hepar_front_here(front),
                     "expected %s, but the text ends here", what);
  if (token->kind == HEPAR_TOKEN_NEWLINE)
    hepar_front_fail(front, HEPAR_FORMAT, hepar_front_here(front),
                     "expected %s, but the line ends here", what);
  if (token->kind >= HEPAR_TOKEN_KEYWORD)
    hepar_front_fail(front, HEPAR_FORMAT, hepar_front_here(front),
                     "expected %s, but found `%.*s`, a word of the language", what, length, text);
  hepar_front_fail(front, HEPAR_FORMAT, hepar_front_here(front), "expected %s, but found `%.*s`",
                   what, length, text);
}

void hepar_front_expect(hepar_front *front, int kind, const char *what) {
  if (!hepar_front_take(front, kind)) hepar_front_unexpected(front, what);
}

const char *hepar_front_name(hepar_front *front, const char *what) {
  const hepar_token *token = hepar_front_token(front);
  if (token->kind != HEPAR_TOKEN_NAME) hepar_front_unexpected(front, what);
  front->at++;
  return hepar_front_text(front, front->texts[front->text]->text + token->offset, token->length);
}

char *hepar_front_unit_text(hepar_front *front) {
  const hepar_token *token = hepar_front_token(front);
  const char *text = front->texts[front->text]->text + token->offset + 1;
  size_t length = token->length - 2;
  while (length > 0 && (*text == ' ' || *text == '\t')) text++, length--;
  while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t')) length--;
  if (length == 0)
    hepar_front_fail(front, HEPAR_FORMAT, hepar_front_here(front),
                     "this unit is empty: write [1] for a pure number");
  if (length > 120)
    hepar_front_fail(front, HEPAR_FORMAT, hepar_front_here(front),
                     "this unit has more than 120 characters");
  front->at++;
  front->unit_seen = true;
  return hepar_front_text(front, text, length);
}

hepar_tree *hepar_front_tree(hepar_front *front, hepar_tree_kind kind, hepar_place place) {
  hepar_tree *tree = hepar_front_keep(front, sizeof *tree);
  if (++front->tree_count > HEPAR_NODES_MOST)
    hepar_front_fail(front, HEPAR_RANGE, place,
                     "the model has more than 1,000,000 parts of expressions (limit of nodes)");
  tree->kind = kind;
  tree->place = place;
  tree->symbol = -1;
  return tree;
}

/* The terms of a node while they come in. */
typedef struct terms {
  hepar_item *items;
  size_t count, room;
} terms;

static void add_term(hepar_front *front, terms *list, hepar_tree *tree, bool inverse) {
  list->items = hepar_front_grow(front, list->items, list->count, &list->room, sizeof *list->items);
  list->items[list->count++] = (hepar_item){tree, inverse};
}

/* Put the terms into a node. */
static hepar_tree *close_terms(hepar_front *front, hepar_tree_kind kind, hepar_place place,
                               const terms *list) {
  hepar_tree *tree = hepar_front_tree(front, kind, place);
  tree->items = hepar_front_keep(front, list->count * sizeof *tree->items);
  memcpy(tree->items, list->items, list->count * sizeof *tree->items);
  tree->count = list->count;
  return tree;
}

static hepar_tree *node2(hepar_front *front, hepar_tree_kind kind, hepar_place place,
                         hepar_tree *a, hepar_tree *b) {
  hepar_tree *tree = hepar_front_tree(front, kind, place);
  tree->count = b == NULL ? 1 : 2;
  tree->items = hepar_front_keep(front, tree->count * sizeof *tree->items);
  tree->items[0].tree = a;
  if (b != NULL) tree->items[1].tree = b;
  return tree;
}

/* One level deeper, or the way out. */
static void enter(hepar_front *front) {
  if (++front->depth > HEPAR_DEPTH_MOST)
    hepar_front_fail(front, HEPAR_RANGE, hepar_front_here(front),
                     "expressions are nested more than 200 deep (limit of depth)");
}

static void leave(hepar_front *front) { front->depth--; }

/* Whether the token behind a unit means that the unit belongs to the statement. */
static bool ends_statement(int kind) {
  return kind == HEPAR_TOKEN_NEWLINE || kind == HEPAR_TOKEN_END || kind == HEPAR_TOKEN_STRING ||
         kind == HEPAR_TOKEN_BRACE || kind == HEPAR_TOKEN_KEYWORD + HEPAR_WORD_RANGE ||
         kind == HEPAR_TOKEN_KEYWORD + HEPAR_WORD_NONNEGATIVE;
}

/* 12, or 12 [h]. */
static hepar_tree *number(hepar_front *front) {
  const hepar_token *token = hepar_front_token(front);
  hepar_tree *tree = hepar_front_tree(front, HEPAR_TREE_NUMBER, hepar_front_here(front));
  tree->name = hepar_front_text(front, front->texts[front->text]->text + token->offset,
                                token->length);
  /* strtod minds the locale's decimal sign; a comma there stops it at the point. */
  {
    char *end;
    tree->value = strtod(tree->name, &end);
    if (*end == '.') {
      char *local = hepar_front_text(front, tree->name, token->length);
      local[end - tree->name] = *localeconv()->decimal_point;
      tree->value = strtod(local, NULL);
    }
  }
  if (!isfinite(tree->value))
    hepar_front_fail(front, HEPAR_RANGE, tree->place, "the number %.40s is too large", tree->name);
  front->at++;
  if (hepar_front_token(front)->kind == HEPAR_TOKEN_UNIT &&
      !(front->unit_ends && ends_statement(front->tokens[front->at + 1].kind))) {
    tree->unit_place = hepar_front_here(front);
    tree->unit = hepar_front_unit_text(front);
  }
  return tree;
}

const hepar_index *hepar_front_index(hepar_front *front) {
  hepar_index *index = hepar_front_keep(front, sizeof *index);
  int64_t sign = 1;
  index->place = hepar_front_here(front);
  do {
    const hepar_token *token;
    if (hepar_front_take(front, HEPAR_TOKEN_MINUS))
      sign = -1;
    else if (hepar_front_take(front, HEPAR_TOKEN_PLUS))
      sign = 1;
    token = hepar_front_token(front);
    if (token->kind == HEPAR_TOKEN_NUMBER) {
      const char *text = front->texts[front->text]->text + token->offset;
      int64_t value = 0;
      for (uint32_t i = 0; i < token->length; i++) {
        if (text[i] < '0' || text[i] > '9' || value > 1000000)
          hepar_front_fail(front, HEPAR_FORMAT, hepar_front_here(front),
                           "an index is a whole number up to 1000000");
        value = value * 10 + (text[i] - '0');
      }
      index->constant += sign * value;
      if (index->constant > 10000000 || index->constant < -10000000)
        hepar_front_fail(front, HEPAR_FORMAT, hepar_front_here(front), "this index is too large");
      front->at++;
    } else if (token->kind == HEPAR_TOKEN_NAME) {
      hepar_place place = hepar_front_here(front);
      const char *name = hepar_front_name(front, "an index");
      if (index->variable != NULL && strcmp(index->variable, name) != 0)
        hepar_front_fail(front, HEPAR_FORMAT, place, "an index has one variable, not `%s` and `%s`",
                         index->variable, name);
      index->variable = name;
      index->sign += sign;
      if (index->sign > 1000 || index->sign < -1000)
        hepar_front_fail(front, HEPAR_FORMAT, place, "this index is too large");
    } else {
      hepar_front_unexpected(front, "an index: whole numbers and the name of the rule's index");
    }
  } while (hepar_front_token(front)->kind == HEPAR_TOKEN_PLUS ||
           hepar_front_token(front)->kind == HEPAR_TOKEN_MINUS);
  return index;
}

/* The closing parenthesis, or which one was open. */
static void close_parenthesis(hepar_front *front, hepar_place open) {
  int32_t line, column;
  if (hepar_front_take(front, HEPAR_TOKEN_CLOSE)) return;
  hepar_front_where(front, open, &line, &column);
  {
    char what[80] = "`)` for the `(` of line ";
    size_t length = strlen(what);
    char digits[12];
    int count = 0;
    do digits[count++] = (char)('0' + line % 10);
    while ((line /= 10) > 0);
    while (count > 0) what[length++] = digits[--count];
    what[length] = '\0';
    hepar_front_unexpected(front, what);
  }
}

/* sum(cells), sum(cells[2..4]). */
static hepar_tree *total(hepar_front *front) {
  hepar_place open = hepar_front_here(front), place;
  hepar_tree *tree;
  hepar_front_expect(front, HEPAR_TOKEN_OPEN, "`(` behind sum");
  place = hepar_front_here(front);
  tree = hepar_front_tree(front, HEPAR_TREE_TOTAL, place);
  tree->name = hepar_front_name(front, "the name of an array: sum(cells) or sum(cells[2..4])");
  if (hepar_front_take(front, HEPAR_TOKEN_INDEX)) {
    tree->low = hepar_front_index(front);
    hepar_front_expect(front, HEPAR_TOKEN_DOTS, "`..`: sum(cells[2..4])");
    tree->high = hepar_front_index(front);
    hepar_front_expect(front, HEPAR_TOKEN_INDEX_CLOSE, "`]`");
  }
  close_parenthesis(front, open);
  return tree;
}

/* The function of a name, or HEPAR_FUNCTION_COUNT. */
static int find_function(const char *name) {
  int f = 0;
  while (f < HEPAR_FUNCTION_COUNT && strcmp(functions[f].name, name) != 0) f++;
  return f;
}

/* The arguments of a function, from its ( on. */
static hepar_tree *call(hepar_front *front, hepar_function function, hepar_place place) {
  hepar_place open = hepar_front_here(front);
  hepar_tree *tree;
  terms list = {0};
  bool unit_ends = front->unit_ends;
  front->unit_ends = false;
  hepar_front_expect(front, HEPAR_TOKEN_OPEN, "`(`");
  do add_term(front, &list, hepar_front_expression(front), false);
  while (hepar_front_take(front, HEPAR_TOKEN_COMMA));
  close_parenthesis(front, open);
  front->unit_ends = unit_ends;
  if (list.count < functions[function].least || list.count > functions[function].most) {
    if (functions[function].least == functions[function].most)
      hepar_front_fail(front, HEPAR_FORMAT, place, "%s takes %zu argument%s, got %zu",
                       functions[function].name, functions[function].least,
                       functions[function].least == 1 ? "" : "s", list.count);
    hepar_front_fail(front, HEPAR_FORMAT, place, "%s takes %zu to %zu arguments, got %zu",
                     functions[function].name, functions[function].least, functions[function].most,
                     list.count);
  }
  if (function == HEPAR_FUNCTION_IF) return close_terms(front, HEPAR_TREE_IF, place, &list);
  if (function == HEPAR_FUNCTION_POW) return close_terms(front, HEPAR_TREE_POWER, place, &list);
  tree = close_terms(front, HEPAR_TREE_CALL, place, &list);
  tree->function = function;
  return tree;
}

/* A name: a symbol, an element, a function. */
static hepar_tree *name_or_call(hepar_front *front) {
  hepar_place place = hepar_front_here(front);
  const char *name = hepar_front_name(front, "a name");
  hepar_tree *tree;
  if (hepar_front_token(front)->kind == HEPAR_TOKEN_OPEN) {
    const char *names[HEPAR_FUNCTION_COUNT];
    const char *near;
    int function = find_function(name);
    if (function < HEPAR_FUNCTION_COUNT) return call(front, (hepar_function)function, place);
    for (int f = 0; f < HEPAR_FUNCTION_COUNT; f++) names[f] = functions[f].name;
    if (strcmp(name, "ln") == 0)
      near = "log";
    else
      near = name[1] == '\0' ? NULL : hepar_suggest(name, names, HEPAR_FUNCTION_COUNT);
    if (near != NULL)
      hepar_front_fail(front, HEPAR_FORMAT, place,
                       "there is no function `%s` (did you mean \"%s\"?)", name, near);
    hepar_front_fail(front, HEPAR_FORMAT, place,
                     "there is no function `%s`; for a product write `%s * (`", name, name);
  }
  if (strcmp(name, "pi") == 0) return hepar_front_tree(front, HEPAR_TREE_PI, place);
  tree = hepar_front_tree(front, HEPAR_TREE_NAME, place);
  tree->name = name;
  if (hepar_front_take(front, HEPAR_TOKEN_INDEX)) {
    tree->low = hepar_front_index(front);
    if (hepar_front_token(front)->kind == HEPAR_TOKEN_DOTS)
      hepar_front_fail(front, HEPAR_FORMAT, hepar_front_here(front),
                       "a range of elements stands in sum() only: sum(%s[1..4])", name);
    hepar_front_expect(front, HEPAR_TOKEN_INDEX_CLOSE, "`]`");
  }
  return tree;
}

/* Whether `if (` starts if(c, a, b): a comma in the parentheses themselves. */
static bool is_if_call(const hepar_front *front) {
  int open = 0;
  for (size_t i = front->at + 1; i < front->token_count; i++) {
    int kind = front->tokens[i].kind;
    if (i == front->at + 1 && kind != HEPAR_TOKEN_OPEN) return false;
    if (kind == HEPAR_TOKEN_OPEN) open++;
    if (kind == HEPAR_TOKEN_CLOSE && --open == 0) return false;
    if (kind == HEPAR_TOKEN_COMMA && open == 1) return true;
  }
  return false;
}

/* Numbers, names, calls, parentheses; and `in [unit]` behind them. */
static hepar_tree *primary(hepar_front *front) {
  const hepar_token *token = hepar_front_token(front);
  hepar_place place = hepar_front_here(front);
  hepar_tree *tree;
  if (token->kind == HEPAR_TOKEN_NUMBER) {
    tree = number(front);
  } else if (token->kind == HEPAR_TOKEN_NAME) {
    tree = name_or_call(front);
  } else if (token->kind == HEPAR_TOKEN_OPEN) {
    bool unit_ends = front->unit_ends;
    front->unit_ends = false;
    front->at++;
    tree = hepar_front_expression(front);
    close_parenthesis(front, place);
    front->unit_ends = unit_ends;
  } else if (token->kind == HEPAR_TOKEN_KEYWORD + HEPAR_WORD_TIME) {
    front->at++;
    tree = hepar_front_tree(front, HEPAR_TREE_TIME, place);
  } else if (token->kind == HEPAR_TOKEN_KEYWORD + HEPAR_WORD_SUM) {
    front->at++;
    tree = total(front);
  } else if (token->kind == HEPAR_TOKEN_KEYWORD + HEPAR_WORD_IF && is_if_call(front)) {
    front->at++;
    tree = call(front, HEPAR_FUNCTION_IF, place);
  } else if (token->kind == HEPAR_TOKEN_KEYWORD + HEPAR_WORD_IF) {
    hepar_front_fail(front, HEPAR_FORMAT, place,
                     "put `if … then … else …` in parentheses inside a larger expression");
  } else {
    hepar_front_unexpected(front, "a number, a name or `(`");
  }
  if (hepar_front_token(front)->kind == HEPAR_TOKEN_KEYWORD + HEPAR_WORD_IN) {
    place = hepar_front_here(front);
    front->at++;
    if (hepar_front_token(front)->kind != HEPAR_TOKEN_UNIT)
      hepar_front_unexpected(front, "a unit in brackets behind `in`");
    tree = node2(front, HEPAR_TREE_CONVERT, hepar_front_here(front), tree, NULL);
    tree->unit = hepar_front_unit_text(front);
    tree->value = 1;
    front->converts = true;
    if (hepar_front_token(front)->kind == HEPAR_TOKEN_KEYWORD + HEPAR_WORD_IN)
      hepar_front_unexpected(front, "one conversion only");
  }
  return tree;
}

/* -x, and x^y, which binds tighter: -x^2 is -(x^2). */
static hepar_tree *unary(hepar_front *front) {
  hepar_place place = hepar_front_here(front);
  hepar_tree *tree;
  enter(front);
  if (hepar_front_take(front, HEPAR_TOKEN_MINUS)) {
    tree = node2(front, HEPAR_TREE_NEGATE, place, unary(front), NULL);
  } else if (hepar_front_take(front, HEPAR_TOKEN_PLUS)) {
    tree = unary(front);
  } else {
    tree = primary(front);
    place = hepar_front_here(front);
    if (hepar_front_take(front, HEPAR_TOKEN_POWER))
      tree = node2(front, HEPAR_TREE_POWER, place, tree, unary(front));
  }
  leave(front);
  return tree;
}

/* One level of terms with the same binding: a plus b minus c, a times b divided by c. */
static hepar_tree *chain(hepar_front *front, hepar_tree *(*below)(hepar_front *),
                         hepar_tree_kind kind, int plain, int inverse) {
  hepar_place place = hepar_front_here(front);
  hepar_tree *first = below(front);
  int next = hepar_front_token(front)->kind;
  terms list = {0};
  if (next != plain && next != inverse) return first;
  add_term(front, &list, first, false);
  while (next == plain || next == inverse) {
    front->at++;
    add_term(front, &list, below(front), next != plain);
    next = hepar_front_token(front)->kind;
  }
  return close_terms(front, kind, place, &list);
}

static hepar_tree *product(hepar_front *front) {
  return chain(front, unary, HEPAR_TREE_PRODUCT, HEPAR_TOKEN_TIMES, HEPAR_TOKEN_DIVIDE);
}

static hepar_tree *sum(hepar_front *front) {
  return chain(front, product, HEPAR_TREE_SUM, HEPAR_TOKEN_PLUS, HEPAR_TOKEN_MINUS);
}

static bool is_comparison(int kind) {
  return kind >= HEPAR_TOKEN_LESS && kind <= HEPAR_TOKEN_NOT_EQUAL;
}

static hepar_tree *comparison(hepar_front *front) {
  hepar_tree *tree = sum(front);
  int kind = hepar_front_token(front)->kind;
  hepar_place place = hepar_front_here(front);
  if (kind == HEPAR_TOKEN_ASSIGN)
    hepar_front_fail(front, HEPAR_FORMAT, place, "`=` defines; `==` compares");
  if (!is_comparison(kind)) return tree;
  front->at++;
  tree = node2(front, (hepar_tree_kind)(HEPAR_TREE_LESS + (kind - HEPAR_TOKEN_LESS)), place, tree,
               sum(front));
  if (is_comparison(hepar_front_token(front)->kind))
    hepar_front_fail(front, HEPAR_FORMAT, hepar_front_here(front),
                     "comparisons do not chain: write a < b and b < c");
  return tree;
}

static hepar_tree *negation(hepar_front *front) {
  hepar_place place = hepar_front_here(front);
  hepar_tree *tree;
  if (!hepar_front_take(front, HEPAR_TOKEN_KEYWORD + HEPAR_WORD_NOT)) return comparison(front);
  enter(front);
  tree = node2(front, HEPAR_TREE_NOT, place, negation(front), NULL);
  leave(front);
  return tree;
}

static hepar_tree *conjunction(hepar_front *front) {
  int and = HEPAR_TOKEN_KEYWORD + HEPAR_WORD_AND;
  return chain(front, negation, HEPAR_TREE_AND, and, and);
}

static hepar_tree *disjunction(hepar_front *front) {
  int or = HEPAR_TOKEN_KEYWORD + HEPAR_WORD_OR;
  return chain(front, conjunction, HEPAR_TREE_OR, or, or);
}

hepar_tree *hepar_front_expression(hepar_front *front) {
  hepar_place place = hepar_front_here(front);
  hepar_tree *tree;
  terms list = {0};
  enter(front);
  if (hepar_front_token(front)->kind != HEPAR_TOKEN_KEYWORD + HEPAR_WORD_IF || is_if_call(front)) {
    tree = disjunction(front);
  } else {
    bool unit_ends = front->unit_ends;
    front->at++;
    front->unit_ends = false;
    add_term(front, &list, disjunction(front), false);
    hepar_front_expect(front, HEPAR_TOKEN_KEYWORD + HEPAR_WORD_THEN, "`then` of this `if`");
    add_term(front, &list, hepar_front_expression(front), false);
    hepar_front_expect(front, HEPAR_TOKEN_KEYWORD + HEPAR_WORD_ELSE,
                       "`else`: every `if` has both values");
    front->unit_ends = unit_ends;
    add_term(front, &list, hepar_front_expression(front), false);
    tree = close_terms(front, HEPAR_TREE_IF, place, &list);
  }
  leave(front);
  return tree;
}
