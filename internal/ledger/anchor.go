package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// Tip names a seal by what no other seal has. The zero value names none.
type Tip struct {
	Number int64 `json:"number"`
	Hash   Hash  `json:"hash"` // of the seal
}

// Tip gives the seal's.
func (s Seal) Tip() Tip {
	if s.Number == 0 {
		return Tip{}
	}
	return Tip{s.Number, s.Hash()}
}

// Anchor is a small file beside the key file that names the last seal: whoever has the database alone
// cannot change it, so that seals that go missing are missed, also by a program that starts anew. Nodes
// that share the key file share it.
type Anchor struct{ name string }

// NewAnchor makes an anchor in a file, which need not exist yet.
func NewAnchor(name string) *Anchor { return &Anchor{name} }

// Name is where the file stands.
func (a *Anchor) Name() string { return a.name }

// Read gives the tip; the zero one before there is a file. A file that is not an anchor is an error
// and never the same as none.
func (a *Anchor) Read() (m Tip, err error) {
	body, err := os.ReadFile(a.name)
	if errors.Is(err, fs.ErrNotExist) {
		return Tip{}, nil
	}
	if err == nil {
		err = json.Unmarshal(body, &m)
	}
	if err == nil && m.Number < 1 {
		err = errors.New("it names no seal")
	}
	if err != nil {
		return Tip{}, fault.New(fault.Unavailable, "Het bestand met het laatste zegel kan niet worden gelezen.", "cannot read the last seal from "+a.name).Because(err)
	}
	return m, nil
}

// raise names a later seal. Of two nodes that do so at once either may win: both are right.
func (a *Anchor) raise(m Tip) error {
	now, err := a.Read()
	if err != nil || now.Number >= m.Number {
		return err
	}
	return a.write(m)
}

// Accept names a seal whatever the file said before: for an operator who put back a copy and has
// looked at it. The zero tip takes the file away.
func (a *Anchor) Accept(m Tip) error {
	if m.Number > 0 {
		return a.write(m)
	}
	err := os.Remove(a.name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return a.cannot(err)
	}
	return nil
}

func (a *Anchor) cannot(err error) error {
	return fault.New(fault.Unavailable, "Het laatste zegel kan niet worden bewaard.", "cannot write the last seal to "+a.name).Because(err)
}

// write replaces the file as a whole: a crash leaves the old one or the new one.
func (a *Anchor) write(m Tip) error {
	body, err := json.Marshal(m)
	if err != nil {
		return a.cannot(err)
	}
	tmp, err := os.CreateTemp(filepath.Dir(a.name), ".seal-*")
	if err != nil {
		return a.cannot(err)
	}
	_, err = tmp.Write(append(body, '\n'))
	if err = errors.Join(err, tmp.Sync(), tmp.Close()); err == nil {
		err = os.Rename(tmp.Name(), a.name)
	}
	if err != nil {
		_ = os.Remove(tmp.Name())
		return a.cannot(err)
	}
	return nil
}

// LastTip gives that of the newest seal in the database; zero before there is any.
func LastTip(ctx context.Context, tx *store.Tx) (Tip, error) {
	s, err := lastSeal(ctx, tx)
	return s.Tip(), err
}

// Stands says whether the database has the seal that a tip names.
func (m Tip) Stands(ctx context.Context, tx *store.Tx) (bool, error) {
	_, p, err := m.stands(ctx, tx, anchorKnows)
	return p == nil, err
}

// stands looks for the seal that a tip names. It gives the seal, or what happened to it.
func (m Tip) stands(ctx context.Context, tx *store.Tx, knows string) (Seal, *Problem, error) {
	s, err := store.One(ctx, tx, scanSeal, `SELECT `+sealColumns+` FROM ledger_seal WHERE number = $1`, m.Number)
	switch {
	case errors.Is(err, store.ErrNone):
		return Seal{}, m.lost(knows), nil
	case err != nil:
		return Seal{}, nil, err
	case s.Hash() != m.Hash:
		return Seal{}, m.other(knows), nil
	}
	return s, nil, nil
}

func (m Tip) lost(knows string) *Problem {
	return &Problem{Seal: m.Number, What: Removed, EN: fmt.Sprintf("%s knows it, and it is not in the database", knows)}
}

func (m Tip) other(knows string) *Problem {
	return &Problem{Seal: m.Number, What: Altered, EN: fmt.Sprintf("it is not the seal that %s knows", knows)}
}
