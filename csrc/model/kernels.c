/* The texts of csrc/kernels, as the build embeds them. */
#include "kernels.h"

#include <string.h>

/* One array for each text, and the list: made by the Makefile. */
#include "kernels.inc"

const char *hepar_kernel_texts_list(size_t index) {
  size_t count = 0;
  while (kernels[count].name != NULL) count++;
  return index < count ? kernels[index].name : NULL;
}

const char *hepar_kernel_texts_find(const char *name, size_t *length) {
  for (size_t i = 0; kernels[i].name != NULL; i++) {
    if (strcmp(kernels[i].name, name) != 0) continue;
    *length = kernels[i].length;
    return kernels[i].text;
  }
  return NULL;
}
