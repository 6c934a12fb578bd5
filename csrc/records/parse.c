/* Reading JSON (RFC 8259) into Jansson's values. Jansson's own reader is not used because it loses
   characters, or aborts, when memory runs out within a string (2.14, strbuffer growth unchecked in
   its lexer); this one gives up cleanly, refuses deep nesting on the way, and needs no copy of
   strings without escapes. */
#include <locale.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"

#define LONGEST_NUMBER 512

typedef struct parser {
  const char *data;
  const char *at;
  const char *end;
  const char *name;
  size_t line;
  hepar_text scratch; /* a string with its escapes resolved, or a key */
  hepar_error *error;
  bool failed;
} parser;

static json_t *parse_value(parser *p, int depth);

/* Fail at a place: "name:line:column: …", the column counted in characters. */
static void fail_at(parser *p, const char *place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void fail_at(parser *p, const char *place, const char *format, ...) {
  size_t line = p->line;
  size_t column = 1;
  char what[256];
  va_list arguments;
  if (p->failed) return;
  p->failed = true;
  for (const char *c = p->data; c < place; c++) {
    if (*c == '\n') {
      line++;
      column = 1;
    } else if (((unsigned char)*c & 0xc0) != 0x80) {
      column++;
    }
  }
  va_start(arguments, format);
  (void)vsnprintf(what, sizeof what, format, arguments);
  va_end(arguments);
  hepar_fail(p->error, HEPAR_FORMAT, "%s:%zu:%zu: %s", p->name, line, column, what);
}

static void fail_memory(parser *p) {
  if (!p->failed) hepar_fail_memory(p->error);
  p->failed = true;
}

/* Fail because something else stands here. */
static void expected(parser *p, const char *what) {
  const char *c = p->at;
  size_t length = 0;
  if (c == p->end) {
    fail_at(p, c, "%s expected, but the text ends here", what);
    return;
  }
  while (c + length < p->end && length < 20 &&
         strchr(" \t\r\n,:[]{}\"", c[length]) == NULL && (unsigned char)c[length] >= 0x20 &&
         (unsigned char)c[length] < 0x7f)
    length++;
  if (length == 0 && (unsigned char)*c >= 0x20 && (unsigned char)*c < 0x7f) length = 1;
  if (length > 0) fail_at(p, c, "%s expected, but here is '%.*s'", what, (int)length, c);
  else fail_at(p, c, "%s expected, but here is the byte 0x%02x", what, (unsigned char)*c);
}

static void skip_blanks(parser *p) {
  while (p->at < p->end && (*p->at == ' ' || *p->at == '\n' || *p->at == '\r' || *p->at == '\t'))
    p->at++;
}

/* ---- strings ---- */

/* The length of the UTF-8 sequence at c, 0 when it is not one (Unicode 15, table 3-7). */
static size_t sequence(const char *text, const char *end) {
  const unsigned char *c = (const unsigned char *)text;
  size_t left = (size_t)(end - text);
  unsigned char low = 0x80;
  unsigned char high = 0xbf;
  size_t length;
  if (c[0] < 0x80) return 1;
  if (c[0] >= 0xc2 && c[0] <= 0xdf) length = 2;
  else if (c[0] >= 0xe0 && c[0] <= 0xef) length = 3;
  else if (c[0] >= 0xf0 && c[0] <= 0xf4) length = 4;
  else return 0;
  if (c[0] == 0xe0) low = 0xa0;
  if (c[0] == 0xed) high = 0x9f; /* no surrogates */
  if (c[0] == 0xf0) low = 0x90;
  if (c[0] == 0xf4) high = 0x8f;
  if (left < length || c[1] < low || c[1] > high) return 0;
  for (size_t i = 2; i < length; i++)
    if (c[i] < 0x80 || c[i] > 0xbf) return 0;
  return length;
}

bool hepar_json_utf8(const char *text, size_t length) {
  const char *end = text + length;
  while (text < end) {
    size_t width = sequence(text, end);
    if (width == 0) return false;
    text += width;
  }
  return true;
}

/* Go over a string, up to and over its closing quote. False: failed. */
static bool scan_string(parser *p, const char **start, size_t *length, bool *escaped) {
  const char *c = p->at + 1;
  *start = c;
  *escaped = false;
  while (c < p->end && *c != '"') {
    unsigned char byte = (unsigned char)*c;
    size_t width = 1;
    if (byte < 0x20) {
      fail_at(p, c, "the control character 0x%02x has to be escaped in a string", byte);
      return false;
    }
    if (byte == '\\') {
      *escaped = true;
      width = 2;
    } else if (byte >= 0x80) {
      width = sequence(c, p->end);
      if (width == 0) {
        fail_at(p, c, "the byte 0x%02x is not valid UTF-8", byte);
        return false;
      }
    }
    c += width;
  }
  if (c >= p->end) {
    fail_at(p, p->at, "this string does not end");
    return false;
  }
  *length = (size_t)(c - *start);
  p->at = c + 1;
  return true;
}

/* Four hexadecimal digits; -1 when they are not. */
static long four_digits(const char *c, const char *end) {
  long value = 0;
  if (end - c < 4) return -1;
  for (int i = 0; i < 4; i++) {
    char d = c[i];
    long digit;
    if (d >= '0' && d <= '9') digit = d - '0';
    else if (d >= 'a' && d <= 'f') digit = d - 'a' + 10;
    else if (d >= 'A' && d <= 'F') digit = d - 'A' + 10;
    else return -1;
    value = value * 16 + digit;
  }
  return value;
}

/* Append a code point as UTF-8. */
static void add_code_point(hepar_text *text, unsigned long u) {
  if (u < 0x80) {
    hepar_text_char(text, (char)u);
    return;
  }
  if (u < 0x800) {
    hepar_text_char(text, (char)(0xc0 | u >> 6));
  } else {
    if (u < 0x10000) {
      hepar_text_char(text, (char)(0xe0 | u >> 12));
    } else {
      hepar_text_char(text, (char)(0xf0 | u >> 18));
      hepar_text_char(text, (char)(0x80 | (u >> 12 & 0x3f)));
    }
    hepar_text_char(text, (char)(0x80 | (u >> 6 & 0x3f)));
  }
  hepar_text_char(text, (char)(0x80 | (u & 0x3f)));
}

/* \uXXXX at c (on the u), perhaps two of them. The bytes used, 0 when it is wrong. */
static size_t unescape_unicode(parser *p, const char *c, const char *end) {
  long u = four_digits(c + 1, end);
  long low;
  if (u < 0) {
    fail_at(p, c - 1, "\\u needs four hexadecimal digits");
    return 0;
  }
  if (u == 0) {
    fail_at(p, c - 1, "the zero character \\u0000 is not allowed");
    return 0;
  }
  if (u < 0xd800 || u > 0xdfff) {
    add_code_point(&p->scratch, (unsigned long)u);
    return 5;
  }
  low = u <= 0xdbff && end - c >= 7 && c[5] == '\\' && c[6] == 'u' ? four_digits(c + 7, end) : -1;
  if (low < 0xdc00 || low > 0xdfff) {
    fail_at(p, c - 1, "half of a surrogate pair");
    return 0;
  }
  add_code_point(&p->scratch,
                 0x10000 + (((unsigned long)u - 0xd800) << 10) + ((unsigned long)low - 0xdc00));
  return 11;
}

/* Resolve the escapes of a string into p->scratch. */
static bool unescape(parser *p, const char *c, size_t length) {
  static const char from[] = "\"\\/bfnrt";
  static const char to[] = "\"\\/\b\f\n\r\t";
  const char *end = c + length;
  hepar_text_clear(&p->scratch);
  while (c < end) {
    const char *backslash = memchr(c, '\\', (size_t)(end - c));
    const char *known;
    size_t used = 1;
    hepar_text_append(&p->scratch, c, (size_t)((backslash != NULL ? backslash : end) - c));
    if (backslash == NULL) break;
    c = backslash + 1;
    known = *c != '\0' ? strchr(from, *c) : NULL;
    if (known != NULL) {
      hepar_text_char(&p->scratch, to[known - from]);
    } else if (*c == 'u') {
      used = unescape_unicode(p, c, end);
    } else {
      fail_at(p, backslash, "this is no escape of JSON");
      used = 0;
    }
    if (used == 0) return false;
    c += used;
  }
  if (p->scratch.failed) fail_memory(p);
  return !p->failed;
}

static json_t *parse_string(parser *p) {
  const char *start;
  size_t length;
  bool escaped;
  json_t *value;
  if (!scan_string(p, &start, &length, &escaped)) return NULL;
  if (escaped) {
    if (!unescape(p, start, length)) return NULL;
    value = json_stringn_nocheck(p->scratch.data, p->scratch.length);
  } else {
    value = json_stringn_nocheck(start, length);
  }
  if (value == NULL) fail_memory(p);
  return value;
}

/* ---- numbers ---- */

static const char *digits(const char *c, const char *end) {
  while (c < end && *c >= '0' && *c <= '9') c++;
  return c;
}

/* Go over a number; *real: it has a fraction or an exponent. NULL: not a number. */
static const char *scan_number(const char *c, const char *end, bool *real) {
  const char *after;
  *real = false;
  if (c < end && *c == '-') c++;
  after = digits(c, end);
  if (after == c || (*c == '0' && after > c + 1)) return NULL;
  c = after;
  if (c < end && *c == '.') {
    after = digits(c + 1, end);
    if (after == c + 1) return NULL;
    c = after;
    *real = true;
  }
  if (c < end && (*c == 'e' || *c == 'E')) {
    c++;
    if (c < end && (*c == '+' || *c == '-')) c++;
    after = digits(c, end);
    if (after == c) return NULL;
    c = after;
    *real = true;
  }
  return c;
}

/* strtod after the rules of the C locale, whatever the host has set. */
static double to_double(char *text) {
  char *point = strchr(text, '.');
  if (point != NULL) {
    const struct lconv *locale = localeconv();
    if (locale->decimal_point[0] != '\0' && locale->decimal_point[1] == '\0')
      *point = locale->decimal_point[0];
  }
  return strtod(text, NULL);
}

static json_t *parse_number(parser *p) {
  char text[LONGEST_NUMBER + 1];
  bool real;
  const char *start = p->at;
  const char *end = scan_number(start, p->end, &real);
  size_t length;
  json_t *value;
  if (end == NULL) {
    expected(p, "a number");
    return NULL;
  }
  length = (size_t)(end - start);
  if (length > LONGEST_NUMBER) {
    fail_at(p, start, "this number has more than %d digits", LONGEST_NUMBER);
    return NULL;
  }
  memcpy(text, start, length);
  text[length] = '\0';
  if (real) {
    double number = to_double(text);
    if (!isfinite(number)) {
      fail_at(p, start, "this number is too large");
      return NULL;
    }
    value = json_real(number);
  } else if (length < 19) { /* fits without a look */
    value = json_integer((json_int_t)strtoll(text, NULL, 10));
  } else {
    long long number = strtoll(text, NULL, 10);
    char again[32];
    (void)snprintf(again, sizeof again, "%lld", number);
    if (strcmp(again, text) != 0) {
      fail_at(p, start, "this whole number is too large");
      return NULL;
    }
    value = json_integer((json_int_t)number);
  }
  if (value == NULL) fail_memory(p);
  p->at = end;
  return value;
}

/* ---- lists, objects, values ---- */

static bool parse_items(parser *p, json_t *list, int depth) {
  skip_blanks(p);
  if (p->at < p->end && *p->at == ']') {
    p->at++;
    return true;
  }
  for (;;) {
    json_t *value = parse_value(p, depth + 1);
    if (value == NULL) return false;
    if (json_array_append_new(list, value) != 0) {
      fail_memory(p);
      return false;
    }
    skip_blanks(p);
    if (p->at < p->end && *p->at == ']') {
      p->at++;
      return true;
    }
    if (p->at == p->end || *p->at != ',') {
      expected(p, "',' or ']'");
      return false;
    }
    p->at++;
  }
}

/* Put a value (a reference given away) under a key that stands between start and start + length. */
static bool set_member(parser *p, json_t *object, const char *start, size_t length, bool escaped,
                       json_t *value) {
  bool good;
  if (escaped) {
    good = unescape(p, start, length);
  } else {
    hepar_text_clear(&p->scratch);
    hepar_text_append(&p->scratch, start, length);
    good = !p->scratch.failed;
    if (!good) fail_memory(p);
  }
  if (good && json_object_get(object, p->scratch.data) != NULL) {
    fail_at(p, start - 1, "the member \"%.60s\" is there twice", p->scratch.data);
    good = false;
  }
  if (!good) {
    json_decref(value);
    return false;
  }
  if (json_object_set_new_nocheck(object, p->scratch.data, value) == 0) return true;
  fail_memory(p);
  return false;
}

static bool parse_members(parser *p, json_t *object, int depth) {
  skip_blanks(p);
  if (p->at < p->end && *p->at == '}') {
    p->at++;
    return true;
  }
  for (;;) {
    const char *start;
    size_t length;
    bool escaped;
    json_t *value;
    skip_blanks(p);
    if (p->at == p->end || *p->at != '"') {
      expected(p, "the name of a member in quotes");
      return false;
    }
    if (!scan_string(p, &start, &length, &escaped)) return false;
    skip_blanks(p);
    if (p->at == p->end || *p->at != ':') {
      expected(p, "':'");
      return false;
    }
    p->at++;
    value = parse_value(p, depth + 1);
    if (value == NULL || !set_member(p, object, start, length, escaped, value)) return false;
    skip_blanks(p);
    if (p->at < p->end && *p->at == '}') {
      p->at++;
      return true;
    }
    if (p->at == p->end || *p->at != ',') {
      expected(p, "',' or '}'");
      return false;
    }
    p->at++;
  }
}

/* A list or an object. */
static json_t *parse_nested(parser *p, int depth) {
  bool object = *p->at == '{';
  json_t *value;
  if (depth >= HEPAR_JSON_DEPTH) {
    fail_at(p, p->at, "nested deeper than %d levels", HEPAR_JSON_DEPTH);
    return NULL;
  }
  value = object ? json_object() : json_array();
  if (value == NULL) {
    fail_memory(p);
    return NULL;
  }
  p->at++;
  if (object ? parse_members(p, value, depth) : parse_items(p, value, depth)) return value;
  json_decref(value);
  return NULL;
}

/* true, false or null. */
static json_t *parse_word(parser *p) {
  static const char *const words[] = {"true", "false", "null"};
  for (int i = 0; i < 3; i++) {
    size_t length = strlen(words[i]);
    if ((size_t)(p->end - p->at) < length || memcmp(p->at, words[i], length) != 0) continue;
    p->at += length;
    return i == 0 ? json_true() : i == 1 ? json_false() : json_null();
  }
  expected(p, "a value");
  return NULL;
}

static json_t *parse_value(parser *p, int depth) {
  skip_blanks(p);
  if (p->at == p->end) {
    expected(p, "a value");
    return NULL;
  }
  switch (*p->at) {
    case '{':
    case '[': return parse_nested(p, depth);
    case '"': return parse_string(p);
    case '-': return parse_number(p);
    default: return *p->at >= '0' && *p->at <= '9' ? parse_number(p) : parse_word(p);
  }
}

json_t *hepar_json_parse(const char *data, size_t length, const char *name, size_t line,
                         hepar_error *error) {
  parser p = {data, data, data + length, name, line, {0}, error, false};
  json_t *value;
  if (length >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0) { /* a byte-order mark */
    p.at += 3;
    p.data += 3;
  }
  value = parse_value(&p, 0);
  skip_blanks(&p);
  if (value != NULL && p.at < p.end) {
    expected(&p, "the end of the text");
    json_decref(value);
    value = NULL;
  }
  hepar_text_free(&p.scratch);
  return value;
}
