/* Status codes and their messages. */
#include "hepar.h"

#include <stdarg.h>
#include <stdio.h>

const char *hepar_status_name(hepar_status status) {
  static const char *const names[] = {
      "ok",       "misuse", "nomem",         "io",       "format", "range",
      "not_found", "conflict", "version_newer", "readonly", "full",   "busy",
      "interrupted", "closed", "internal"};
  size_t index = (size_t)status;
  return index < sizeof names / sizeof names[0] ? names[index] : "internal";
}

hepar_status hepar_fail(hepar_error *error, hepar_status status, const char *format, ...) {
  if (error != NULL) {
    va_list arguments;
    error->status = status;
    va_start(arguments, format);
    (void)vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    hepar_utf8_clean(error->message);
  }
  return status;
}
