/* Statements: each line of a model becomes a declaration; names are looked up later. */
#include <string.h>

#include "front.h"

#define WORD(word) (HEPAR_TOKEN_KEYWORD + (word))

static const char *const statuses[] = {"verified", "recalled", "calibrated",
                                       "assumed",  "predicted", "contradicted"};
#define STATUSES (sizeof statuses / sizeof statuses[0])

static int kind_of(const hepar_front *front) { return hepar_front_token(front)->kind; }

/* The string at the token, without quotes and backslashes. */
static const char *take_string(hepar_front *front, const char *what) {
  const hepar_token *token = hepar_front_token(front);
  const char *text = front->texts[front->text]->text + token->offset + 1;
  char *copy;
  size_t length = 0;
  if (token->kind != HEPAR_TOKEN_STRING) hepar_front_unexpected(front, what);
  copy = hepar_front_keep(front, token->length);
  for (uint32_t i = 0; i + 2 < token->length; i++) {
    if (text[i] == '\\') i++;
    copy[length++] = text[i];
  }
  front->at++;
  return copy;
}

/* {status: source}, {status}, {source}. */
static void take_brace(hepar_front *front, const char **status, const char **source) {
  const hepar_token *token = hepar_front_token(front);
  const char *text = front->texts[front->text]->text + token->offset + 1;
  hepar_place place = hepar_front_here(front);
  char *words = hepar_front_keep(front, token->length);
  char *rest, first[24] = "";
  size_t length = 0, head;
  for (uint32_t i = 0; i + 2 < token->length; i++) { /* one blank between words */
    bool blank = text[i] == ' ' || text[i] == '\t' || text[i] == '\n' || text[i] == '\r';
    if (blank && (length == 0 || words[length - 1] == ' ')) continue;
    words[length++] = blank ? ' ' : text[i];
  }
  while (length > 0 && words[length - 1] == ' ') length--;
  words[length] = '\0';
  if (length == 0)
    hepar_front_fail(front, HEPAR_FORMAT, place,
                     "these braces are empty: they hold a status or a source, {assumed}, "
                     "{verified: Aoki 2011}");
  head = strcspn(words, ":");
  rest = words[head] == ':' ? words + head + 1 : words + head;
  while (*rest == ' ') rest++;
  while (head > 0 && words[head - 1] == ' ') head--;
  if (head < sizeof first && strcspn(words, " ") >= head) {
    memcpy(first, words, head);
    first[head] = '\0';
  }
  *status = "cited";
  *source = words;
  if (first[0] != '\0') {
    const char *near = hepar_suggest(first, statuses, STATUSES);
    if (near != NULL && strcmp(near, first) == 0) {
      *status = near;
      *source = *rest != '\0' ? rest : NULL;
    } else if (near != NULL) {
      hepar_front_fail(front, HEPAR_FORMAT, place,
                       "status `%s` is not known (did you mean \"%s\"?)", first, near);
    }
  }
  front->at++;
}

static hepar_declaration *declare(hepar_front *front, int word) {
  hepar_declaration *d = hepar_front_keep(front, sizeof *d);
  hepar_model_text *text = front->texts[front->text];
  d->word = word;
  d->place = hepar_front_here(front);
  d->status = "unstated";
  *text->last = d;
  text->last = &d->next;
  return d;
}

/* A name that is to be defined: not one that the language has. */
static const char *take_new_name(hepar_front *front, const char *what) {
  hepar_place place = hepar_front_here(front);
  const char *name = hepar_front_name(front, what);
  if (strcmp(name, "pi") == 0)
    hepar_front_fail(front, HEPAR_FORMAT, place, "pi is the number: choose another name");
  for (int f = 0; f < HEPAR_FUNCTION_COUNT; f++)
    if (strcmp(name, hepar_function_name((hepar_function)f)) == 0)
      hepar_front_fail(front, HEPAR_FORMAT, place,
                       "%s is a function of the language: choose another name", name);
  return name;
}

