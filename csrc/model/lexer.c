/* Text to tokens. Line breaks that do not end a statement are left out here already. */
#include <string.h>

#include "front.h"

const char *const hepar_keywords[HEPAR_WORD_COUNT] = {
    "model", "time", "unit", "param", "input", "state", "let", "output", "event", "when", "set",
    "import", "as", "with", "preset", "reproduces", "limits", "source", "range", "nonnegative",
    "if", "then", "else", "and", "or", "not", "in", "sum"};

static bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

typedef struct lexer {
  hepar_front *front;
  const char *text;
  size_t length, at;
  int parentheses; /* open ( and index brackets: line breaks inside are blanks */
} lexer;

static char peek(const lexer *lex, size_t ahead) {
  return lex->at + ahead < lex->length ? lex->text[lex->at + ahead] : '\0';
}

static hepar_place place_of(const lexer *lex, size_t offset) {
  return (hepar_place){lex->front->text, (uint32_t)offset};
}

static _Noreturn void fail_limit(const lexer *lex, size_t offset, const char *sentence) {
  hepar_front_fail(lex->front, HEPAR_RANGE, place_of(lex, offset), "%s", sentence);
}

static _Noreturn void fail_at(const lexer *lex, size_t offset, const char *sentence) {
  hepar_front_fail(lex->front, HEPAR_FORMAT, place_of(lex, offset), "%s", sentence);
}

/* Append a token that reaches from `start` to where the lexer is. */
static void push(lexer *lex, int kind, size_t start) {
  hepar_front *front = lex->front;
  if (front->token_count == front->token_room) {
    size_t room = front->token_room == 0 ? 1024 : front->token_room * 2;
    hepar_token *tokens = hepar_realloc(front->tokens, room * sizeof *tokens);
    if (tokens == NULL)
      hepar_front_stop(front, hepar_fail(front->error, HEPAR_NOMEM, "out of memory"));
    front->tokens = tokens;
    front->token_room = room;
  }
  front->tokens[front->token_count++] =
      (hepar_token){kind, (uint32_t)start, (uint32_t)(lex->at - start)};
}

/* The text must be UTF-8 without zero bytes and control characters. */
static void check_encoding(const lexer *lex) {
  for (size_t i = 0; i < lex->length;) {
    const unsigned char *s = (const unsigned char *)lex->text + i;
    size_t more = s[0] < 0x80 ? 0 : s[0] < 0xE0 ? 1 : s[0] < 0xF0 ? 2 : 3;
    bool good = !((s[0] >= 0x80 && s[0] < 0xC2) || s[0] > 0xF4) && i + more < lex->length;
    for (size_t k = 1; good && k <= more; k++) good = (s[k] & 0xC0u) == 0x80u;
    if (good && more == 2)
      good = !(s[0] == 0xE0 && s[1] < 0xA0) && !(s[0] == 0xED && s[1] > 0x9F);
    if (good && more == 3) good = !(s[0] == 0xF0 && s[1] < 0x90) && !(s[0] == 0xF4 && s[1] > 0x8F);
    if (!good) fail_at(lex, i, "this byte is no UTF-8: the text must be UTF-8");
    if ((s[0] < 0x20 && s[0] != '\t' && s[0] != '\n' && s[0] != '\r') || s[0] == 0x7F)
      fail_at(lex, i, "a control character has no place in a model");
    i += more + 1;
  }
}

/* A string, a unit or a brace up to its closing character. */
static void lex_enclosed(lexer *lex, int kind) {
  size_t start = lex->at;
  char close = kind == HEPAR_TOKEN_STRING ? '"' : kind == HEPAR_TOKEN_UNIT ? ']' : '}';
  for (lex->at++; lex->at < lex->length && lex->text[lex->at] != close; lex->at++) {
    char c = lex->text[lex->at];
    if (c == '\n' && kind != HEPAR_TOKEN_BRACE) break;
    if (c == '{' && kind == HEPAR_TOKEN_BRACE)
      fail_at(lex, lex->at, "braces do not stand inside braces");
    if (c == '[' && kind == HEPAR_TOKEN_UNIT)
      fail_at(lex, lex->at, "the unit before this bracket was not closed by ]");
    if (c == '\\' && kind == HEPAR_TOKEN_STRING) {
      if (peek(lex, 1) != '"' && peek(lex, 1) != '\\')
        fail_at(lex, lex->at, "a backslash in a string stands before \" or \\ only");
      lex->at++;
    }
  }
  if (lex->at >= lex->length || lex->text[lex->at] != close)
    fail_at(lex, start,
            kind == HEPAR_TOKEN_STRING ? "this string is not closed by \" on its line"
            : kind == HEPAR_TOKEN_UNIT ? "this unit is not closed by ] on its line"
                                       : "this brace is not closed by }");
  lex->at++;
  push(lex, kind, start);
}

