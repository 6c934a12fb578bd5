/* A copy of the store in a new file: complete, or not at all. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "store.h"

/* Refuse a target that is the store itself, or that another program has open. */
static hepar_status check_target(const hepar_store *store, const char *target, hepar_error *error) {
  struct stat mine;
  struct stat theirs;
  hepar_text wal = {0};
  bool live;
  if (stat(target, &theirs) != 0) return HEPAR_OK;
  if (!S_ISREG(theirs.st_mode))
    return hepar_fail(error, HEPAR_IO, "%s: is not a regular file", target);
  if (store->path != NULL && stat(store->path, &mine) == 0 && mine.st_dev == theirs.st_dev &&
      mine.st_ino == theirs.st_ino)
    return hepar_fail(error, HEPAR_MISUSE, "%s is the store itself: save to another file", target);
  /* A new file under an old write-ahead log would be damaged by it. */
  hepar_text_add(&wal, target);
  hepar_text_add(&wal, "-wal");
  live = !wal.failed && stat(wal.data, &mine) == 0 && mine.st_size > 0;
  hepar_text_free(&wal);
  if (live) return hepar_fail(error, HEPAR_BUSY, "%s is in use by another program", target);
  return HEPAR_OK;
}

/* Copy all pages into the file `temporary`. */
static hepar_status copy_pages(hepar_store *store, const char *temporary, const char *target,
                               hepar_error *error) {
  sqlite3 *copy = NULL;
  hepar_status status = HEPAR_OK;
  int number = 0;
  int code = sqlite3_open_v2(temporary, &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
  /* Nobody reads the temporary file before it is complete and synced: no journal needed. */
  if (code == SQLITE_OK)
    code = sqlite3_exec(copy, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF", NULL, NULL,
                        NULL);
  if (code == SQLITE_OK) {
    sqlite3_backup *backup = sqlite3_backup_init(copy, "main", store->db, "main");
    errno = 0;
    code = backup != NULL ? sqlite3_backup_step(backup, -1) : sqlite3_errcode(copy);
    number = errno; /* SQLite does not hand it on for a backup */
    if (code == SQLITE_DONE) code = SQLITE_OK;
    if (backup != NULL) (void)sqlite3_backup_finish(backup);
  }
  switch (code & 0xff) {
    case SQLITE_OK: break;
    case SQLITE_NOMEM: status = hepar_fail_memory(error); break;
    case SQLITE_FULL: status = hepar_file_fail(target, ENOSPC, error); break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      status = hepar_fail(error, HEPAR_BUSY, "%s is being written by another program",
                          hepar_store_name(store));
      break;
    default: status = hepar_file_fail(target, number != 0 ? number : EIO, error);
  }
  (void)sqlite3_close(copy);
  return status;
}

/* Create an empty file beside the target; its name into *temporary. */
static hepar_status create_temporary(const char *target, char **temporary, hepar_error *error) {
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

/* fsync and rename. */
static hepar_status publish(const char *temporary, const char *target, hepar_error *error) {
  int fd = open(temporary, O_RDWR | O_CLOEXEC);
  bool synced = fd >= 0 && fsync(fd) == 0;
  int number = errno;
  if (fd >= 0) (void)close(fd);
  if (!synced) return hepar_file_fail(target, number, error);
  if (rename(temporary, target) != 0) return hepar_file_fail(target, errno, error);
  hepar_file_sync_folder(target);
  return HEPAR_OK;
}

hepar_status hepar_store_save(hepar_store *store, const char *path, hepar_error *error) {
  char *temporary = NULL;
  char *target;
  hepar_status status = hepar_store_check(store, error);
  if (status != HEPAR_OK) return status;
  if (path[0] == '\0') return hepar_fail(error, HEPAR_MISUSE, "the name of the file is empty");
  target = hepar_file_resolve(path);
  if (target == NULL) return hepar_fail_memory(error);
  status = check_target(store, target, error);
  if (status == HEPAR_OK) status = create_temporary(target, &temporary, error);
  if (status == HEPAR_OK) status = copy_pages(store, temporary, target, error);
  if (status == HEPAR_OK) status = publish(temporary, target, error);
  if (status != HEPAR_OK && temporary != NULL) (void)unlink(temporary);
  hepar_free(temporary);
  hepar_free(target);
  return status;
}
