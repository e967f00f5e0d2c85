/*
 * I/O faults from outside: a library for LD_PRELOAD (glibc, x86_64 or aarch64) that makes calls on files fail by rule.
 *
 * The rules stand in the file that KAMIYO_FAULTS names, one a line; # begins a comment:
 *
 *     CALL PATH-SUFFIX ACTION [COUNT]
 *
 * CALL         open, read, write, fsync (and fdatasync), truncate, allocate
 * PATH-SUFFIX  how the path of the file ends, as it is named when the call is made; * is any
 * ACTION       an errno (EIO, ENOSPC, EMFILE, ...): the call fails with it and does nothing
 *              short=N: the call reads or writes at most N bytes
 *              delay=Nms: the call is made that much later
 *              kill: the process dies by SIGKILL before the call
 *              pass: the call is made as it is
 * COUNT        how many calls the rule is for, counted in each process from when it first saw the file; none: all
 *
 * The first rule that matches and is not used up decides. So `pass 3` before `EIO 1` fails the fourth call alone.
 *
 * The file is to be replaced by rename. Each call looks whether it was, so a rule is in force for every call that
 * begins after the rename. A missing file is no rules. What a rule did to a call (not `pass`) is a line `CALL PATH
 * ACTION` at the end of the file KAMIYO_FAULTS.hits.
 *
 * A call within one of these functions, a signal handler's for example, is made as it is. Nothing here allocates.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "fault_rule.h"

#define MOST_RULES 64

static char control[4096]; /* the path of the file with the rules; empty: there are none */
static char hits[4096];

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* guards what follows */
static struct rule rules[MOST_RULES];
static int rule_count;
static bool wanted[CALLS]; /* whether there are rules for the call */
static struct stat seen;   /* the file that they came from; st_ino 0: there was none */

/* Whether this thread is in one of the functions below. */
static __thread bool inside __attribute__((tls_model("initial-exec")));

__attribute__((constructor)) static void begin(void)
{
    const char *path = getenv("KAMIYO_FAULTS");
    if (path != NULL && strlen(path) + sizeof ".hits" <= sizeof control) {
        snprintf(hits, sizeof hits, "%s.hits", path);
        strcpy(control, path);
    }
}

/* Opens past the functions below. */
static int raw_open(const char *path, int flags)
{
    return (int) syscall(SYS_openat, AT_FDCWD, path, flags | O_CLOEXEC, 0644);
}

static void complain(const char *line)
{
    char text[512];
    int length = snprintf(text, sizeof text, "faults: not a rule: %s\n", line);
    syscall(SYS_write, STDERR_FILENO, text, length);
}

static void parse(char *text)
{
    rule_count = 0;
    memset(wanted, 0, sizeof wanted);
    char *rest;
    for (char *line = strtok_r(text, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest)) {
        char copy[512];
        snprintf(copy, sizeof copy, "%s", line);
        if (line[0] == '#' || line[strspn(line, " \t")] == '\0') {
            continue;
        }
        if (rule_count < MOST_RULES && parse_rule(line, &rules[rule_count])) {
            wanted[rules[rule_count].call] = true;
            rule_count++;
        } else {
            complain(copy);
        }
    }
}

/* Reads the rules if the file is another than before. When it cannot be read the rules stay, and it is tried again. */
static void refresh(void)
{
    static char text[16384];
    struct stat now;
    if (fstatat(AT_FDCWD, control, &now, 0) != 0) {
        if (errno == ENOENT) {
            memset(&seen, 0, sizeof seen);
            text[0] = '\0';
            parse(text);
        }
        return;
    }
    if (now.st_ino == seen.st_ino && now.st_size == seen.st_size && now.st_mtim.tv_sec == seen.st_mtim.tv_sec
        && now.st_mtim.tv_nsec == seen.st_mtim.tv_nsec) {
        return;
    }
    int file = raw_open(control, O_RDONLY);
    if (file < 0) {
        return;
    }
    long length = syscall(SYS_read, file, text, sizeof text - 1);
    if (length >= 0) {
        text[length] = '\0';
        parse(text);
        seen = now;
    }
    syscall(SYS_close, file);
}

static bool ends_with(const char *path, const char *suffix)
{
    size_t length = strlen(path);
    size_t end = strlen(suffix);
    return strcmp(suffix, "*") == 0 || (length >= end && strcmp(path + length - end, suffix) == 0);
}

