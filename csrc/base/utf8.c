/* Text that was cut to a buffer must not end in half a character, and text that others wrote must not
   make a message unreadable. */
#include "hepar.h"

#include <string.h>

void hepar_utf8_mend(char *text) {
  size_t length = strlen(text);
  size_t start = length;
  size_t need = 1;
  while (start > 0 && ((unsigned char)text[start - 1] & 0xC0u) == 0x80u) start--;
  if (start == 0) return;
  unsigned char lead = (unsigned char)text[start - 1];
  if (lead >= 0xF0u)
    need = 4;
  else if (lead >= 0xE0u)
    need = 3;
  else if (lead >= 0xC0u)
    need = 2;
  if (length - (start - 1) < need) text[start - 1] = '\0';
}

/* Bytes of the character at s; 0 when they are no UTF-8 (RFC 3629). */
static size_t character(const unsigned char *s) {
  size_t more = s[0] < 0x80 ? 0 : s[0] < 0xE0 ? 1 : s[0] < 0xF0 ? 2 : 3;
  if ((s[0] >= 0x80 && s[0] < 0xC2) || s[0] > 0xF4) return 0;
  for (size_t i = 1; i <= more; i++)
    if ((s[i] & 0xC0u) != 0x80u) return 0;
  if (s[0] == 0xE0 && s[1] < 0xA0) return 0; /* longer than needed */
  if (s[0] == 0xED && s[1] > 0x9F) return 0; /* half of a surrogate pair */
  if (s[0] == 0xF0 && s[1] < 0x90) return 0;
  if (s[0] == 0xF4 && s[1] > 0x8F) return 0;
  return more + 1;
}

void hepar_utf8_clean(char *text) {
  unsigned char *s = (unsigned char *)text;
  hepar_utf8_mend(text);
  while (*s != '\0') {
    size_t length = character(s);
    if (length == 0 || (*s < 0x20 && *s != '\t') || *s == 0x7F) *s = '?';
    s += length > 0 ? length : 1;
  }
}
