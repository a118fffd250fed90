package ledger

import (
	"context"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"eerstelijn/internal/store"
)

// Feed tells this node when the ledger has grown and, on PostgreSQL, gives committed entries their
// numbers. Each node runs one; for the numbering they elect one among them at each round.
type Feed struct {
	db  *store.DB
	log *slog.Logger

	kicked chan struct{}

	mu   sync.Mutex
	head int64
	grew chan struct{} // closed and replaced whenever head rises
}

// The beats of a feed. A node kicks its own feed after each act, so the slow ones are only for what
// other nodes and processes write.
const (
	sequencePause = 10 * time.Millisecond  // between two rounds of numbering while there is work
	sqlitePoll    = 200 * time.Millisecond // a command line beside a server writes the same file
	postgresPoll  = 500 * time.Millisecond // when a notification was missed
)

// sequencerLock is the advisory lock that elects the sequencer; any constant will do.
const sequencerLock = 7_301_946_120

// channel is PostgreSQL's notification channel; the payload is the new head.
const channel = "eerstelijn_ledger"

// NewFeed makes a feed; it does nothing until [Feed.Run].
func NewFeed(db *store.DB, log *slog.Logger) *Feed {
	return &Feed{db: db, log: log, kicked: make(chan struct{}, 1), grew: make(chan struct{})}
}

// Kick tells the feed that this node has just committed an entry. It never blocks.
func (f *Feed) Kick() {
	select {
	case f.kicked <- struct{}{}:
	default:
	}
}

// Wait returns the head of the ledger as soon as it is above seq.
func (f *Feed) Wait(ctx context.Context, seq int64) (int64, error) {
	for {
		f.mu.Lock()
		head, grew := f.head, f.grew
		f.mu.Unlock()
		if head > seq {
			return head, nil
		}
		select {
		case <-grew:
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}
}

// Run keeps the feed going until ctx ends. A database that does not answer is logged and asked
// again at the next beat.
func (f *Feed) Run(ctx context.Context) {
	poll := sqlitePoll
	if f.db.Dialect() == store.Postgres {
		poll = postgresPoll
		go f.listen(ctx)
	}
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		case <-f.kicked:
		}
		more, err := f.round(ctx)
		if err != nil && ctx.Err() == nil {
			f.log.Error("ledger feed", "error", err)
		}
		next := poll
		if more {
			next = sequencePause
		}
		timer.Reset(next)
	}
}

// round numbers what is committed and looks at the head; more says that a new round soon is wise.
func (f *Feed) round(ctx context.Context) (more bool, err error) {
	if f.db.Dialect() == store.Postgres {
		if more, err = f.sequence(ctx); err != nil {
			return false, err
		}
	}
	var head int64
	err = f.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		head, err = Head(ctx, tx)
		return err
	})
	f.raise(head)
	return more, err
}

func (f *Feed) raise(head int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if head > f.head {
		f.head = head
		close(f.grew)
		f.grew = make(chan struct{})
	}
}

// sequence gives every committed entry without a number the next ones. Only what is visible to this
// transaction is numbered, so a number never precedes its entry's commit; the lock is held until the
// numbers are committed, so two nodes never give out the same ones.
func (f *Feed) sequence(ctx context.Context) (more bool, err error) {
	err = f.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		var waiting bool
		more = false
		if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM ledger_pending)`).Scan(&waiting); err != nil || !waiting {
			return err
		}
		more = true
		var mine bool
		if err := tx.QueryRow(ctx, `SELECT pg_try_advisory_xact_lock($1)`, int64(sequencerLock)).Scan(&mine); err != nil || !mine {
			return err
		}
		res, err := tx.Exec(ctx, `WITH taken AS (DELETE FROM ledger_pending RETURNING entry)
			INSERT INTO ledger_seq (seq, entry)
			SELECT (SELECT coalesce(max(seq), 0) FROM ledger_seq) + row_number() OVER (ORDER BY entry), entry FROM taken`)
		if err != nil {
			return err
		}
		if n, _ := res.RowsAffected(); n == 0 {
			return nil
		}
		_, err = tx.Exec(ctx, `SELECT pg_notify($1, (SELECT max(seq) FROM ledger_seq)::text)`, channel)
		return err
	})
	return more, err
}

// listen hears of new heads from the other nodes, on a connection of its own.
func (f *Feed) listen(ctx context.Context) {
	for ctx.Err() == nil {
		if err := f.hear(ctx); err != nil && ctx.Err() == nil {
			f.log.Warn("ledger feed: listening stopped, polling goes on", "error", err)
			select {
			case <-time.After(postgresPoll):
			case <-ctx.Done():
			}
		}
	}
}

func (f *Feed) hear(ctx context.Context) error {
	c, err := pgx.Connect(ctx, f.db.Address())
	if err != nil {
		return err
	}
	defer func() { _ = c.Close(context.WithoutCancel(ctx)) }()
	if _, err := c.Exec(ctx, `LISTEN `+channel); err != nil {
		return err
	}
	var head int64 // what came before this line was open was told to others alone
	if err := c.QueryRow(ctx, `SELECT coalesce(max(seq), 0) FROM ledger_seq`).Scan(&head); err != nil {
		return err
	}
	f.raise(head)
	for {
		n, err := c.WaitForNotification(ctx)
		if err != nil {
			return err
		}
		if head, err := strconv.ParseInt(n.Payload, 10, 64); err == nil {
			f.raise(head)
		}
	}
}
