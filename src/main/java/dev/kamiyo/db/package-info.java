/// The embedded SQLite files: connections, the one writer, the two copies, migrations and the faults they meet.
///
/// SQL lives here, in `*Store` classes of other packages and in `src/main/resources/db`, nowhere else. This package
/// knows nothing of exploits.
@NullMarked
package dev.kamiyo.db;

import org.jspecify.annotations.NullMarked;
