/* Reading and writing JSON. Values are Jansson's json_t: integers and reals kept apart. Duplicate
   members and invalid UTF-8 are refused. Writing is canonical: sorted members, one spelling of each
   number. */
#ifndef HEPAR_JSON_H
#define HEPAR_JSON_H

#include <jansson.h>

#include "text.h"

/* Deeper nesting is refused: no document of ours needs it, and recursion stays bounded. */
#define HEPAR_JSON_DEPTH 64

/* Parse one JSON value. `name` (a file name, or "text") and `line` (number of the first line, 1 for
   a whole file) are for the message: "name:line:column: what is wrong". NULL on error. */
json_t *hepar_json_parse(const char *data, size_t length, const char *name, size_t line,
                         hepar_error *error);

/* Read and parse a whole file. NULL on error (HEPAR_NOT_FOUND, HEPAR_IO, HEPAR_FORMAT, …). */
json_t *hepar_json_read(const char *path, hepar_error *error);

/* Append the canonical form of value: pretty (1-space indent, arrays of scalars on one line, final
   newline) or compact (one line, no blanks, no newline). NaN and infinities are refused. */
hepar_status hepar_json_write(const json_t *value, bool pretty, hepar_text *text,
                              hepar_error *error);

/* The same, pretty, as it stands `depth` levels inside another value; no final newline. */
hepar_status hepar_json_write_inside(const json_t *value, int depth, hepar_text *text,
                                     hepar_error *error);

/* The path and both values of the first difference, as "field a.b[2] (4, now 5)"; nothing is
   appended when there is none. */
void hepar_json_difference(const json_t *before, const json_t *after, hepar_text *text);

/* The canonical compact form as a new string (hepar_free), or NULL. */
char *hepar_json_string(const json_t *value, hepar_error *error);

/* The canonical spelling of a number into buffer; false for NaN and infinities. */
bool hepar_json_number(double value, char buffer[32]);

/* A shallow copy of an object or list, or NULL. Jansson's own silently drops members when memory is
   short. */
json_t *hepar_json_copy(const json_t *value);

/* True when text is valid UTF-8. */
bool hepar_json_utf8(const char *text, size_t length);

/* Short readers: the member as string or NULL; as number, false when absent or no number. */
const char *hepar_json_text(const json_t *object, const char *key);
bool hepar_json_real(const json_t *object, const char *key, double *value);
bool hepar_json_integer(const json_t *object, const char *key, int64_t *value);

#endif
