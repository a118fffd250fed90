package capacity

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
)

// csvColumns are the columns of a file of reports. The first two must be there; their order is free.
var csvColumns = []string{"offer", "available", "accepting", "waiting_days", "observed_at"}

const mostBytes = 1 << 20

// ParseReports reads a file of reports: a line of column names (offer;available;accepting;waiting_days;
// observed_at, of which the first two are needed) and a line for each offer, with semicolons or commas
// between. A moment is RFC 3339, or 2006-01-02 15:04 in Amsterdam. Every wrong row is named by its
// number: 1 is the one after the names.
func ParseReports(r io.Reader) (_ []Report, err error) {
	defer fault.Wrap(&err, "capacity.ParseReports")
	data, err := io.ReadAll(io.LimitReader(r, mostBytes+1))
	switch {
	case err != nil:
		return nil, err
	case len(data) > mostBytes:
		return nil, fault.InvalidField("file", "Dit bestand is te groot: hooguit 1 MB.", "the file is too large: at most 1 MB")
	case !utf8.Valid(data) || bytes.IndexByte(data, 0) >= 0:
		return nil, fault.InvalidField("file", "Dit is geen tekstbestand in UTF-8.", "the file is not text in UTF-8")
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	head, _, _ := bytes.Cut(data, []byte("\n"))
	lines := csv.NewReader(bytes.NewReader(data))
	lines.FieldsPerRecord = -1
	if bytes.IndexByte(head, ';') >= 0 {
		lines.Comma = ';'
	}
	names, err := lines.Read()
	if err != nil {
		return nil, noHead()
	}
	columns, err := columnsOf(names)
	if err != nil {
		return nil, err
	}
	var reports []Report
	var wrong []fault.Field
	for row := 0; ; row++ {
		record, err := lines.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if row == mostReports {
			return nil, tooManyRows()
		}
		if err != nil {
			// What follows a broken quote cannot be told apart any more.
			wrong = append(wrong, inRow(row, field("offer", "Deze rij is niet te lezen: kijk de aanhalingstekens na.", "this row cannot be read: check the quotes")))
			break
		}
		report, fields := columns.report(record)
		for _, f := range fields {
			wrong = append(wrong, inRow(row, f))
		}
		reports = append(reports, report)
	}
	if len(wrong) > 0 {
		return nil, fault.InvalidFields(wrong...)
	}
	if len(reports) == 0 {
		return nil, fault.InvalidField("file", "Er staan geen rijen in dit bestand.", "the file holds no rows")
	}
	return reports, nil
}

// csvColumn says where each column stands; -1 where it does not.
type csvColumn map[string]int

func columnsOf(names []string) (csvColumn, error) {
	at := csvColumn{}
	for i, name := range names {
		name = strings.ToLower(strings.TrimSpace(name))
		if _, twice := at[name]; twice || !slices.Contains(csvColumns, name) {
			return nil, noHead()
		}
		at[name] = i
	}
	for _, needed := range csvColumns[:2] {
		if _, there := at[needed]; !there {
			return nil, noHead()
		}
	}
	return at, nil
}

func noHead() error {
	all := strings.Join(csvColumns, ";")
	return fault.InvalidField("file", "De eerste regel moet de namen van de kolommen zijn: "+all+". De eerste twee zijn nodig.",
		"the first line must be the names of the columns: "+all+"; the first two are needed")
}

func field(name, nl, en string) fault.Field {
	return fault.Field{Name: name, Text: fault.Text{NL: nl, EN: en}}
}

// report reads one row; a missing column or an empty one is not said.
func (c csvColumn) report(record []string) (r Report, wrong []fault.Field) {
	get := func(name string) string {
		if i, there := c[name]; there && i < len(record) {
			return strings.TrimSpace(record[i])
		}
		return ""
	}
	bad := func(name, nl, en string) { wrong = append(wrong, field(name, nl, en)) }
	if len(record) > len(c) {
		bad("offer", "Deze rij heeft te veel kolommen.", "this row has too many columns")
	}
	var err error
	if r.Offer, err = id.Parse[OfferID](get("offer")); err != nil {
		bad("offer", "Vul het nummer van de capaciteit in.", "expected the id of an offer")
	}
	if r.Available, err = strconv.Atoi(get("available")); err != nil || r.Available < 0 || r.Available > mostPlaces {
		bad("available", fmt.Sprintf("Vul een getal in van 0 tot en met %d.", mostPlaces), fmt.Sprintf("expected a number from 0 to %d", mostPlaces))
	}
	r.Accepting = Accepting(strings.ToLower(get("accepting")))
	if !slices.Contains([]Accepting{"", Open, Limited, Closed}, r.Accepting) {
		bad("accepting", "Vul open, limited of closed in, of laat het leeg.", "expected open, limited, closed or nothing")
	}
	if text := get("waiting_days"); text != "" {
		days, err := strconv.Atoi(text)
		if err != nil || days < 0 || days > mostDays {
			bad("waiting_days", fmt.Sprintf("Vul een aantal dagen in van 0 tot en met %d.", mostDays), fmt.Sprintf("expected a number of days from 0 to %d", mostDays))
		}
		r.WaitingDays = &days
	}
	if text := get("observed_at"); text != "" {
		if r.ObservedAt, err = moment(text); err != nil || r.ObservedAt.Year() < 2000 || r.ObservedAt.Year() > 9999 {
			bad("observed_at", "Vul een moment in, zoals 2026-03-02 14:30.", "expected a moment such as 2026-03-02T14:30:00Z or 2026-03-02 14:30")
		}
	}
	return r, wrong
}

func moment(text string) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t.UTC(), nil
	}
	t, err := time.ParseInLocation("2006-01-02 15:04", text, clock.Amsterdam)
	return t.UTC(), err
}
