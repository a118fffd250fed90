package proof

import (
	"context"
	"slices"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
)

// Proof gives the chain behind each signature under an agreement as it was at a moment (zero: now), for whoever may
// read the agreement; of one that its parties made public that is everybody, who is told of no person, nor
// the words of the decisions behind a mandate. Each chain is computed from
// what was known when it was given, so that the answer stays the same.
func (s *Service) Proof(ctx context.Context, actor access.Actor, which agreement.ID, at time.Time) (p Proof, err error) {
	defer fault.Wrap(&err, "proof.Proof(%s)", which)
	var open bool
	err = s.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		if open, err = s.agreements.OpenTx(ctx, tx, actor, "agreement.Proof", which); err != nil || !open {
			return err
		}
		p, err = s.proof(ctx, tx, which, at, true)
		return err
	})
	if open || err != nil {
		return p, err
	}
	load := func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
		return s.agreements.ReaderTx(ctx, tx, actor, which)
	}
	err = s.spine.Look(ctx, act.Attempt{Actor: actor, Act: "agreement.Proof", Load: load}, func(ctx context.Context, tx *act.Tx) error {
		p, err = s.proof(ctx, tx.Tx, which, at, false)
		tx.Found(len(p.Signatures))
		return err
	})
	if err != nil {
		return Proof{}, err
	}
	return p, nil
}

func (s *Service) proof(ctx context.Context, tx *store.Tx, which agreement.ID, at time.Time, open bool) (Proof, error) {
	a, err := s.agreements.ViewTx(ctx, tx, which, at)
	if err != nil {
		return Proof{}, err
	}
	if open && !a.Public {
		return Proof{}, fault.Missing("Deze afspraak bestaat niet.", "agreement not found")
	}
	p := Proof{Agreement: a.ID, Number: a.Number, Title: a.Title, Version: a.Version, State: a.State, At: a.At, Valid: a.State.Binds()}
	for _, party := range a.Parties {
		g := party.Signature
		if g == nil {
			p.Valid = false
			continue
		}
		chain, err := s.chain(ctx, tx, g)
		if err != nil {
			return Proof{}, err
		}
		if open {
			chain = bare(chain)
		}
		made := Signed{ID: g.ID, Party: g.Party, Signer: g.Signer, As: g.As, At: g.At, Version: g.Version, Chain: chain, Statement: g.Statement, Digest: g.Digest,
			Key: g.Seal.Key, Seal: g.Seal.Value, Ledger: g.Ledger}
		if made.Seq, err = seqOf(ctx, tx, g.Ledger); err != nil {
			return Proof{}, err
		}
		if open {
			made.Signer, made.Statement = "", nil
		}
		p.Signatures = append(p.Signatures, made)
		p.Valid = p.Valid && chain.Valid
	}
	return p, nil
}

// bare leaves out of a chain who signed and where it was decided.
func bare(c mandate.Chain) mandate.Chain {
	c.Signer = ""
	c.Links = slices.Clone(c.Links)
	for i := range c.Links {
		c.Links[i].Text = c.Links[i].Plain
	}
	return c
}

// chain computes the chain of a signature anew, as it was known when it was given.
func (s *Service) chain(ctx context.Context, tx *store.Tx, g *agreement.Signature) (mandate.Chain, error) {
	return s.mandates.ChainTx(ctx, tx, mandate.Ask{Signer: g.Signer, Party: g.Party, Forum: g.Chain.Forum, Subject: g.Chain.Subject, At: g.At, Known: g.At})
}

// seqOf gives the number of an entry; 0 while it has none.
func seqOf(ctx context.Context, tx *store.Tx, entry string) (seq int64, err error) {
	err = tx.QueryRow(ctx, `SELECT coalesce(max(seq), 0) FROM ledger_seq WHERE entry = $1`, entry).Scan(&seq)
	return seq, err
}
