/*
 * cutpower MOUNT-POINT: the ext4 file system there writes nothing from now on, not even its journal, as if the power
 * had been cut. Every call on it fails until it is mounted again.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/ioctl.h>

#define EXT4_IOC_SHUTDOWN _IOR('X', 125, uint32_t)
#define WITHOUT_FLUSHING_THE_JOURNAL 2

int main(int count, char **words)
{
    if (count != 2) {
        fputs("usage: cutpower MOUNT-POINT\n", stderr);
        return 2;
    }
    int folder = open(words[1], O_RDONLY | O_DIRECTORY);
    uint32_t how = WITHOUT_FLUSHING_THE_JOURNAL;
    if (folder < 0 || ioctl(folder, EXT4_IOC_SHUTDOWN, &how) != 0) {
        perror(words[1]);
        return 1;
    }
    return 0;
}
