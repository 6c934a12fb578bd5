/* Kernels compiled on request by the system's C compiler, kept in a folder by the hash of their
   text. No shell is involved; the compiler gets a list of arguments. A kernel appears under its
   name by rename, so two processes never see half of one. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "model/interpret.h"
#include "records/store.h"
#include "solve/kernel_private.h"

#define PATH_ROOM 4096
#define NAME_ROOM (PATH_ROOM + 160) /* a folder, a hash, a process, an ending */
#define SYMBOL "hepar_kernel_entry"

extern char **environ;

/* Flags that the text of a kernel is compiled with, beside those of its width. */
static const char *const flags[] = {"-O2", "-ffp-contract=off", "-fno-math-errno", "-w", "-fPIC",
                                    "-shared"};

typedef struct width {
  const char *define, *machine, *more; /* of the command line; the last two may be NULL */
  int lanes;
} width;

static width best_width(void) {
  static const width widths[] = {
      {"-DLANES=8", "-mavx512f", NULL, 8},
      {"-DLANES=4", "-mavx2", "-mfma", 4},
      {"-DLANES=2", NULL, NULL, 2}};
  if (hepar_processor_has("avx512")) return widths[0];
  return hepar_processor_has("avx2") ? widths[1] : widths[2];
}

/* The files of one compilation. */
typedef struct job {
  char folder[PATH_ROOM];
  char library[NAME_ROOM], source[NAME_ROOM]; /* the names they end up under */
  char part_library[NAME_ROOM], part_source[NAME_ROOM], log[NAME_ROOM];
} job;

/* Make a folder and those above it. */
static hepar_status make_folder(const char *path, hepar_error *error) {
  char part[PATH_ROOM];
  size_t length = strlen(path);
  struct stat about;
  if (length == 0 || length >= sizeof part)
    return hepar_fail(error, HEPAR_IO, "the name of the folder for compiled models is too long");
  for (size_t i = 1; i <= length; i++) {
    if (path[i] != '/' && path[i] != '\0') continue;
    memcpy(part, path, i);
    part[i] = '\0';
    if (mkdir(part, 0700) != 0 && errno != EEXIST)
      return hepar_fail(error, HEPAR_IO, "cannot make the folder %s: %s", part, strerror(errno));
  }
  if (stat(path, &about) != 0 || !S_ISDIR(about.st_mode))
    return hepar_fail(error, HEPAR_IO, "%s is not a folder", path);
  /* What lies there is run: nobody else may be able to put it there. */
  if (about.st_uid != geteuid() || (about.st_mode & (S_IWGRP | S_IWOTH)) != 0)
    return hepar_fail(error, HEPAR_IO,
                      "%s can be written by others: compiled models are not kept there", path);
  return HEPAR_OK;
}

/* The folder asked for, or hepar's in the user's cache. */
static hepar_status find_folder(job *j, const char *folder, hepar_error *error) {
  const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
  int length;
  if (folder != NULL) length = snprintf(j->folder, sizeof j->folder, "%s", folder);
  else if (cache != NULL && cache[0] == '/')
    length = snprintf(j->folder, sizeof j->folder, "%s/hepar", cache);
  else if (home != NULL && home[0] == '/')
    length = snprintf(j->folder, sizeof j->folder, "%s/.cache/hepar", home);
  else
    return hepar_fail(error, HEPAR_IO, "no folder for compiled models: HOME is not set");
  if (length < 0 || (size_t)length >= sizeof j->folder)
    return hepar_fail(error, HEPAR_IO, "the name of the folder for compiled models is too long");
  return make_folder(j->folder, error);
}

static void name_files(job *j, const char *hash) {
  snprintf(j->library, sizeof j->library, "%s/%s.so", j->folder, hash);
  snprintf(j->source, sizeof j->source, "%s/%s.c", j->folder, hash);
  /* Parts carry the process and the job, so that nobody writes into another's. */
  snprintf(j->part_library, sizeof j->part_library, "%s/%s.%ld.%zx.so", j->folder, hash,
           (long)getpid(), (size_t)(uintptr_t)j);
  snprintf(j->part_source, sizeof j->part_source, "%s/%s.%ld.%zx.c", j->folder, hash,
           (long)getpid(), (size_t)(uintptr_t)j);
  snprintf(j->log, sizeof j->log, "%s/%s.%ld.%zx.log", j->folder, hash, (long)getpid(),
           (size_t)(uintptr_t)j);
}

static hepar_status write_file(const char *path, const char *text, hepar_error *error) {
  size_t length = strlen(text), done = 0;
  int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return hepar_fail(error, HEPAR_IO, "cannot write %s: %s", path, strerror(errno));
  while (done < length) {
    ssize_t wrote = write(file, text + done, length - done);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) break;
    done += (size_t)wrote;
  }
  if (close(file) != 0 || done < length)
    return hepar_fail(error, HEPAR_IO, "cannot write %s: %s", path, strerror(errno));
  return HEPAR_OK;
}

/* The environment for the compiler: ours without LD_PRELOAD, which is meant for this program. */
static char **make_environment(void) {
  size_t count = 0, kept = 0;
  char **copy;
  while (environ != NULL && environ[count] != NULL) count++;
  copy = hepar_malloc((count + 1) * sizeof *copy);
  if (copy == NULL) return NULL;
  for (size_t i = 0; i < count; i++)
    if (strncmp(environ[i], "LD_PRELOAD=", 11) != 0) copy[kept++] = environ[i];
  copy[kept] = NULL;
  return copy;
}

