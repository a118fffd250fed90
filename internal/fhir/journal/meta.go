package journal

import (
	"bytes"
	"errors"
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// Instant is how the journal writes a moment in a resource: all its moments are whole milliseconds.
const Instant = "2006-01-02T15:04:05.000Z07:00"

// complete fills in which version a body is. What its meta says already (source, profile, tags) stays.
func complete(body []byte, version int64, at time.Time) ([]byte, error) {
	where, comma, before, after, err := metaAt(body)
	if err != nil {
		return nil, err
	}
	out := make([]byte, 0, len(body)+80)
	out = append(out, body[:where]...)
	out = append(out, before...)
	out = append(out, `"versionId":"`...)
	out = strconv.AppendInt(out, version, 10)
	out = append(out, `","lastUpdated":"`...)
	out = at.UTC().AppendFormat(out, Instant)
	out = append(out, '"')
	out = append(out, after...)
	if comma {
		out = append(out, ',')
	}
	return append(out, body[where:]...), nil
}

// metaAt finds where a body takes its meta: within the one it has, or behind its id, where the standard
// puts it.
func metaAt(body []byte) (where int64, comma bool, before, after string, err error) {
	d := jsontext.NewDecoder(bytes.NewBuffer(body), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if t, err := d.ReadToken(); err != nil || t.Kind() != '{' {
		return 0, false, "", "", errors.New("a body is no JSON object")
	}
	var behindID int64
	for d.PeekKind() != '}' {
		t, err := d.ReadToken()
		if err != nil {
			return 0, false, "", "", err
		}
		name := t.String()
		if name == "meta" {
			if t, err := d.ReadToken(); err != nil || t.Kind() != '{' {
				return 0, false, "", "", errors.New("the meta of a body is no JSON object")
			}
			where = d.InputOffset()
			return where, d.PeekKind() != '}', "", "", nil
		}
		if err := d.SkipValue(); err != nil {
			return 0, false, "", "", err
		}
		if name == "id" {
			behindID = d.InputOffset()
		}
	}
	if behindID == 0 {
		return 0, false, "", "", errors.New("a body has no id")
	}
	return behindID, false, `,"meta":{`, "}", nil
}
