package mirror

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
)

// mostBody bounds one resource.
const mostBody = 512 << 10

// change is what a page says of one resource.
type change struct {
	id      string
	version string // '' when the source does not tell
	at      int64  // 0 when the source does not tell
	gone    bool
	body    []byte // as it came; empty when gone
	digest  [sha256.Size]byte
}

// page is what stands in a Bundle beside its entries.
type page struct {
	updated string // its own moment
	next    string // the link as it stands there
	// passed are the resources that say their ids and cannot be taken, and why.
	passed map[string]fault.Text
}

// entry is one of a Bundle's. Anything of it may be missing: servers leave out what they think is clear.
type entry struct {
	FullURL  string          `json:"fullUrl"`
	Resource json.RawMessage `json:"resource"`
	Request  *struct {
		Method string `json:"method"`
		URL    string `json:"url"`
	} `json:"request"`
	Response *struct {
		Status   string `json:"status"`
		ETag     string `json:"etag"`
		Modified string `json:"lastModified"`
	} `json:"response"`
	Search *struct {
		Mode string `json:"mode"`
	} `json:"search"`
}

// readPage reads a Bundle entry by entry; what an entry of a type says goes to each. It gives how many
// entries could not be read as one.
func readPage(in io.Reader, resourceType string, each func(change) error) (p page, skipped int, err error) {
	dec := json.NewDecoder(in)
	bundle := false
	err = object(dec, func(name string) error {
		switch name {
		case "resourceType":
			var kind string
			if err := dec.Decode(&kind); soft(err) != nil {
				return err
			}
			if bundle = kind == "Bundle"; !bundle {
				return errNotAPage
			}
			return nil
		case "meta":
			var meta struct {
				Updated string `json:"lastUpdated"`
			}
			err := dec.Decode(&meta)
			if moment(meta.Updated) != 0 {
				p.updated = meta.Updated
			}
			return soft(err)
		case "link":
			var links []struct{ Relation, URL string }
			err := dec.Decode(&links)
			for _, l := range links {
				if l.Relation == "next" {
					p.next = l.URL
				}
			}
			return soft(err)
		case "entry":
			n, err := p.readEntries(dec, resourceType, each)
			skipped += n
			return err
		}
		var other json.RawMessage
		return dec.Decode(&other)
	})
	if err == nil && !bundle {
		err = errNotAPage
	}
	var syntax *json.SyntaxError
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		err = &broken{errors.New("the page stops in the middle")}
	case errors.As(err, &syntax):
		err = errNotAPage.Because(err)
	}
	return p, skipped, err
}

// object reads the members of an object.
func object(dec *json.Decoder, member func(name string) error) error {
	t, err := dec.Token()
	if err != nil {
		return err
	}
	if t != json.Delim('{') {
		return errNotAPage
	}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return err
		}
		text, _ := name.(string)
		if err := member(text); err != nil {
			return err
		}
	}
	_, err = dec.Token()
	return err
}

func (p *page) readEntries(dec *json.Decoder, resourceType string, each func(change) error) (skipped int, err error) {
	taken := map[string]bool{}
	t, err := dec.Token()
	if err != nil {
		return 0, err
	}
	if t != json.Delim('[') {
		return 0, errNotAPage
	}
	for dec.More() {
		var e entry
		if err := dec.Decode(&e); err != nil {
			if soft(err) != nil {
				return skipped, err
			}
			skipped++
			continue
		}
		c, ok := e.change(resourceType)
		if !ok {
			if e.Search == nil || e.Search.Mode == "match" {
				skipped++
			}
			// In a history what stands first is newer: an older version that cannot be read is no matter.
			if id, why, named := whyUnfit(e.Resource, resourceType); named && !taken[id] {
				p.passed = added(p.passed, id, why)
			}
			continue
		}
		taken[c.id] = true
		if err := each(c); err != nil {
			return skipped, err
		}
	}
	_, err = dec.Token()
	return skipped, err
}