/* Start the compiler; its words go to the log. */
static int start(const char *const *arguments, const char *log, pid_t *child) {
  posix_spawn_file_actions_t actions;
  char **environment = make_environment();
  int failed = environment == NULL ? ENOMEM : posix_spawn_file_actions_init(&actions);
  if (failed != 0) {
    hepar_free(environment);
    return failed;
  }
  failed = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  if (failed == 0)
    failed = posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (failed == 0) failed = posix_spawn_file_actions_adddup2(&actions, 1, 2);
  if (failed == 0)
    failed =
        posix_spawnp(child, arguments[0], &actions, NULL, (char *const *)arguments, environment);
  posix_spawn_file_actions_destroy(&actions);
  hepar_free(environment);
  return failed;
}

/* Wait for the compiler, with an ear for Ctrl-C. */
static hepar_status wait_for(pid_t child, int *outcome, hepar_error *error) {
  const struct timespec pause = {0, 2000000};
  hepar_status status = HEPAR_OK;
  for (;;) {
    pid_t done = waitpid(child, outcome, WNOHANG);
    if (done == child || (done < 0 && errno != EINTR)) {
      if (done != child) *outcome = 0; /* somebody else has its answer: the file will tell */
      return status;
    }
    if (status == HEPAR_OK && hepar_interrupt_pending()) {
      status = hepar_fail(error, HEPAR_INTERRUPTED, "interrupted");
      kill(child, SIGKILL);
    }
    nanosleep(&pause, NULL);
  }
}

/* The first lines of the compiler's complaint. */
static hepar_status complain(const job *j, const char *compiler, hepar_error *error) {
  char words[600];
  size_t length = 0;
  FILE *log = fopen(j->log, "re");
  if (log != NULL) {
    length = fread(words, 1, sizeof words - 1, log);
    fclose(log);
  }
  while (length > 0 && (words[length - 1] == '\n' || words[length - 1] == ' ')) length--;
  words[length] = '\0';
  for (size_t i = 0; i < length; i++)
    if (words[i] == '\n') words[i] = ' ';
  return hepar_fail(error, HEPAR_IO, "%s could not compile the model%s%s", compiler,
                    length > 0 ? ": " : "", words);
}

static hepar_status compile(const job *j, const char *compiler, const char *text,
                            hepar_error *error) {
  const char *arguments[16];
  const width w = best_width();
  size_t count = 0;
  pid_t child = 0;
  int failed, outcome = 0;
  hepar_status status = write_file(j->part_source, text, error);
  if (status != HEPAR_OK) return status;
  arguments[count++] = compiler;
  for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) arguments[count++] = flags[i];
  arguments[count++] = w.define;
  if (w.machine != NULL) arguments[count++] = w.machine;
  if (w.more != NULL) arguments[count++] = w.more;
  arguments[count++] = "-o";
  arguments[count++] = j->part_library;
  arguments[count++] = j->part_source;
  arguments[count++] = "-lm";
  arguments[count] = NULL;
  failed = start(arguments, j->log, &child);
  if (failed == ENOMEM) return hepar_fail(error, HEPAR_NOMEM, "out of memory");
  if (failed != 0)
    return hepar_fail(error, failed == ENOENT ? HEPAR_NOT_FOUND : HEPAR_IO,
                      "cannot run the C compiler %s: %s", compiler, strerror(failed));
  status = wait_for(child, &outcome, error);
  if (status != HEPAR_OK) return status;
  if (WIFEXITED(outcome) && WEXITSTATUS(outcome) == 127)
    return hepar_fail(error, HEPAR_NOT_FOUND, "cannot run the C compiler %s: no such program",
                      compiler);
  if (!WIFEXITED(outcome) || WEXITSTATUS(outcome) != 0) return complain(j, compiler, error);
  if (rename(j->part_source, j->source) != 0 || rename(j->part_library, j->library) != 0)
    return hepar_fail(error, HEPAR_IO, "cannot keep %s: %s", j->library, strerror(errno));
  return HEPAR_OK;
}

/* The kernel in a library, or what is wrong with the library. */
static hepar_status load(hepar_kernel **kernel, const hepar_programs *programs, const char *path,
                         hepar_error *error) {
  void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  const hepar_kernel_table *table;
  hepar_status status;
  if (handle == NULL) return hepar_fail(error, HEPAR_FORMAT, "cannot load %s: %s", path, dlerror());
  table = dlsym(handle, SYMBOL);
  status = table == NULL ? hepar_fail(error, HEPAR_FORMAT, "%s holds no kernel", path)
                         : hepar_kernel_of_table(kernel, programs, table, error);
  if (status == HEPAR_OK) (*kernel)->handle = handle;
  else dlclose(handle);
  return status;
}

hepar_status hepar_kernel_compile(hepar_kernel **kernel, const hepar_programs *programs,
                                  const char *compiler, const char *cache_folder,
                                  hepar_error *error) {
  job *j = hepar_calloc(1, sizeof *j);
  char *text = NULL, hash[65], name[96];
  hepar_status status;
  *kernel = NULL;
  if (compiler == NULL) compiler = "cc";
  if (j == NULL) return hepar_fail(error, HEPAR_NOMEM, "out of memory");
  status = find_folder(j, cache_folder, error);
  if (status == HEPAR_OK) status = hepar_programs_print(programs, SYMBOL, &text, error);
  if (status == HEPAR_OK) {
    hepar_sha256_hex(text, strlen(text), hash);
    snprintf(name, sizeof name, "%.32s-%d", hash, best_width().lanes);
    name_files(j, name);
    status = load(kernel, programs, j->library, error);
    if (status != HEPAR_OK && status != HEPAR_NOMEM) { /* not there, or of no use */
      status = compile(j, compiler, text, error);
      if (status == HEPAR_OK) status = load(kernel, programs, j->library, error);
      unlink(j->part_source);
      unlink(j->part_library);
      unlink(j->log);
    }
  }
  hepar_free(text);
  hepar_free(j);
  return status;
}
