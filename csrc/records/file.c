/* Files, with every result checked. */
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK 65536

hepar_status hepar_file_fail(const char *path, int number, hepar_error *error) {
  switch (number) {
    case ENOENT: return hepar_fail(error, HEPAR_NOT_FOUND, "%s: no such file or folder", path);
    case EISDIR: return hepar_fail(error, HEPAR_IO, "%s: is a folder, not a file", path);
    case ENOSPC:
    case EDQUOT:
    case EFBIG: return hepar_fail(error, HEPAR_FULL, "%s: no space left to write", path);
    case EROFS: return hepar_fail(error, HEPAR_READONLY, "%s: the file system is read-only", path);
    case EACCES:
    case EPERM: return hepar_fail(error, HEPAR_READONLY, "%s: permission denied", path);
    case ENAMETOOLONG:
      return hepar_fail(error, HEPAR_IO, "the name of the file is too long (%zu bytes): %.60s…",
                        strlen(path), path);
    case ENOMEM: return hepar_fail_memory(error);
    default: break;
  }
  return hepar_fail(error, HEPAR_IO, "%s: input/output error (system error %d)", path, number);
}

hepar_status hepar_file_open(const char *path, FILE **file, hepar_error *error) {
  struct stat about;
  *file = fopen(path, "rbe");
  if (*file == NULL) {
    hepar_status status = hepar_file_fail(path, errno, error);
    if (status == HEPAR_READONLY)
      status = hepar_fail(error, HEPAR_IO, "%s: permission denied", path);
    return status;
  }
  if (fstat(fileno(*file), &about) == 0 && S_ISDIR(about.st_mode)) {
    (void)fclose(*file);
    *file = NULL;
    return hepar_file_fail(path, EISDIR, error);
  }
  return HEPAR_OK;
}

hepar_status hepar_file_read(const char *path, hepar_text *text, hepar_error *error) {
  FILE *file;
  hepar_status status = hepar_file_open(path, &file, error);
  char *block;
  if (status != HEPAR_OK) return status;
  block = hepar_malloc(BLOCK);
  hepar_text_append(text, "", 0);
  while (block != NULL && !text->failed) {
    size_t got = fread(block, 1, BLOCK, file);
    hepar_text_append(text, block, got);
    if (got < BLOCK) break;
  }
  if (block == NULL || text->failed) status = hepar_fail_memory(error);
  else if (ferror(file)) status = hepar_file_fail(path, EIO, error);
  hepar_free(block);
  (void)fclose(file);
  return status;
}

hepar_status hepar_lines_open(hepar_lines *lines, const char *path, hepar_error *error) {
  memset(lines, 0, sizeof *lines);
  lines->path = path;
  lines->data = "";
  return hepar_file_open(path, &lines->file, error);
}

void hepar_lines_text(hepar_lines *lines, const char *data, size_t length, const char *name) {
  memset(lines, 0, sizeof *lines);
  lines->path = name;
  lines->data = data;
  lines->length = length;
}

void hepar_lines_close(hepar_lines *lines) {
  if (lines->file != NULL) (void)fclose(lines->file);
  hepar_free(lines->block);
  hepar_text_free(&lines->line);
  memset(lines, 0, sizeof *lines);
}

/* The next block of the file. Zero length at the end. */
static hepar_status refill(hepar_lines *lines, hepar_error *error) {
  lines->at = lines->length = 0;
  lines->data = ""; /* never NULL, so that counting from it is allowed */
  if (lines->file == NULL) return HEPAR_OK;
  if (lines->block == NULL) lines->block = hepar_malloc(BLOCK);
  if (lines->block == NULL) return hepar_fail_memory(error);
  lines->data = lines->block;
  lines->length = fread(lines->block, 1, BLOCK, lines->file);
  if (ferror(lines->file)) return hepar_file_fail(lines->path, EIO, error);
  return HEPAR_OK;
}

hepar_status hepar_lines_next(hepar_lines *lines, const char **data, size_t *length, bool *more,
                              hepar_error *error) {
  hepar_text_clear(&lines->line);
  for (bool first = true;; first = false) {
    if (lines->at == lines->length) {
      hepar_status status = refill(lines, error);
      if (status != HEPAR_OK) return status;
    }
    const char *start = lines->data + lines->at;
    size_t left = lines->length - lines->at;
    const char *end = left > 0 ? memchr(start, '\n', left) : NULL;
    size_t part = end != NULL ? (size_t)(end - start) : left;
    lines->at += part + (end != NULL);
    if (first && (end != NULL || lines->file == NULL)) { /* the usual case: nothing to copy */
      *more = left > 0;
      *data = start;
      *length = part;
      return HEPAR_OK;
    }
    hepar_text_append(&lines->line, start, part);
    if (lines->line.failed) return hepar_fail_memory(error);
    if (end == NULL && left > 0) continue;
    *more = left > 0 || lines->line.length > 0;
    *data = lines->line.data;
    *length = lines->line.length;
    return HEPAR_OK;
  }
}

bool hepar_file_special(const char *path) {
  struct stat about;
  return stat(path, &about) == 0 && !S_ISREG(about.st_mode) && !S_ISDIR(about.st_mode);
}

char *hepar_file_resolve(const char *path) {
  struct stat about;
  if (lstat(path, &about) == 0 && S_ISLNK(about.st_mode)) {
    char real[PATH_MAX];
    if (realpath(path, real) != NULL) return hepar_strdup(real);
  }
  return hepar_strdup(path);
}