/* 12, 0.5, .5, 1e7, 5e-3; "1..4" is 1 and 4. */
static void lex_number(lexer *lex) {
  size_t start = lex->at;
  while (is_digit(peek(lex, 0))) lex->at++;
  if (peek(lex, 0) == '.' && peek(lex, 1) != '.') {
    lex->at++;
    while (is_digit(peek(lex, 0))) lex->at++;
  }
  if ((peek(lex, 0) == 'e' || peek(lex, 0) == 'E') &&
      (is_digit(peek(lex, 1)) ||
       ((peek(lex, 1) == '+' || peek(lex, 1) == '-') && is_digit(peek(lex, 2))))) {
    lex->at += 2;
    while (is_digit(peek(lex, 0))) lex->at++;
  }
  if (is_letter(peek(lex, 0)))
    fail_at(lex, lex->at, "a letter right behind a number: write 2 * x for a product, and units in "
                          "brackets, 2 [h]");
  if (lex->at - start > 100) fail_limit(lex, start, "this number has more than 100 characters");
  push(lex, HEPAR_TOKEN_NUMBER, start);
}

/* k_syn, regen.Q, or a keyword. */
static void lex_name(lexer *lex) {
  size_t start = lex->at, length;
  bool dotted = false;
  do {
    if (peek(lex, 0) == '.') {
      lex->at++;
      dotted = true;
    }
    while (is_letter(peek(lex, 0)) || is_digit(peek(lex, 0))) lex->at++;
  } while (peek(lex, 0) == '.' && is_letter(peek(lex, 1)));
  length = lex->at - start;
  if (length > HEPAR_NAME_MOST) fail_limit(lex, start, "this name has more than 200 characters");
  for (int word = 0; !dotted && word < HEPAR_WORD_COUNT; word++) {
    if (strlen(hepar_keywords[word]) == length &&
        memcmp(hepar_keywords[word], lex->text + start, length) == 0) {
      push(lex, HEPAR_TOKEN_KEYWORD + word, start);
      return;
    }
  }
  push(lex, HEPAR_TOKEN_NAME, start);
}

/* + - * / and their like. False when the character is none of them. */
static bool lex_sign(lexer *lex) {
  static const struct { const char *sign; int kind; } signs[] = {
      {"..", HEPAR_TOKEN_DOTS},          {"<=", HEPAR_TOKEN_LESS_EQUAL},
      {">=", HEPAR_TOKEN_GREATER_EQUAL}, {"==", HEPAR_TOKEN_EQUAL},
      {"!=", HEPAR_TOKEN_NOT_EQUAL},     {"<", HEPAR_TOKEN_LESS},
      {">", HEPAR_TOKEN_GREATER},        {"=", HEPAR_TOKEN_ASSIGN},
      {"+", HEPAR_TOKEN_PLUS},           {"-", HEPAR_TOKEN_MINUS},
      {"*", HEPAR_TOKEN_TIMES},          {"/", HEPAR_TOKEN_DIVIDE},
      {"^", HEPAR_TOKEN_POWER},          {"(", HEPAR_TOKEN_OPEN},
      {")", HEPAR_TOKEN_CLOSE},          {"]", HEPAR_TOKEN_INDEX_CLOSE},
      {",", HEPAR_TOKEN_COMMA},          {"'", HEPAR_TOKEN_PRIME}};
  size_t start = lex->at;
  for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
    size_t size = strlen(signs[i].sign);
    if (lex->length - lex->at < size || memcmp(lex->text + lex->at, signs[i].sign, size) != 0)
      continue;
    lex->at += size;
    if (signs[i].kind == HEPAR_TOKEN_OPEN) lex->parentheses++;
    if ((signs[i].kind == HEPAR_TOKEN_CLOSE || signs[i].kind == HEPAR_TOKEN_INDEX_CLOSE) &&
        lex->parentheses > 0)
      lex->parentheses--;
    push(lex, signs[i].kind, start);
    return true;
  }
  return false;
}

/* Whether a statement cannot end behind this token. */
static bool goes_on_behind(int kind) {
  switch (kind - HEPAR_TOKEN_KEYWORD) {
    case HEPAR_WORD_THEN: case HEPAR_WORD_ELSE: case HEPAR_WORD_AND: case HEPAR_WORD_OR:
    case HEPAR_WORD_NOT: case HEPAR_WORD_IF: case HEPAR_WORD_WITH: case HEPAR_WORD_SET:
    case HEPAR_WORD_WHEN: case HEPAR_WORD_AS: case HEPAR_WORD_RANGE: case HEPAR_WORD_IN:
      return true;
    default:
      return kind == HEPAR_TOKEN_COMMA || kind == HEPAR_TOKEN_ASSIGN || kind == HEPAR_TOKEN_DOTS ||
             (kind >= HEPAR_TOKEN_PLUS && kind <= HEPAR_TOKEN_NOT_EQUAL);
  }
}

