/* Full-text search that forgives. FTS5 refuses AD-MSC, CD34+ or a bare NEAR between words; here
   every word is quoted, the operators AND, OR, NOT and NEAR keep their meaning, and what cannot be
   read is explained in a sentence. The grammar, tightest first:
     term  := word | word* | "phrase" | NEAR(term term …, n)
     group := term … [NEAR[/n] term …] | ( either )     words that stand together must all occur
     not   := group { NOT group }
     both  := not { AND not }
     either := both { OR both }
   A word or phrase that is a synonym of a code also finds the label of that code, which stands in
   the text of every record that has the code: AD-MSC finds "adipose tissue". The code itself would
   not do: AT is an English word. Within NEAR, FTS5 takes plain words only. */
#include "query.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NEAR_WORDS 10 /* NEAR( ): FTS5's own default */
#define BARE_NEAR 50  /* a NEAR b: about one entry of a table or one claim */
#define NESTING_MAX 50
#define LIMIT_DEFAULT 1000
#define SYNONYMS_MAX 16 /* there are not so many vocabularies with synonyms */

typedef enum token_type { END, TERM, OPEN, CLOSE, AND, OR, NOT, NEAR, COMMA } token_type;

typedef struct parser {
  const hepar_vocabulary *vocabulary;
  const char *text; /* all of it, for messages */
  const char *at;   /* behind the token */
  token_type type;
  const char *start; /* of the term, without quotation marks */
  size_t length;
  bool prefix;   /* a star follows */
  long distance; /* of NEAR/n */
  bool in_near;  /* within NEAR( ), where commas count */
  int depth;
  hepar_text *out;
  hepar_status status;
  hepar_error *error;
} parser;

/* Remember the first thing that is wrong. */
static void complain(parser *p, const char *what) {
  if (p->status == HEPAR_OK)
    p->status = hepar_fail(p->error, HEPAR_FORMAT, "the search text \"%.200s\" cannot be read: %s",
                           p->text, what);
  p->type = END;
}

static bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/* Bytes that end a word; in NEAR( ) a comma does, too. */
static bool is_end(const parser *p, char c) {
  return c == '\0' || is_blank(c) || c == '"' || c == '(' || c == ')' || (c == ',' && p->in_near);
}

/* True when a word has something to look for: a letter, a digit, anything beyond ASCII. */
static bool has_letters(const char *start, size_t length) {
  for (size_t i = 0; i < length; i++)
    if (isalnum((unsigned char)start[i]) || (unsigned char)start[i] >= 0x80) return true;
  return false;
}

static bool is_word(const parser *p, const char *word) {
  return strlen(word) == p->length && memcmp(p->start, word, p->length) == 0;
}

/* NEAR or NEAR/5. */
static bool is_near(parser *p) {
  char *end;
  if (p->length < 4 || memcmp(p->start, "NEAR", 4) != 0) return false;
  p->distance = BARE_NEAR;
  if (p->length == 4) return true;
  if (p->start[4] != '/' || !isdigit((unsigned char)p->start[5])) return false;
  p->distance = strtol(p->start + 5, &end, 10);
  if (p->distance > 1000000) p->distance = 1000000;
  return end == p->start + p->length;
}

/* Read the next token. */
static void advance(parser *p) {
  const char *end;
  for (;;) {
    while (is_blank(*p->at)) p->at++;
    p->prefix = false;
    p->start = p->at;
    if (p->status != HEPAR_OK || *p->at == '\0') {
      p->type = END;
      return;
    }
    if (*p->at == '(' || *p->at == ')') {
      p->type = *p->at++ == '(' ? OPEN : CLOSE;
      return;
    }
    if (*p->at == ',' && p->in_near) {
      p->at++;
      p->type = COMMA;
      return;
    }
    p->type = TERM;
    if (*p->at == '"') {
      end = strchr(p->at + 1, '"');
      if (end == NULL) {
        complain(p, "a quotation mark is not closed");
        return;
      }
      p->start = p->at + 1;
      p->length = (size_t)(end - p->start);
      p->at = end + 1;
    } else {
      while (!is_end(p, *p->at)) p->at++;
      p->length = (size_t)(p->at - p->start);
      if (is_word(p, "AND")) p->type = AND;
      if (is_word(p, "OR")) p->type = OR;
      if (is_word(p, "NOT")) p->type = NOT;
      if (is_near(p)) p->type = NEAR;
      if (p->type != TERM) return;
      if (p->length > 1 && p->start[p->length - 1] == '*') {
        p->prefix = true;
        p->length--;
      }
    }
    if (*p->at == '*') {
      p->prefix = true;
      p->at++;
    }
    /* A dash or a plus by itself is no word: read on. */
    if (has_letters(p->start, p->length)) return;
  }
}

/* A text in quotation marks. */
static void put_quoted(hepar_text *out, const char *text, size_t length) {
  hepar_text_char(out, '"');
  for (size_t i = 0; i < length; i++)
    hepar_text_char(out, (unsigned char)text[i] < ' ' || text[i] == '"' ? ' ' : text[i]);
  hepar_text_char(out, '"');
}