/* The path of an open file as it is named now, also when it was moved or deleted after it was opened. */
static void path_of(int descriptor, char *path, size_t size)
{
    static const char deleted[] = " (deleted)";
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    long length = syscall(SYS_readlinkat, AT_FDCWD, link, path, size - 1);
    path[length < 0 ? 0 : length] = '\0';
    if (ends_with(path, deleted)) {
        path[strlen(path) - (sizeof deleted - 1)] = '\0';
    }
}

static void record(enum call call, const char *path, const struct action *action)
{
    char line[4608];
    int length = snprintf(line, sizeof line, "%s %s %s\n", call_names[call], path, action->text);
    int file = raw_open(hits, O_WRONLY | O_CREAT | O_APPEND);
    if (file >= 0) {
        syscall(SYS_write, file, line, length);
        syscall(SYS_close, file);
    }
}

/* What is to happen to a call on an open file, or on a path where that is not NULL. */
static struct action decide(enum call call, int descriptor, const char *path)
{
    struct action action = {PASS, 0, ""};
    char found[4096];
    pthread_mutex_lock(&lock);
    refresh();
    if (wanted[call]) {
        if (path == NULL) {
            path_of(descriptor, found, sizeof found);
            path = found;
        }
        for (int i = 0; i < rule_count; i++) {
            struct rule *rule = &rules[i];
            if (rule->call == call && rule->left != 0 && ends_with(path, rule->suffix)) {
                rule->left -= rule->left > 0;
                action = rule->action;
                break;
            }
        }
    }
    pthread_mutex_unlock(&lock);
    if (action.kind != PASS) {
        record(call, path, &action);
    }
    return action;
}

static void wait_millis(long millis)
{
    struct timespec left = {millis / 1000, millis % 1000 * 1000000};
    while (nanosleep(&left, &left) != 0 && errno == EINTR) {
    }
}

/* Does to a call what its rule says. True: it has failed, with errno set; else it is to be made with *size bytes. */
static bool fails(enum call call, int descriptor, const char *path, size_t *size)
{
    if (control[0] == '\0' || inside) {
        return false;
    }
    inside = true;
    int before = errno;
    struct action action = decide(call, descriptor, path);
    switch (action.kind) {
    case PASS:
    case FAIL:
        break;
    case SHORT:
        if (size != NULL && *size > (size_t) action.number) {
            *size = (size_t) action.number;
        }
        break;
    case DELAY:
        wait_millis(action.number);
        break;
    case KILL:
        syscall(SYS_kill, getpid(), SIGKILL);
        break;
    }
    errno = action.kind == FAIL ? (int) action.number : before;
    inside = false;
    return action.kind == FAIL;
}

