/* A copy of the store in a new file: complete, or not at all. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "store.h"

/* Refuse a target that is the store itself. */
static hepar_status check_target(const hepar_store *store, const char *target, hepar_error *error) {
  struct stat mine;
  struct stat theirs;
  if (stat(target, &theirs) == 0 && store->path != NULL && stat(store->path, &mine) == 0 &&
      mine.st_dev == theirs.st_dev && mine.st_ino == theirs.st_ino)
    return hepar_fail(error, HEPAR_MISUSE, "%s is the store itself: save to another file", target);
  return hepar_file_free_database(target, error);
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

hepar_status hepar_store_save(hepar_store *store, const char *path, hepar_error *error) {
  char *temporary = NULL;
  char *target;
  hepar_status status = hepar_store_check(store, error);
  if (status != HEPAR_OK) return status;
  if (path[0] == '\0') return hepar_fail(error, HEPAR_MISUSE, "the name of the file is empty");
  target = hepar_file_resolve(path);
  if (target == NULL) return hepar_fail_memory(error);
  status = check_target(store, target, error);
  if (status == HEPAR_OK) status = hepar_file_create_beside(target, &temporary, error);
  if (status == HEPAR_OK) status = copy_pages(store, temporary, target, error);
  if (status == HEPAR_OK) status = hepar_file_publish(temporary, target, error);
  if (status != HEPAR_OK && temporary != NULL) (void)unlink(temporary);
  hepar_free(temporary);
  hepar_free(target);
  return status;
}