static int64_t plain_index(hepar_front *front, const hepar_index *index) {
  if (index->variable != NULL)
    hepar_front_fail(front, HEPAR_FORMAT, index->place,
                     "the bounds of an array are whole numbers, not `%s`", index->variable);
  return index->constant;
}

/* [4], [1..4] or [i in 2..4] behind a name that is defined. */
static void take_elements(hepar_front *front, hepar_declaration *d) {
  const hepar_index *low;
  hepar_place place;
  if (!hepar_front_take(front, HEPAR_TOKEN_INDEX)) return;
  place = hepar_front_here(front);
  d->indexed = true;
  low = NULL;
  if (front->tokens[front->at].kind == HEPAR_TOKEN_NAME &&
      front->tokens[front->at + 1].kind == WORD(HEPAR_WORD_IN)) {
    d->variable = hepar_front_name(front, "an index");
    if (strchr(d->variable, '.') != NULL)
      hepar_front_fail(front, HEPAR_FORMAT, place, "an index is a plain name");
    front->at++;
    low = hepar_front_index(front);
    if (kind_of(front) != HEPAR_TOKEN_DOTS) hepar_front_unexpected(front, "`..`: [i in 2..4]");
  } else {
    low = hepar_front_index(front);
  }
  d->low_index = d->high_index = plain_index(front, low);
  if (hepar_front_take(front, HEPAR_TOKEN_DOTS))
    d->high_index = plain_index(front, hepar_front_index(front));
  if (d->high_index < d->low_index)
    hepar_front_fail(front, HEPAR_FORMAT, place,
                     "an array runs from the lower to the higher index");
  if (d->high_index - d->low_index >= HEPAR_SYMBOLS_MOST)
    hepar_front_fail(front, HEPAR_RANGE, place,
                     "an array of more than 16384 elements (limit of symbols)");
  hepar_front_expect(front, HEPAR_TOKEN_INDEX_CLOSE, "`]`");
}

/* range, nonnegative, unit, doc and source behind a definition, each once, in any order. */
static void take_tail(hepar_front *front, hepar_declaration *d, bool has_unit) {
  bool said = false;
  for (;;) {
    int kind = kind_of(front);
    if (kind == HEPAR_TOKEN_STRING && d->doc == NULL) {
      d->doc = take_string(front, "a string");
    } else if (kind == HEPAR_TOKEN_BRACE && !said) {
      take_brace(front, &d->status, &d->source);
      said = true;
    } else if (kind == HEPAR_TOKEN_UNIT && has_unit && d->unit == NULL) {
      d->unit_place = hepar_front_here(front);
      d->unit = hepar_front_unit_text(front);
    } else if (kind == WORD(HEPAR_WORD_RANGE) && d->word == HEPAR_WORD_PARAM && d->low == NULL) {
      front->at++;
      front->unit_ends = true;
      d->low = hepar_front_expression(front);
      hepar_front_expect(front, HEPAR_TOKEN_DOTS, "`..` of the range: range 0.1 .. 10");
      d->high = hepar_front_expression(front);
      front->unit_ends = false;
    } else if (kind == WORD(HEPAR_WORD_NONNEGATIVE) && d->word == HEPAR_WORD_STATE &&
               !d->nonnegative) {
      front->at++;
      d->nonnegative = true;
    } else {
      return;
    }
  }
}

/* The expression of a statement whose unit may stand at its end. */
static hepar_tree *definition(hepar_front *front) {
  hepar_tree *tree;
  front->unit_ends = true;
  tree = hepar_front_expression(front);
  front->unit_ends = false;
  return tree;
}

