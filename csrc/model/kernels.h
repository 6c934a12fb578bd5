/* The built-in models: their texts, embedded when the core is built. */
#ifndef HEPAR_MODEL_KERNELS_H
#define HEPAR_MODEL_KERNELS_H

#include "hepar.h"

/* The names, one by one in alphabetical order, then NULL. */
const char *hepar_kernel_texts_list(size_t index);
/* The text of a built-in model, or NULL. */
const char *hepar_kernel_texts_find(const char *name, size_t *length);

#endif
