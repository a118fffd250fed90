package ledger

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"eerstelijn/internal/id"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/store"
)

// NameID refers to what a person was called at a moment. It says nothing by itself.
type NameID string

// Names keeps the names that entries refer to, sealed and apart from the entries, so that they can
// be erased while the entries and their seals stay as they are. It is safe for concurrent use.
type Names struct {
	db   *store.DB
	ring *keys.Ring

	mu    sync.RWMutex
	known map[personName]NameID
}

type personName struct{ person, name string }

// mostNames bounds what is remembered: about a hundred bytes each.
const mostNames = 100_000

// NewNames makes the keeper of names.
func NewNames(db *store.DB, ring *keys.Ring) *Names {
	return &Names{db: db, ring: ring, known: map[personName]NameID{}}
}

// Ref gives the reference to a person's name. The first time on this node it looks, and writes the
// name when it is new, in a transaction of its own; after that it costs nothing.
func (n *Names) Ref(ctx context.Context, person, name string) (NameID, error) {
	if person == "" || name == "" {
		return "", nil
	}
	key := personName{person, name}
	n.mu.RLock()
	ref, ok := n.known[key]
	n.mu.RUnlock()
	if ok {
		return ref, nil
	}
	ref, err := n.find(ctx, key)
	if err != nil {
		return "", fmt.Errorf("ledger.Ref: %w", err)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.known) >= mostNames {
		clear(n.known)
	}
	n.known[key] = ref
	return ref, nil
}

func (n *Names) find(ctx context.Context, key personName) (ref NameID, err error) {
	// After a rotation of the keys the name stands there under the fingerprint of an older one.
	prints, err := n.ring.Fingerprints(keys.ForNames, key.person+"\x00"+key.name)
	if err != nil {
		return "", err
	}
	fresh := id.New[NameID]()
	sealed, err := n.ring.Seal(ctx, keys.ForNames, []byte(key.name), about(key.person, fresh))
	if err != nil {
		return "", err
	}
	args := []any{key.person}
	for _, p := range prints {
		args = append(args, p)
	}
	in := strings.TrimSuffix(strings.TrimPrefix(store.Placeholders(1, len(args)), "($1,"), ")")
	look := `SELECT id FROM ledger_name WHERE person = $1 AND fingerprint IN (` + in + `) ORDER BY id LIMIT 1`
	err = n.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		err := tx.QueryRow(ctx, look, args...).Scan(&ref)
		if err != store.ErrNone {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO ledger_name (id, person, fingerprint, sealed) VALUES ($1, $2, $3, $4)
			ON CONFLICT (person, fingerprint) DO NOTHING`, fresh, key.person, prints[0], sealed); err != nil {
			return err
		}
		return tx.QueryRow(ctx, look, args...).Scan(&ref)
	})
	return ref, err
}

func about(person string, ref NameID) string { return person + "/" + string(ref) }

// Of opens the names that entries refer to. One that was erased, or whose key is gone, is not among
// them.
func (n *Names) Of(ctx context.Context, tx *store.Tx, entries []Entry) (map[NameID]string, error) {
	names := map[NameID]string{}
	var args []any
	for _, e := range entries {
		if _, ok := names[e.Name]; e.Name != "" && !ok {
			names[e.Name] = ""
			args = append(args, e.Name)
		}
	}
	if len(args) == 0 {
		return nil, nil
	}
	clear(names)
	type row struct {
		ref    NameID
		person string
		sealed []byte
	}
	const chunk = 500
	for len(args) > 0 {
		part := args[:min(chunk, len(args))]
		args = args[len(part):]
		rows, err := store.All(ctx, tx, func(scan func(...any) error) (r row, err error) { return r, scan(&r.ref, &r.person, &r.sealed) },
			`SELECT id, person, sealed FROM ledger_name WHERE sealed IS NOT NULL AND id IN `+store.Placeholders(1, len(part)), part...)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			if plain, err := n.ring.Open(ctx, keys.ForNames, r.sealed, about(r.person, r.ref)); err == nil {
				names[r.ref] = string(plain)
			}
		}
	}
	return names, nil
}

// EraseTx erases every name of a person and says how many there were. What the entries refer to is
// then empty for good; entries of this person that follow refer to a name only when it is new to the
// node that writes them.
func (n *Names) EraseTx(ctx context.Context, tx *store.Tx, person string) (int64, error) {
	res, err := tx.Exec(ctx, `UPDATE ledger_name SET fingerprint = NULL, sealed = NULL WHERE person = $1 AND sealed IS NOT NULL`, person)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}