/* param, input, state, let, output */
static void symbol(hepar_front *front, int word) {
  static const char *const wanted[] = {
      [HEPAR_WORD_PARAM] = "`=` and the value of the parameter",
      [HEPAR_WORD_STATE] = "`=` and the initial value of the state",
      [HEPAR_WORD_LET] = "`=` and the definition"};
  hepar_declaration *d;
  front->at++;
  d = declare(front, word);
  d->name = take_new_name(front, "a name");
  take_elements(front, d);
  if (kind_of(front) == HEPAR_TOKEN_PRIME)
    hepar_front_fail(front, HEPAR_FORMAT, hepar_front_here(front),
                     "a rate stands alone: %s' = …, without `%s`", d->name, hepar_keywords[word]);
  if (hepar_front_take(front, HEPAR_TOKEN_ASSIGN))
    d->tree = definition(front);
  else if (word != HEPAR_WORD_INPUT && word != HEPAR_WORD_OUTPUT)
    hepar_front_unexpected(front, wanted[word]);
  take_tail(front, d, true);
}

/* cells' = …, cells[i in 2..4]' = … */
static void rate(hepar_front *front) {
  hepar_declaration *d = declare(front, HEPAR_WORD_COUNT);
  d->name = hepar_front_name(front, "a statement");
  take_elements(front, d);
  if (kind_of(front) == HEPAR_TOKEN_ASSIGN)
    hepar_front_fail(front, HEPAR_FORMAT, hepar_front_here(front),
                     "write `let %s = …` for a definition, or `%s' = …` for the rate of a state",
                     d->name, d->name);
  if (kind_of(front) != HEPAR_TOKEN_PRIME) {
    const char *near = hepar_suggest(d->name, hepar_keywords, HEPAR_WORD_NONNEGATIVE);
    if (near != NULL)
      hepar_front_fail(front, HEPAR_FORMAT, d->place,
                       "no statement starts with `%s` (did you mean \"%s\"?)", d->name, near);
    hepar_front_fail(front, HEPAR_FORMAT, d->place,
                     "no statement starts with `%s`; expected model, time, unit, param, input, "
                     "state, let, output, event, import, preset, reproduces, limits, source or a "
                     "rate such as cells' = …", d->name);
  }
  front->at++;
  hepar_front_expect(front, HEPAR_TOKEN_ASSIGN, "`=` and the rate");
  d->tree = hepar_front_expression(front);
  take_tail(front, d, false);
}

/* Whether NAME = or NAME[…] = comes next, on this line or (with `lines`) the next one. */
static bool assignment_follows(const hepar_front *front, bool lines) {
  size_t at = front->at;
  if (lines && front->tokens[at].kind == HEPAR_TOKEN_NEWLINE) at++;
  if (front->tokens[at].kind != HEPAR_TOKEN_NAME) return false;
  if (front->tokens[at + 1].kind == HEPAR_TOKEN_ASSIGN) return true;
  if (front->tokens[at + 1].kind != HEPAR_TOKEN_INDEX) return false;
  for (at += 2; front->tokens[at].kind != HEPAR_TOKEN_END; at++)
    if (front->tokens[at].kind == HEPAR_TOKEN_INDEX_CLOSE)
      return front->tokens[at + 1].kind == HEPAR_TOKEN_ASSIGN;
  return false;
}

/* a = EXPR, b = EXPR; with `lines` a line break may stand for the comma. */
static void assignments(hepar_front *front, hepar_declaration *d, bool lines) {
  hepar_assignment **last = &d->assignments;
  if (!assignment_follows(front, lines)) {
    hepar_front_expect(front, HEPAR_TOKEN_NAME, "NAME = value");
    hepar_front_expect(front, HEPAR_TOKEN_ASSIGN, "`=`");
  }
  do {
    hepar_assignment *a = hepar_front_keep(front, sizeof *a);
    (void)hepar_front_take(front, HEPAR_TOKEN_NEWLINE);
    a->place = hepar_front_here(front);
    a->name = hepar_front_name(front, "the name of what is set");
    if (hepar_front_take(front, HEPAR_TOKEN_INDEX)) {
      a->index = hepar_front_index(front);
      (void)plain_index(front, a->index);
      hepar_front_expect(front, HEPAR_TOKEN_INDEX_CLOSE, "`]`");
    }
    hepar_front_expect(front, HEPAR_TOKEN_ASSIGN, "`=`");
    a->tree = hepar_front_expression(front);
    *last = a;
    last = &a->next;
  } while (hepar_front_take(front, HEPAR_TOKEN_COMMA) ||
           (lines && assignment_follows(front, true)));
}

