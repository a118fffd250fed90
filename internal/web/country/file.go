package country

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/network"
	"eerstelijn/internal/web/ui"
)

// file is the table for a spreadsheet: semicolons and a mark of UTF-8, because that is what Dutch
// programs open without asking. An unknown number is an empty cell, never a zero.
func file(rows []network.CountryRow, now time.Time, source string) []byte {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.Comma, w.UseCRLF = ';', true
	line := func(cells ...string) {
		_ = w.Write(cells) // to memory: cannot fail
	}
	line("regio", "adres", "fase", "voorloper", "inwoners", "in een wijk met wijkverband", "in een wijk met compleet team", "in een wijk met werkend team", "wijkverbanden", "stand", "bron")
	for _, r := range rows {
		number := func(n int) string {
			if r.Population == 0 {
				return ""
			}
			return strconv.Itoa(n)
		}
		line(plain(r.Name), "/regio/"+r.Slug, phaseName(r), map[bool]string{true: "ja", false: "nee"}[r.Forerunner],
			number(r.Population), number(r.InWijkverband), number(r.Manned), number(r.Working), strconv.Itoa(r.Wijkverbanden), ui.Moment(now), source)
	}
	w.Flush()
	return b.Bytes()
}

// plain keeps a spreadsheet from taking a name for a formula.
func plain(text string) string {
	if text != "" && strings.ContainsAny(text[:1], "=+-@\t\r") {
		return "'" + text
	}
	return text
}
