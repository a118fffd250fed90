package record

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/audit"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/web/site"
)

// Over gives everything that happened to one thing as a file. The thing is 'type id' in one field, as a
// list of things has it, or in two.
func (p Page) Over(w http.ResponseWriter, r *http.Request) error {
	if err := site.Form(r); err != nil {
		return err
	}
	kind, thing := r.PostForm.Get(kindField), r.PostForm.Get(thingField)
	if both := strings.Fields(r.PostForm.Get("ding")); len(both) == 2 {
		kind, thing = both[0], both[1]
	}
	x, err := p.Audit.OnSubject(r.Context(), p.SignedIn(r), kind, thing)
	if err != nil {
		return err
	}
	return send(r.Context(), w, x, r.PostForm.Get(formatField))
}

// Propose asks for a copy of everything; a second person must agree.
func (p Page) Propose(w http.ResponseWriter, r *http.Request) error {
	if err := site.Form(r); err != nil {
		return err
	}
	since, err := day(r.PostForm.Get(sinceField), 0)
	if err != nil {
		return err
	}
	before, err := day(r.PostForm.Get(untilField), 1)
	if err != nil {
		return err
	}
	if _, err := p.Audit.ExportAll(r.Context(), p.SignedIn(r), since, before); err != nil {
		return err
	}
	site.Redirect(w, r, Path+"?voorgesteld=ja")
	return nil
}

// Take gives a copy that two people agreed on.
func (p Page) Take(w http.ResponseWriter, r *http.Request) error {
	if err := site.Form(r); err != nil {
		return err
	}
	x, err := p.Audit.Take(r.Context(), p.SignedIn(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	return send(r.Context(), w, x, r.PostForm.Get(formatField))
}

// send writes the file. It is written while it is read: when that fails half-way the connection breaks
// off, so that nobody takes half a copy for a whole one.
func send(ctx context.Context, w http.ResponseWriter, x *audit.Export, format string) error {
	write, kind := writeCSV, "text/csv; charset=utf-8; header=present"
	switch format {
	case "json":
		write, kind = writeJSON, "application/jsonl"
	case "csv", "":
		format = "csv"
	default:
		return fault.InvalidField(formatField, "Kies csv of json.", "expected csv or json")
	}
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", `attachment; filename="logboek.`+format+`"`)
	h.Set("Cache-Control", "no-store")
	if err := write(ctx, w, x); err != nil {
		_ = http.NewResponseController(w).SetWriteDeadline(time.Unix(1, 0))
	}
	return nil
}

// row is an entry as it leaves in a file; the names of the members are those of the API.
type row struct {
	Seq          int64           `json:"seq"`
	ID           string          `json:"id"`
	At           string          `json:"at"`
	Act          string          `json:"act"`
	ActNL        string          `json:"act_nl"`
	Sort         string          `json:"sort"`
	Outcome      audit.Outcome   `json:"outcome"`
	Person       string          `json:"person"`
	Name         string          `json:"name"`
	Role         string          `json:"role"`
	Organization string          `json:"organization"`
	OnBehalfOf   string          `json:"on_behalf_of"`
	Session      string          `json:"session"`
	Assurance    uint8           `json:"assurance"`
	Via          string          `json:"via"`
	Origin       string          `json:"origin"`
	Reason       string          `json:"reason"`
	Policy       string          `json:"policy"`
	Purpose      string          `json:"purpose"`
	Relation     string          `json:"relation"`
	Consent      string          `json:"consent"`
	Emergency    bool            `json:"emergency"`
	Region       string          `json:"region"`
	Area         string          `json:"area"`
	Source       string          `json:"source"`
	Trace        string          `json:"trace"`
	Found        *int64          `json:"found"`
	Subjects     string          `json:"subjects"` // 'type:id type:id'
	Change       json.RawMessage `json:"change"`
}

func rowOf(e audit.Entry) row {
	subjects := make([]string, len(e.Subjects))
	for i, s := range e.Subjects {
		subjects[i] = s.Type + ":" + s.ID
	}
	change := e.Change
	if len(change) == 0 {
		change = json.RawMessage(`{}`)
	}
	return row{
		Seq: e.Seq, ID: string(e.ID), At: e.At.UTC().Format(time.RFC3339Nano), Act: e.Act, ActNL: e.ActNL, Sort: e.Sort, Outcome: e.Outcome,
		Person: e.Person, Name: e.PersonName, Role: e.Role, Organization: e.Organization, OnBehalfOf: e.OnBehalfOf, Session: e.Session,
		Assurance: e.Assurance, Via: e.Via, Origin: e.Origin, Reason: e.Reason, Policy: e.Policy, Purpose: e.Grounds.Purpose,
		Relation: e.Grounds.Relation, Consent: e.Grounds.Consent, Emergency: e.Grounds.Emergency, Region: e.Region, Area: e.Area,
		Source: e.Source, Trace: e.Trace, Found: e.Found, Subjects: strings.Join(subjects, " "), Change: change,
	}
}

func writeJSON(ctx context.Context, w io.Writer, x *audit.Export) error {
	out := json.NewEncoder(w)
	return x.Each(ctx, func(entries []audit.Entry) error {
		for _, e := range entries {
			if err := out.Encode(rowOf(e)); err != nil {
				return err
			}
		}
		return nil
	})
}

var header = []string{"seq", "id", "at", "act", "act_nl", "sort", "outcome", "person", "name", "role", "organization", "on_behalf_of", "session", "assurance",
	"via", "origin", "reason", "policy", "purpose", "relation", "consent", "emergency", "region", "area", "source", "trace", "found", "subjects", "change"}

func writeCSV(ctx context.Context, w io.Writer, x *audit.Export) error {
	out := csv.NewWriter(w)
	if err := out.Write(header); err != nil {
		return err
	}
	err := x.Each(ctx, func(entries []audit.Entry) error {
		for _, e := range entries {
			r := rowOf(e)
			found := ""
			if r.Found != nil {
				found = strconv.FormatInt(*r.Found, 10)
			}
			cells := []string{strconv.FormatInt(r.Seq, 10), r.ID, r.At, r.Act, r.ActNL, r.Sort, string(r.Outcome), r.Person, r.Name, r.Role,
				r.Organization, r.OnBehalfOf, r.Session, strconv.Itoa(int(r.Assurance)), r.Via, r.Origin, r.Reason, r.Policy, r.Purpose, r.Relation,
				r.Consent, strconv.FormatBool(r.Emergency), r.Region, r.Area, r.Source, r.Trace, found, r.Subjects, string(r.Change)}
			for i := range cells {
				cells[i] = harmless(cells[i])
			}
			if err := out.Write(cells); err != nil {
				return err
			}
		}
		return nil
	})
	out.Flush()
	if err == nil {
		err = out.Error()
	}
	return err
}

// harmless keeps a spreadsheet from taking a text for a formula.
func harmless(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
