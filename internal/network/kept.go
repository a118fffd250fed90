package network

import (
	"context"
	"sync"
	"time"

	"eerstelijn/internal/ledger"
	"eerstelijn/internal/store"
)

// kept keeps answers that cost milliseconds and are asked by every visitor of a page. An answer for a
// minute holds until anything is written anywhere, since whatever changes it is an entry of the ledger;
// what takes effect by itself, at a moment within the minute, is seen in the next. Who gets an answer
// must not change it.
type kept[T any] struct {
	mu      sync.Mutex
	at      moment
	answers map[string]T
}

// moment is what an answer depends on besides the question.
type moment struct {
	mark   ledger.Mark
	minute int64
}

// answerAt tells the moment of an answer about at.
func answerAt(ctx context.Context, tx *store.Tx, at time.Time) (m moment, err error) {
	m.minute = at.Unix() / 60
	m.mark, err = ledger.MarkOf(ctx, tx)
	return m, err
}

func (k *kept[T]) get(m moment, question string) (answer T, ok bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.at != m {
		return answer, false
	}
	answer, ok = k.answers[question]
	return answer, ok
}

func (k *kept[T]) put(m moment, question string, answer T) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.at != m || k.answers == nil {
		k.at, k.answers = m, map[string]T{}
	}
	k.answers[question] = answer
}
