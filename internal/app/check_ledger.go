package app

import (
	"context"
	"fmt"
	"io"
	"time"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/store"
)

// anchorBeside is where the last seal is remembered: outside the database, with the keys.
func anchorBeside(keyFile string) *ledger.Anchor { return ledger.NewAnchor(keyFile + ".seal") }

// LedgerCheck are the choices of who checks the ledger.
type LedgerCheck struct {
	Roots io.Reader // published seals, believed rather than those in the database; nil: none
	From  int64     // number of the entry to begin with; 0 for all
	// Accept leaves the last seal that is remembered beside the key file out of it, and when all else is
	// right remembers the one that is there now: after an older copy was put back.
	Accept bool
}

// CheckLedger proves that the ledger is as it was sealed and says in lines of English how far it came.
// What is wrong is a Conflict that names the first bad row.
func (a *App) CheckLedger(ctx context.Context, ask LedgerCheck) (lines []string, err error) {
	opt := ledger.CheckOptions{From: ask.From}
	if ask.Roots != nil {
		if opt.Published, err = ledger.ReadSeals(ask.Roots); err != nil {
			return nil, err
		}
	}
	anchor := anchorBeside(a.keyFile.Name())
	known, err := anchor.Read()
	switch {
	case err != nil && !ask.Accept: // one that cannot be read is what may be replaced
		return nil, err
	case !ask.Accept:
		opt.Anchor = known
	}
	began := time.Now()
	var done ledger.Checked
	var found *ledger.Problem
	var last ledger.Tip
	err = a.Store.Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		if last, err = ledger.LastTip(ctx, tx); err != nil {
			return err
		}
		done, found, err = ledger.Check(ctx, tx, a.Keys, opt)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("app.CheckLedger: %w", err)
	}
	lines = checked(done, opt, time.Since(began))
	if found != nil {
		return lines, fault.New(fault.Conflict, "Het logboek is niet zoals het verzegeld is.", found.Error())
	}
	if ask.Accept {
		if err := anchor.Accept(last); err != nil {
			return lines, err
		}
		lines = append(lines, fmt.Sprintf("%s named seal %d and now names seal %d; start the program again", anchor.Name(), known.Number, last.Number))
	}
	return append(lines, "the ledger is as it was sealed"), nil
}

// checked says how far a check came.
func checked(done ledger.Checked, opt ledger.CheckOptions, took time.Duration) (lines []string) {
	add := func(what string, n int64) { lines = append(lines, fmt.Sprintf("%-40s %d", what, n)) }
	add("entries as they were sealed", done.Entries)
	add("of these, looks kept long enough", done.Removed)
	add("seals", done.Seals)
	if opt.Published != nil {
		add("published seals that were read", int64(len(opt.Published)))
	}
	if opt.Anchor.Number > 0 {
		add("remembered beside the key file: seal", opt.Anchor.Number)
	}
	if done.OldKeys > 0 {
		add("seals by keys that were retired", done.OldKeys)
	}
	add("entries without a seal yet", done.Unsealed)
	lines = append(lines, fmt.Sprintf("%-40s %s", "time", took.Round(time.Millisecond)))
	if done.Late > 0 {
		lines = append(lines, fmt.Sprintf("warning: %d seals came more than 10 minutes after an entry under them, the first is seal %d; "+
			"until its seal an entry can be changed unseen", done.Late, done.LateAt))
	}
	return lines
}

// Restored says what must be done before a database that was put back is served; empty when nothing.
func (cfg Config) Restored(ctx context.Context, db *store.DB) (string, error) {
	name, _ := cfg.keyFile()
	if name == "" {
		return "", nil
	}
	anchor := anchorBeside(name)
	known, err := anchor.Read()
	if err != nil || known.Number == 0 {
		return "", err
	}
	var there bool
	err = db.Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		there, err = known.Stands(ctx, tx)
		return err
	})
	if err != nil || there {
		return "", err
	}
	return fmt.Sprintf("this copy does not have seal %d, the last one that %s knows: acts after the copy was made are gone. "+
		"The program seals nothing until you say that this is meant: eerstelijn check ledger --accept", known.Number, anchor.Name()), nil
}
