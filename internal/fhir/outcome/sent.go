package outcome

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/r4"
)

// medias are the names of FHIR in JSON; the last is that of older software.
var medias = []string{Media, "application/json", "application/json+fhir"}

const form = "application/x-www-form-urlencoded"

// longest bounds an address in bytes; a longer question goes by POST.
const longest = 8 << 10

// TooLong refuses a request with an address that is too long.
func TooLong(r *http.Request) error {
	if len(r.URL.Path)+len(r.URL.RawQuery) <= longest {
		return nil
	}
	return Refuse(http.StatusRequestURITooLong, "too-long", "Dit adres is te lang. Stel deze vraag met POST en _search.", "the address is too long; ask by POST to _search")
}

// ReadBody reads what was sent, as JSON of FHIR of most bytes at the most.
func ReadBody(w http.ResponseWriter, r *http.Request, most int64) ([]byte, error) {
	if !slices.Contains(medias, mediaOf(r)) {
		return nil, Refuse(http.StatusUnsupportedMediaType, "not-supported", "Stuur JSON: application/fhir+json.", "expected JSON: application/fhir+json")
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, most))
	if err != nil {
		if tooLarge(err) {
			return nil, larger(most)
		}
		return nil, Refuse(http.StatusBadRequest, "incomplete", "Het bericht kwam niet heel aan.", "the body did not arrive whole")
	}
	if !json.Valid(body) {
		return nil, Refuse(http.StatusBadRequest, "structure", "Dit is geen geldige JSON.", "this is not valid JSON")
	}
	return body, nil
}

// Resource reads the resource that a body holds, which is of the type of its address.
func Resource(body []byte, kind string) (r4.Resource, error) {
	of, err := r4.TypeOf(body)
	if err != nil {
		return nil, err
	}
	if of != kind {
		return nil, fault.InvalidField("resourceType", "Het type hoort "+kind+" te zijn.", "expected a "+kind)
	}
	return r4.Unmarshal(body)
}

// Query gives the parameters of the address.
func Query(r *http.Request) (url.Values, error) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, RefuseAt(http.StatusBadRequest, "invalid", "http.query", "Deze vraag is niet leesbaar.", "expected name=value pairs joined by &, percent-encoded")
	}
	return values, nil
}

// Values gives the parameters of the address, and of the form of a POST to _search, of most bytes at the most. It can be
// asked more than once, until it gave an error.
func Values(w http.ResponseWriter, r *http.Request, most int64) (url.Values, error) {
	values, err := Query(r)
	if err != nil || r.Method != http.MethodPost {
		return values, err
	}
	if mediaOf(r) != form {
		return nil, Refuse(http.StatusUnsupportedMediaType, "not-supported", "Stuur een formulier: "+form+".", "expected a form: "+form)
	}
	r.Body = http.MaxBytesReader(w, r.Body, most)
	if err := r.ParseForm(); err != nil {
		if tooLarge(err) {
			return nil, larger(most)
		}
		return nil, Refuse(http.StatusBadRequest, "invalid", "Het formulier is niet te lezen.", "the form cannot be read")
	}
	for name, all := range r.PostForm {
		values[name] = append(values[name], all...)
	}
	return values, nil
}

// mediaOf gives the media type of what was sent; ” is one that cannot be read.
func mediaOf(r *http.Request) string {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return ""
	}
	return kind
}

func tooLarge(err error) bool {
	_, large := errors.AsType[*http.MaxBytesError](err)
	return large
}

func larger(most int64) error {
	size := strconv.FormatInt(most>>10, 10) + " KiB"
	if most >= 1<<20 {
		size = strconv.FormatInt(most>>20, 10) + " MiB"
	}
	return Refuse(http.StatusRequestEntityTooLarge, "too-long", "Dit bericht is te groot: hooguit "+size+".", "the body is too large: at most "+size)
}
