// Package store opens the database and runs transactions: SQLite by default, PostgreSQL for a
// country. It knows nothing of care; the statements stand in the capabilities that use them.
//
// A program writes with [DB.Write] and reads with [DB.Read]. Both hand a [Tx] to a function; the
// transaction ends with that function. Inside it, [Tx.Now] stands still, [Tx.Lock] takes the lock
// that ★ rules need on PostgreSQL, and [Tx.Savepoint] tries something that may be taken back while
// the rest goes on.
//
// On SQLite one connection writes, and several writers share one commit and so one fsync (see
// [committer]): a function given to Write therefore runs apart from its caller's context, does no
// I/O but SQL, may run a second time, and must set what it hands out anew on each run.
//
// Migrations are in migrations/, numbered and forward only; schema.*.sql show the outcome.
package store
