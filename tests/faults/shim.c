/* Loaded into newslint by LD_PRELOAD: lets its Nth call that writes, or reads, fail, and its clock jump.
 *
 * A seccomp filter turns each such system call into a signal, whoever makes it: Rust's standard library, SQLite, or
 * rustix, which does not ask the C library. The handler of the signal makes the call itself, or does something else. Calls
 * that it makes have MAGIC as their sixth argument, which none of them has a use for, and are let through.
 *
 *   FAULT_UNDER  counted is what is done to files in this folder; `-` for what is written to standard output
 *   FAULT_LOG    each call that counts is a line here: its number, its name and its path
 *   FAULT_READS  count what reads, and not what writes
 *   FAULT_AT     the call at which it happens, from 1
 *   FAULT_DO     `error ERRNO` fails, `errors ERRNO` fails from then on, `short` writes half of it, `signal NUMBER` ends or
 *                stops the process before the call, and `after NUMBER` after it
 *   FAULT_CHILD  is there for what newslint starts: the filter is on it too, and nothing of it counts
 *   CLOCK_AT     the look at the clock from which on it is CLOCK_BY seconds ahead
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <ucontext.h>

#define MAGIC 0x6e657773

/* Which of its arguments is a file descriptor, or a path in the folder of one, and whether a second path follows that. */
enum kind { FD, PATH, AT, PATHS, ATS, SYMLINKAT };
struct call { int number; const char *name; enum kind kind; };

static const struct call WRITES[] = {
    {SYS_write, "write", FD}, {SYS_pwrite64, "pwrite", FD}, {SYS_writev, "writev", FD}, {SYS_pwritev, "pwritev", FD},
    {SYS_fsync, "fsync", FD}, {SYS_fdatasync, "fdatasync", FD}, {SYS_ftruncate, "ftruncate", FD},
    {SYS_fallocate, "fallocate", FD}, {SYS_fchmod, "fchmod", FD}, {SYS_fchown, "fchown", FD}, {SYS_flock, "flock", FD},
    {SYS_fcntl, "lock", FD}, {SYS_sendfile, "sendfile", FD}, {SYS_copy_file_range, "copy_file_range", FD},
    {SYS_open, "create", PATH}, {SYS_openat, "create", AT}, {SYS_creat, "create", PATH}, {SYS_unlink, "unlink", PATH},
    {SYS_unlinkat, "unlink", AT}, {SYS_mkdir, "mkdir", PATH}, {SYS_mkdirat, "mkdir", AT}, {SYS_rmdir, "rmdir", PATH},
    {SYS_chmod, "chmod", PATH}, {SYS_fchmodat, "chmod", AT}, {SYS_rename, "rename", PATHS},
    {SYS_renameat, "rename", ATS}, {SYS_renameat2, "rename", ATS}, {SYS_link, "link", PATHS}, {SYS_linkat, "link", ATS},
    {SYS_symlink, "symlink", PATHS}, {SYS_symlinkat, "symlink", SYMLINKAT},
};
static const struct call READS[] = {
    {SYS_read, "read", FD}, {SYS_pread64, "pread", FD}, {SYS_readv, "readv", FD}, {SYS_open, "open", PATH},
    {SYS_openat, "open", AT}, {SYS_getdents64, "list", FD},
};

static const struct call *calls;
static size_t count;
static int reads, at, log_file = -1;
static volatile int seen;
static char under[PATH_MAX], what[32];
static long with;