func added(m map[string]fault.Text, id string, why fault.Text) map[string]fault.Text {
	if m == nil {
		m = map[string]fault.Text{}
	}
	m[id] = why
	return m
}

// soft forgives a value of the wrong form: the decoder has passed it, and the rest can be read.
func soft(err error) error {
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return nil
	}
	return err
}

var idForm = regexp.MustCompile(`^[A-Za-z0-9.-]{1,64}$`)

// change says what the entry means for a resource of a type; false when it means nothing.
func (e *entry) change(resourceType string) (c change, ok bool) {
	method, url := "", e.FullURL
	if e.Request != nil {
		method = strings.ToUpper(e.Request.Method)
		if e.Request.URL != "" {
			url = e.Request.URL
		}
	}
	if string(e.Resource) == "null" {
		e.Resource = nil
	}
	if method == "DELETE" || len(e.Resource) == 0 && e.Response != nil && (strings.HasPrefix(e.Response.Status, "204") || strings.HasPrefix(e.Response.Status, "410")) {
		return e.deletion(resourceType, url)
	}
	if len(e.Resource) == 0 {
		return c, false
	}
	return resourceOf(e.Resource, resourceType)
}

// deletion reads 'Location/7' or 'https://…/Location/7/_history/3'.
func (e *entry) deletion(resourceType, url string) (c change, ok bool) {
	c.gone = true
	path, version, _ := strings.Cut(url, "/_history/")
	before, id, _ := cutLast(path, "/")
	if _, kind, found := cutLast(before, "/"); found && kind != resourceType || !found && before != resourceType || !idForm.MatchString(id) {
		return c, false
	}
	c.id, c.version = id, version
	if e.Response != nil {
		if tag := strings.Trim(strings.TrimPrefix(e.Response.ETag, "W/"), `"`); tag != "" && c.version == "" {
			c.version = tag
		}
		c.at = moment(e.Response.Modified)
	}
	c.version = versionOf(c.version)
	return c, true
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// resourceOf reads a resource of a type; false when it is another, or cannot be kept.
func resourceOf(body []byte, resourceType string) (c change, ok bool) {
	var r struct {
		Type string `json:"resourceType"`
		ID   string `json:"id"`
		Meta struct {
			Version string `json:"versionId"`
			Updated string `json:"lastUpdated"`
		} `json:"meta"`
	}
	if json.Unmarshal(body, &r) != nil || r.Type != resourceType || !idForm.MatchString(r.ID) || len(body) > mostBody {
		return c, false
	}
	return change{id: r.ID, version: versionOf(r.Meta.Version), at: moment(r.Meta.Updated), body: body, digest: sha256.Sum256(body)}, true
}

// versionOf gives a version's name; ” when it has none that FHIR allows.
func versionOf(text string) string {
	if !idForm.MatchString(text) {
		return ""
	}
	return text
}

// moment reads an instant; 0 when it is none.
func moment(text string) int64 {
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil || t.Year() < 1970 {
		return 0
	}
	return clock.Micros(t)
}

// order is how a change stands to what is kept.
type order int

const (
	older order = iota
	same
	newer
	unclear
)

// against compares a change with a version that is kept. Numbers and moments must agree where both are
// told; where they do not, or are not there, only the source can say.
func (c *change) against(version string, at int64) order {
	byNumber, byMoment := unclear, unclear
	if c.version != "" && c.version == version {
		byNumber = same
	} else if a, err := strconv.ParseInt(c.version, 10, 64); err == nil {
		if b, err := strconv.ParseInt(version, 10, 64); err == nil {
			byNumber = compared(a, b)
		}
	}
	if c.at != 0 && at != 0 {
		byMoment = compared(c.at, at)
	}
	switch {
	case byNumber == unclear && byMoment == same:
		return unclear // another version within one tick of its clock
	case byNumber == unclear:
		return byMoment
	case byMoment == unclear, byMoment == same, byMoment == byNumber:
		return byNumber
	}
	return unclear
}

func compared(a, b int64) order {
	switch {
	case a < b:
		return older
	case a > b:
		return newer
	}
	return same
}