/* Whether no statement starts with this token. */
static bool goes_on_with(int kind) {
  switch (kind - HEPAR_TOKEN_KEYWORD) {
    case HEPAR_WORD_THEN: case HEPAR_WORD_ELSE: case HEPAR_WORD_AND: case HEPAR_WORD_OR:
    case HEPAR_WORD_WITH: case HEPAR_WORD_SET: case HEPAR_WORD_WHEN: case HEPAR_WORD_AS:
    case HEPAR_WORD_RANGE: case HEPAR_WORD_NONNEGATIVE: case HEPAR_WORD_IN:
      return true;
    default:
      return kind == HEPAR_TOKEN_STRING || kind == HEPAR_TOKEN_UNIT || kind == HEPAR_TOKEN_BRACE ||
             kind == HEPAR_TOKEN_COMMA || kind == HEPAR_TOKEN_DOTS || kind == HEPAR_TOKEN_ASSIGN ||
             (kind >= HEPAR_TOKEN_PLUS && kind <= HEPAR_TOKEN_NOT_EQUAL);
  }
}

/* Take out the line breaks that end nothing. */
static void join_lines(hepar_front *front) {
  size_t kept = 0;
  for (size_t i = 0; i < front->token_count; i++) {
    hepar_token token = front->tokens[i];
    if (token.kind == HEPAR_TOKEN_NEWLINE) {
      int before = kept > 0 ? front->tokens[kept - 1].kind : HEPAR_TOKEN_NEWLINE;
      while (front->tokens[i + 1].kind == HEPAR_TOKEN_NEWLINE) i++; /* the last one is END */
      if (before == HEPAR_TOKEN_NEWLINE || goes_on_behind(before) ||
          goes_on_with(front->tokens[i + 1].kind))
        continue;
    }
    front->tokens[kept++] = token;
  }
  front->token_count = kept;
}

/* The character that no token starts with, named. */
static _Noreturn void fail_character(const lexer *lex) {
  const char *s = lex->text + lex->at;
  size_t left = lex->length - lex->at;
  int size = 1;
  while ((size_t)size < left && ((unsigned char)s[size] & 0xC0u) == 0x80u) size++;
  if (size == 3 && memcmp(s, "\xE2\x80", 2) == 0 && ((unsigned char)s[2] >= 0x98))
    hepar_front_fail(lex->front, HEPAR_FORMAT, place_of(lex, lex->at),
                     "%.*s is no quotation mark of this language: write \"", size, s);
  if (size == 3 && memcmp(s, "\xE2\x88\x92", 3) == 0)
    fail_at(lex, lex->at, "this is a typographic minus sign: write -");
  hepar_front_fail(lex->front, HEPAR_FORMAT, place_of(lex, lex->at), "%.*s is not expected here",
                   size, s);
}

void hepar_front_lex(hepar_front *front) {
  const hepar_model_text *text = front->texts[front->text];
  lexer lex = {front, text->text, text->length, 0, 0};
  front->token_count = front->at = 0;
  check_encoding(&lex);
  if (text->length >= 3 && memcmp(text->text, "\xEF\xBB\xBF", 3) == 0) lex.at = 3;
  while (lex.at < lex.length) {
    char c = peek(&lex, 0);
    bool touches = lex.at > 0 && (is_letter(lex.text[lex.at - 1]) || is_digit(lex.text[lex.at - 1]))
                   && front->token_count > 0 &&
                   front->tokens[front->token_count - 1].kind == HEPAR_TOKEN_NAME;
    if (c == ' ' || c == '\t' || c == '\r') {
      lex.at++;
    } else if (c == '\n') {
      lex.at++;
      if (lex.parentheses == 0) push(&lex, HEPAR_TOKEN_NEWLINE, lex.at - 1);
    } else if (c == '#') {
      while (lex.at < lex.length && lex.text[lex.at] != '\n') lex.at++;
    } else if (c == '"') {
      lex_enclosed(&lex, HEPAR_TOKEN_STRING);
    } else if (c == '{') {
      lex_enclosed(&lex, HEPAR_TOKEN_BRACE);
    } else if (c == '[' && touches) {
      lex.at++;
      lex.parentheses++;
      push(&lex, HEPAR_TOKEN_INDEX, lex.at - 1);
    } else if (c == '[') {
      lex_enclosed(&lex, HEPAR_TOKEN_UNIT);
    } else if (is_digit(c) || (c == '.' && is_digit(peek(&lex, 1)))) {
      lex_number(&lex);
    } else if (is_letter(c)) {
      lex_name(&lex);
    } else if (!lex_sign(&lex)) {
      fail_character(&lex);
    }
  }
  push(&lex, HEPAR_TOKEN_NEWLINE, lex.at);
  push(&lex, HEPAR_TOKEN_END, lex.at);
  join_lines(front);
}
