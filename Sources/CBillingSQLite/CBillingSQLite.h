#if !__has_include(<sqlite3.h>)
#error "The headers of SQLite are missing. Debian, Ubuntu: apt-get install libsqlite3-dev. Fedora, Amazon Linux: dnf install sqlite-devel"
#else
#include <sqlite3.h>

// Swift cannot call a function with a variable number of arguments.

static inline int billing_sqlite_set_defensive(sqlite3 *database) {
    return sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)0);
}

static inline int billing_sqlite_keep_log_on_close(sqlite3 *database) {
    return sqlite3_db_config(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, (int *)0);
}
#endif
