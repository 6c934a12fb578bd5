/* For bindings of long calls: a progress line on the terminal, and Ctrl-C that comes back as
   HEPAR_INTERRUPTED. */
#ifndef HEPAR_LPROGRESS_H
#define HEPAR_LPROGRESS_H

#include "lcheck.h"

typedef struct lprogress {
  hepar_progress progress;
  char label[48];
} lprogress;

/* From here to lprogress_end Ctrl-C is caught; with `show` a line on stderr says how far the call
   is, if that is a terminal. Hand the result to the long call. Raise no Lua error before
   lprogress_end. */
hepar_progress *lprogress_begin(lprogress *self, bool show, const char *label);
void lprogress_end(lprogress *self);

#endif
