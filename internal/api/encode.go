package api

import (
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-json-experiment/json/jsontext"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/finding"
	"eerstelijn/internal/finding/live"
)

// found is a page of results on its way to JSON. It is written by hand, because reflection would cost
// more than the search; [results] says the same in types, for the OpenAPI document, and a test reads
// what is written here back into them.
type found struct {
	page   finding.Page
	finder *live.Finder
	tables *directory.Tables
	// said are reasons that stand in the answer already, and where: the results of one question share
	// most of theirs.
	said []said
}

type said struct {
	reason      finding.Reason
	from, until int
}

// mostSaid bounds the search among them: beyond it, writing one anew is as quick.
const mostSaid = 12

// encoded is a found page in JSON.
type encoded []byte

// MarshalJSON gives the JSON as it is.
func (e encoded) MarshalJSON() ([]byte, error) { return e, nil }

// Schema documents it as [results].
func (encoded) Schema(r huma.Registry) *huma.Schema {
	return r.Schema(reflect.TypeFor[results](), true, "Results")
}

func (f *found) append(b []byte) []byte {
	names := func(code finding.ReasonCode, value string) string { return nameOf(f.tables, code, value) }
	b = append(b, `{"items":[`...)
	for i := range f.page.Items {
		if i > 0 {
			b = append(b, ',')
		}
		b = f.appendResult(b, &f.page.Items[i], names)
	}
	b = append(b, ']')
	b = appendFilled(b, `,"next":`, f.page.Next)
	if f.page.Total >= 0 {
		b = strconv.AppendInt(append(b, `,"total":`...), int64(f.page.Total), 10)
	}
	if len(f.page.LeftOut) > 0 {
		b = append(b, `,"left_out":[`...)
		for i, word := range f.page.LeftOut {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendText(b, word)
		}
		b = append(b, ']')
	}
	b = appendFilled(b, `,"suggestion":`, f.page.Suggestion)
	return append(b, '}')
}

// appendResult writes a service; the card adds what the index does not hold.
func (f *found) appendResult(b []byte, r *finding.Result, names finding.Names) []byte {
	card := live.CardOf(&r.Entry)
	b = appendCode(append(b, `{"id":`...), r.Service)
	b = appendText(append(b, `,"name":`...), r.Name)
	b = appendText(append(b, `,"organization":`...), r.OrganizationName)
	b = appendCode(append(b, `,"organization_id":`...), r.Organization)
	b = appendCode(append(b, `,"discipline":`...), r.Discipline)
	b = appendCode(append(b, `,"kind":`...), r.Kind)
	if r.Remote || r.Lat == 0 && r.Lon == 0 {
		b = append(b, `,"location":{"lat":null,"lon":null`...)
	} else {
		b = strconv.AppendFloat(append(b, `,"location":{"lat":`...), r.Lat, 'f', -1, 64)
		b = strconv.AppendFloat(append(b, `,"lon":`...), r.Lon, 'f', -1, 64)
	}
	b = appendOrNull(append(b, `,"address":`...), card.Address)
	b = appendOrNull(append(b, `,"area":`...), r.Area)
	b = append(b, `},"distance_m":`...)
	if r.DistanceM >= 0 {
		b = strconv.AppendInt(b, int64(r.DistanceM), 10)
	} else {
		b = append(b, `null`...)
	}
	b = strconv.AppendBool(append(b, `,"open_now":`...), r.OpenNow)
	b = appendRoom(b, r.Room)
	b = append(b, `,"contact":[`...)
	if card.Reachable() {
		b = append(b, `{"audience":"citizen"`...)
		b = appendFilled(b, `,"function":`, card.Function)
		b = appendFilled(b, `,"phone":`, card.Phone)
		b = appendFilled(b, `,"email":`, card.Email)
		b = appendFilled(b, `,"url":`, card.URL)
		b = append(b, '}')
	}
	b = append(b, `],"reasons":[`...)
	for i := range r.Reasons {
		if i > 0 {
			b = append(b, ',')
		}
		b = f.appendReason(b, &r.Reasons[i], names)
	}
	return append(b, `]}`...)
}

// appendRoom writes [Room].
func appendRoom(b []byte, s *finding.Sight) []byte {
	r := roomOf(s)
	if r.Wait == nil {
		b = append(b, `,"wait":null`...)
	} else {
		b = strconv.AppendInt(append(b, `,"wait":{"days":`...), int64(r.Wait.Days), 10)
		if r.Wait.AtLeast {
			b = append(b, `,"at_least":true`...)
		}
		b = appendCode(append(b, `,"source":`...), r.Wait.Source)
		b = appendCode(append(b, `,"observed_at":`...), r.Wait.ObservedAt)
		b = appendCode(append(b, `,"confidence":`...), r.Wait.Confidence)
		b = append(b, '}')
	}
	return appendCode(append(b, `,"accepting":`...), r.Accepting)
}

func (f *found) appendReason(b []byte, r *finding.Reason, names finding.Names) []byte {
	for i := range f.said {
		if one := &f.said[i]; one.reason == *r {
			return append(b, b[one.from:one.until]...)
		}
	}
	from := len(b)
	b = appendCode(append(b, `{"code":`...), string(r.Code))
	b = appendText(append(b, `,"text":`...), r.Dutch(names))
	b = append(b, '}')
	if r.Code != finding.ReasonDistance && len(f.said) < mostSaid {
		f.said = append(f.said, said{*r, from, len(b)})
	}
	return b
}

// appendCode writes an id, or a code of one of our tables: never anything to escape.
func appendCode(b []byte, code string) []byte {
	return append(append(append(b, '"'), code...), '"')
}

// appendFilled writes a member unless it is empty.
func appendFilled(b []byte, name, value string) []byte {
	if value == "" {
		return b
	}
	return appendText(append(b, name...), value)
}

func appendOrNull(b []byte, value string) []byte {
	if value == "" {
		return append(b, `null`...)
	}
	return appendText(b, value)
}

// appendText writes a JSON string. Nearly every text needs no escape.
func appendText(b []byte, s string) []byte {
	if plain, ascii := look(s); plain && (ascii || utf8.ValidString(s)) {
		return append(append(append(b, '"'), s...), '"')
	}
	b, err := jsontext.AppendQuote(b, strings.ToValidUTF8(s, "\uFFFD"))
	if err != nil {
		panic("api: valid UTF-8 is always a JSON string: " + err.Error())
	}
	return b
}

// look tells whether a text holds nothing that JSON escapes, and nothing beyond ASCII. It looks at
// eight bytes at a time: in x-ones&^x&tops a top bit stands where a byte of x was 0, and perhaps
// above one that was, which does not change whether there is any.
func look(s string) (plain, ascii bool) {
	const (
		ones = 0x0101010101010101
		tops = 0x80 * ones
	)
	var escaped, high uint64
	for ; len(s) >= 8; s = s[8:] {
		x := uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
			uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
		quote, slash := x^('"'*ones), x^('\\'*ones)
		escaped |= (x - ' '*ones) & ^x
		escaped |= (quote - ones) & ^quote
		escaped |= (slash - ones) & ^slash
		high |= x
	}
	plain, ascii = escaped&tops == 0, high&tops == 0
	for i := range len(s) {
		plain = plain && s[i] >= ' ' && s[i] != '"' && s[i] != '\\'
		ascii = ascii && s[i] < utf8.RuneSelf
	}
	return plain, ascii
}
