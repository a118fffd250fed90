package agreement

import (
	"context"
	"database/sql"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
)

const signatureColumns = `s.id, s.party, s.signer, s.at, s.version, s.as_what, s.statement, s.digest, s.key_id, s.public_key, s.seal,
	coalesce((SELECT min(l.entry) FROM ledger_subject l JOIN ledger_entry e ON e.id = l.entry
		WHERE l.subject_type = 'signature' AND l.subject_id = s.id AND e.outcome = 'done'), '')`

func scanSignature(row func(...any) error) (s Signature, err error) {
	var at int64
	var statement string
	err = row(&s.ID, &s.Party, &s.Signer, &at, &s.Version, &s.As, &statement, &s.Digest, &s.Seal.Key, &s.Seal.Public, &s.Seal.Value, &s.Ledger)
	s.At, s.Statement = clock.FromMicros(at), []byte(statement)
	return s, err
}

// signatures reads signatures s for which a condition holds, with their chains, the oldest first.
func signatures(ctx context.Context, tx *store.Tx, condition string, args ...any) ([]Signature, error) {
	const from = ` FROM agreement_signature s JOIN agreement a ON a.id = s.agreement WHERE `
	all, err := store.All(ctx, tx, scanSignature, `SELECT `+signatureColumns+from+condition+` ORDER BY s.at, s.id`, args...)
	if err != nil || len(all) == 0 {
		return all, err
	}
	at := make(map[SignatureID]*Signature, len(all))
	for i := range all {
		at[all[i].ID] = &all[i]
	}
	type link struct {
		of      SignatureID
		forum   mandate.Forum
		subject string
		mandate.Link
	}
	links, err := store.All(ctx, tx, func(row func(...any) error) (l link, err error) {
		var from int64
		var until sql.NullInt64
		err = row(&l.of, &l.forum.Kind, &l.forum.Region, &l.forum.Wijkverband, &l.subject, &l.Kind, &l.ID, &l.Version, &from, &until)
		l.From, l.Until = clock.FromMicros(from), endOf(until)
		return l, err
	}, `SELECT s.id, a.forum, a.region, a.wijkverband, a.subject, c.kind, c.link, c.version, c.from_at, c.until_at`+
		` FROM agreement_signature s JOIN agreement a ON a.id = s.agreement JOIN agreement_chain c ON c.signature = s.id WHERE `+condition+` ORDER BY s.id, c.position`, args...)
	for _, l := range links {
		s := at[l.of]
		s.Chain.Forum, s.Chain.Subject = l.forum, l.subject
		s.Chain.Links = append(s.Chain.Links, l.Link)
	}
	for i := range all {
		c := &all[i].Chain
		c.Party, c.Signer, c.At, c.KnownAt, c.Valid = all[i].Party, all[i].Signer, all[i].At, all[i].At, true
	}
	return all, err
}

// insert keeps a signature. Nothing changes it afterwards.
func (s *Signature) insert(ctx context.Context, tx *store.Tx, which ID) error {
	_, err := tx.Exec(ctx, `INSERT INTO agreement_signature (id, agreement, version, party, as_what, signer, at, statement, digest, key_id, public_key, seal)
		VALUES `+store.Placeholders(1, 12),
		s.ID, which, s.Version, s.Party, s.As, s.Signer, clock.Micros(s.At), string(s.Statement), s.Digest,
		s.Seal.Key, s.Seal.Public, s.Seal.Value)
	if err != nil {
		return err
	}
	for i, l := range s.Chain.Links {
		_, err := tx.Exec(ctx, `INSERT INTO agreement_chain (signature, position, kind, link, version, from_at, until_at) VALUES `+store.Placeholders(1, 7),
			s.ID, i+1, l.Kind, l.ID, l.Version, clock.Micros(l.From), ending(l.Until))
		if err != nil {
			return err
		}
	}
	return nil
}
