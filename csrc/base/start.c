/* What a process does once before it uses the core. */
#include "hepar.h"

#include <gsl/gsl_errno.h>

void hepar_start(void) { (void)gsl_set_error_handler_off(); }
