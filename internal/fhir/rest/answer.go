package rest

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/fhir/journal"
)

// resource answers with one version of a resource, or with 304 to who has it already.
func (c *call) resource(v *journal.Version, body []byte) {
	h := c.w.Header()
	h.Set("ETag", etag(v.Version))
	h.Set("Last-Modified", v.At.UTC().Format(http.TimeFormat))
	c.send(body)
}

func etag(version int64) string { return `W/"` + strconv.FormatInt(version, 10) + `"` }

// bundle answers with what has no version of its own: its tag is that of its bytes. It is weak, because
// the same answer may travel compressed.
func (c *call) bundle(body []byte) {
	if c.r.Method != http.MethodPost {
		sum := sha256.Sum256(body)
		c.w.Header().Set("ETag", `W/"`+hex.EncodeToString(sum[:12])+`"`)
	}
	c.send(body)
}

func (c *call) send(body []byte) {
	h := c.w.Header()
	h.Set("Cache-Control", "no-cache") // keep, but ask each time whether it still holds
	if c.r.Method != http.MethodPost && c.known() {
		c.w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", c.media+charset)
	_, _ = c.w.Write(body)
}

// known tells whether the caller has what is about to be sent. A tag says more than a moment, which counts
// whole seconds.
func (c *call) known() bool {
	h := c.w.Header()
	if tags := c.r.Header.Values("If-None-Match"); len(tags) > 0 {
		for one := range strings.SplitSeq(strings.Join(tags, ","), ",") {
			one = strings.TrimSpace(one)
			if one == "*" || strings.TrimPrefix(one, "W/") == strings.TrimPrefix(h.Get("ETag"), "W/") {
				return true
			}
		}
		return false
	}
	changed, err1 := http.ParseTime(h.Get("Last-Modified"))
	seen, err2 := http.ParseTime(c.r.Header.Get("If-Modified-Since"))
	return err1 == nil && err2 == nil && !changed.After(seen)
}

// instant writes a moment as the journal does.
func instant(t time.Time) string { return t.UTC().Format(journal.Instant) }