static long allowed(long number, long a, long b, long c, long d, long e) {
    register long r10 __asm__("r10") = d, r8 __asm__("r8") = e, r9 __asm__("r9") = MAGIC;
    long answer;
    __asm__ volatile("syscall" : "=a"(answer) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return answer;
}

static void path_of(char *into, const char *link) {
    long length = allowed(SYS_readlink, (long)link, (long)into, PATH_MAX - 1, 0, 0);
    into[length < 0 ? 0 : length] = 0;
}

static void path_of_fd(char *into, long fd) {
    char link[64];
    if ((int)fd == AT_FDCWD) strcpy(link, "/proc/self/cwd");
    else snprintf(link, sizeof link, "/proc/self/fd/%d", (int)fd);
    path_of(into, link);
}

static void path_at(char *into, long fd, const char *path) {
    into[0] = 0;
    if (path[0] != '/') { path_of_fd(into, fd); strncat(into, "/", PATH_MAX - strlen(into) - 1); }
    strncat(into, path, PATH_MAX - strlen(into) - 1);
}

/* The path that a call is about; that of the last one for those with two. */
static void subject(const struct call *call, const long *arg, char *into) {
    switch (call->kind) {
    case FD: path_of_fd(into, arg[0]); break;
    case PATH: path_at(into, AT_FDCWD, (const char *)arg[0]); break;
    case AT: path_at(into, arg[0], (const char *)arg[1]); break;
    case PATHS: path_at(into, AT_FDCWD, (const char *)arg[1]); break;
    case ATS: path_at(into, arg[2], (const char *)arg[3]); break;
    case SYMLINKAT: path_at(into, arg[1], (const char *)arg[2]); break;
    }
}

static int counts(const struct call *call, const long *arg, char *path) {
    long flags = call->number == SYS_open ? arg[1] : arg[2];
    int is_open = call->number == SYS_open || call->number == SYS_openat;
    if (is_open && !reads && !(flags & (O_CREAT | O_TRUNC))) return 0;
    if (call->number == SYS_fcntl && arg[1] != F_SETLK && arg[1] != F_SETLKW && arg[1] != F_OFD_SETLK) return 0;
    if (!strcmp(under, "-")) return call->kind == FD && arg[0] == 1;
    subject(call, arg, path);
    size_t length = strlen(under);
    return !strncmp(path, under, length) && (path[length] == '/' || path[length] == 0);
}

static long send(int signal) {
    return allowed(SYS_kill, allowed(SYS_getpid, 0, 0, 0, 0, 0), signal, 0, 0, 0);
}

static long make(const struct call *call, long *arg) {
    char path[PATH_MAX], line[PATH_MAX + 64];
    path[0] = 0;
    long number = call->number;
#define MAKE() allowed(number, arg[0], arg[1], arg[2], arg[3], arg[4])
    if (!counts(call, arg, path)) return MAKE();
    int own = __atomic_add_fetch(&seen, 1, __ATOMIC_SEQ_CST);
    long length = snprintf(line, sizeof line, "%d %s %s\n", own, call->name, path);
    if (log_file >= 0) allowed(SYS_write, log_file, (long)line, length, 0, 0);
    /* Where nothing more fits, something can still be taken away. */
    int makes_room = !strcmp(call->name, "unlink") && (with == ENOSPC || with == EDQUOT);
    /* No disk says it of a lock. */
    int can_fail = !strstr(call->name, "lock");
    if (!strcmp(what, "errors") && own >= at && can_fail && !makes_room) return -with;
    if (own != at) return MAKE();
    if (!strcmp(what, "error") && can_fail) return -with;
    if (!strcmp(what, "short") && (number == SYS_write || number == SYS_pwrite64 || number == SYS_read || number == SYS_pread64))
        arg[2] = arg[2] > 1 ? arg[2] / 2 : arg[2];
    if (!strcmp(what, "signal")) send(with);
    long answer = MAKE();
    if (!strcmp(what, "after")) send(with);
    return answer;
}

static void trapped(int signal, siginfo_t *info, void *context) {
    (void)signal;
    greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
    long arg[5] = {registers[REG_RDI], registers[REG_RSI], registers[REG_RDX], registers[REG_R10], registers[REG_R8]};
    for (size_t i = 0; i < count; i++) {
        if (calls[i].number == info->si_syscall) {
            registers[REG_RAX] = make(&calls[i], arg);
            return;
        }
    }
}

static void filter(void) {
    static struct sock_filter program[128];
    size_t length = 0;
#define LOAD(field) (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define RETURN(value) (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, value)
    program[length++] = LOAD(args[5]);
    program[length++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, MAGIC, 0, 1);
    program[length++] = RETURN(SECCOMP_RET_ALLOW);
    program[length++] = LOAD(nr);
    for (size_t i = 0; i < count; i++) {
        int flags = calls[i].number == SYS_openat ? 2 : 1;
        if (!reads && (calls[i].number == SYS_openat || calls[i].number == SYS_open)) {
            /* What newslint starts is loaded before it has a handler. */
            program[length++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, calls[i].number, 0, 4);
            program[length++] = LOAD(args[flags]);
            program[length++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, O_CREAT | O_TRUNC, 0, 1);
            program[length++] = RETURN(SECCOMP_RET_TRAP);
            program[length++] = RETURN(SECCOMP_RET_ALLOW);
            continue;
        }
        program[length++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, calls[i].number, 0, 1);
        program[length++] = RETURN(SECCOMP_RET_TRAP);
    }
    program[length++] = RETURN(SECCOMP_RET_ALLOW);
    struct sock_fprog all = {.len = length, .filter = program};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &all)) {
        perror("the shim's filter");
        abort();
    }
}

__attribute__((constructor)) static void begin(void) {
    const char *folder = getenv("FAULT_UNDER"), *file = getenv("FAULT_LOG"), *doing = getenv("FAULT_DO");
    if (!folder) return;
    int is_child = getenv("FAULT_CHILD") != NULL;
    strncpy(under, is_child ? "nothing" : folder, sizeof under - 1);
    setenv("FAULT_CHILD", "yes", 1);
    reads = getenv("FAULT_READS") != NULL;
    calls = reads ? READS : WRITES;
    count = reads ? sizeof READS / sizeof *READS : sizeof WRITES / sizeof *WRITES;
    if (getenv("FAULT_AT")) at = atoi(getenv("FAULT_AT"));
    if (doing) sscanf(doing, "%31s %ld", what, &with);
    if (file && !is_child) log_file = open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    struct sigaction action = {.sa_sigaction = trapped, .sa_flags = SA_SIGINFO};
    sigaction(SIGSYS, &action, NULL);
    if (!is_child) filter();
}

/* The clock, which asks no system. */
static time_t jump(void) {
    static volatile int looks;
    static int from = -1;
    static long by;
    if (from < 0) {
        by = getenv("CLOCK_BY") ? atol(getenv("CLOCK_BY")) : 0;
        from = getenv("CLOCK_AT") ? atoi(getenv("CLOCK_AT")) : 0;
    }
    return from && __atomic_add_fetch(&looks, 1, __ATOMIC_SEQ_CST) >= from ? by : 0;
}

int clock_gettime(clockid_t clock, struct timespec *into) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    int answer = real(clock, into);
    if (clock == CLOCK_REALTIME) into->tv_sec += jump();
    return answer;
}

int gettimeofday(struct timeval *restrict into, void *restrict zone) {
    (void)zone;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    *into = (struct timeval){.tv_sec = now.tv_sec, .tv_usec = now.tv_nsec / 1000};
    return 0;
}

time_t time(time_t *into) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (into) *into = now.tv_sec;
    return now.tv_sec;
}
