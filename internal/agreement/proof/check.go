package proof

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"eerstelijn/internal/agreement"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/store"
)

// What can be wrong, as a code.
const (
	WrongStatement = "statement" // what was signed is not what its digest says, or does not fit the text that is kept
	WrongSeal      = "seal"      // the platform's key did not seal it
	WrongChain     = "chain"     // the links that are kept are not those that were signed
	WrongMandate   = "mandate"   // what was known of mandates then gives another chain now
	WrongLedger    = "ledger"    // the ledger does not say the same, or its entry is not as it was sealed
	WrongState     = "state"     // the states are not those that the ledger tells
	WrongParty     = "party"     // it was active without the signature of a party
)

// Check tells whether everything that an agreement rests on is as it was when it was signed. It is meant
// for an operator, and asks nothing of who acts. What was corrected, revoked or ended since changes nothing: each
// chain is computed from what was known when it was given. That the ledger as a whole is as it was sealed
// is for [ledger.Check] to say.
func (s *Service) Check(ctx context.Context, which agreement.ID) (r Report, err error) {
	defer fault.Wrap(&err, "proof.Check(%s)", which)
	err = s.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		r, err = s.CheckTx(ctx, tx, which)
		return err
	})
	return r, err
}

// CheckTx is [Service.Check] on the moment of a transaction.
func (s *Service) CheckTx(ctx context.Context, tx *store.Tx, which agreement.ID) (Report, error) {
	record, err := s.agreements.RecordTx(ctx, tx, which)
	if err != nil {
		return Report{}, err
	}
	c := &checker{s: s, tx: tx, record: &record, report: Report{Agreement: record.ID, Number: record.Number, State: record.State, Signatures: len(record.Signatures)}}
	err = c.run(ctx)
	return c.report, err
}

type checker struct {
	s      *Service
	tx     *store.Tx
	record *agreement.Record
	report Report
}

func (c *checker) wrong(of agreement.SignatureID, code, format string, args ...any) {
	c.report.Wrong = append(c.report.Wrong, Finding{of, code, fmt.Sprintf(format, args...)})
}

func (c *checker) run(ctx context.Context) error {
	for i := range c.record.Signatures {
		g := &c.record.Signatures[i]
		if err := c.statement(g); err != nil {
			return err
		}
		if err := c.mandate(ctx, g); err != nil {
			return err
		}
		if err := c.ledger(ctx, g); err != nil {
			return err
		}
	}
	c.parties()
	return c.states(ctx)
}

// statement compares what was signed with its digest and seal, and with what is kept in rows.
func (c *checker) statement(g *agreement.Signature) error {
	if agreement.Digest(g.Statement) != g.Digest {
		c.wrong(g.ID, WrongStatement, "the statement is not the one that was signed: its digest differs")
	}
	holds, err := agreement.SealHolds(c.s.ring, g.Digest, g.Seal)
	if err != nil {
		return err
	}
	if !holds {
		c.wrong(g.ID, WrongSeal, "the seal over the statement is not by a key of the key file, or not over this digest")
	}
	signed, err := agreement.ReadStatement(g.Statement)
	if err != nil {
		c.wrong(g.ID, WrongStatement, "the statement cannot be read")
		return nil
	}
	links := g.Chain
	links.Links = signed.Links()
	if !links.Same(g.Chain) {
		c.wrong(g.ID, WrongChain, "the chain that is kept is not the one that was signed")
	}
	kept := *g
	kept.Chain = links
	again, there := c.record.Statement(&kept)
	if !there {
		c.wrong(g.ID, WrongStatement, "version %d of the text is not there", g.Version)
		return nil
	}
	text, err := again.Canonical()
	if err != nil {
		return err
	}
	if !bytes.Equal(text, g.Statement) {
		c.wrong(g.ID, WrongStatement, "the text, parties, signer or moment that are kept are not those that were signed")
	}
	return nil
}

// mandate computes the chain anew from what was known at the moment of signing.
func (c *checker) mandate(ctx context.Context, g *agreement.Signature) error {
	again, err := c.s.chain(ctx, c.tx, g)
	if err != nil {
		return err
	}
	if !again.Same(g.Chain) {
		c.wrong(g.ID, WrongMandate, "what was known of mandates at %s gives another chain: valid %t %s", g.At.Format(time.RFC3339Nano), again.Valid, again.Why)
	}
	return nil
}

// change is what the ledger says of an act on an agreement.
type change struct {
	Signature agreement.SignatureID `json:"signature"`
	Digest    string                `json:"digest"`
	Signed    int                   `json:"signed"` // version of the text
}

func changeOf(e *ledger.Entry) (c change) {
	_ = json.Unmarshal(e.Change, &c) // an entry of another shape says nothing of these
	return c
}

