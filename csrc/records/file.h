/* Files: read whole or line by line, and written so that a reader sees all of it or nothing. */
#ifndef HEPAR_FILE_H
#define HEPAR_FILE_H

#include <stdio.h>

#include "text.h"

/* One sentence for a system error on a path: HEPAR_NOT_FOUND, HEPAR_FULL, HEPAR_READONLY, … */
hepar_status hepar_file_fail(const char *path, int number, hepar_error *error);

/* Whether something stands at the path that is neither a file nor a folder: a device or a pipe is
   written itself, a file is replaced whole. */
bool hepar_file_special(const char *path);

/* Open a file for reading; directories are refused. */
hepar_status hepar_file_open(const char *path, FILE **file, hepar_error *error);

/* Append the whole file to text, which then has data even when the file is empty. */
hepar_status hepar_file_read(const char *path, hepar_text *text, hepar_error *error);

/* A line reader over a file or over text in memory. */
typedef struct hepar_lines {
  FILE *file;       /* NULL: from memory */
  const char *path; /* for messages */
  const char *data; /* of the memory, or of the block read last */
  size_t length, at;
  char *block;
  hepar_text line; /* a line that does not lie in one block */
} hepar_lines;

/* The next line without its line feed into *data, *length; *more is false at the end. What *data
   points to holds until the next call. */
hepar_status hepar_lines_next(hepar_lines *lines, const char **data, size_t *length, bool *more,
                              hepar_error *error);
hepar_status hepar_lines_open(hepar_lines *lines, const char *path, hepar_error *error);
void hepar_lines_text(hepar_lines *lines, const char *data, size_t length, const char *name);
void hepar_lines_close(hepar_lines *lines);

/* An output file. Written beside its place under a temporary name and renamed by commit; a target
   that is no regular file (a pipe, a device) is written directly. */
typedef struct hepar_output {
  int fd;
  char *path;      /* where it will stand, symbolic links resolved */
  char *temporary; /* NULL: written directly */
  hepar_text text; /* append here; hepar_output_flush writes it out */
} hepar_output;

hepar_status hepar_output_open(hepar_output *output, const char *path, hepar_error *error);
/* Write out what was appended when it is at least `most` bytes. */
hepar_status hepar_output_flush(hepar_output *output, size_t most, hepar_error *error);
/* With HEPAR_OK: flush, fsync and rename. Otherwise: remove. Releases everything; returns status
   or what went wrong. */
hepar_status hepar_output_close(hepar_output *output, hepar_status status, hepar_error *error);

/* A name beside path that nobody uses: path with a suffix (hepar_free), or NULL. */
char *hepar_file_beside(const char *path, unsigned attempt);

/* Refuse a target for a new database that is no regular file, or that another program has open. */
hepar_status hepar_file_free_database(const char *target, hepar_error *error);

/* Create an empty file beside the target; its name (hepar_free) into *temporary. */
hepar_status hepar_file_create_beside(const char *target, char **temporary, hepar_error *error);

/* fsync a file beside the target and rename it to it. */
hepar_status hepar_file_publish(const char *temporary, const char *target, hepar_error *error);

/* The path with symbolic links of its last part resolved, as a new string, or NULL. */
char *hepar_file_resolve(const char *path);

/* Make a rename durable: fsync the folder of path. Failing to do so is no error. */
void hepar_file_sync_folder(const char *path);

#endif