/* Declares `next`, the function of this name behind this library. */
#define NEXT(name)                                                                                                     \
    static __typeof__(&name) next;                                                                                     \
    if (__atomic_load_n(&next, __ATOMIC_ACQUIRE) == NULL) {                                                            \
        void *found = dlsym(RTLD_NEXT, #name);                                                                         \
        __atomic_store(&next, (__typeof__(&name) *) &found, __ATOMIC_RELEASE);                                         \
    }

#define OPEN_FUNCTION(name)                                                                                            \
    int name(const char *path, int flags, ...)                                                                         \
    {                                                                                                                  \
        va_list rest;                                                                                                  \
        va_start(rest, flags);                                                                                         \
        mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(rest, mode_t) : 0;                                      \
        va_end(rest);                                                                                                  \
        NEXT(name)                                                                                                     \
        return fails(OPEN, -1, path, NULL) ? -1 : next(path, flags, mode);                                             \
    }

#define OPENAT_FUNCTION(name)                                                                                          \
    int name(int folder, const char *path, int flags, ...)                                                             \
    {                                                                                                                  \
        va_list rest;                                                                                                  \
        va_start(rest, flags);                                                                                         \
        mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(rest, mode_t) : 0;                                      \
        va_end(rest);                                                                                                  \
        NEXT(name)                                                                                                     \
        return fails(OPEN, -1, path, NULL) ? -1 : next(folder, path, flags, mode);                                     \
    }

#define AT_FUNCTION(name, call, bytes_type)                                                                            \
    ssize_t name(int descriptor, bytes_type bytes, size_t size, off_t at)                                              \
    {                                                                                                                  \
        NEXT(name)                                                                                                     \
        return fails(call, descriptor, NULL, &size) ? -1 : next(descriptor, bytes, size, at);                          \
    }

/* A vector is cut to its first part that is not empty when the rule makes it short. */
#define VECTOR_FUNCTION(name, call)                                                                                    \
    ssize_t name(int descriptor, const struct iovec *parts, int count)                                                 \
    {                                                                                                                  \
        NEXT(name)                                                                                                     \
        size_t all = (size_t) -1;                                                                                      \
        if (fails(call, descriptor, NULL, &all)) {                                                                     \
            return -1;                                                                                                 \
        }                                                                                                              \
        if (all == (size_t) -1) {                                                                                      \
            return next(descriptor, parts, count);                                                                     \
        }                                                                                                              \
        while (count > 1 && parts->iov_len == 0) {                                                                     \
            parts++;                                                                                                   \
            count--;                                                                                                   \
        }                                                                                                              \
        struct iovec first = *parts;                                                                                   \
        first.iov_len = first.iov_len < all ? first.iov_len : all;                                                     \
        return next(descriptor, &first, 1);                                                                            \
    }

#define SYNC_FUNCTION(name)                                                                                            \
    int name(int descriptor)                                                                                           \
    {                                                                                                                  \
        NEXT(name)                                                                                                     \
        return fails(FSYNC, descriptor, NULL, NULL) ? -1 : next(descriptor);                                           \
    }

#define TRUNCATE_FUNCTION(name)                                                                                        \
    int name(int descriptor, off_t size)                                                                               \
    {                                                                                                                  \
        NEXT(name)                                                                                                     \
        return fails(TRUNCATE, descriptor, NULL, NULL) ? -1 : next(descriptor, size);                                  \
    }

#define ALLOCATE_FUNCTION(name)                                                                                        \
    int name(int descriptor, int mode, off_t from, off_t size)                                                         \
    {                                                                                                                  \
        NEXT(name)                                                                                                     \
        return fails(ALLOCATE, descriptor, NULL, NULL) ? -1 : next(descriptor, mode, from, size);                      \
    }

/* These return the error instead of setting errno. */
#define POSIX_ALLOCATE_FUNCTION(name)                                                                                  \
    int name(int descriptor, off_t from, off_t size)                                                                   \
    {                                                                                                                  \
        NEXT(name)                                                                                                     \
        int before = errno;                                                                                            \
        if (fails(ALLOCATE, descriptor, NULL, NULL)) {                                                                 \
            int error = errno;                                                                                         \
            errno = before;                                                                                            \
            return error;                                                                                              \
        }                                                                                                              \
        return next(descriptor, from, size);                                                                           \
    }

OPEN_FUNCTION(open)
OPEN_FUNCTION(open64)
OPENAT_FUNCTION(openat)
OPENAT_FUNCTION(openat64)
AT_FUNCTION(pread, READ, void *)
AT_FUNCTION(pread64, READ, void *)
AT_FUNCTION(pwrite, WRITE, const void *)
AT_FUNCTION(pwrite64, WRITE, const void *)
VECTOR_FUNCTION(readv, READ)
VECTOR_FUNCTION(writev, WRITE)
SYNC_FUNCTION(fsync)
SYNC_FUNCTION(fdatasync)
TRUNCATE_FUNCTION(ftruncate)
TRUNCATE_FUNCTION(ftruncate64)
ALLOCATE_FUNCTION(fallocate)
ALLOCATE_FUNCTION(fallocate64)
POSIX_ALLOCATE_FUNCTION(posix_fallocate)
POSIX_ALLOCATE_FUNCTION(posix_fallocate64)

ssize_t read(int descriptor, void *bytes, size_t size)
{
    NEXT(read)
    return fails(READ, descriptor, NULL, &size) ? -1 : next(descriptor, bytes, size);
}

ssize_t write(int descriptor, const void *bytes, size_t size)
{
    NEXT(write)
    return fails(WRITE, descriptor, NULL, &size) ? -1 : next(descriptor, bytes, size);
}

/* The JVM copies files with these two: a read of the one and a write of the other. */

ssize_t sendfile64(int to, int from, off_t *at, size_t size)
{
    NEXT(sendfile64)
    return fails(READ, from, NULL, &size) || fails(WRITE, to, NULL, &size) ? -1 : next(to, from, at, size);
}

ssize_t copy_file_range(int from, off_t *from_at, int to, off_t *to_at, size_t size, unsigned int flags)
{
    NEXT(copy_file_range)
    return fails(READ, from, NULL, &size) || fails(WRITE, to, NULL, &size)
        ? -1
        : next(from, from_at, to, to_at, size, flags);
}
