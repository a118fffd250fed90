package audit

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/store"
)

// Query says which entries to give. Empty fields ask for everything.
type Query struct {
	Person       string // id, never a name
	Organization string
	Region       string
	Act          string
	Outcome      string
	SubjectType  string
	SubjectID    string
	Since        time.Time // from this moment
	Before       time.Time // and before this one
	Cursor       string    // of the page before
	Limit        int       // 1 to 200; 0 is 50
}

// What an id or code looks like. Words of people, numbers of nine digits (a BSN) and tokens do not fit,
// so that none enters the ledger by being searched for.
var (
	long  = regexp.MustCompile(`^([a-z]+:)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
	short = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9:._-]{0,31}$`)
	nine  = regexp.MustCompile(`[0-9]{9}`)
)

func isCode(s string) bool {
	return long.MatchString(s) || short.MatchString(s) && !nine.MatchString(s)
}

func (q *Query) check() error {
	var wrong []fault.Field
	for _, f := range []struct{ name, value string }{
		{"person", q.Person}, {"organization", q.Organization}, {"region", q.Region}, {"subject_type", q.SubjectType}, {"subject_id", q.SubjectID},
	} {
		if f.value != "" && !isCode(f.value) {
			wrong = append(wrong, fault.Field{Name: f.name, Text: fault.Text{NL: "Vul een nummer of code in, geen naam.", EN: "expected an id or a code"}})
		}
	}
	if _, known := access.ActOf(q.Act); q.Act != "" && !known {
		wrong = append(wrong, fault.Field{Name: "act", Text: fault.Text{NL: "Deze handeling bestaat niet.", EN: "no such act"}})
	}
	switch ledger.Outcome(q.Outcome) {
	case "", ledger.Done, ledger.Refused, ledger.Failed:
	default:
		wrong = append(wrong, fault.Field{Name: "outcome", Text: fault.Text{NL: "Kies gedaan, geweigerd of mislukt.", EN: "expected done, refused or failed"}})
	}
	if q.SubjectID != "" && q.SubjectType == "" {
		wrong = append(wrong, fault.Field{Name: "subject_type", Text: fault.Text{NL: "Zeg ook wat voor ding dit is.", EN: "subject_id needs subject_type"}})
	}
	if !q.Since.IsZero() && !q.Before.IsZero() && !q.Since.Before(q.Before) {
		wrong = append(wrong, fault.Field{Name: "before", Text: fault.Text{NL: "Het einde ligt vóór het begin.", EN: "the end lies before the beginning"}})
	}
	if q.Limit == 0 {
		q.Limit = 50
	}
	if q.Limit < 1 || q.Limit > 200 {
		wrong = append(wrong, fault.Field{Name: "limit", Text: fault.Text{NL: "Kies 1 tot en met 200.", EN: "expected 1 to 200"}})
	}
	if _, _, err := q.from(); err != nil {
		wrong = append(wrong, fault.Field{Name: "cursor", Text: fault.Text{NL: "Deze plaats hoort bij een andere vraag.", EN: "this cursor belongs to another query"}})
	}
	return fault.InvalidFields(wrong...).OrNil()
}

// asked is what the entry of a search says that was asked for.
func (q Query) asked() map[string]string {
	all := map[string]string{"person": q.Person, "organization": q.Organization, "region": q.Region, "act": q.Act, "outcome": q.Outcome,
		"subject_type": q.SubjectType, "subject_id": q.SubjectID}
	if !q.Since.IsZero() {
		all["since"] = q.Since.UTC().Format(time.RFC3339)
	}
	if !q.Before.IsZero() {
		all["before"] = q.Before.UTC().Format(time.RFC3339)
	}
	for name, value := range all {
		if value == "" {
			delete(all, name)
		}
	}
	return all
}

// record says in the entry about whom and what was asked, so that the look is found from there.
func (q Query) record(tx *act.Tx) {
	if q.Person != "" {
		tx.About("person", q.Person)
	}
	if q.SubjectID != "" {
		tx.About(q.SubjectType, q.SubjectID)
	}
}

// A cursor is the moment and id of the last entry of a page, and a mark of the question.
func (q Query) cursor(e ledger.Entry) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d %s %s", clock.Micros(e.At), e.ID, q.mark()))
}

func (q Query) mark() string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q", q.asked()))
	return hex.EncodeToString(sum[:6])
}

func (q Query) from() (at int64, id ledger.EntryID, err error) {
	if q.Cursor == "" {
		return 0, "", nil
	}
	text, err := base64.RawURLEncoding.DecodeString(q.Cursor)
	parts := strings.Split(string(text), " ")
	if err != nil || len(parts) != 3 || parts[2] != q.mark() || !isCode(parts[1]) {
		return 0, "", fault.New(fault.Invalid, "Deze plaats hoort bij een andere vraag.", "this cursor belongs to another query")
	}
	at, err = strconv.ParseInt(parts[0], 10, 64)
	return at, ledger.EntryID(parts[1]), err
}

// page reads the entries of q within bound, the newest first, and one more to know whether there is a
// next page.
func (s *Service) page(ctx context.Context, tx *store.Tx, q Query, bound access.Bound, sees viewer) (p Page, err error) {
	var args []any
	where := []string{bound.Where(access.Columns{Organization: "e.organization", Region: "e.region", Person: "e.person"}, &args)}
	add := func(condition string, values ...any) {
		for _, v := range values {
			args = append(args, v)
			condition = strings.Replace(condition, "?", access.Placeholder(len(args)), 1)
		}
		where = append(where, condition)
	}
	for _, c := range []struct{ column, value string }{
		{"e.person", q.Person}, {"e.organization", q.Organization}, {"e.region", q.Region}, {"e.act", q.Act}, {"e.outcome", q.Outcome},
	} {
		if c.value != "" {
			add(c.column+" = ?", c.value)
		}
	}
	switch {
	case q.SubjectID != "":
		add(`EXISTS (SELECT 1 FROM ledger_subject s WHERE s.subject_type = ? AND s.subject_id = ? AND s.entry = e.id)`, q.SubjectType, q.SubjectID)
	case q.SubjectType != "":
		add(`EXISTS (SELECT 1 FROM ledger_subject s WHERE s.subject_type = ? AND s.entry = e.id)`, q.SubjectType)
	}
	if !q.Since.IsZero() {
		add(`e.at >= ?`, clock.Micros(q.Since))
	}
	if !q.Before.IsZero() {
		add(`e.at < ?`, clock.Micros(q.Before))
	}
	if at, id, err := q.from(); err != nil {
		return p, err
	} else if id != "" {
		add(`(e.at, e.id) < (?, ?)`, at, id)
	}
	entries, err := ledger.Where(ctx, tx, strings.Join(where, " AND "), q.Limit+1, args...)
	if err != nil {
		return p, err
	}
	if len(entries) > q.Limit {
		entries = entries[:q.Limit]
		p.Next = q.cursor(entries[q.Limit-1])
	}
	p.Entries, err = s.shown(ctx, tx, entries, sees)
	return p, err
}

func containsWord(words, word string) bool {
	for _, w := range strings.Fields(words) {
		if w == word {
			return true
		}
	}
	return false
}
