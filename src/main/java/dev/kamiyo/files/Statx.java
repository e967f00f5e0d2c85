package dev.kamiyo.files;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Linux's `statx` on one file, asked for nothing of its times.
///
/// To prepare it takes 0.15 s of a processor. A thread of its own does so, and only for a process that has looked
/// often; until then, and on other systems, there is no answer.
final class Statx {
    /// A service at rest has looked so often after half a minute, one that is written to after a second or two.
    static final int OFTEN = 1_000;

    private static final AtomicInteger looks = new AtomicInteger();
    private static volatile boolean isReady;

    // linux/fcntl.h and linux/stat.h: the same on all processors
    private static final int AT_FDCWD = -100;
    private static final int STATX_INO = 0x100;
    private static final int STATX_SIZE = 0x200;
    private static final long BYTES = 256;
    private static final long MASK_AT = 0;
    private static final long INO_AT = 32;
    private static final long SIZE_AT = 40;
    private static final long MAJOR_AT = 136;
    private static final long MINOR_AT = 140;

    private final MemorySegment path;

    private Statx(MemorySegment path) {
        this.path = path;
    }

    /// A file to look at; empty when its name cannot be told to the system as it is.
    static Optional<Statx> of(Path file) {
        var charset = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
        var name = file.toString();
        return charset.canEncode() && charset.newEncoder().canEncode(name)
                ? Optional.of(new Statx(Arena.ofAuto().allocateFrom(name, charset)))
                : Optional.empty();
    }

    /// What has the name now; empty when that is not known here, for whatever reason.
    Optional<NamedFile.Now> look() {
        if (!isReady) {
            if (looks.incrementAndGet() == OFTEN) {
                Thread.ofPlatform().daemon().name("statx").start(() -> isReady = Call.HANDLE != null);
            }
            return Optional.empty();
        }
        try (var arena = Arena.ofConfined()) {
            var found = arena.allocate(BYTES, Long.BYTES);
            return Call.of(path, STATX_INO | STATX_SIZE, found) == 0 ? now(found) : Optional.empty();
        }
    }

    private static Optional<NamedFile.Now> now(MemorySegment found) {
        boolean isWhole = (found.get(ValueLayout.JAVA_INT, MASK_AT) & STATX_INO) != 0
                && (found.get(ValueLayout.JAVA_INT, MASK_AT) & STATX_SIZE) != 0;
        return isWhole
                ? Optional.of(new NamedFile.Now(
                        device(found.get(ValueLayout.JAVA_INT, MAJOR_AT), found.get(ValueLayout.JAVA_INT, MINOR_AT)),
                        found.get(ValueLayout.JAVA_LONG, INO_AT),
                        found.get(ValueLayout.JAVA_LONG, SIZE_AT)))
                : Optional.empty();
    }

    /// As `makedev` of the C library puts them together, and the JDK tells them.
    private static long device(int major, int minor) {
        return ((major & 0xffff_f000L) << 32)
                | ((major & 0xfffL) << 8)
                | ((minor & 0xffff_ff00L) << 12)
                | (minor & 0xffL);
    }

    private static final class Call {
        static final @Nullable MethodHandle HANDLE = handle();

        @SuppressWarnings("restricted") // native code, of the C library alone, with the arguments of its manual page
        private static @Nullable MethodHandle handle() {
            try {
                var linker = Linker.nativeLinker();
                var descriptor = FunctionDescriptor.of(
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT,
                        ValueLayout.ADDRESS,
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT,
                        ValueLayout.ADDRESS);
                return linker.defaultLookup()
                        .find("statx")
                        .map(symbol -> linker.downcallHandle(symbol, descriptor))
                        .orElse(null);
            } catch (UnsupportedOperationException | IllegalCallerException _) {
                return null; // a system or a JVM that does not let native code be called
            }
        }

        static int of(MemorySegment path, int mask, MemorySegment found) {
            var handle = HANDLE;
            if (handle == null) {
                return -1;
            }
            try {
                return (int) handle.invokeExact(AT_FDCWD, path, 0, mask, found);
            } catch (Throwable e) { // the handle's type; the call itself throws nothing
                throw new IllegalStateException(e);
            }
        }
    }
}
