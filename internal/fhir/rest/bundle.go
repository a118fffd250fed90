package rest

import (
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"eerstelijn/internal/fhir/journal"
)

// bundle is a Bundle on its way out, written by joining what is kept: reading it and writing it again would
// cost a hundred times as much, and could change it.
type bundle struct {
	b              []byte
	links, entries int
}

// newBundle begins a Bundle. Its moment is that up to which it is complete, from which a client goes on.
func newBundle(kind string, upTo time.Time, entries int) *bundle {
	b := make([]byte, 0, 1024+entries*2048)
	b = append(b, `{"resourceType":"Bundle"`...)
	if !upTo.IsZero() && upTo.UnixMicro() > 0 {
		b = append(append(append(b, `,"meta":{"lastUpdated":"`...), instant(upTo)...), `"}`...)
	}
	b = append(append(append(b, `,"type":"`...), kind...), '"')
	return &bundle{b: b}
}

func (b *bundle) text(s string) {
	var err error
	if b.b, err = jsontext.AppendQuote(b.b, strings.ToValidUTF8(s, "\uFFFD")); err != nil {
		panic("rest: valid UTF-8 is always a JSON string: " + err.Error())
	}
}

func (b *bundle) raw(s string) { b.b = append(b.b, s...) }

// total says how many matches there are; less than 0 says nothing.
func (b *bundle) total(n int64) {
	if n >= 0 {
		b.raw(`,"total":`)
		b.b = strconv.AppendInt(b.b, n, 10)
	}
}

// link adds an address; all links come before all entries.
func (b *bundle) link(relation, address string) {
	if b.links++; b.links == 1 {
		b.raw(`,"link":[`)
	} else {
		b.raw(`,`)
	}
	b.raw(`{"relation":"` + relation + `","url":`)
	b.text(address)
	b.raw(`}`)
}

func (b *bundle) entry() {
	if b.links > 0 && b.entries == 0 {
		b.raw(`]`)
	}
	if b.entries++; b.entries == 1 {
		b.raw(`,"entry":[`)
	} else {
		b.raw(`,`)
	}
}

// found adds what a search found.
func (b *bundle) found(base string, key journal.Key, body []byte, mode string) {
	b.entry()
	b.raw(`{"fullUrl":`)
	b.text(base + "/" + key.String())
	b.raw(`,"resource":`)
	b.b = append(b.b, body...)
	b.raw(`,"search":{"mode":"` + mode + `"}}`)
}

// outcome adds what is to be said of the search itself. It has no address; its name follows from what it
// says, so that the same page keeps its tag.
func (b *bundle) outcome(body []byte) {
	b.entry()
	b.raw(`{"fullUrl":"` + uuid.NewSHA1(uuid.NameSpaceURL, body).URN() + `","resource":`)
	b.b = append(b.b, body...)
	b.raw(`,"search":{"mode":"outcome"}}`)
}

// version adds a version of a history, as the request by which it could have come.
func (b *bundle) version(base string, v *journal.Version) {
	b.entry()
	b.raw(`{"fullUrl":`)
	b.text(base + "/" + v.String())
	method, answer := "PUT", "200 OK"
	switch {
	case v.Gone:
		method, answer = "DELETE", "204 No Content"
	case v.Version == 1:
		answer = "201 Created"
	}
	if !v.Gone {
		b.raw(`,"resource":`)
		b.b = append(b.b, v.Body...)
	}
	b.raw(`,"request":{"method":"` + method + `","url":`)
	b.text(v.String())
	b.raw(`},"response":{"status":"` + answer + `","etag":`)
	b.text(etag(v.Version))
	b.raw(`,"lastModified":"` + instant(v.At) + `"}}`)
}

// end gives the whole.
func (b *bundle) end() []byte {
	if b.links > 0 || b.entries > 0 {
		b.raw(`]`)
	}
	b.raw(`}`)
	return b.b
}
