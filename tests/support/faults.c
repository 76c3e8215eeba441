/*
 * Faults of the machine, for a PostgreSQL server under test: loaded by LD_PRELOAD, switched while
 * it runs. Needs no root.
 *
 * The file that FAULTS_FILE names is mapped into every process of the server and holds, in the
 * machine's own byte order, `struct faults`: whoever writes it (tests/support/faulty_server.py)
 * switches the fault at once and for all of them.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

struct faults {
    int64_t disk_full;   /* 1: no file of its disk may grow */
    int64_t sync_fails;  /* 1: fsync and fdatasync answer EIO */
    int64_t clock_shift; /* seconds added to the time of day */
    int64_t denied;      /* how often a fault was met, counted by the server's processes */
};

static struct faults none;
static struct faults *volatile faults = &none;
static dev_t disk; /* the one that holds the file, and the server's data */

__attribute__((constructor)) static void attach(void)
{
    const char *path = getenv("FAULTS_FILE");
    int fd = path ? open(path, O_RDWR) : -1;
    struct stat is;
    if (fd < 0 || fstat(fd, &is) != 0)
        return;
    disk = is.st_dev;
    void *at = mmap(NULL, sizeof none, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (at != MAP_FAILED)
        faults = at;
}

#define REAL(name) \
    static __typeof__(&name) real; \
    if (!real) \
        real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

static int denied(int error)
{
    __atomic_add_fetch(&faults->denied, 1, __ATOMIC_RELAXED);
    errno = error;
    return 1;
}

/* A full disk still takes what goes into room that a file has: only growth is refused. */
static int grows(int fd, off_t end)
{
    struct stat is;
    /* the first three are the server's log */
    return faults->disk_full && fd > 2 && fstat(fd, &is) == 0 && S_ISREG(is.st_mode)
        && is.st_dev == disk && end > is.st_size && denied(ENOSPC);
}

ssize_t write(int fd, const void *data, size_t size)
{
    REAL(write);
    if (faults->disk_full && grows(fd, lseek(fd, 0, SEEK_CUR) + (off_t)size))
        return -1;
    return real(fd, data, size);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at)
{
    REAL(pwrite);
    if (grows(fd, at + (off_t)size))
        return -1;
    return real(fd, data, size, at);
}

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at)
{
    REAL(pwritev);
    off_t end = at;
    for (int i = 0; i < count; i++)
        end += (off_t)parts[i].iov_len;
    if (grows(fd, end))
        return -1;
    return real(fd, parts, count, at);
}

int posix_fallocate(int fd, off_t at, off_t size)
{
    REAL(posix_fallocate);
    if (grows(fd, at + size))
        return ENOSPC;
    return real(fd, at, size);
}

int fsync(int fd)
{
    REAL(fsync);
    if (faults->sync_fails && denied(EIO))
        return -1;
    return real(fd);
}

int fdatasync(int fd)
{
    REAL(fdatasync);
    if (faults->sync_fails && denied(EIO))
        return -1;
    return real(fd);
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
    REAL(gettimeofday);
    int done = real(now, zone);
    now->tv_sec += faults->clock_shift;
    return done;
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
    REAL(clock_gettime);
    int done = real(clock, now);
    if (clock == CLOCK_REALTIME)
        now->tv_sec += faults->clock_shift;
    return done;
}