static void plain_name(hepar_front *front, hepar_place place, const char *name) {
  if (strchr(name, '.') != NULL)
    hepar_front_fail(front, HEPAR_FORMAT, place, "`%s`: a plain name is wanted here, without a dot",
                     name);
}

static void model_statement(hepar_front *front) {
  hepar_declaration *d;
  front->at++;
  d = declare(front, HEPAR_WORD_MODEL);
  d->name = hepar_front_name(front, "the name of the model");
  plain_name(front, d->place, d->name);
  take_tail(front, d, false);
}

static void time_statement(hepar_front *front) {
  static const char *const units[] = {"second", "minute", "hour", "day", "week", "month", "year"};
  hepar_declaration *d;
  const char *near;
  front->at++;
  d = declare(front, HEPAR_WORD_TIME);
  d->name = hepar_front_name(front, "second, minute, hour, day, week, month or year");
  near = hepar_suggest(d->name, units, sizeof units / sizeof units[0]);
  if (near == NULL || strcmp(near, d->name) != 0)
    hepar_front_fail(front, HEPAR_FORMAT, d->place,
                     "time runs in second, minute, hour, day, week, month or year, not in `%s`",
                     d->name);
  take_tail(front, d, false);
}

static void unit_statement(hepar_front *front) {
  hepar_declaration *d;
  front->at++;
  d = declare(front, HEPAR_WORD_UNIT);
  d->name = hepar_front_name(front, "the name of the unit");
  plain_name(front, d->place, d->name);
  if (hepar_front_take(front, HEPAR_TOKEN_ASSIGN)) {
    if (kind_of(front) != HEPAR_TOKEN_UNIT)
      hepar_front_unexpected(front, "a unit in brackets: unit Mcells = [1e6 cells]");
    d->unit_place = hepar_front_here(front);
    d->unit = hepar_front_unit_text(front);
  }
  take_tail(front, d, false);
}

static void event_statement(hepar_front *front) {
  hepar_declaration *d;
  front->at++;
  d = declare(front, HEPAR_WORD_EVENT);
  d->name = take_new_name(front, "the name of the event");
  take_tail(front, d, false);
  hepar_front_expect(front, WORD(HEPAR_WORD_WHEN), "`when` and the condition of the event");
  d->tree = hepar_front_expression(front);
  hepar_front_expect(front, WORD(HEPAR_WORD_SET), "`set` and what the event sets");
  assignments(front, d, false);
  take_tail(front, d, false);
}

static void import_statement(hepar_front *front) {
  hepar_declaration *d;
  front->at++;
  d = declare(front, HEPAR_WORD_IMPORT);
  d->name = hepar_front_name(front, "the name of the model to import");
  plain_name(front, d->place, d->name);
  if (hepar_front_take(front, WORD(HEPAR_WORD_AS))) {
    hepar_place place = hepar_front_here(front);
    d->prefix = take_new_name(front, "the prefix of the imported names");
    plain_name(front, place, d->prefix);
  }
  if (hepar_front_take(front, WORD(HEPAR_WORD_WITH))) assignments(front, d, false);
  take_tail(front, d, false);
}

static void preset_statement(hepar_front *front) {
  hepar_declaration *d;
  front->at++;
  d = declare(front, HEPAR_WORD_PRESET);
  d->name = hepar_front_name(front, "the name of the preset");
  take_tail(front, d, false);
  assignments(front, d, true);
}

