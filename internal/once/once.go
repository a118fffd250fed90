// Package once keeps the answer to a request of other software, so that the same request sent again
// gets that answer and does nothing twice: lines break, and who hears nothing asks again.
//
// A request is told by who asks, where, and a key of their own choosing. Its place is taken before
// anything is done ([Keeper.Begin]); the answer is put there after ([Keeper.End]). A request that ended
// without an answer, because the program stopped halfway, keeps its place: nobody knows whether it was
// done, and doing it again might do it twice.
package once

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/store"
)

// kept is how long an answer can be asked for again.
const kept = 24 * time.Hour

// forAnswers is what answers are sealed for: they may hold what opens something, such as the receipt
// of a report.
const forAnswers keys.Purpose = "answers"

// Keeper keeps answers in a database.
type Keeper struct {
	db   *store.DB
	ring *keys.Ring
}

// New makes a keeper.
func New(db *store.DB, ring *keys.Ring) *Keeper { return &Keeper{db, ring} }

var errNoAnswer = fault.New(fault.Conflict, "Dit verzoek loopt nog, of is geëindigd zonder antwoord. Kijk of het gedaan is.",
	"the first request with this key still runs, or ended without an answer; look whether it was done, and use a new key if it was not")

// Request is what tells one request from another.
type Request struct {
	Actor string // who asks
	Route string // method and path
	Key   string // of the asker's own choosing
	Asked string // a hash of what was sent: the same key may not come with another question
}

// Answer is what was answered.
type Answer struct {
	Status int
	Header map[string]string
	Body   string
}

// Begin takes the place of a request: nil means that it is the caller's to do. Otherwise it gives the
// answer of the first time.
//
// Conflict: the first one still runs, or ended without an answer. Invalid: the key came with another
// question.
func (k *Keeper) Begin(ctx context.Context, r Request) (answer *Answer, err error) {
	defer fault.Wrap(&err, "once.Begin")
	r.Key = hashed(r.Key)
	err = k.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		answer = nil
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM kept_answer WHERE made_at < $1`, clock.Micros(now.Add(-kept))); err != nil {
			return err
		}
		done, err := tx.Exec(ctx, `INSERT INTO kept_answer (actor, route, key, asked, made_at, status, answer) VALUES ($1, $2, $3, $4, $5, 0, '')
			ON CONFLICT DO NOTHING`, r.Actor, r.Route, r.Key, r.Asked, clock.Micros(now))
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 1 {
			return err
		}
		var asked, sealed string
		var had Answer
		err = tx.QueryRow(ctx, `SELECT asked, status, answer FROM kept_answer WHERE actor = $1 AND route = $2 AND key = $3`,
			r.Actor, r.Route, r.Key).Scan(&asked, &had.Status, &sealed)
		switch {
		case errors.Is(err, store.ErrNone) || err == nil && asked == r.Asked && had.Status == 0:
			return errNoAnswer
		case err != nil:
			return err
		case asked != r.Asked:
			return fault.InvalidField("Idempotency-Key", "Deze sleutel is al gebruikt voor een ander verzoek.", "this key came with another request before; use a new one")
		}
		answer = &had
		return k.open(ctx, r, sealed, answer)
	})
	if err != nil {
		return nil, err
	}
	return answer, nil
}

// End keeps the answer of a request that [Keeper.Begin] gave to the caller.
func (k *Keeper) End(ctx context.Context, r Request, a Answer) (err error) {
	defer fault.Wrap(&err, "once.End")
	r.Key = hashed(r.Key)
	sealed, err := k.seal(ctx, r, a)
	if err != nil {
		return err
	}
	return k.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE kept_answer SET status = $1, answer = $2 WHERE actor = $3 AND route = $4 AND key = $5`,
			a.Status, sealed, r.Actor, r.Route, r.Key)
		return err
	})
}

// about binds a sealed answer to its request.
func (r Request) about() string { return strings.Join([]string{r.Actor, r.Route, r.Key}, "\x00") }

func (k *Keeper) seal(ctx context.Context, r Request, a Answer) (string, error) {
	plain, err := json.Marshal(a)
	if err != nil {
		return "", err
	}
	box, err := k.ring.Seal(ctx, forAnswers, plain, r.about())
	return base64.StdEncoding.EncodeToString(box), err
}

// open reads a sealed answer. One that no key opens any more, because its key was taken away within
// the day, is an answer that nobody knows.
func (k *Keeper) open(ctx context.Context, r Request, sealed string, into *Answer) error {
	box, err := base64.StdEncoding.DecodeString(sealed)
	if err != nil {
		return err
	}
	plain, err := k.ring.Open(ctx, forAnswers, box, r.about())
	if err != nil {
		return errNoAnswer.Because(err)
	}
	return json.Unmarshal(plain, into)
}

// GiveBack frees the place of a request that was refused: nothing was done, and it may be mended and
// sent again with the same key.
func (k *Keeper) GiveBack(ctx context.Context, r Request) (err error) {
	defer fault.Wrap(&err, "once.GiveBack")
	r.Key = hashed(r.Key)
	return k.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM kept_answer WHERE actor = $1 AND route = $2 AND key = $3 AND status = 0`, r.Actor, r.Route, r.Key)
		return err
	})
}

// hashed is a key as it is kept: whatever somebody chose for it, it tells nothing to who reads the rows.
func hashed(key string) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:])
}