char *hepar_file_beside(const char *path, unsigned attempt) {
  size_t room = strlen(path) + 64;
  char *name = hepar_malloc(room);
  if (name != NULL)
    (void)snprintf(name, room, "%s.%ld-%u.tmp", path, (long)getpid(), attempt);
  return name;
}

void hepar_file_sync_folder(const char *path) {
  char folder[PATH_MAX];
  const char *slash = strrchr(path, '/');
  size_t length = slash == NULL ? 0 : (size_t)(slash - path) + 1;
  int fd;
  if (length >= sizeof folder) return;
  memcpy(folder, path, length);
  folder[length] = '\0';
  fd = open(length > 0 ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  (void)fsync(fd);
  (void)close(fd);
}

/* Create the temporary file beside the target. */
static hepar_status open_temporary(hepar_output *output, const char *path, hepar_error *error) {
  for (unsigned attempt = 0; attempt < 1000; attempt++) {
    output->temporary = hepar_file_beside(output->path, attempt);
    if (output->temporary == NULL) return hepar_fail_memory(error);
    output->fd = open(output->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (output->fd >= 0) return HEPAR_OK;
    hepar_free(output->temporary);
    output->temporary = NULL;
    if (errno != EEXIST) break;
  }
  return hepar_file_fail(path, errno, error);
}

hepar_status hepar_output_open(hepar_output *output, const char *path, hepar_error *error) {
  struct stat about;
  hepar_status status;
  memset(output, 0, sizeof *output);
  output->fd = -1;
  output->path = hepar_file_resolve(path);
  if (output->path == NULL) return hepar_fail_memory(error);
  if (stat(output->path, &about) == 0 && !S_ISREG(about.st_mode)) {
    output->fd = open(output->path, O_WRONLY | O_CLOEXEC);
    status = output->fd >= 0 ? HEPAR_OK : hepar_file_fail(path, errno, error);
  } else {
    status = open_temporary(output, path, error);
  }
  if (status != HEPAR_OK) {
    hepar_free(output->path);
    output->path = NULL;
  }
  return status;
}

hepar_status hepar_output_flush(hepar_output *output, size_t most, hepar_error *error) {
  size_t done = 0;
  if (output->text.failed) return hepar_fail_memory(error);
  if (output->text.length < most) return HEPAR_OK;
  while (done < output->text.length) {
    ssize_t wrote = write(output->fd, output->text.data + done, output->text.length - done);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return hepar_file_fail(output->path, errno, error);
    done += (size_t)wrote;
  }
  hepar_text_clear(&output->text);
  return HEPAR_OK;
}

hepar_status hepar_output_close(hepar_output *output, hepar_status status, hepar_error *error) {
  if (output->path == NULL) return status;
  if (status == HEPAR_OK) status = hepar_output_flush(output, 0, error);
  if (status == HEPAR_OK && output->temporary != NULL && fsync(output->fd) != 0)
    status = hepar_file_fail(output->path, errno, error);
  if (close(output->fd) != 0 && status == HEPAR_OK)
    status = hepar_file_fail(output->path, errno, error);
  if (status == HEPAR_OK && output->temporary != NULL &&
      rename(output->temporary, output->path) != 0)
    status = hepar_file_fail(output->path, errno, error);
  if (output->temporary != NULL) {
    if (status == HEPAR_OK) hepar_file_sync_folder(output->path);
    else (void)unlink(output->temporary);
  }
  hepar_text_free(&output->text);
  hepar_free(output->path);
  hepar_free(output->temporary);
  memset(output, 0, sizeof *output);
  output->fd = -1;
  return status;
}

hepar_status hepar_file_free_database(const char *target, hepar_error *error) {
  struct stat about;
  hepar_text wal = {0};
  bool live;
  if (stat(target, &about) != 0) return HEPAR_OK;
  if (!S_ISREG(about.st_mode))
    return hepar_fail(error, HEPAR_IO, "%s: is not a regular file", target);
  /* A new file under an old write-ahead log would be damaged by it. */
  hepar_text_add(&wal, target);
  hepar_text_add(&wal, "-wal");
  live = !wal.failed && stat(wal.data, &about) == 0 && about.st_size > 0;
  hepar_text_free(&wal);
  if (live) return hepar_fail(error, HEPAR_BUSY, "%s is in use by another program", target);
  return HEPAR_OK;
}

hepar_status hepar_file_create_beside(const char *target, char **temporary, hepar_error *error) {
  int number = EEXIST;
  for (unsigned attempt = 0; number == EEXIST && attempt < 1000; attempt++) {
    int fd;
    *temporary = hepar_file_beside(target, attempt);
    if (*temporary == NULL) return hepar_fail_memory(error);
    fd = open(*temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd >= 0) {
      (void)close(fd);
      return HEPAR_OK;
    }
    number = errno;
    hepar_free(*temporary);
    *temporary = NULL;
  }
  return hepar_file_fail(target, number, error);
}

hepar_status hepar_file_publish(const char *temporary, const char *target, hepar_error *error) {
  int fd = open(temporary, O_RDWR | O_CLOEXEC);
  bool synced = fd >= 0 && fsync(fd) == 0;
  int number = errno;
  if (fd >= 0) (void)close(fd);
  if (!synced) return hepar_file_fail(target, number, error);
  if (rename(temporary, target) != 0) return hepar_file_fail(target, errno, error);
  hepar_file_sync_folder(target);
  return HEPAR_OK;
}