/* source, reproduces, limits */
static void remark(hepar_front *front, int word) {
  hepar_declaration *d;
  front->at++;
  d = declare(front, word);
  d->doc = take_string(front, "a text in double quotes");
  while (kind_of(front) == HEPAR_TOKEN_BRACE && d->source == NULL &&
         strcmp(d->status, "unstated") == 0)
    take_brace(front, &d->status, &d->source);
}

static void statement(hepar_front *front) {
  int word = kind_of(front) - HEPAR_TOKEN_KEYWORD;
  switch (word) {
    case HEPAR_WORD_MODEL:
      hepar_front_fail(front, HEPAR_FORMAT, hepar_front_here(front),
                       "`model` stands once, as the first statement");
    case HEPAR_WORD_TIME: time_statement(front); break;
    case HEPAR_WORD_UNIT: unit_statement(front); break;
    case HEPAR_WORD_PARAM:
    case HEPAR_WORD_INPUT:
    case HEPAR_WORD_STATE:
    case HEPAR_WORD_LET:
    case HEPAR_WORD_OUTPUT: symbol(front, word); break;
    case HEPAR_WORD_EVENT: event_statement(front); break;
    case HEPAR_WORD_IMPORT: import_statement(front); break;
    case HEPAR_WORD_PRESET: preset_statement(front); break;
    case HEPAR_WORD_SOURCE:
    case HEPAR_WORD_REPRODUCES:
    case HEPAR_WORD_LIMITS: remark(front, word); break;
    default: rate(front); break;
  }
  if (!hepar_front_take(front, HEPAR_TOKEN_NEWLINE) && kind_of(front) != HEPAR_TOKEN_END) {
    const char *what = "the end of the line";
    if (kind_of(front) == HEPAR_TOKEN_UNIT) what = "no unit here";
    hepar_front_unexpected(front, what);
  }
}

/* Where each line starts. */
static void find_lines(hepar_front *front, hepar_model_text *text) {
  size_t count = 1;
  uint32_t *lines;
  for (size_t i = 0; i < text->length; i++) count += text->text[i] == '\n';
  lines = hepar_front_work(front, count * sizeof *lines);
  text->lines = lines;
  for (size_t i = 0; i < text->length; i++)
    if (text->text[i] == '\n') lines[++text->line_count] = (uint32_t)i + 1;
  text->line_count++;
}

int32_t hepar_front_parse(hepar_front *front, const char *file, const char *name, const char *text,
                          size_t length) {
  hepar_model_text *t = hepar_front_keep(front, sizeof *t);
  int32_t number = front->text_count;
  t->file = file;
  t->name = name;
  t->text = "";
  t->last = &t->first;
  front->texts[number] = t;
  front->text_count++;
  front->text = number;
  if (length > HEPAR_TEXT_MOST)
    hepar_front_fail(front, HEPAR_RANGE, (hepar_place){number, 0},
                     "the text has more than 1 MiB (limit of text)");
  front->text_length += length;
  if (front->text_length > HEPAR_TEXTS_MOST)
    hepar_front_fail(front, HEPAR_RANGE, (hepar_place){number, 0},
                     "the imports of the model have more than 8 MiB (limit of text)");
  t->text = hepar_front_text(front, text, length);
  t->length = length;
  find_lines(front, t);
  front->depth = 0;
  front->unit_ends = false;
  hepar_front_lex(front);
  (void)hepar_front_take(front, HEPAR_TOKEN_NEWLINE);
  if (kind_of(front) == WORD(HEPAR_WORD_MODEL)) {
    model_statement(front);
    if (!hepar_front_take(front, HEPAR_TOKEN_NEWLINE))
      hepar_front_unexpected(front, "the end of the line");
  } else if (number != 1 || name != NULL || front->options->extension == NULL) {
    hepar_front_unexpected(front, "`model NAME \"purpose\"` as the first statement");
  }
  while (kind_of(front) != HEPAR_TOKEN_END) statement(front);
  return number;
}