/* Write the term at hand in quotation marks and read on. */
static void put_term(parser *p, hepar_text *out) {
  put_quoted(out, p->start, p->length);
  if (p->prefix) hepar_text_add(out, " *");
  advance(p);
}

/* The term at hand, or the labels of what it is a synonym of. */
static void put_wide(const parser *p, hepar_text *out) {
  const hepar_code *meant[SYNONYMS_MAX];
  char term[256];
  size_t count;
  if (p->prefix || p->length >= sizeof term) count = 0;
  else {
    memcpy(term, p->start, p->length);
    term[p->length] = '\0';
    count = hepar_vocabulary_synonyms(p->vocabulary, term, meant, SYNONYMS_MAX);
  }
  if (count > 0) hepar_text_char(out, '(');
  put_quoted(out, p->start, p->length);
  if (p->prefix) hepar_text_add(out, " *");
  for (size_t i = 0; i < count; i++) {
    hepar_text_add(out, " OR ");
    put_quoted(out, meant[i]->label, strlen(meant[i]->label));
  }
  if (count > 0) hepar_text_char(out, ')');
}

/* NEAR(term term …, n), as FTS5 writes it; the bracket comes next. */
static void put_near_group(parser *p) {
  long distance = NEAR_WORDS;
  size_t count = 0;
  char number[40];
  p->in_near = true;
  p->at++;
  advance(p);
  hepar_text_add(p->out, "NEAR(");
  for (; p->type == TERM; count++) {
    if (count > 0) hepar_text_char(p->out, ' ');
    put_term(p, p->out);
  }
  if (p->type == COMMA) {
    char *end = NULL;
    advance(p);
    if (p->type == TERM) distance = strtol(p->start, &end, 10);
    if (end != p->start + p->length || distance < 0 || distance > 1000000)
      complain(p, "behind the comma of NEAR a number of words is expected");
    advance(p);
  }
  p->in_near = false;
  if (p->type != CLOSE) {
    complain(p, "NEAR( takes words, then a closing bracket");
  } else if (count == 0) {
    complain(p, "NEAR( ) holds no words");
  }
  (void)snprintf(number, sizeof number, ", %ld)", distance);
  hepar_text_add(p->out, number);
  advance(p);
}

/* Words that stand together: all must occur; with a bare NEAR among them, near each other. */
static void put_words(parser *p) {
  hepar_text near = {0}; /* the words for NEAR( ), and for AND */
  hepar_text wide = {0};
  long distance = -1;
  char number[40];
  size_t count = 0;
  for (;;) {
    if (p->type == TERM) {
      if (count > 0) hepar_text_char(&near, ' ');
      if (count++ > 0) hepar_text_add(&wide, " AND ");
      put_wide(p, &wide);
      put_term(p, &near);
    } else if (p->type == NEAR) {
      if (count == 0) complain(p, "NEAR needs a word before it");
      if (p->distance > distance) distance = p->distance;
      advance(p);
      if (p->type != TERM) complain(p, "NEAR needs a word behind it");
    } else {
      break;
    }
  }
  if (near.failed || wide.failed) {
    p->out->failed = true;
  } else if (distance < 0) {
    hepar_text_append(p->out, wide.data, wide.length);
  } else {
    hepar_text_add(p->out, "NEAR(");
    hepar_text_append(p->out, near.data, near.length);
    (void)snprintf(number, sizeof number, ", %ld)", distance);
    hepar_text_add(p->out, number);
  }
  hepar_text_free(&near);
  hepar_text_free(&wide);
}

static void put_either(parser *p);

/* True when the text goes on with a bracket right behind NEAR. */
static bool near_bracket(const parser *p) {
  return p->type == NEAR && p->length == 4 && *p->at == '(';
}

/* One or more things that must all be there. `after` names the operator before, for messages. */
static void put_group(parser *p, const char *after) {
  size_t count = 0;
  hepar_text_char(p->out, '(');
  for (;; count++) {
    if (p->type != TERM && p->type != OPEN && !near_bracket(p)) {
      if (count == 0 || p->type != NEAR) break;
      complain(p, "NEAR stands between words, not behind a bracket");
      break;
    }
    if (count > 0) hepar_text_add(p->out, " AND ");
    if (p->type == TERM) {
      put_words(p);
    } else if (p->type == NEAR) {
      put_near_group(p);
    } else {
      if (++p->depth > NESTING_MAX) complain(p, "too many brackets within brackets");
      advance(p);
      hepar_text_char(p->out, '(');
      put_either(p);
      hepar_text_char(p->out, ')');
      if (p->type != CLOSE) complain(p, "a bracket is not closed");
      p->depth--;
      advance(p);
    }
  }
  hepar_text_char(p->out, ')');
  if (count == 0 && p->status == HEPAR_OK) {
    char what[80];
    const char *found = p->type == NEAR ? "NEAR needs a word before it"
                        : p->type == CLOSE && p->depth == 0 ? "a bracket closes that was not opened"
                                                            : NULL;
    (void)snprintf(what, sizeof what, "%s needs a word %s it",
                   after != NULL           ? after
                   : p->type == AND        ? "AND"
                   : p->type == OR         ? "OR"
                   : p->type == NOT        ? "NOT"
                                           : "a bracket",
                   after != NULL ? "behind" : p->type == CLOSE || p->type == END ? "in" : "before");
    complain(p, found != NULL ? found : what);
  }
}