// ledger compares a signature with its entry, and proves that the entry is under a seal as it was.
func (c *checker) ledger(ctx context.Context, g *agreement.Signature) error {
	found, err := ledger.Where(ctx, c.tx, `e.id = $1`, 1, g.Ledger)
	if err != nil {
		return err
	}
	if len(found) == 0 {
		c.wrong(g.ID, WrongLedger, "the ledger has no entry of this signature")
		return nil
	}
	e := &found[0]
	said := changeOf(e)
	// Who acceded signs the next versions like everybody.
	signing := e.Act == "agreement.Sign" || e.Act == "agreement.Accede" && g.As == agreement.AsAcceded
	if !signing || e.Outcome != ledger.Done || e.Person != string(g.Signer) || said.Signature != g.ID || said.Digest != g.Digest || said.Signed != g.Version {
		c.wrong(g.ID, WrongLedger, "entry %d does not tell of this signature", e.Seq)
	}
	sealed, err := c.sealed(ctx, g.ID, e.Seq)
	if sealed {
		c.report.Sealed++
	}
	return err
}

// sealed proves that an entry is as it was sealed; one that has no seal yet is not wrong.
func (c *checker) sealed(ctx context.Context, of agreement.SignatureID, seq int64) (bool, error) {
	if seq == 0 {
		return false, nil
	}
	p, err := ledger.ProofOf(ctx, c.tx, seq)
	if fault.KindOf(err) == fault.Conflict {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	verdict, err := p.Verdict(c.s.ring)
	if err != nil {
		return false, err
	}
	if verdict != ledger.Proven {
		c.wrong(of, WrongLedger, "entry %d is not as seal %d has it: %s", seq, p.Seal.Number, verdict)
		return false, nil
	}
	return true, nil
}

// parties looks whether there was a signature of every party for as long as the agreement was active.
func (c *checker) parties() {
	for _, s := range c.record.States {
		if s.State != agreement.StateActive {
			continue
		}
		text, there := c.record.Text(s.Version)
		if !there || len(text.Parties) == 0 {
			c.wrong("", WrongParty, "it was active on %s by a text that is not there", s.From.Format(time.DateOnly))
			continue
		}
		for _, p := range text.Parties {
			bound := later(s.From, p.Since)
			if !p.Left.IsZero() && !p.Left.After(s.From) {
				continue // it had stepped out
			}
			if p.Since.IsZero() && p.As != agreement.AsLeaving {
				c.wrong("", WrongParty, "party %s of version %d was never bound", p.Organization, s.Version)
				continue
			}
			if !slices.ContainsFunc(c.record.Signatures, func(g agreement.Signature) bool {
				return string(g.Party) == p.Organization && g.Version == s.Version && !g.At.After(bound)
			}) {
				c.wrong("", WrongParty, "party %s had not signed version %d when that was active", p.Organization, s.Version)
			}
		}
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// states compares each state with the entry of the act that led to it, and each such act with its state.
func (c *checker) states(ctx context.Context) error {
	tells, err := c.tells(ctx)
	if err != nil {
		return err
	}
	for i, s := range c.record.States {
		last := i == len(c.record.States)-1
		switch {
		case last != s.Until.IsZero(), !last && !s.Until.Equal(c.record.States[i+1].From):
			c.wrong("", WrongState, "state %d (%s) does not end where the next one begins", s.Edit, s.State)
		case last && (s.State != c.record.State || s.Version != c.record.Version || s.Public != c.record.Public):
			c.wrong("", WrongState, "the agreement is %s and its last state is %s", c.record.State, s.State)
		}
		told := s.Told(c.record.ID)
		e, there := tells[told]
		if !there {
			c.wrong("", WrongState, "the ledger does not tell of state %d (%s)", s.Edit, s.State)
			continue
		}
		delete(tells, told)
		c.report.Steps++
		if _, err := c.sealed(ctx, "", e.Seq); err != nil {
			return err
		}
	}
	for _, told := range slices.Sorted(maps.Keys(tells)) {
		c.wrong("", WrongState, "the ledger tells of a state that is not there: %s", told)
	}
	return nil
}

// every is more than an agreement ever has entries.
const every = 1 << 30

// tells gives the entries of the acts that led to a state of the agreement, each by what it tells of that,
// also those that have no number yet.
func (c *checker) tells(ctx context.Context) (map[string]*ledger.Entry, error) {
	all, err := ledger.Where(ctx, c.tx, `e.id IN (SELECT s.entry FROM ledger_subject s WHERE s.subject_type = 'agreement' AND s.subject_id = $1)
		AND e.outcome = 'done' AND e.sort <> 'R'`, every, c.record.ID)
	tells := make(map[string]*ledger.Entry)
	for i := range all {
		for _, s := range all[i].Subjects {
			if s.Type == agreement.StateSubject && strings.HasPrefix(s.ID, string(c.record.ID)+"/") {
				tells[s.ID] = &all[i]
			}
		}
	}
	return tells, err
}
