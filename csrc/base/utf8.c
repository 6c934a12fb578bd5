/* Text that was cut to a buffer must not end in half a character. */
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