static void put_not(parser *p, const char *after) {
  put_group(p, after);
  while (p->type == NOT) {
    hepar_text_add(p->out, " NOT ");
    advance(p);
    put_group(p, "NOT");
  }
}

static void put_both(parser *p, const char *after) {
  hepar_text_char(p->out, '(');
  put_not(p, after);
  hepar_text_char(p->out, ')');
  while (p->type == AND) {
    hepar_text_add(p->out, " AND (");
    advance(p);
    put_not(p, "AND");
    hepar_text_char(p->out, ')');
  }
}

static void put_either(parser *p) {
  hepar_text_char(p->out, '(');
  put_both(p, NULL);
  hepar_text_char(p->out, ')');
  while (p->type == OR) {
    hepar_text_add(p->out, " OR (");
    advance(p);
    put_both(p, "OR");
    hepar_text_char(p->out, ')');
  }
}

hepar_status hepar_search_expression(const hepar_vocabulary *vocabulary, const char *text,
                                     hepar_text *expression, hepar_error *error) {
  parser p = {0};
  p.vocabulary = vocabulary;
  p.text = text;
  p.at = text;
  p.out = expression;
  p.error = error;
  advance(&p);
  if (p.type == END && p.status == HEPAR_OK)
    return hepar_fail(error, HEPAR_FORMAT, "the search text \"%.200s\" holds no words", text);
  if (p.status == HEPAR_OK) put_either(&p);
  if (p.status == HEPAR_OK && p.type == CLOSE) complain(&p, "a bracket closes that was not opened");
  if (p.status == HEPAR_OK && expression->failed)
    return hepar_fail_memory(error);
  return p.status;
}

/* FROM text_index WHERE …: the entries that fit the options, within the view. */
static hepar_status add_matches(const hepar_view *view, const json_t *options, hepar_sql *sql,
                                hepar_error *error) {
  static const char *const names[] = {"kind", "limit", "text", NULL};
  const char *text = json_string_value(json_object_get(options, "text"));
  const json_t *kind = json_object_get(options, "kind");
  hepar_text expression = {0};
  hepar_status status = hepar_query_options(options, names, error);
  if (status != HEPAR_OK) return status;
  if (text == NULL) return hepar_fail(error, HEPAR_MISUSE, "expects words to search for");
  if (strlen(text) != json_string_length(json_object_get(options, "text")))
    return hepar_fail(error, HEPAR_FORMAT, "the search text has a zero byte");
  if (kind != NULL && (!json_is_string(kind) || (strcmp(json_string_value(kind), "record") != 0 &&
                                                 strcmp(json_string_value(kind), "claim") != 0)))
    return hepar_fail(error, HEPAR_MISUSE, "option kind expects \"record\" or \"claim\"");
  status = hepar_search_expression(hepar_view_store(view)->vocabulary, text, &expression, error);
  if (status == HEPAR_OK) {
    hepar_sql_add(sql, " FROM text_index WHERE text_index MATCH ");
    hepar_sql_text(sql, expression.data);
    if (kind != NULL) {
      hepar_sql_add(sql, " AND kind = ");
      hepar_sql_text(sql, json_string_value(kind));
    }
    /* The plus keeps SQLite from running the search once for each record. */
    hepar_view_condition(view, "+rowid", sql);
  }
  hepar_text_free(&expression);
  return status;
}

hepar_status hepar_search_hits(const hepar_view *view, const json_t *options, hepar_sql *sql,
                               hepar_error *error) {
  const json_t *limit = json_object_get(options, "limit");
  hepar_status status;
  if (limit != NULL && (!json_is_integer(limit) || json_integer_value(limit) < 1))
    return hepar_fail(error, HEPAR_MISUSE, "option limit expects a whole number above zero");
  hepar_sql_add(sql, "SELECT id, kind, snippet(text_index, 2, '«', '»', '…', 16) AS snippet, rank");
  status = add_matches(view, options, sql, error);
  hepar_sql_add(sql, " ORDER BY rank LIMIT ");
  hepar_sql_integer(sql, limit != NULL ? json_integer_value(limit) : LIMIT_DEFAULT);
  return status;
}

hepar_status hepar_search_count(const hepar_view *view, const json_t *options, hepar_sql *sql,
                                hepar_error *error) {
  hepar_sql_add(sql, "SELECT count(*) AS n");
  return add_matches(view, options, sql, error);
}
