/* Near-miss suggestions: "RELM" is not known (did you mean "REML"?). */
#include "hepar.h"

#include <ctype.h>
#include <string.h>

#define LONGEST 64

static int fold(char c) { return tolower((unsigned char)c); }

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

/* Optimal string alignment distance: insertions, deletions, substitutions, swaps of neighbours. */
static size_t distance(const char *a, const char *b) {
  size_t la = strlen(a);
  size_t lb = strlen(b);
  size_t rows[3][LONGEST + 1];
  if (la > LONGEST || lb > LONGEST) return SIZE_MAX;
  for (size_t j = 0; j <= lb; j++) rows[0][j] = j;
  for (size_t i = 1; i <= la; i++) {
    size_t *now = rows[i % 3];
    const size_t *before = rows[(i + 2) % 3];
    const size_t *two_before = rows[(i + 1) % 3];
    now[0] = i;
    for (size_t j = 1; j <= lb; j++) {
      size_t change = fold(a[i - 1]) != fold(b[j - 1]);
      now[j] = least(least(before[j] + 1, now[j - 1] + 1), before[j - 1] + change);
      if (i > 1 && j > 1 && fold(a[i - 1]) == fold(b[j - 2]) && fold(a[i - 2]) == fold(b[j - 1]))
        now[j] = least(now[j], two_before[j - 2] + 1);
    }
  }
  return rows[la % 3][lb];
}

const char *hepar_suggest(const char *name, const char *const *candidates, size_t count) {
  const char *best = NULL;
  size_t length = strlen(name);
  /* One slip in three letters is a misspelling; more is another word. */
  size_t nearest = (length + 2) / 3 + 1;
  for (size_t i = 0; i < count; i++) {
    size_t d = distance(name, candidates[i]);
    if (d < nearest) {
      nearest = d;
      best = candidates[i];
    }
  }
  return best;
}
