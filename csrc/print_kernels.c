/* A program of the build, no part of the core: writes the C of every built-in model.
   Usage: print_kernels FOLDER NAME… writes FOLDER/NAME.c; the table in it is called HEPAR_SYMBOL,
   which the command line of the compiler defines. */
#include <stdio.h>
#include <string.h>

#include "model/kernels.h"
#include "solve/kernel.h"

static int complain(const char *name, const char *message) {
  fwrite(name, 1, strlen(name), stderr);
  fwrite(": ", 1, 2, stderr);
  fwrite(message, 1, strlen(message), stderr);
  fwrite("\n", 1, 1, stderr);
  return 1;
}

/* Imports of built-in models are other built-in models. */
static hepar_status find(void *data, const char *name, char **text, size_t *length,
                         hepar_error *error) {
  const char *found = hepar_kernel_texts_find(name, length);
  (void)data;
  if (found == NULL) return hepar_fail(error, HEPAR_NOT_FOUND, "no built-in model %s", name);
  *text = hepar_strndup(found, *length);
  return *text == NULL ? hepar_fail(error, HEPAR_NOMEM, "out of memory") : HEPAR_OK;
}

static hepar_status print(const char *name, char **text, hepar_error *error) {
  hepar_model_options options = {.check_units = true, .find = find};
  hepar_model *model = NULL;
  hepar_programs *programs = NULL;
  size_t length = 0;
  const char *source = hepar_kernel_texts_find(name, &length);
  hepar_status status;
  if (source == NULL) return hepar_fail(error, HEPAR_NOT_FOUND, "no built-in model of this name");
  options.file = name;
  status = hepar_model_parse(&model, source, length, &options, error);
  if (status == HEPAR_OK) status = hepar_programs_make(&programs, model, false, error);
  if (status == HEPAR_OK) status = hepar_programs_print(programs, "HEPAR_SYMBOL", text, error);
  hepar_programs_free(programs);
  hepar_model_free(model);
  return status;
}

int main(int count, char **words) {
  for (int i = 2; i < count; i++) {
    char path[4096], *text = NULL;
    hepar_error error;
    FILE *file;
    bool written;
    if (print(words[i], &text, &error) != HEPAR_OK) return complain(words[i], error.message);
    snprintf(path, sizeof path, "%s/%s.c", words[1], words[i]);
    file = fopen(path, "w");
    written = file != NULL && fwrite(text, 1, strlen(text), file) == strlen(text);
    if (file != NULL && fclose(file) != 0) written = false;
    hepar_free(text);
    if (!written) return complain(path, "cannot be written");
  }
  return 0;
}
