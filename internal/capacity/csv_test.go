package capacity_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/fault"
)

const (
	offerA = "01890a5d-ac96-774b-bcce-b302099a8057"
	offerB = "01890a5d-ac96-774b-bcce-b302099a8058"
)

func TestParseReports(t *testing.T) {
	t.Parallel()
	got, err := capacity.ParseReports(strings.NewReader("\ufeffoffer;available;accepting;waiting_days;observed_at\r\n" +
		offerA + ";3;open;14;2026-03-02T08:00:00+01:00\r\n\r\n" + strings.ToUpper(offerB) + "; 0 ;;;2026-07-01 14:30\r\n"))
	if err != nil || len(got) != 2 {
		t.Fatalf("%+v, %v", got, err)
	}
	if r := got[0]; r.Offer != offerA || r.Available != 3 || r.Accepting != capacity.Open || *r.WaitingDays != 14 || !r.ObservedAt.Equal(time.Date(2026, 3, 2, 7, 0, 0, 0, time.UTC)) {
		t.Errorf("%+v", r)
	}
	if r := got[1]; r.Offer != offerB || r.Available != 0 || r.Accepting != "" || r.WaitingDays != nil || !r.ObservedAt.Equal(time.Date(2026, 7, 1, 12, 30, 0, 0, time.UTC)) {
		t.Errorf("%+v", r)
	}
	got, err = capacity.ParseReports(strings.NewReader("available,offer\n7," + offerA))
	if err != nil || len(got) != 1 || got[0].Available != 7 || !got[0].ObservedAt.IsZero() {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestParseBadReports(t *testing.T) {
	t.Parallel()
	head := "offer;available;accepting;waiting_days;observed_at\n"
	for name, c := range map[string]struct{ text, fields string }{
		"nothing":         {"", "file"},
		"only names":      {head, "file"},
		"no names":        {offerA + ";3\n", "file"},
		"unknown column":  {"offer;available;free\n" + offerA + ";3;3\n", "file"},
		"a column twice":  {"offer;available;available\n" + offerA + ";3;3\n", "file"},
		"no figure":       {"offer;accepting\n" + offerA + ";open\n", "file"},
		"not text":        {"offer;available\n\xff;3\n", "file"},
		"a nul":           {"offer;available\n\x00;3\n", "file"},
		"every bad row":   {head + "x;3\n" + offerA + ";-1;no;-2;yesterday\n" + offerB + ";2\n" + offerA + "\n", "row 1: offer row 2: accepting row 2: available row 2: observed_at row 2: waiting_days row 4: available"},
		"too many places": {head + offerA + ";10001\n", "row 1: available"},
		"too many fields": {head + offerA + ";1;;;;\n", "row 1: offer"},
		"a lone quote":    {head + offerA + ";1\n" + `"` + offerA + ";1\n", "row 2: offer"},
		"the year 1":      {head + offerA + ";1;;;0001-01-01T00:00:00Z\n", "row 1: observed_at"},
		"too many rows":   {head + strings.Repeat(offerA+";1\n", 1001), "rows"},
		"too large":       {head + strings.Repeat("x", 1<<20), "file"},
	} {
		_, err := capacity.ParseReports(strings.NewReader(c.text))
		wants(t, err, fault.Invalid)
		if got := fieldsOf(err); got != c.fields {
			t.Errorf("%s: fields %q, want %q", name, got, c.fields)
		}
	}
}

// FuzzParseReports: whatever the bytes, an answer or a refusal that names what is wrong; and what was
// read is read the same from a file written out of it.
func FuzzParseReports(f *testing.F) {
	f.Add([]byte("offer;available;accepting;waiting_days;observed_at\n" + offerA + ";3;open;14;2026-03-02T08:00:00Z\n"))
	f.Add([]byte("\ufeffavailable,offer\n\"7\",\"" + offerA + "\"\n"))
	f.Add([]byte("offer;available;observed_at\n" + offerA + ";3;2026-03-29 02:30\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		reports, err := capacity.ParseReports(bytes.NewReader(data))
		if err != nil {
			if fault.KindOf(err) != fault.Invalid || fieldsOf(err) == "" {
				t.Fatalf("a bad file gives %v", err)
			}
			return
		}
		var again strings.Builder
		again.WriteString("offer;available;accepting;waiting_days;observed_at\n")
		for _, r := range reports {
			wait, at := "", ""
			if r.WaitingDays != nil {
				wait = fmt.Sprint(*r.WaitingDays)
			}
			if !r.ObservedAt.IsZero() {
				at = r.ObservedAt.Format(time.RFC3339Nano)
			}
			fmt.Fprintf(&again, "%s;%d;%s;%s;%s\n", r.Offer, r.Available, r.Accepting, wait, at)
		}
		same, err := capacity.ParseReports(strings.NewReader(again.String()))
		if err != nil || fmt.Sprint(text(same)) != fmt.Sprint(text(reports)) {
			t.Fatalf("%q reads as %v, then as %v (%v)", data, text(reports), text(same), err)
		}
	})
}

func text(reports []capacity.Report) (lines []string) {
	for _, r := range reports {
		wait := -1
		if r.WaitingDays != nil {
			wait = *r.WaitingDays
		}
		lines = append(lines, fmt.Sprint(r.Offer, r.Available, r.Accepting, wait, r.ObservedAt.UnixNano()))
	}
	return lines
}
